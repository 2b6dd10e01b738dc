"""The comments of a record, whom a text names, and what mentions someone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Model, QuerySet

from keyaccount.apps.collaboration.content import mentions as naming
from keyaccount.apps.collaboration.kinds import Kind, kind_of
from keyaccount.apps.collaboration.models import Comment, Mention
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.kernel.errors import NotFound

PAGE = 20
MENTIONS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """One page of comments, newest first; older: whether there are more behind the last."""

    comments: Sequence[Comment]
    total: int
    older: int | None


@dataclass(frozen=True, slots=True)
class Wording:
    """How a comment read until it was changed."""

    text: str
    until: datetime
    by: str


def comments_of(kind: Kind, object_id: int, before: int | None = None) -> Said:
    """For someone who sees the record: the caller has asked for that."""
    rows = Comment.objects.present().filter(entity=kind.entity, object_id=object_id)
    asked = rows if before is None else rows.filter(pk__lt=before)
    shown = asked.select_related("author").prefetch_related("mentions__person").order_by("-id")
    found = list(shown[: PAGE + 1])
    total = len(found) if before is None and len(found) <= PAGE else rows.order_by().count()
    return Said(found[:PAGE], total, found[PAGE - 1].pk if len(found) > PAGE else None)


def comment_seen(user: User, comment_id: int) -> Comment:
    rows = Comment.objects.visible_to(user).select_related("author").prefetch_related("mentions__person")
    comment: Comment | None = rows.filter(pk=comment_id).first()
    if comment is None or (comment.archived_at is not None and not _may_touch(user, comment)):
        raise NotFound
    return comment


def wordings_of(comment: Comment) -> list[Wording]:
    """The earlier ones, newest first."""
    entries = AuditEntry.objects.filter(entity="collaboration.comment", object_id=comment.pk, action="changed")
    return [
        Wording(str(entry.changes["text"][0]), entry.at, str(entry.actor))
        for entry in entries.select_related("actor").order_by("-id")
        if "text" in entry.changes
    ]


def people_named(text: str) -> list[User]:
    """The people whose user names stand in the text, as they first come."""
    wanted = naming.candidates(text)
    if not wanted:
        return []
    people = active_people().filter(username__in=wanted).select_related("role", "team")
    found = {person.username.lower(): person for person in people}
    named = dict.fromkeys(place.username for place in naming.places(text, found))
    return [found[username] for username in named]


def who_does_not_see(people: Iterable[User], kind: Kind, object_id: int) -> list[User]:
    return [person for person in people if not kind.seen_by(person).filter(pk=object_id).exists()]


def mentions_seen(user: User) -> QuerySet[Mention]:
    """What mentions the reader, on records they see today, whatever was so when it was written."""
    seen = Comment.objects.visible_to(user).present().order_by()
    return Mention.objects.filter(person=user, comment__in=seen.values("pk"))


def mentions_of(user: User) -> list[Mention]:
    """For the first page: the unread ones, then the last that were read."""
    rows = mentions_seen(user).select_related("comment__author").prefetch_related("comment__mentions__person")
    return list(rows.order_by(F("read_at").desc(nulls_first=True), "-id")[:MENTIONS])


def records_of(mentions: Iterable[Mention]) -> dict[tuple[str, int], Model]:
    """The records of these comments, by kind and id: a query a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        wanted[mention.comment.entity].add(mention.comment.object_id)
    return {
        (entity, pk): record
        for entity, ids in wanted.items()
        for pk, record in kind_of(entity).rows.in_bulk(ids).items()
    }


def _may_touch(user: User, comment: Comment) -> bool:
    return comment.author_id == user.pk or user.role.may_administer
