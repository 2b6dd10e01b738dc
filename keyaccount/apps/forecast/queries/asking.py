"""What a page of the forecast is asked for, as its address says it: whose, which period, as of which day.

An address that says nothing gets the reader's usual view (their team, or their own) in the quarter of the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from keyaccount.apps.pipeline.queries import asking
from keyaccount.apps.pipeline.queries.asking import ALL, usual
from keyaccount.apps.workspace.models import User, Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period

WHOSE = ("team", "owner")
KEYS = (*WHOSE, "scope", "period", "as_of")


@dataclass(frozen=True, slots=True)
class Asked:
    """given: what links carry; question: the same for figures, its period always named; names: of those asked for."""

    given: Mapping[str, str]
    question: Question
    period: Period
    workspace: Workspace
    names: Mapping[str, str] = field(default_factory=dict)

    def during(self, period: Period) -> Asked:
        """The same of another period, which links do not name."""
        return replace(self, question=self.question.during(period), period=period)

    def link(self, **changed: str) -> str:
        """The query string of this page with some of it changed; an empty text takes a key away."""
        return urlencode(self.parts(**changed))

    def parts(self, **changed: str) -> dict[str, str]:
        kept = {key: text for key, text in {**self.given, **changed}.items() if text}
        if not any(kept.get(key) for key in WHOSE):
            kept["scope"] = str(ScopeKind.COMPANY)
        return kept


def read(given: Mapping[str, str], *, viewer: User, today: date) -> Asked:
    """Raises Invalid or NotFound for what cannot be understood or seen."""
    asked = {key: text for key in KEYS if (text := given.get(key, "").strip())}
    if not asked.keys() & {*WHOSE, "scope"}:
        asked |= usual(viewer)
    found = asking.read({**asked, "pipeline": ALL}, viewer=viewer, today=today)
    start, question = found.workspace.fiscal_year_start, found.question
    period = question.period or Period.containing(question.as_of, "quarter", start)
    kept = {key: text for key, text in found.given.items() if key in KEYS}
    return Asked(MappingProxyType(kept), question.during(period), period, found.workspace, found.names)


def of_people(viewer: User, today: date, scope: Scope = COMPANY, period: str = "") -> Asked:
    """What a script asks of a team, a person or everyone, today; this quarter where it names no period."""
    if scope.kind not in {ScopeKind.COMPANY, ScopeKind.TEAM, ScopeKind.USER}:
        raise Invalid(fields={"scope": _("Name a team or a person, or write “company”.")})
    workspace = load_workspace()
    start = workspace.fiscal_year_start
    during = Period.parse(period, start) if period else Period.containing(today, "quarter", start)
    return Asked(MappingProxyType({}), Question(viewer, today, today, scope, during), during, workspace)
