"""The register of rivals, and what an account's team knows of them there."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account, Rival, RivalNote
from keyaccount.apps.accounts.services import rivals
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal, ids
from keyaccount.surfaces.api.records import changed, found, given, made, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import (
    RivalChange,
    RivalIn,
    RivalNoteChange,
    RivalNoteIn,
    RivalNoteOut,
    RivalNotesAsked,
    RivalOut,
    RivalsAsked,
)
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Rivals"])
of_notes = Router(tags=["Rivals"])
of_account = Router(tags=["Rivals"])


def _tended(value: str, viewer: User) -> Q:
    """An empty answer about an account that somebody else tends would say that nothing is known of its rivals."""
    asked = Account.objects.visible_to(viewer).filter(ids("pk")(value, viewer))
    if asked.exclude(pk__in=Account.objects.tended_by(viewer).values("pk")).exists():
        raise NotAllowed
    return ids("account")(value, viewer)


RIVAL: Shape[Rival] = Shape(RivalOut)
LIST: Listing[Rival] = Listing(
    RIVAL,
    RivalsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("name", "updated_at")}},
    filters={
        "archived": archived,
        "q": lambda value, viewer: Q(name__icontains=value) | Q(other_names__icontains=value),
    },
)
NOTE: Shape[RivalNote] = Shape(
    RivalNoteOut,
    {"account": shapes.related("account"), "rival": shapes.related("rival"), "author": shapes.person("author")},
)
NOTES: Listing[RivalNote] = Listing(
    NOTE,
    RivalNotesAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("on", "updated_at")}},
    filters={"archived": archived, "account": _tended, "rival": ids("rival"), "holds": equal("holds")},
)
RELATIONS = {"rival": references.RIVAL}


@router.get("", response=Page[RivalOut], operation_id="listRivals", summary="List the register of rivals")
def list_rivals(request: HttpRequest, asked: Query[RivalsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Rival.objects.visible_to(user_of(request)))


@router.post("", response={201: RivalOut}, operation_id="createRival", summary="Put a rival into the register")
def create_rival(request: HttpRequest, item: RivalIn) -> HttpResponse:
    return made(request, RIVAL, rivals.create_rival(values=given(item, RIVAL, request), act=act_of(request)))


@router.get("/{rival_id}", response=RivalOut, operation_id="getRival", summary="One rival")
def get_rival(request: HttpRequest, rival_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, RIVAL, Rival.objects.visible_to(user_of(request)), rival_id, fields)


@router.patch("/{rival_id}", response=RivalOut, operation_id="changeRival", summary="Change a rival")
@takes_version
def change_rival(request: HttpRequest, rival_id: RecordId, item: RivalChange) -> HttpResponse:
    values = given(item, RIVAL, request)
    rival = rivals.update_rival(rival_id=rival_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, RIVAL, rival)


@router.delete("/{rival_id}", response={204: None}, operation_id="archiveRival", summary="Archive a rival")
def archive_rival(request: HttpRequest, rival_id: RecordId) -> HttpResponse:
    rivals.archive_rival(rival_id=rival_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{rival_id}/restore", response=RivalOut, operation_id="restoreRival", summary="Take a rival back into use"
)
def restore_rival(request: HttpRequest, rival_id: RecordId) -> HttpResponse:
    return changed(request, RIVAL, rivals.restore_rival(rival_id=rival_id, act=act_of(request)))


# ── Notes ──
@of_notes.get(
    "",
    response=Page[RivalNoteOut],
    operation_id="listRivalNotes",
    summary="List what is known of rivals at the accounts that you tend",
)
def list_notes(request: HttpRequest, asked: Query[RivalNotesAsked]) -> HttpResponse:
    """Only the owner and the team of an account read its notes, whatever a role sees."""
    return NOTES.answer(request, asked, RivalNote.objects.visible_to(user_of(request)))


@of_account.post(
    "/{account_id}/rival-notes",
    response={201: RivalNoteOut},
    operation_id="addRivalNote",
    summary="Write down what is known of a rival at an account",
)
def add_note(request: HttpRequest, account_id: RecordId, item: RivalNoteIn) -> HttpResponse:
    found(Account.objects.visible_to(user_of(request)), account_id)
    if not Account.objects.tended_by(user_of(request)).filter(pk=account_id).exists():
        raise NotAllowed
    note = rivals.add_note(account_id=account_id, values=_values(request, item), act=act_of(request))
    return changed(request, NOTE, note, status=201)


@of_notes.patch("/{note_id}", response=RivalNoteOut, operation_id="changeRivalNote", summary="Change a note")
@takes_version
def change_note(request: HttpRequest, note_id: RecordId, item: RivalNoteChange) -> HttpResponse:
    values = _values(request, item)
    note = rivals.change_note(note_id=note_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, NOTE, note)


@of_notes.delete("/{note_id}", response={204: None}, operation_id="archiveRivalNote", summary="Archive a note")
def archive_note(request: HttpRequest, note_id: RecordId) -> HttpResponse:
    rivals.archive_note(note_id=note_id, act=act_of(request))
    return HttpResponse(status=204)


def _values(request: HttpRequest, item: RivalNoteChange) -> dict[str, Any]:
    return Finder(user_of(request)).values(given(item, NOTE, request), RELATIONS)
