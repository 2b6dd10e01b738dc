"""Who one is here, and one's access tokens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import AccessToken, User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.queries.tokens import tokens_of
from keyaccount.apps.workspace.services.tokens import create_token, revoke_token
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, caller_of, session_only, user_of
from keyaccount.surfaces.api.lists.listing import refuse_unknown, respond
from keyaccount.surfaces.api.once import keeps_no_answer
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.workspace import MeOut, NewToken, Rights, TokenIn, TokenOut
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Oneself"])
TOKEN: Shape[AccessToken] = Shape(TokenOut)


@router.get("/me", response=MeOut, operation_id="getMe", summary="Who I am, what I may, which workspace this is")
def me(request: HttpRequest) -> HttpResponse:
    refuse_unknown(request, set())
    caller = caller_of(request)
    user = caller.user
    return respond(
        {
            **{name: getattr(user, name) for name in ("id", "username", "name", "name_latin", "email")},
            "role": user.role.code,
            "team": shapes.show_related(user.team),
            "rights": {name: getattr(user.role, name) for name in Rights.model_fields},
            "workspace": _workspace(),
            "token": _show(caller.token, user) if caller.token else None,
        }
    )


@router.get("/tokens", response=list[TokenOut], operation_id="listTokens", summary="My access tokens")
def list_tokens(request: HttpRequest) -> HttpResponse:
    refuse_unknown(request, set())
    user = user_of(request)
    return respond([_show(token, user) for token in tokens_of(user)])


@router.post("/tokens", response={201: NewToken}, operation_id="createToken", summary="Make an access token")
@keeps_no_answer
def make_token(request: HttpRequest, item: TokenIn) -> HttpResponse:
    """Only for someone who signed in: a token cannot make others, so revoking it ends everything it could do."""
    session_only(request)
    token, secret = create_token(
        name=item.name, may_write=item.may_write, expires_at=item.expires_at, act=act_of(request)
    )
    document = {**_show(token, user_of(request)), "secret": secret}
    return respond(document, status=201, Location=f"{request.path}/{token.pk}", Cache_Control="no-store")


@router.delete("/tokens/{token_id}", response={204: None}, operation_id="revokeToken", summary="Revoke an access token")
def revoke(request: HttpRequest, token_id: RecordId) -> HttpResponse:
    """A token may revoke itself; any other needs someone who signed in."""
    token = caller_of(request).token
    if token is None or token.pk != token_id:
        session_only(request)
    revoke_token(token_id=token_id, act=act_of(request))
    return HttpResponse(status=204)


def _show(token: AccessToken, viewer: User) -> dict[str, Any]:
    return TOKEN.show(token, TOKEN.full, viewer)


def _workspace() -> dict[str, Any]:
    workspace = load_workspace()
    names = ("name", "base_currency", "time_zone", "fiscal_year_start", "off_funnel_threshold")
    today = clock.day_of(timezone.now(), workspace.zone)
    return {**{name: getattr(workspace, name) for name in names}, "today": today}
