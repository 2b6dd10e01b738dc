"""Possible duplicates, saying that two are not one, merging and taking a merge back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from keyaccount.apps.workspace.models import DuplicatePair, Merge
from keyaccount.apps.workspace.queries.paging import Order, cursor_from, page_of
from keyaccount.apps.workspace.queries.quality import pairs
from keyaccount.apps.workspace.queries.quality.kinds import kind_called
from keyaccount.apps.workspace.services.quality import finding, merging, undoing
from keyaccount.apps.workspace.tables.quality import why
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.listing import next_address, respond
from keyaccount.surfaces.api.records import changed, names_a_record
from keyaccount.surfaces.api.resources.jobs import JOB
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.quality import KindOfRecord, MergeIn, MergeOut, PairOut, PairsOut
from keyaccount.surfaces.api.schemas.workspace import JobOut

duplicates = Router(tags=["Data quality"])
merges = Router(tags=["Data quality"])
BY_SCORE = Order("score", down=True, filled=True)
State = Literal["open", "dismissed"]
Limit = Annotated[int, Field(ge=1, le=200)]


@duplicates.get("", response=PairsOut, operation_id="listDuplicates", summary="List possible duplicates")
def list_duplicates(
    request: HttpRequest,
    kind: KindOfRecord = "accounts",
    state: State = "open",
    after: str = "",
    limit: Limit = 50,
) -> HttpResponse:
    """The likeliest first; only pairs of which you see both records."""
    known, viewer = kind_called(kind), user_of(request)
    rows = pairs.pairs_seen(known, viewer, state)
    page = page_of(rows, ("pk",), BY_SCORE, cursor_from(after), limit)
    found = DuplicatePair.objects.select_related("dismissed_by").in_bulk([pk for (pk,) in page.rows])
    shown = pairs.shown([found[pk] for (pk,) in page.rows if pk in found], known, viewer)
    following = next_address(request, page.after) if page.after else None
    return respond({"items": [_pair(one) for one in shown], "next": following})


@duplicates.post("/search", response={202: JobOut}, operation_id="searchDuplicates", summary="Look for duplicates")
def search(request: HttpRequest) -> HttpResponse:
    """Compares all accounts and contacts as a background job; one that is under way is not begun again."""
    return changed(request, JOB, finding.start_search(act=act_of(request)), status=202)


@duplicates.post(
    "/{pair_id}/dismiss", response=PairOut, operation_id="dismissDuplicate", summary="Say that these are two"
)
def dismiss(request: HttpRequest, pair_id: RecordId) -> HttpResponse:
    """Kept with who said so; the pair comes back only when one of the records has changed."""
    pair = finding.dismiss_pair(pair_id=pair_id, act=act_of(request))
    (shown,) = pairs.shown([pair], kind_called(pair.kind), user_of(request))
    return respond(_pair(shown))


@merges.post("", response={201: MergeOut}, operation_id="mergeRecords", summary="Merge two records")
@names_a_record
def merge(request: HttpRequest, item: MergeIn) -> HttpResponse:
    """Everything that names the one names the survivor afterwards; asking for the other answers 308 to the survivor."""
    versions = (item.survivor_version, item.merged_version)
    done = merging.merge(
        kind_called(item.kind),
        survivor=item.survivor,
        merged=item.merged,
        take=item.take,
        versions=None if None in versions else versions,  # type: ignore[arg-type]  # both are there
        act=act_of(request),
    )
    return respond(_merge(done), status=201)


@merges.get("/{merge_id}", response=MergeOut, operation_id="getMerge", summary="One merge")
def get_merge(request: HttpRequest, merge_id: RecordId) -> HttpResponse:
    done, _kind = undoing.merge_seen(merge_id, act_of(request))
    return respond(_merge(done))


@merges.post("/{merge_id}/undo", response=MergeOut, operation_id="undoMerge", summary="Take a merge back")
def undo(request: HttpRequest, merge_id: RecordId) -> HttpResponse:
    """Refused with the reasons where it would lose what was changed since."""
    return respond(_merge(undoing.undo_merge(merge_id=merge_id, act=act_of(request))))


def _pair(shown: pairs.Shown) -> dict[str, Any]:
    pair = shown.pair
    return {
        "id": pair.pk,
        "kind": pair.kind,
        "score": pair.score,
        "reasons": [{"code": code, "text": why([(code, detail)])} for code, detail in pair.reasons],
        "first": shapes.show_related(shown.first),
        "second": shapes.show_related(shown.second),
        "may_merge": shown.may_merge,
        "is_open": pair.is_open,
        "found_at": pair.found_at,
        "dismissed_at": pair.dismissed_at,
        "dismissed_by": shapes.show_person(pair.dismissed_by),
    }


def _merge(done: Merge) -> dict[str, Any]:
    return {
        "id": done.pk,
        "kind": done.kind,
        "survivor": done.survivor,
        "merged": done.merged,
        "moved": done.moved,
        "at": done.at,
        "by": shapes.show_person(done.by),
        "undone_at": done.undone_at,
    }
