"""A comment as a reader sees it: plain text made safe, names of people told apart, what the reader may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from keyaccount.apps.collaboration.content.mentions import places
from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.collaboration.queries.comments import Said
from keyaccount.apps.collaboration.services.comments import may_change
from keyaccount.apps.workspace.act import Act


@dataclass(frozen=True, slots=True)
class Line:
    comment: Comment
    words: SafeString
    may_change: bool
    may_remove: bool

    @property
    def was_changed(self) -> bool:
        return self.comment.version > 1


def lines_of(said: Said, act: Act) -> list[Line]:
    return [line_of(comment, act) for comment in said.comments]


def line_of(comment: Comment, act: Act) -> Line:
    mine = comment.author_id == act.actor.pk
    return Line(comment, words_of(comment), may_change(comment, act), mine or act.actor.role.may_administer)


def words_of(comment: Comment) -> SafeString:
    """The text, with each name that was told in the reader's language, lines kept."""
    told = {mention.person.username.lower(): mention.person for mention in comment.mentions.all()}
    parts: list[str] = []
    at = 0
    for place in places(comment.text, told):
        parts += [_lines(comment.text[at : place.start]), _name(str(told[place.username]))]
        at = place.end
    return mark_safe("".join([*parts, _lines(comment.text[at:])]))  # noqa: S308  (each part is escaped)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _name(name: str) -> str:
    return format_html('<b class="ka-named">@{}</b>', name)
