"""Saying something about a record, changing it for a short while, taking it back; reading what mentions one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.kinds import Kind, kind_of, record_seen
from keyaccount.apps.collaboration.models import LONGEST, Comment, Mention
from keyaccount.apps.collaboration.queries.comments import mentions_seen, people_named, who_does_not_see
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, User
from keyaccount.apps.workspace.services import access, archiving, audit, editing
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound

EDITABLE = timedelta(minutes=15)
MOST_NAMED = 20
MOST, LATELY = 60, timedelta(minutes=10)


class MentionedCannotSee(Fact):
    """people: who they are; said before anything is kept, so that the writer may think again."""

    message = _("%(names)s cannot see this record and will not be told. Take the name out, or send it all the same.")

    def __init__(self, people: list[User]) -> None:
        super().__init__(names=gettext(", ").join(str(person) for person in people))
        self.people = people


class TooLateToChange(Fact):
    message = _("A comment can be changed for %(minutes)d minutes. Write another one that puts it right.")


class TooManyComments(Fact):
    message = _("You have written %(most)d comments in the last minutes. Go on a little later.")


@transaction.atomic
def post_comment(*, kind: str, object_id: int, text: str, act: Act, knowing: Collection[str] = ()) -> Comment:
    """knowing: user names of those of whom the writer knows that they cannot see the record."""
    target = kind_of(kind)
    record_seen(act.actor, target, object_id)
    text = _clean(text)
    people = _those_who_see(text, target, object_id, knowing)
    if Comment.objects.filter(author=act.actor, created_at__gt=act.now - LATELY).count() >= MOST:
        raise TooManyComments(most=MOST)
    comment = Comment(entity=target.entity, object_id=object_id, author=act.actor, text=text)
    comment.created_at = comment.updated_at = act.now
    comment.save(force_insert=True)
    _tell(comment, people)
    audit.record(act, comment, AuditAction.CREATED)
    return comment


@transaction.atomic
def change_comment(
    *, comment_id: int, text: str, act: Act, version: int | None = None, knowing: Collection[str] = ()
) -> Comment:
    comment = access.writable(Comment, comment_id, act)
    if comment.author_id != act.actor.pk or comment.archived_at is not None:
        raise NotAllowed
    if act.now - comment.created_at > EDITABLE:
        raise TooLateToChange(minutes=EDITABLE.seconds // 60)
    changes = editing.changed_fields(comment, {"text": _clean(text)}, version)
    if not changes:
        return comment
    editing.refuse_clashes(comment, changes, version)
    people = _those_who_see(changes["text"][1], kind_of(comment.entity), comment.object_id, knowing)
    editing.apply(comment, changes, act)
    comment.mentions.exclude(person__in=people).delete()
    _tell(comment, people)
    return comment


@transaction.atomic
def remove_comment(*, comment_id: int, act: Act) -> Comment:
    comment = access.writable(Comment, comment_id, act)
    archiving.archive(comment, act)  # type: ignore[arg-type]
    return comment


@transaction.atomic
def restore_comment(*, comment_id: int, act: Act) -> Comment:
    comment = access.writable(Comment, comment_id, act)
    archiving.restore(comment, act)  # type: ignore[arg-type]
    return comment


def mark_read(*, mention_id: int, act: Act) -> Mention:
    mention = mentions_seen(act.actor).filter(pk=mention_id).first()
    if mention is None:
        raise NotFound
    if mention.read_at is None:
        mention.read_at = act.now
        mention.save(update_fields=["read_at"])
    return mention


def mark_all_read(*, act: Act) -> int:
    return mentions_seen(act.actor).filter(read_at=None).update(read_at=act.now)


def may_change(comment: Comment, act: Act) -> bool:
    return comment.author_id == act.actor.pk and act.now - comment.created_at <= EDITABLE


def _clean(text: str) -> str:
    """Lines as they were written, without what cannot be seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    kept = "".join(sign for sign in lines if sign in "\n\t" or sign.isprintable())
    if not kept.strip():
        raise Invalid(fields={"text": gettext("Write something first.")})
    if len(kept) > LONGEST:
        raise Invalid(fields={"text": gettext("A comment has at most %(most)d characters.") % {"most": LONGEST}})
    return kept


def _those_who_see(text: str, kind: Kind, object_id: int, knowing: Collection[str]) -> list[User]:
    """Whom the text names, without those who cannot see the record: they are told nothing."""
    people = people_named(text)
    if len(people) > MOST_NAMED:
        raise Invalid(fields={"text": gettext("A comment names at most %(most)d people.") % {"most": MOST_NAMED}})
    unseeing = who_does_not_see(people, kind, object_id)
    if any(person.username not in knowing for person in unseeing):
        raise MentionedCannotSee(unseeing)
    return [person for person in people if person not in unseeing]


def _tell(comment: Comment, people: list[User]) -> None:
    """Nobody is told of what they wrote themselves."""
    told = set(comment.mentions.values_list("person", flat=True)) | {comment.author_id}
    Mention.objects.bulk_create(Mention(comment=comment, person=one) for one in people if one.pk not in told)
