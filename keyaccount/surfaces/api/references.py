"""Finding the records that references name, among those the caller may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account, BusinessUnit, Rival, SignalRule
from keyaccount.apps.contacts.models import Contact, RelationshipStage
from keyaccount.apps.events.models import EventKind
from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Outcome, Product, Stage
from keyaccount.apps.workspace.models import Team, User
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api.schemas.references import Reference


@dataclass(frozen=True, slots=True)
class Kind:
    """Where references of one kind are looked for: the rows a viewer may name, and the columns that hold a name."""

    rows: Callable[[User], QuerySet[Any]]
    names: tuple[str, ...] = ("name",)


ACCOUNT = Kind(Account.objects.visible_to, ("name", "short_name"))
UNIT = Kind(BusinessUnit.objects.visible_to)
RIVAL = Kind(Rival.objects.visible_to)
SIGNAL_RULE = Kind(lambda viewer: SignalRule.objects.filter(archived_at=None), ("name", "name_zh"))
CONTACT = Kind(Contact.objects.visible_to, ("name", "name_latin"))
PRODUCT = Kind(lambda viewer: Product.objects.all(), ("name", "code"))
USER = Kind(lambda viewer: User.objects.people().select_related("team"), ("username", "name", "name_latin"))
TEAM = Kind(lambda viewer: Team.objects.all())
STAGE = Kind(
    lambda viewer: Stage.objects.filter(archived_at=None, pipeline__archived_at=None).select_related("pipeline"),
    ("name", "name_zh"),
)
RELATIONSHIP = Kind(lambda viewer: RelationshipStage.objects.filter(archived_at=None), ("name", "name_zh"))
EVENT_KIND = Kind(lambda viewer: EventKind.objects.filter(archived_at=None), ("name", "name_zh"))
DEAL = Kind(Opportunity.objects.visible_to)
WON_BECAUSE = Kind(lambda viewer: CloseReason.objects.filter(outcome=Outcome.WON), ("name", "name_zh"))
LOST_BECAUSE = Kind(lambda viewer: CloseReason.objects.filter(outcome=Outcome.LOST), ("name", "name_zh"))


def unit_of(account: Account) -> Kind:
    return Kind(lambda viewer: BusinessUnit.objects.visible_to(viewer).present().filter(account=account))


Relations = Mapping[str, Kind]  # the field of an input → what it may name


class Finder:
    """Looks up what references mean, each once; one Finder serves one request."""

    def __init__(self, viewer: User) -> None:
        self.viewer = viewer
        self._known: dict[tuple[Kind, Reference], list[Model]] = {}

    def one(self, kind: Kind, reference: Reference, field: str) -> Any:
        """The record; Invalid at the field when there is none, or more than one."""
        found = self._known.get((kind, reference))
        if not found:  # looked for again, since an earlier item of the same request may have made it
            self._known.pop((kind, reference), None)
            self.learn(kind, [reference])
            found = self._known[kind, reference]
        if not found:
            raise Invalid(fields={field: _("There is no such record, or it lies outside what you may see.")})
        if len(found) > 1:
            raise Invalid(fields={field: _("More than one record is meant by this. Give its id.")})
        return found[0]

    def learn(self, kind: Kind, references: Iterable[Reference]) -> None:
        """Look many references up in a few queries, so that a bulk of items does not ask for each by itself."""
        new = {reference for reference in references if (kind, reference) not in self._known}
        if new:
            index = self._indexed(kind, new)
            self._known |= {(kind, reference): _meant(reference, index) for reference in new}

    def values(self, given: Mapping[str, Any], relations: Relations) -> dict[str, Any]:
        """What an input gives, with records in the place of references."""
        return {
            name: self.one(relations[name], value, name) if name in relations and value is not None else value
            for name, value in given.items()
        }

    def _indexed(self, kind: Kind, references: Iterable[Reference]) -> list[dict[Any, list[Model]]]:
        """For each column in turn (id, external id, then every column of names): value → rows that have it."""
        wanted: dict[str, set[Any]] = {
            "id": {reference.id for reference in references},
            "external_id": {getattr(reference, "external_id", None) for reference in references},
            **{column: {reference.name for reference in references} for column in kind.names},
        }
        return [self._by(kind, column, values - {None}) for column, values in wanted.items()]

    def _by(self, kind: Kind, column: str, values: set[Any]) -> dict[Any, list[Model]]:
        found: dict[Any, list[Model]] = {}
        if values:
            for row in kind.rows(self.viewer).filter(**{f"{column}__in": values}).order_by("pk"):
                found.setdefault(getattr(row, column), []).append(row)
            for value, rows in found.items():
                found[value] = self._instead_of_merged(kind, rows)
        return found

    def _instead_of_merged(self, kind: Kind, rows: list[Any]) -> list[Model]:
        """A record that was merged means the one it became a part of."""
        merged = {row.merged_into_id for row in rows if getattr(row, "merged_into_id", None) is not None}
        kept = [row for row in rows if getattr(row, "merged_into_id", None) is None]
        known = {row.pk for row in kept}
        return [*kept, *kind.rows(self.viewer).filter(pk__in=merged - known)] if merged else rows


def _meant(reference: Reference, index: list[dict[Any, list[Model]]]) -> list[Model]:
    by_id, by_external_id, *by_name = index
    if reference.id is not None:
        return by_id.get(reference.id, [])
    if reference.name is not None:
        hits = (column[reference.name] for column in by_name if reference.name in column)
        return [row for row in next(hits, []) if _in_pipeline(row, getattr(reference, "pipeline", None))]
    source = getattr(reference, "external_source", None)
    rows: list[Any] = list(by_external_id.get(getattr(reference, "external_id", None), []))
    return [row for row in rows if source is None or row.external_source == source]


def _in_pipeline(row: Any, pipeline: str | None) -> bool:
    return pipeline is None or pipeline in (row.pipeline.name, row.pipeline.name_zh)
