"""A refused act in words: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.kernel.errors import Conflict, Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui import formatting


@dataclass(frozen=True, slots=True)
class Refusal:
    what: str
    kept: str
    todo: str = ""


def refusal_of(fact: Fact, deal: Opportunity | None, zone: ZoneInfo) -> Refusal:
    nothing = gettext("Nothing was changed; what you see is how it stands.")
    if isinstance(fact, Conflict) and fact.clashes:
        return Refusal(_clash_text(fact, deal, zone), nothing, gettext("Do it again if you still want to."))
    if isinstance(fact, NotAllowed) and deal is not None:
        ask = gettext("Ask %(owner)s, who owns it, or their manager.") % {"owner": deal.owner}
        return Refusal(gettext("You may see “%(name)s” but not change it.") % {"name": deal.name}, nothing, ask)
    if isinstance(fact, NotFound) or deal is None:
        return Refusal(fact.text(gettext), nothing)
    words = " ".join(fact.fields.values()) if isinstance(fact, Invalid) and fact.fields else fact.text(gettext)
    return Refusal(words, nothing)


def _clash_text(fact: Conflict, deal: Opportunity | None, zone: ZoneInfo) -> str:
    clash = fact.clashes[0]
    when = formatting.moment(clash.at.astimezone(zone), get_language() or "en")
    parts = {"who": clash.who, "name": deal.name if deal else "", "when": when, "to": clash.theirs}
    return gettext("%(who)s changed “%(name)s” to %(to)s at %(when)s, after you had opened this page.") % parts
