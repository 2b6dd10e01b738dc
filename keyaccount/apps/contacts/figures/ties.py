"""Visits between our people and those of one account: the sum over the matrix of who knows whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.queries.ties import Matrix, matrix_of
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, ScopeKind, Unit, register

COLUMNS = (
    Column("person", _("Person")),
    Column("visited_by", _("Visited by")),
    Column("last", _("Last contact")),
    Column("visits", _("Visits"), Unit.COUNT),
)
ONE_ACCOUNT = (Note("one_account", _("Ask this of one account: the people of several have no map together.")),)


def visits(question: Question) -> Answer:
    """Of the people still there today; a past day counts the visits up to it."""
    if question.scope.kind is not ScopeKind.ACCOUNT:
        return Answer(value=None, notes=ONE_ACCOUNT)
    account = Account.objects.visible_to(question.viewer).filter(pk=question.scope.pk).first()
    if account is None:
        return Answer(value=None, notes=ONE_ACCOUNT)
    found = matrix_of(account, question.viewer, min(question.as_of, question.today))
    rows = _rows(found)
    return Answer(
        value=found.made,
        inputs=(
            Input("p", _("People there whom somebody of ours knows"), _known(found), Unit.COUNT),
            Input("n", _("People there"), len(found.theirs), Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="visits",
            sum_of_rows=found.made,
        ),
    )


def _known(found: Matrix) -> int:
    return sum(bool(one.known_by) for one in found.theirs)


def _rows(found: Matrix) -> list[dict[str, Any]]:
    """The pairs with a visit, the most first."""
    ours = {one.user.pk: str(one.user) for one in found.ours}
    theirs = {one.contact.pk: one.contact.name for one in found.theirs}
    pairs = [(user, person, tie) for (user, person), tie in found.ties.items() if tie.made]
    pairs.sort(key=lambda pair: (-pair[2].made, theirs[pair[1]], ours[pair[0]]))
    return [
        {"id": person, "person": theirs[person], "visited_by": ours[user], "last": tie.last, "visits": tie.made}
        for user, person, tie in pairs
    ]


register(
    Definition(
        key="people.visits",
        title=_("Visits of 12 months"),
        meaning=_("How often we visited the people who are at the account today, over the 365 days up to the day."),
        words=_("visits by each of ours to each of theirs, summed"),
        symbols="Σ v",
        unit=Unit.COUNT,
        compute=visits,
        only_of=ScopeKind.ACCOUNT,
    )
)
