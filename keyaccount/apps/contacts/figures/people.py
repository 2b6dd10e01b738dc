"""How the people of one account stand to us: weighted support, roles covered, warnings; of any day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.figures.words import CERTAINTIES, COMMITMENTS, people_of, sentence_of, title_of
from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.contacts.queries.people_map import MapPerson, PeopleMap, coverage_of, map_at, warnings_of
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, ScopeKind, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.influence import Certainty, Stand, weighted_support
from keyaccount.formulas.people_warnings import Severity

SUPPORT_COLUMNS = (
    Column("person", _("Person")),
    Column("role", _("Heaviest role")),
    Column("commitment", _("Commitment")),
    Column("weight", _("Weight"), Unit.COUNT),
    Column("value", _("Value"), Unit.COUNT),
    Column("product", _("Weight × value"), Unit.COUNT),
)
COVERAGE_COLUMNS = (
    Column("role", _("Role")),
    Column("people", _("Who")),
    Column("covered", _("Covered"), Unit.COUNT),
)
WARNING_COLUMNS = (
    Column("warning", _("Warning")),
    Column("about", _("About")),
    Column("warnings", _("Warnings"), Unit.COUNT),
)
ONE_ACCOUNT = (Note("one_account", _("Ask this of one account: the people of several have no map together.")),)


def support(question: Question) -> Answer:
    found = _map(question)
    return Answer(value=None, notes=ONE_ACCOUNT) if found is None else support_among(found)


def support_among(found: PeopleMap) -> Answer:
    people = sorted(found.here, key=lambda person: -person.weight)
    stands = [person.stand for person in people]
    above, below = sum(one.product for one in stands), sum(one.weight for one in stands)
    value = weighted_support(stands)
    return Answer(
        value=value,
        worked="" if value is None else f"{above} ÷ {below} = {plain(value, 4)}",
        inputs=(
            Input("S", _("Weight × value of all people"), above, Unit.COUNT),
            Input("W", _("Weight of all people"), below, Unit.COUNT),
        ),
        rows=Rows(
            columns=SUPPORT_COLUMNS,
            fetch=lambda limit: [_support_row(person, found) for person in people[:limit]],
            total=lambda: len(people),
            adds_up="product",
            sum_of_rows=above,
            symbol="S",
            recount=lambda: sum(Stand(person.weight, person.commitment).product for person in found.here),
        ),
        notes=_doubts(found),
    )


def coverage(question: Question) -> Answer:
    found = _map(question)
    return Answer(value=None, notes=ONE_ACCOUNT) if found is None else coverage_among(found)


def coverage_among(found: PeopleMap) -> Answer:
    covered = coverage_of(found)
    names = found.by_id
    rows = [
        {
            "id": role,
            "role": str(BuyingRole(role).label),
            "people": gettext(", ").join(names[pk].name for pk in people) or gettext("nobody"),  # type: ignore[index]
            "covered": int(bool(people)),
        }
        for role, people in covered.by_role.items()
    ]
    return Answer(
        value=covered.value,
        worked="" if covered.value is None else f"{covered.covered} ÷ {len(rows)} = {plain(covered.value, 4)}",
        inputs=(
            Input("c", _("Needed roles that somebody plays"), covered.covered, Unit.COUNT),
            Input("n", _("Needed roles"), len(rows), Unit.COUNT),
        ),
        rows=Rows(
            columns=COVERAGE_COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="covered",
            sum_of_rows=covered.covered,
            symbol="c",
        ),
    )


def warnings(question: Question) -> Answer:
    found = _map(question)
    return Answer(value=None, notes=ONE_ACCOUNT) if found is None else warnings_among(found)


def warnings_among(found: PeopleMap) -> Answer:
    names = found.by_id
    table: list[dict[str, Any]] = [
        {
            "id": place,
            "kind": str(warning.kind),
            "severity": str(warning.severity),
            "warning": title_of(warning),
            "about": sentence_of(warning, names),
            "people": people_of(warning, names),
            "warnings": 1,
        }
        for place, warning in enumerate(warnings_of(found), start=1)
    ]
    serious = sum(row["severity"] == Severity.SERIOUS for row in table)
    return Answer(
        value=table,
        inputs=(Input("s", _("Serious ones"), serious, Unit.COUNT),),
        rows=Rows(
            columns=WARNING_COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            adds_up="warnings",
            sum_of_rows=len(table),
        ),
    )


def _map(question: Question) -> PeopleMap | None:
    """None when the question is not about one account that the asker sees."""
    if question.scope.kind is not ScopeKind.ACCOUNT:
        return None
    account = Account.objects.visible_to(question.viewer).filter(pk=question.scope.pk).first()
    return None if account is None else map_at(account, min(question.as_of, question.today))


def _support_row(person: MapPerson, found: PeopleMap) -> dict[str, Any]:
    role = max(person.roles, key=lambda role: found.rules.weights[role], default="")
    where = COMMITMENTS[person.commitment]
    sure = "" if person.certainty in {Certainty.CONFIRMED, Certainty.UNKNOWN} else CERTAINTIES[person.certainty]
    return {
        "id": person.pk,
        "person": person.name,
        "role": str(BuyingRole(role).label) if role else "",
        "commitment": f"{where} ({sure})" if sure else str(where),
        "weight": person.weight,
        "value": person.stand.value,
        "product": person.stand.product,
    }


def _doubts(found: PeopleMap) -> tuple[Note, ...]:
    """How much of the figure rests on guesses and old readings."""
    counts = {sure: sum(person.certainty is sure for person in found.here) for sure in Certainty}
    texts = {
        Certainty.ASSUMED: _("Some readings are assumed: nothing shows them yet. They count in full."),
        Certainty.FADED: _("Some readings have faded. They count until a newer one replaces them."),
        Certainty.UNKNOWN: _("Of some people nothing is known. They count 0 above and in full below."),
    }
    return tuple(Note(str(sure), text, counts[sure]) for sure, text in texts.items() if counts[sure])


register(
    Definition(
        key="people.support",
        title=_("Weighted support"),
        meaning=_("Whether the people of the account are for us, from −2 (all against) to +2 (all for), by weight."),
        words=_("weight of each person’s heaviest role × value of their commitment, summed ÷ sum of the weights"),
        symbols="S ÷ W",
        unit=Unit.SCORE,
        compute=support,
        only_of=ScopeKind.ACCOUNT,
    )
)
register(
    Definition(
        key="people.coverage",
        title=_("Needed roles covered"),
        meaning=_("Of the buying roles that must be filled, how many we know somebody in."),
        words=_("needed roles that somebody still there plays ÷ needed roles"),
        symbols="c ÷ n",
        unit=Unit.SHARE,
        compute=coverage,
        only_of=ScopeKind.ACCOUNT,
    )
)
register(
    Definition(
        key="people.warnings",
        title=_("Warnings about people"),
        meaning=_("What is wrong on the map of people: worst first, each with whom it is about."),
        words=_("warnings that follow from roles, commitment, influence and visits"),
        symbols="",
        unit=Unit.TABLE,
        compute=warnings,
        only_of=ScopeKind.ACCOUNT,
    )
)
