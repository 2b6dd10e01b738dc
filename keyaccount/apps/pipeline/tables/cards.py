"""The cards of the board as markup.

A board shows some 480 of them. A template needs 20 ms to fill so many, this 9; and because a card depends on nothing
but its arguments, one that has not changed is not written again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from keyaccount.apps.pipeline.queries.deals import Face
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.ui import formatting

CARD = (
    '<article class="ka-card" id="deal-{pk}" tabindex="0" data-card="{pk}" data-version="{version}"'
    ' data-move-url="/opportunities/{pk}/move" aria-label="{account}, {name}">'
    '<div class="a"><b class="ell" title="{account}">'
    '<a class="go" href="/opportunities/{pk}/" tabindex="-1">{account}</a></b><span class="num">{amount}</span></div>'
    '<div class="o" title="{name}">{name}</div>'
    '<div class="x"><span class="{step_css}" title="{step}">{step}</span><time class="{due_css}">{due}</time></div>'
    '<div class="f"><span class="age">{age}</span><span class="ka-av" title="{owner}">{initials}</span></div></article>'
)


def cards(faces: Iterable[Face], today: date) -> SafeString:
    language = get_language() or "en"
    return mark_safe("".join(card(face, today, language) for face in faces))  # noqa: S308 (each is format_html)


@lru_cache(maxsize=4096)
def card(face: Face, today: date, language: str) -> SafeString:
    """Four lines: account and amount · deal · next step and its day · days in the stage and owner."""
    account = face.account_short or face.account_name or gettext("No account")
    owner = in_language(face.owner_latin or face.owner_name, face.owner_name)
    due, due_css = due_text(face.next_step_on, today, language)
    return format_html(
        CARD,
        pk=face.id,
        version=face.version,
        account=account,
        amount=formatting.compact_money(face.amount, face.currency, language),
        name=face.name,
        step=face.next_step or gettext("no next step"),
        step_css="" if face.next_step else "t3",
        due=due,
        due_css=due_css,
        age=age_text(face.stage_since, today),
        owner=owner,
        initials=formatting.initials(owner),
    )


def due_text(due: date | None, today: date, language: str) -> tuple[str, str]:
    """The day of a next step and its class: late in bold red with the word, today bold."""
    if due is None:
        return "", ""
    day = formatting.day(due, language, today)
    if due < today:
        return gettext("late %(day)s") % {"day": day}, "bad b"
    return (gettext("today"), "b") if due == today else (day, "")


def age_text(since: date | None, today: date) -> str:
    if since is None:
        return ""
    days = (today - since).days
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": formatting.number(days)}
