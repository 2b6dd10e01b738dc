"""Attack and defence: our share of what customers buy, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.portfolio.queries.segments import KEYS, Placed, Standings, accounts_outside, standings
from keyaccount.apps.portfolio.words import SEGMENTS, STANCES
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, ScopeKind, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.segments import STANCES as STANCE_OF
from keyaccount.formulas.segments import Segment, share_of_wallet

COLUMNS = (
    Column("account", _("Account")),
    Column("segment", _("Segment")),
    Column("source", _("Where it was learnt")),
    Column("on", _("Estimated on")),
    Column("author", _("Estimated by")),
    Column("revenue", _("12-month revenue"), Unit.MONEY),
    Column("purchasing", _("Yearly purchasing"), Unit.MONEY),
    Column("share", _("Share of wallet"), Unit.SHARE),
)


def segment(question: Question) -> Answer:
    """Of one account its standing, of many a line for each segment."""
    found = _asked(question)
    of_one = question.scope.kind == ScopeKind.ACCOUNT
    return Answer(
        value=[_standing_of(one) for one in found] if of_one else table(found),
        worked=_worked(found) if of_one else "",
        inputs=_inputs(found),
        rows=_rows(question, found),
        notes=_notes(found),
        **_money(),
    )


def wallet(question: Question) -> Answer:
    """Over many accounts: revenue and purchasing of those whose purchasing is known."""
    everyone = _asked(question)
    known = Standings([one for one in everyone if one.standing.purchasing is not None])
    revenue, bought = _revenue(known), _bought(known)
    return Answer(
        value=share_of_wallet(revenue, bought) if len(known) else None,
        worked=f"{plain(revenue)} ÷ {plain(bought)} = {plain(share_of_wallet(revenue, bought), 4)}"
        if len(known)
        else "",
        inputs=_inputs(known),
        rows=_rows(question, known),
        notes=(*_left_out(everyone, known), *_notes(known)),
        **_money(),
    )


def count(question: Question) -> Answer:
    found = _asked(question)
    return Answer(
        value=len(found), rows=_rows(question, found), notes=_notes(found), inputs=_inputs(found)[:2], **_money()
    )


def revenue(question: Question) -> Answer:
    found = _asked(question)
    return Answer(value=_revenue(found), rows=_rows(question, found, symbol=""), inputs=_inputs(found)[1:], **_money())


def table(found: Standings) -> list[dict[str, Any]]:
    """A line for each segment and one for the accounts whose purchasing nobody has estimated."""
    return [_line(key, found.within(key)) for key in KEYS]


def _line(key: str, found: Standings) -> dict[str, Any]:
    stance = STANCE_OF[Segment(key)] if key in set(Segment) else None
    brought = _revenue(found)
    bought = _bought(found) if stance else None
    return {
        "key": key,
        "title": str(SEGMENTS[key]),
        "stance": str(STANCES[stance]) if stance else None,
        "accounts": len(found),
        "revenue": brought,
        "purchasing": bought,
        "share": share_of_wallet(brought, bought),
    }


def _standing_of(one: Placed) -> dict[str, Any]:
    stands = one.standing
    return {
        "key": one.key,
        "title": str(SEGMENTS[one.key]),
        "stance": str(STANCES[stands.stance]) if stands.stance else None,
        "potential": stands.potential and str(stands.potential),
        "revenue": stands.revenue,
        "purchasing": stands.purchasing,
        "share": stands.share,
    }


def _asked(question: Question) -> Standings:
    found = standings(question)
    key = question.filters.get("segment", "")
    return found.within(key) if key else found


def _worked(found: Standings) -> str:
    one = next(iter(found), None)
    if one is None or one.standing.segment is None:
        return ""
    stands = one.standing
    return f"{plain(stands.revenue)} ÷ {plain(stands.purchasing)} = {plain(stands.share, 4)} → {SEGMENTS[one.key]}"


def _inputs(found: Standings) -> tuple[Input, ...]:
    return (
        Input("R", _("12-month revenue"), _revenue(found), Unit.MONEY),
        Input("P", _("Estimated yearly purchasing"), _bought(found), Unit.MONEY),
        Input("n", _("Accounts"), len(found), Unit.COUNT),
    )


def _revenue(found: Iterable[Placed]) -> Decimal:
    return sum((one.standing.revenue for one in found), Decimal(0))


def _bought(found: Iterable[Placed]) -> Decimal | None:
    """None where nobody's purchasing is known."""
    known = [one.standing.purchasing for one in found if one.standing.purchasing is not None]
    return sum(known, Decimal(0)) if known else None


