"""Who sees what, said once: the owner's people, and (in higher domains) the account team."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import Reach, User
from keyaccount.figures.figure import Text

FIELD_GROUPS: dict[str, Text] = {
    "margin": _("Costs and margins"),
    "reach": _("Phone numbers and e-mail addresses of people"),
}


PROTECTED: dict[str, dict[str, frozenset[str]]] = {
    "margin": {
        "pipeline.": frozenset({"cost_estimate", "expected_margin"}),
        "events.event": frozenset({"cost"}),
        "portfolio.servingcost": frozenset({"amount", "currency", "note"}),
    },
    "reach": {"contacts.": frozenset({"email", "mobile", "phone", "wechat"})},
}


def hides(user: User, entity: str, name: str) -> bool:
    """Whether a field of that kind of record is of a group that the user's role does not see."""
    return any(
        entity.startswith(kind) and name in names and not user.sees_group(group)
        for group, kinds in PROTECTED.items()
        for kind, names in kinds.items()
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """Personal parts of one kind of record. names: of the fields, None for all; seen: of these records, the ids of
    those whose personal parts the user may read."""

    names: frozenset[str] | None
    seen: Callable[[User, Iterable[int]], Iterable[int]]


_personal: dict[str, Kept] = {}


def keep_personal(entity: str, seen: Callable[[User, Iterable[int]], Iterable[int]], *names: str) -> None:
    """Let the audit trail tell the personal fields of that kind of record (without names: all) to those alone."""
    _personal[entity] = Kept(frozenset(names) or None, seen)


class PersonalParts:
    """What of some records is personal and kept from a reader; each kind of record is asked for once."""

    def __init__(self, reader: User, records: Iterable[tuple[str, int]]) -> None:
        asked: dict[str, set[int]] = {}
        for entity, pk in records:
            if entity in _personal:
                asked.setdefault(entity, set()).add(pk)
        self._seen = {entity: frozenset(_personal[entity].seen(reader, ids)) for entity, ids in asked.items()}

    def hide(self, entity: str, pk: int, name: str) -> bool:
        kept = _personal.get(entity)
        if kept is None or (kept.names is not None and name not in kept.names):
            return False
        return pk not in self._seen.get(entity, frozenset())


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer to "why can I see this?"."""

    code: str
    text: str


def owned_in(people: frozenset[int] | None, owner: str = "owner") -> Q:
    """Records whose owner is one of these people; everything for None."""
    return Q() if people is None else Q(**{f"{owner}_id__in": sorted(people)})


def tends_accounts(user: User, *, write: bool = False) -> bool:
    """Whether the accounts that the user tends widen the view beyond own records."""
    reach = user.role.writes if write else user.role.reads
    return reach in {Reach.ACCOUNT_TEAM, Reach.TEAM}


def owner_reasons(user: User, owner: User | None) -> list[Reason]:
    if owner is not None and owner.pk == user.pk:
        return [Reason("own", str(_("You own it.")))]
    if user.role.reads == Reach.ALL:
        return [Reason("all", str(_("Your role, %(role)s, sees everything.") % {"role": user.role.label}))]
    if owner is not None and owner.pk in (user.people_in_reach or ()):
        return [
            Reason("team", str(_("%(owner)s, who owns it, is in your team or below.") % {"owner": owner.display_name}))
        ]
    return []
