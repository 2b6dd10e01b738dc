"""The filters of a question in words, for the drawer: “Stage: Find needs” instead of “stage: 3”."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account, SellingMode
from keyaccount.apps.pipeline.models import Opportunity, Pipeline, Stage
from keyaccount.apps.workspace.models import Team, User
from keyaccount.figures import Question
from keyaccount.figures.figure import Text

NAMES: dict[str, Text] = {
    "pipeline": pgettext_lazy("a list of stages", "Pipeline"),
    "stage": _("Stage"),
    "owner": _("Owner"),
    "team": _("Team"),
    "account": _("Account"),
    "accounts": _("Accounts"),
    "opportunity": _("Opportunity"),
    "currency": _("Currency"),
    "closes_from": _("Closing from"),
    "closes_to": _("Closing up to"),
    "amount_from": _("Amount at least"),
    "amount_to": _("Amount at most"),
    "source": _("Source"),
    "selling_mode": _("Way of selling"),
    "q": _("Words"),
}
RECORDS: dict[str, Callable[[User], QuerySet[Any]]] = {
    "pipeline": lambda viewer: Pipeline.objects.all(),
    "stage": lambda viewer: Stage.objects.all(),
    "owner": lambda viewer: User.objects.all(),
    "team": lambda viewer: Team.objects.all(),
    "account": Account.objects.visible_to,
    "opportunity": Opportunity.objects.visible_to,
}


def words_of(question: Question) -> list[tuple[str, str]]:
    """Name and value of each filter; a record that the viewer may not see keeps its number."""
    return [
        (str(NAMES.get(key, key)), _value(key, text, question.viewer)) for key, text in question.filters.items() if text
    ]


def _value(key: str, text: str, viewer: User) -> str:
    if key == "selling_mode":
        return str(dict(SellingMode.choices).get(text, text))
    if key in RECORDS and text.isdecimal():
        found = RECORDS[key](viewer).filter(pk=text).first()
        return str(found) if found is not None else text
    return text
