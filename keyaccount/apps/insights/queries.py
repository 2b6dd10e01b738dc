"""Reading a question that a person or a program wrote: names become ids, texts become days and periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import as_text_of
from keyaccount.apps.pipeline.models import Pipeline
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid, NotFound
from keyaccount.kernel.period import Period

Named = TypeVar("Named", Team, User, Account)
NO_SCOPE = _("“%(text)s” is not a scope. Write company, team:NAME, user:NAME, account:NAME or group:NAME.")
OWN_KEYS = frozenset({"scope", "period", "as_of", "since"})


def question_from(asked: Mapping[str, str], *, viewer: User, today: date) -> Question:
    """A question from the parts of a link: scope, period, as_of, since; every other key narrows the rows."""
    fiscal_start = load_workspace().fiscal_year_start
    period = asked.get("period", "")
    filters = {key: _filter(key, text) for key, text in asked.items() if text and key not in OWN_KEYS}
    if "accounts" in filters:
        filters["accounts"] = as_text_of(viewer, filters["accounts"], today)
    return Question(
        viewer=viewer,
        today=today,
        as_of=_day("as_of", asked.get("as_of", "")) or today,
        scope=find_scope(asked.get("scope", ""), viewer),
        period=Period.parse(period, fiscal_start) if period else None,
        since=_day("since", asked.get("since", "")),
        filters=MappingProxyType(filters),
    )


def find_scope(text: str, viewer: User) -> Scope:
    """`company`, `team:East`, `user:lin`, `account:Acme`, `group:Acme` (and below it), or with an id `team:#4`."""
    kind, _colon, name = text.strip().partition(":")
    if kind in {"", ScopeKind.COMPANY}:
        return COMPANY
    if kind == ScopeKind.TEAM:
        team = _one(Team.objects.all(), name, "name")
        return Scope(ScopeKind.TEAM, team.pk, team.name)
    if kind == ScopeKind.USER:
        person = _one(User.objects.people(), name, "username", "name", "name_latin")
        return Scope(ScopeKind.USER, person.pk, person.display_name)
    if kind == ScopeKind.ACCOUNT:
        account = _one(Account.objects.visible_to(viewer), name, "name", "short_name")
        return Scope(ScopeKind.ACCOUNT, account.pk, str(account))
    if kind == ScopeKind.GROUP:
        head = _one(Account.objects.visible_to(viewer), name, "name", "short_name")
        return Scope(ScopeKind.GROUP, head.pk, str(head))
    raise Invalid(NO_SCOPE, text=text)


def _one(rows: QuerySet[Named], name: str, *columns: str) -> Named:
    """The one row of that name; `#4` is the row with id 4."""
    if name.startswith("#") and name[1:].isdigit():
        found = list(rows.filter(pk=int(name[1:]))[:2])
    else:
        found = next((hits for column in columns if (hits := list(rows.filter(**{column: name})[:2]))), [])
    if not found:
        raise NotFound(_("There is no “%(name)s”, or it lies outside what you may see."), name=name)
    if len(found) > 1:
        raise Invalid(_("More than one is called “%(name)s”. Write its id, like #4."), name=name)
    return found[0]


def _day(key: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("“%(key)s” needs a date like 2026-11-19, not “%(text)s”."), key=key, text=text) from error


def _filter(key: str, text: str) -> str:
    """A pipeline may be named; everything else is taken as it is."""
    if key != "pipeline" or text.isdigit():
        return text
    found = Pipeline.objects.filter(name=text).first() or Pipeline.objects.filter(name_zh=text).first()
    if found is None:
        raise NotFound(_("There is no pipeline “%(name)s”."), name=text)
    return str(found.pk)
