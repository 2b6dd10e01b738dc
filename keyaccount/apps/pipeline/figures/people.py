"""How the people of one deal stand in it: the figures of the people map, asked of a deal; of any day."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.figures import people
from keyaccount.apps.contacts.queries.people_map import PeopleMap
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.deal_people import deal_people
from keyaccount.figures import Answer, Definition, Note, Question, Unit, register

ONE_DEAL = (Note("one_deal", _("Ask this of one opportunity: opportunity=ID narrows the question to it.")),)
OPTIONS = ("opportunity",)


def support(question: Question) -> Answer:
    return _asked(question, people.support_among)


def coverage(question: Question) -> Answer:
    return _asked(question, people.coverage_among)


def warnings(question: Question) -> Answer:
    return _asked(question, people.warnings_among)


def _asked(question: Question, compute: Callable[[PeopleMap], Answer]) -> Answer:
    """Of the deal that the question names, if the asker sees it."""
    text = question.filters.get("opportunity", "")
    deals = Opportunity.objects.visible_to(question.viewer).select_related("account")
    deal = deals.filter(pk=int(text)).first() if text.isdecimal() else None
    found = deal_people(deal, question.viewer, min(question.as_of, question.today)) if deal else None
    return Answer(value=None, notes=ONE_DEAL) if found is None else compute(found.map)


register(
    Definition(
        key="pipeline.people_support",
        title=_("Weighted support in a deal"),
        meaning=_("Whether the people of the deal are for us in it, from −2 (all against) to +2 (all for), by weight."),
        words=_(
            "weight of each person’s heaviest role in the deal × value of their commitment in it, summed ÷ sum of the "
            "weights; what the deal does not say of somebody is as at the account"
        ),
        symbols="S ÷ W",
        unit=Unit.SCORE,
        compute=support,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.people_coverage",
        title=_("Needed roles covered in a deal"),
        meaning=_("Of the buying roles that must be filled, how many somebody plays in this deal."),
        words=_("needed roles that somebody in the deal plays ÷ needed roles"),
        symbols="c ÷ n",
        unit=Unit.SHARE,
        compute=coverage,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.people_warnings",
        title=_("Warnings about people in a deal"),
        meaning=_("What is wrong among the people of the deal: worst first, each with whom it is about."),
        words=_("warnings that follow from roles, commitment, influence and visits of the people of the deal"),
        symbols="",
        unit=Unit.TABLE,
        compute=warnings,
        options=OPTIONS,
    )
)
