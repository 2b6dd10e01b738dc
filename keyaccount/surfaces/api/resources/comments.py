"""Comments on records, and whom they mention."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.collaboration.services import comments
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID
from keyaccount.surfaces.api.lists.listing import Listing, ids
from keyaccount.surfaces.api.records import changed, made, names_a_record, shown
from keyaccount.surfaces.api.resources.collaboration import ON_RECORD, RECORD
from keyaccount.surfaces.api.schemas.collaboration import CommentChange, CommentIn, CommentOut, CommentsAsked
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Comments"])

COMMENT: Shape[Comment] = Shape(
    CommentOut,
    {
        "record": RECORD,
        "author": shapes.person("author"),
        "mentions": Part(
            lambda comment: [shapes.show_person(one.person) for one in comment.mentions.all()],
            fetches=("mentions__person",),
        ),
    },
)
LIST: Listing[Comment] = Listing(
    COMMENT, CommentsAsked, sorts={"id": ID}, filters={**ON_RECORD, "author": ids("author")}
)


@router.get("", response=Page[CommentOut], operation_id="listComments", summary="List comments")
def list_comments(request: HttpRequest, asked: Query[CommentsAsked]) -> HttpResponse:
    """Those on records you see, save those that were taken away."""
    return LIST.answer(request, asked, Comment.objects.visible_to(user_of(request)).present())


@router.post("", response={201: CommentOut}, operation_id="postComment", summary="Say something about a record")
@names_a_record
def post_comment(request: HttpRequest, item: CommentIn) -> HttpResponse:
    """Whom the text mentions is told, if they see the record."""
    comment = comments.post_comment(
        kind=item.kind, object_id=item.record, text=item.text, knowing=item.not_told, act=act_of(request)
    )
    return made(request, COMMENT, comment)


@router.get("/{comment_id}", response=CommentOut, operation_id="getComment", summary="One comment")
def get_comment(request: HttpRequest, comment_id: RecordId, fields: str | None = None) -> HttpResponse:
    """One that was taken away is still there for its author and for administrators."""
    return shown(request, COMMENT, _seen(user_of(request)), comment_id, fields)


@router.patch("/{comment_id}", response=CommentOut, operation_id="changeComment", summary="Change a comment")
@takes_version
def change_comment(request: HttpRequest, comment_id: RecordId, item: CommentChange) -> HttpResponse:
    """Your own, for 15 minutes. The earlier wording stays readable."""
    comment = comments.change_comment(
        comment_id=comment_id,
        text=item.text,
        knowing=item.not_told,
        act=act_of(request),
        version=read_version(request),
    )
    return changed(request, COMMENT, comment)


@router.delete("/{comment_id}", response={204: None}, operation_id="removeComment", summary="Take a comment away")
def remove_comment(request: HttpRequest, comment_id: RecordId) -> HttpResponse:
    comments.remove_comment(comment_id=comment_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post("/{comment_id}/restore", response=CommentOut, operation_id="restoreComment", summary="Put a comment back")
def restore_comment(request: HttpRequest, comment_id: RecordId) -> HttpResponse:
    return changed(request, COMMENT, comments.restore_comment(comment_id=comment_id, act=act_of(request)))


def _seen(user: User) -> QuerySet[Comment]:
    rows = Comment.objects.visible_to(user)
    return rows if user.role.may_administer else rows.filter(Q(archived_at=None) | Q(author=user))
