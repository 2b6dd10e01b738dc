"""`keyaccount targets`: what is aimed at, set from the command line, and what happened to it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import click
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.insights.queries import find_scope
from keyaccount.apps.pipeline.models import Measure, Owner, Product, Target
from keyaccount.apps.pipeline.queries.target_history import Change, changes_of
from keyaccount.apps.pipeline.queries.target_parts import name_of
from keyaccount.apps.pipeline.queries.targets import Span, fiscal_year, month_number, period_of_target
from keyaccount.apps.pipeline.queries.year_targets import of_owner, sees_owner
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import ScopeKind
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import Invalid, NotFound, gettext_noop
from keyaccount.kernel.period import Period
from keyaccount.surfaces.cli import edge, printing

WHOSE = gettext_noop("company, team:NAME, user:NAME, account:NAME or product:NAME; or with an id, team:#4.")
PERIOD = gettext_noop("2026, 2026-Q4 or 2026-11; years and quarters are those of the fiscal year.")
FOR = click.option("--for", "whose", default="", help=WHOSE)
MEASURE = click.option(
    "--measure", type=click.Choice(Measure.values), default=None, help=gettext_noop("Of what; revenue when not said.")
)
JSON = click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
AS = click.option("--as", "username", metavar="USER", help=gettext_noop("As this person; else as the system."))


@click.group("targets", help=gettext_noop("What is aimed at: list it, set it, see what happened to it."))
def command() -> None:
    edge.need_database()


@command.command("list", help=gettext_noop("The targets that hold now, as a person sees them."))
@click.option("--year", type=int, help=gettext_noop("The fiscal year; else the present one."))
@FOR
@MEASURE
@JSON
@AS
def show(year: int | None, whose: str, measure: str | None, as_json: bool, username: str | None) -> None:
    viewer = edge.actor(username)
    rows = Target.objects.visible_to(viewer).filter(valid_to=None, year=year or _this_year())
    rows = rows.filter(of_owner(_owner(whose, viewer))) if whose else rows
    rows = rows.filter(measure=measure) if measure else rows
    found = rows.select_related("team", "user", "account", "product", "set_by").order_by("scope", "place")
    if as_json:
        click.echo(to_json([_plain(one) for one in found], "  "))
        return
    heads = [_("For"), _("Measure"), _("Period"), _("Amount"), _("Set by"), _("Note")]
    printing.table(heads, [_row(one) for one in found], right=[3])


@command.command("set", help=gettext_noop("Set a target; “none” takes it away. What held before stays in the history."))
@click.argument("whose", metavar="FOR")
@click.argument("period")
@click.argument("amount")
@MEASURE
@click.option("--note", default="", help=gettext_noop("Why; it stays with the target."))
@JSON
@AS
def put(whose: str, period: str, amount: str, as_json: bool, username: str | None, **given: Any) -> None:
    act = edge.act_as(username)
    owner = _owner(whose, act.actor)
    year, span = _when(period)
    made = set_target(owner=owner, year=year, quarter=span.quarter, month=span.month, amount=_amount(amount),
                      measure=Measure(given["measure"] or Measure.REVENUE), note=given["note"], act=act)  # fmt: skip
    if as_json:
        click.echo(to_json(None if made is None else _plain(made), "  "))
        return
    told = {"for": name_of(owner) or _("Company"), "period": period, "amount": made.amount if made else ""}
    printing.line((_("%(for)s, %(period)s: %(amount)s.") if made else _("%(for)s, %(period)s: no target.")) % told)


@command.command("history", help=gettext_noop("Who set which target, when, from what to what, and why."))
@click.argument("whose", metavar="FOR")
@click.argument("period")
@MEASURE
@JSON
@AS
def history(whose: str, period: str, measure: str | None, as_json: bool, username: str | None) -> None:
    viewer = edge.actor(username)
    owner = _owner(whose, viewer)
    if not sees_owner(viewer, owner):
        raise NotFound(gettext_noop("There is no such target, or you do not see it."))
    year, span = _when(period)
    changes = changes_of(owner, year, Measure(measure or Measure.REVENUE), span)
    if as_json:
        click.echo(to_json([_changed(one) for one in changes], "  "))
        return
    heads = [_("When"), _("Who"), _("From"), _("To"), _("Note")]
    rows = [[one.at.isoformat(timespec="minutes"), one.by.display_name, _text(one.before), _text(one.after), one.note]
            for one in changes]  # fmt: skip
    printing.table(heads, rows, right=[2, 3])


def _owner(text: str, viewer: User) -> Owner:
    kind, _colon, name = text.partition(":")
    if kind == "product":
        found = Product.objects.filter(pk=int(name[1:])) if name[:1] == "#" and name[1:].isdecimal() else None
        product: Product | None = (found if found is not None else Product.objects.filter(name=name)).first()
        if product is None:
            raise NotFound(gettext_noop("There is no product “%(name)s”."), name=name)
        return product
    scope = find_scope(text, viewer)
    kinds: dict[ScopeKind, Any] = {ScopeKind.TEAM: Team, ScopeKind.USER: User, ScopeKind.ACCOUNT: Account}
    if scope.kind is ScopeKind.COMPANY:
        return None
    if scope.kind not in kinds:
        raise Invalid(fields={"for": _("Name one team, person, account or product, or write “company”.")})
    owner: Owner = kinds[scope.kind].objects.get(pk=scope.pk)
    return owner


def _this_year() -> int:
    return Period.containing(edge.today(), "year", workspace().fiscal_year_start).start.year


def _when(text: str) -> tuple[int, Span]:
    settings = workspace()
    period = Period.parse(text, settings.fiscal_year_start)
    year = fiscal_year(period, settings)
    quarter = (month_number(period.start.month, settings) + 2) // 3
    spans = {"year": Span(), "quarter": Span(quarter=quarter), "month": Span(month=period.start.month)}
    span = spans.get(period.kind)
    if span is None or span.period(year, settings) != period:
        raise Invalid(fields={"period": _("Write a year (2026), a quarter (2026-Q3) or a month (2026-07).")})
    return year, span


def _amount(text: str) -> Decimal | None:
    if text.lower() == "none":
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise Invalid(fields={"amount": _("Enter a number.")}) from error


def _period(target: Target) -> str:
    settings = workspace()
    return period_of_target(target, settings).label(settings.fiscal_year_start)


def _plain(target: Target) -> dict[str, Any]:
    owner = target.owner
    return {
        "id": target.pk,
        "scope": target.scope,
        "name": owner.username if isinstance(owner, User) else name_of(owner) or None,
        "measure": target.measure,
        "period": _period(target),
        "amount": target.amount,
        "currency": target.currency or None,
        "note": target.note,
        "set_by": target.set_by.username,
        "set_at": target.valid_from,
    }


def _row(target: Target) -> list[str]:
    name = name_of(target.owner) or _("Company")
    measure = str(Measure(target.measure).label)
    return [name, measure, _period(target), _text(target.amount), target.set_by.display_name, target.note]


def _changed(change: Change) -> dict[str, Any]:
    return {
        "at": change.at,
        "by": change.by.username,
        "before": change.before,
        "after": change.after,
        "note": change.note,
        "spread": change.spread,
        "holds": change.holds,
    }


def _text(amount: Decimal | None) -> str:
    return "–" if amount is None else f"{amount:,.2f}".removesuffix(".00")
