"""What a pipeline page, list or export is asked for, as its address says it: whose deals, which, as of which day.

The keys are those of a figure's list link, so a figure opens the list of exactly its rows. An address that says
nothing gets the reader's usual view: their team (or their own deals) in the default pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.workspace.models import Reach, Team, User, Workspace
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid, NotFound
from keyaccount.kernel.period import Period

WHOSE = ("owner", "team", "account", "group")  # the narrowest first: it becomes the scope of the figures
NARROWING = (
    "stage",
    "accounts",
    "opportunity",
    "undated",
    "closes_from",
    "closes_to",
    "amount_from",
    "amount_to",
    "currency",
    "source",
    "selling_mode",
    "tag",
    "q",
)
KEYS = ("pipeline", *WHOSE, "period", *NARROWING, "status", "as_of")
# how the page shows them: kept in links, narrow nothing
OF_VIEW = ("sort", "columns", "since", "idle", "at", "cohort", "by")
ALL = "all"
OPEN, WON, LOST, CLOSED, ARCHIVED = STATUSES = ("open", "won", "lost", "closed", "archived")


@dataclass(frozen=True, slots=True)
class Asked:
    """given: the filters as links carry them; question: the same for figures; names: of those whose deals."""

    given: Mapping[str, str]
    question: Question
    workspace: Workspace
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return self.given.get("status", OPEN)

    @property
    def is_live(self) -> bool:
        return self.question.is_live

    def having(self, **changed: str) -> Asked:
        """The same with how it is shown changed: order, columns."""
        return replace(self, given=MappingProxyType({**self.given, **changed}))

    def in_pipeline(self) -> Asked:
        """The same in one pipeline: the default one when all are asked for, as a board has one row of stages."""
        if self.given["pipeline"] != ALL:
            return self
        pipeline = default_pipeline()
        given = MappingProxyType({**self.given, "pipeline": pipeline})
        return replace(self, given=given, question=self.question.narrowed(pipeline=pipeline))

    @property
    def stages(self) -> list[Stage]:
        """The stages of the pipeline asked for, or of every pipeline."""
        chosen = self.question.filters.get("pipeline")
        stages = (stage for stage in all_stages() if stage.pipeline.archived_at is None)
        return [stage for stage in stages if not chosen or str(stage.pipeline_id) == chosen]

    def link(self, **changed: str) -> str:
        """The query string of these filters with some changed; an empty text takes one away."""
        return urlencode(self.parts(**changed))

    def parts(self, **changed: str) -> dict[str, str]:
        kept = {key: text for key, text in {**self.given, **changed}.items() if text}
        if not any(kept.get(key) for key in WHOSE):
            kept["scope"] = str(ScopeKind.COMPANY)
        return kept


def read(asked: Mapping[str, str], *, viewer: User, today: date) -> Asked:
    """Raises Invalid or NotFound for what cannot be understood or seen."""
    workspace = load_workspace()
    given = _given(asked)
    if not given.keys() - set(OF_VIEW):
        given |= {"pipeline": default_pipeline(), **usual(viewer)}
    given.setdefault("pipeline", ALL)
    scope, names = _scope(given, viewer)
    as_of = _day(given.get("as_of", "")) or today
    if as_of >= today:
        as_of = today
        given.pop("as_of", None)
    period = Period.parse(given["period"], workspace.fiscal_year_start) if given.get("period") else None
    filters = {key: given[key] for key in (*NARROWING, *custom_keys(given)) if given.get(key)}
    if given["pipeline"] not in {ALL, ""}:
        filters["pipeline"] = given["pipeline"]
    filters |= {key: given[key] for key in WHOSE if given.get(key) and key != _scope_key(scope)}
    question = Question(viewer, today, as_of, scope, period, filters=MappingProxyType(filters))
    given.pop("scope", None)
    return Asked(MappingProxyType(given), question, workspace, names)


def default_pipeline() -> str:
    stages = [stage for stage in all_stages() if stage.pipeline.archived_at is None]
    first = next((stage for stage in stages if stage.pipeline.is_default), stages[0] if stages else None)
    return str(first.pipeline_id) if first else ALL


def _given(asked: Mapping[str, str]) -> dict[str, str]:
    known = (*KEYS, *OF_VIEW, "scope", *custom_keys(asked))
    given = {key: text for key in known if (text := asked.get(key, "").strip())}
    kind, _colon, number = given.get("scope", "").partition(":#")
    if key := {"team": "team", "user": "owner", "account": "account", "group": "group"}.get(kind):
        given.setdefault(key, number)
    if given.get("closes_from") and given.get("closes_to"):
        given["period"] = f"{given.pop('closes_from')}..{given.pop('closes_to')}"
    if given.get("status", OPEN) not in STATUSES:
        raise Invalid(_("“%(text)s” is not a status of a deal."), text=given["status"])
    if given.get("status") == OPEN:
        del given["status"]
    return given


def custom_keys(asked: Mapping[str, str]) -> list[str]:
    return [key for key in asked if key.startswith(PREFIX)]


def usual(viewer: User) -> dict[str, str]:
    """Whose deals one sees without asking: the team's, one's own, or all."""
    if viewer.role.reads == Reach.ALL:
        return {}
    if viewer.role.reads == Reach.TEAM and viewer.team_id is not None:
        return {"team": str(viewer.team_id)}
    return {"owner": str(viewer.pk)}


def _scope(given: Mapping[str, str], viewer: User) -> tuple[Scope, dict[str, str]]:
    """The narrowest of owner, team, account and group, and the names of all that were given."""
    names = {key: _name(key, given[key], viewer) for key in WHOSE if given.get(key)}
    key = next((key for key in WHOSE if key in names), None)
    if key is None:
        return COMPANY, names
    kind = ScopeKind.USER if key == "owner" else ScopeKind(key)
    return Scope(kind, int(given[key]), names[key]), names


def _scope_key(scope: Scope) -> str:
    return {ScopeKind.USER: "owner"}.get(scope.kind, str(scope.kind))


def _name(key: str, text: str, viewer: User) -> str:
    if not text.isdecimal():
        raise Invalid(_("The filter “%(key)s” needs a number, not “%(text)s”."), key=key, text=text)
    found: User | Team | Account | None
    if key == "owner":
        found = viewer if viewer.pk == int(text) else User.objects.people().filter(pk=text).first()
    elif key == "team":
        found = viewer.team if viewer.team_id == int(text) else Team.objects.filter(pk=text).first()
    else:
        found = Account.objects.visible_to(viewer).filter(pk=text).first()
    if found is None:
        raise NotFound
    return str(found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a date. Write it like 2026-11-19."), text=text) from error