def _rows(question: Question, found: Standings, symbol: str = "R") -> Rows:
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: rows_of(found.placed[:limit]),
        total=lambda: len(found),
        outside=lambda: accounts_outside(question),
        adds_up="revenue",
        sum_of_rows=_revenue(found),
        symbol=symbol,
    )


def rows_of(placed: Iterable[Placed]) -> list[dict[str, Any]]:
    shown = list(placed)
    names = names_of_accounts([one.account_id for one in shown])
    people = User.objects.filter(pk__in={one.said.author_id for one in shown if one.said})
    authors = {person.pk: person.display_name for person in people}
    return [
        {
            "id": one.account_id,
            "account": names[one.account_id],
            "segment": str(SEGMENTS[one.key]),
            "source": one.said.source if one.said else None,
            "on": one.said.on if one.said else None,
            "author": authors.get(one.said.author_id) if one.said else None,
            "revenue": one.standing.revenue,
            "purchasing": one.standing.purchasing,
            "share": one.standing.share,
        }
        for one in shown
    ]


def _left_out(everyone: Standings, known: Standings) -> tuple[Note, ...]:
    missing = len(everyone) - len(known)
    text = _("Accounts whose purchasing nobody has estimated are left out")
    return (Note("not_estimated", text, missing),) if missing else ()


def _notes(found: Standings) -> tuple[Note, ...]:
    notes: list[Note] = []
    exceeding = sum(1 for one in found if one.standing.exceeds)
    if exceeding:
        text = _("We sold more than they are thought to buy: the estimate is too low")
        notes.append(Note("exceeds_estimate", text, exceeding))
    if found.unconvertible:
        text = _("Estimates left out for want of an exchange rate")
        notes.append(Note("unconvertible", text, found.unconvertible))
    return tuple(notes)


def _money() -> dict[str, Any]:
    workspace = load_workspace()
    return {"currency": workspace.base_currency, "fiscal_start": workspace.fiscal_year_start}


register(
    Definition(
        key="accounts.segment",
        title=_("Attack/defence segment"),
        meaning=_("Where accounts stand by what they could buy and by our share of what they do buy."),
        words=_(
            "potential by yearly purchasing, share of wallet by 12-month revenue ÷ purchasing; both by the thresholds "
            "that held on the day"
        ),
        symbols="(P, R ÷ P)",
        unit=Unit.TABLE,
        compute=segment,
        options=("segment", "accounts"),
    )
)
register(
    Definition(
        key="accounts.share_of_wallet",
        title=_("Share of wallet"),
        meaning=_("How much of what customers buy in our categories they buy from us."),
        words=_("12-month revenue ÷ estimated yearly purchasing in our categories"),
        symbols="R ÷ P",
        unit=Unit.SHARE,
        compute=wallet,
        options=("segment", "accounts"),
    )
)
register(
    Definition(
        key="accounts.count",
        title=_("Accounts"),
        meaning=_("How many accounts there are, of all or of one segment."),
        words=_("number of accounts that are not archived"),
        symbols="n",
        unit=Unit.COUNT,
        compute=count,
        options=("segment", "accounts"),
    )
)
register(
    Definition(
        key="accounts.revenue",
        title=_("12-month revenue of accounts"),
        meaning=_("What accounts brought in the 365 days up to the date, of all or of one segment."),
        words=_("sum over the accounts: deals won + off-funnel sales of the last 365 days"),
        symbols="Σ R",
        unit=Unit.MONEY,
        compute=revenue,
        options=("segment", "accounts"),
    )
)
