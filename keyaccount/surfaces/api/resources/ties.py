"""Our people × their people of one account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.queries.ties import Matrix, Ours, Theirs, Tie, matrix_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.lists.listing import refuse_unknown, respond
from keyaccount.surfaces.api.records import found
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.ties import PeopleMatrixOut
from keyaccount.surfaces.api.shapes import show_person, show_related

of_account = Router(tags=["People map"])


@of_account.get(
    "/{account_id}/people-matrix",
    response=PeopleMatrixOut,
    operation_id="getPeopleMatrix",
    summary="Our people × theirs at an account",
)
def get_matrix(request: HttpRequest, account_id: RecordId) -> HttpResponse:
    """Who of ours knows whom of theirs, by the visits of the last 12 months, and where a thread is missing."""
    refuse_unknown(request, set())
    viewer, today = user_of(request), clock.day_of(timezone.now(), workspace().zone)
    account = found(Account.objects.visible_to(viewer).select_related("owner__team"), account_id)
    return respond(_shown(matrix_of(account, viewer, today)))


def _shown(matrix: Matrix) -> dict[str, Any]:
    return {
        "account": show_related(matrix.account),
        "since": matrix.since,
        "until": matrix.today,
        "ours": [_ours(one) for one in matrix.ours],
        "theirs": [_theirs(one) for one in matrix.theirs],
        "ties": [_tie(pair, tie) for pair, tie in sorted(matrix.ties.items())],
        "visits": matrix.made,
        "single_thread": show_person(matrix.single),
    }


def _ours(one: Ours) -> dict[str, Any]:
    return {
        "user": show_person(one.user),
        "team": show_related(one.user.team),
        "part": one.part,
        "is_owner": one.is_owner,
        "is_team": one.is_team,
    }


def _theirs(one: Theirs) -> dict[str, Any]:
    contact = one.contact
    return {
        "id": contact.pk,
        "name": contact.name,
        "title": contact.title,
        "department": contact.department,
        "roles": list(one.roles),
        "needed": one.needed,
        "known_by": list(one.known_by),
        "gap": one.gap,
    }


def _tie(pair: tuple[int, int], tie: Tie) -> dict[str, Any]:
    return {
        "ours": pair[0],
        "theirs": pair[1],
        "is_owner": tie.is_owner,
        "made": tie.made,
        "planned": None if tie.planned is None else format(tie.planned, "f"),
        "last": tie.last,
        "strength": tie.strength,
    }
