"""`keyaccount estimate`: what accounts are thought to buy a year."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import click
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.insights.queries import find_scope
from keyaccount.apps.portfolio.models import AccountEstimate, Confidence
from keyaccount.apps.portfolio.queries.estimates import latest_of
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import Invalid, gettext_noop
from keyaccount.surfaces.cli import edge, printing
from keyaccount.ui import formatting

SURE = click.Choice([str(level.value) for level in Confidence])
AS = click.option("--as", "username", metavar="USER", help=gettext_noop("As this person; else as the system."))


@click.group("estimate", help=gettext_noop("What accounts are thought to buy a year: list it, add to it."))
def command() -> None:
    edge.need_database()


@command.command("list", help=gettext_noop("The estimates that hold today, or every one there is."))
@click.option("--all", "everything", is_flag=True, help=gettext_noop("Earlier estimates too."))
@click.option("--account", default="", help=gettext_noop("Only this account, by its name."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
@AS
def show(everything: bool, account: str, as_json: bool, username: str | None) -> None:
    viewer = edge.actor(username)
    accounts = Account.objects.visible_to(viewer)
    if account:
        accounts = accounts.filter(pk=find_scope(f"account:{account}", viewer).pk)
    every = AccountEstimate.objects.filter(account__in=accounts.order_by().values("pk"))
    rows = every if everything else latest_of(accounts, edge.today())
    found = rows.select_related("account", "author").order_by("account__name", "-on", "-pk")
    if as_json:
        click.echo(to_json([_plain(one) for one in found], "  "))
        return
    heads = [_("Account"), _("Yearly purchasing"), _("Holds from"), _("Confidence"), _("Author"), _("Source")]
    printing.table(heads, [_row(one) for one in found], right=[1])


@command.command("add", help=gettext_noop("Say what an account buys a year in our categories, from everyone."))
@click.argument("account")
@click.argument("amount")
@click.option("--source", required=True, help=gettext_noop("Where it was learnt."))
@click.option("--currency", default="", help=gettext_noop("Else the base currency."))
@click.option("--confidence", type=SURE, default=Confidence.MEDIUM.value, show_default=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=gettext_noop("The day from which it holds; else today."))
@AS
def add(account: str, amount: str, username: str | None, **given: Any) -> None:
    act = edge.act_as(username)
    values = {key: value for key, value in given.items() if value}
    if "on" in values:
        values["on"] = values["on"].date()
    scope = find_scope(f"account:{account}", act.actor)
    made = add_estimate(account_id=scope.pk, values={**values, "amount": _amount(amount)}, act=act)
    told = _("%(account)s: %(amount)s a year, as of %(day)s.")
    amount = formatting.money(made.amount, made.currency)
    click.echo(told % {"account": made.account, "amount": amount, "day": made.on.isoformat()})


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise Invalid(fields={"amount": _("Enter a number.")}) from error


def _plain(one: AccountEstimate) -> dict[str, Any]:
    return {
        "id": one.pk,
        "account": str(one.account),
        "amount": one.amount,
        "currency": one.currency,
        "on": one.on,
        "confidence": one.confidence,
        "source": one.source,
        "author": one.author.username,
    }


def _row(one: AccountEstimate) -> list[str]:
    amount = formatting.money(one.amount, one.currency)
    sure = str(one.get_confidence_display())
    return [str(one.account), amount, one.on.isoformat(), sure, one.author.display_name, one.source]
