"""What commitment, certainty and warnings are called, and what a warning says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.contacts.queries.people_map import MapPerson
from keyaccount.figures.figure import Text
from keyaccount.formulas.influence import Certainty, Commitment
from keyaccount.formulas.people_warnings import Kind, MapWarning

COMMITMENTS: Mapping[Commitment | None, Text] = {
    Commitment.CHAMPION: _("Champion"),
    Commitment.SUPPORTER: _("Supporter"),
    Commitment.DOUBTER: _("Doubter"),
    Commitment.OBSTRUCTIONIST: _("Obstructionist"),
    None: _("Not known"),
}
CERTAINTIES: Mapping[Certainty, Text] = {
    Certainty.CONFIRMED: _("confirmed"),
    Certainty.FADED: _("faded"),
    Certainty.ASSUMED: _("assumed"),
    Certainty.UNKNOWN: _("not known"),
}
TITLES: Mapping[Kind, Text] = {
    Kind.OBSTRUCTED: _("An obstructionist sways the decision maker"),
    Kind.KEY_LEFT: _("A key contact has left"),
    Kind.ROLE_MISSING: _("Nobody is known in the role: %(role)s"),
    Kind.NO_CHAMPION: _("No champion"),
    Kind.FEW_DECIDERS: _("One decision maker is not enough here"),
    Kind.OUT_OF_TOUCH: _("Nobody there is in touch with us"),
    Kind.SINGLE_THREADED: _("Everything goes through one person"),
    Kind.VISITS_OVERDUE: _("Planned visits are overdue"),
    Kind.FADED: _("Readings have faded"),
}
ADVICE: Mapping[Kind, Text] = {
    Kind.KEY_LEFT: _("%(people)s. Find who takes over, and what they think of us."),
    Kind.ROLE_MISSING: _("Ask your champion who does this, and enter them."),
    Kind.NO_CHAMPION: _("Nobody speaks for us when we are not in the room. Who could?"),
    Kind.FEW_DECIDERS: _("The leadership decides together. Known so far: %(people)s."),
    Kind.OUT_OF_TOUCH: _("No visit and no confirmed reading for a long time. Start with whoever knows us best."),
    Kind.SINGLE_THREADED: _("Only %(people)s. If they go, so does the account: meet a second and a third."),
    Kind.FADED: _("%(people)s. Look again, and write down what you saw."),
}
STRENGTHS: Mapping[int, Text] = {1: _("weak"), 2: _("medium"), 3: _("strong")}


def title_of(warning: MapWarning) -> str:
    role = str(BuyingRole(warning.role).label) if warning.role else ""
    if warning.kind is Kind.OBSTRUCTED and len(warning.people) == 1:
        return gettext("The decision maker is an obstructionist")
    return (
        str(TITLES[warning.kind]) % {"role": role} if warning.kind is Kind.ROLE_MISSING else str(TITLES[warning.kind])
    )


def sentence_of(warning: MapWarning, names: Mapping[int, MapPerson]) -> str:
    """Whom it is about and what to do."""
    if warning.kind is Kind.OBSTRUCTED:
        return _chain(warning, names)
    if warning.kind is Kind.VISITS_OVERDUE:
        days = int(warning.number or 0)
        told = ngettext("%(people)s; the first by %(days)s day", "%(people)s; the first by %(days)s days", days)
        return told % {"people": people_of(warning, names), "days": days}
    people = people_of(warning, names) or gettext("nobody")
    return str(ADVICE[warning.kind]) % {"people": people}


def people_of(warning: MapWarning, names: Mapping[int, MapPerson]) -> str:
    return gettext(", ").join(_names(warning, names))


def _chain(warning: MapWarning, names: Mapping[int, MapPerson]) -> str:
    chain = " → ".join(_names(warning, names))
    concern = names[warning.people[0]].first_concern  # type: ignore[index]
    if not concern:
        return gettext("%(chain)s. Find out what they fear, and answer that first.") % {"chain": chain}
    return gettext("%(chain)s. Answer their first concern: %(concern)s") % {"chain": chain, "concern": concern}


def _names(warning: MapWarning, names: Mapping[Any, MapPerson]) -> list[str]:
    return [names[pk].name for pk in warning.people]
