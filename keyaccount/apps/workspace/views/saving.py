"""One form, one service: what every form of the settings does, on a page of its own or in the dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from keyaccount.apps.workspace.models import User, Versioned
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import newest_entry_of
from keyaccount.apps.workspace.tables.trail import value_of
from keyaccount.apps.workspace.views.edge import View, page, viewer
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import Clash, Conflict, Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part

Save = Callable[[dict[str, Any], int | None], object]


@dataclass(frozen=True, slots=True)
class Look:
    """What a form is called, what it says, and where one goes from it.

    back: where Cancel and success lead; said: what the next page says; record: whose trail tells what others changed;
    template: the page; part: the form alone, as htmx draws it again; final: nothing brings back what this takes away.
    """

    title: Text
    back: str
    said: Text = ""
    text: Text = ""
    word: Text = ""
    record: models.Model | None = None
    template: str = "workspace/settings/form_page.html"
    part: str = "workspace/settings/form.html"
    more: Mapping[str, Any] = field(default_factory=dict)
    final: bool = False


def only(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    """A page for some; others are told that they may not open it."""

    def guard(view: View) -> View:
        @page
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(viewer(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


administrators = only(lambda user: user.role.may_administer)


def answer_form(request: HttpRequest, form: forms.BaseForm, save: Save, look: Look) -> HttpResponse:
    """GET draws the form. POST saves and goes on, or draws it again with what to do (422) or to choose (409)."""
    if request.method != "POST":
        return draw(request, form, look)
    try:
        if form.is_valid():
            save(_values(request, form), _seen(request))
            if look.said:
                messages.success(request, str(look.said))
            return go(request, look.back)
    except Conflict as conflict:
        return draw(request, form, look, conflict.clashes, status=409)
    except (NotFound, NotAllowed):
        raise
    except Invalid as invalid:
        add_errors(form, invalid)
    except Fact as fact:
        form.add_error(None, fact.text(gettext))
    return draw(request, form, look, status=422)


def answer_act(request: HttpRequest, act: Callable[[], object], look: Look) -> HttpResponse:
    """A button that asks nothing: done, or the reason why not, on the page it leads back to."""
    try:
        act()
        messages.success(request, str(look.said))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        messages.error(request, _all_words(fact))
    return go(request, look.back)


def draw(
    request: HttpRequest, form: forms.BaseForm, look: Look, clashes: list[Clash] | None = None, status: int = 200
) -> HttpResponse:
    in_dialog = request.headers.get("HX-Target") == "dialog"
    part = "workspace/settings/dialog.html" if in_dialog else look.part
    context = {
        "form": form,
        "look": look,
        "in_dialog": in_dialog,
        "seen": _state_of(look.record),
        "clash": _clash_words(form, look, clashes) if clashes else None,
        **look.more,
    }
    return render(request, part if is_part(request) else look.template, context, status=status)


def add_errors(form: forms.BaseForm, invalid: Invalid) -> None:
    """Each beside its field; what belongs to none of them above the form."""
    for name, text in invalid.fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not invalid.fields:
        form.add_error(None, invalid.text(gettext))


def _values(request: HttpRequest, form: forms.BaseForm) -> dict[str, Any]:
    """What the form says, without the fields in which the other person's value is to stay."""
    return {name: value for name, value in form.cleaned_data.items() if request.POST.get(f"keep_{name}") != "theirs"}


def _state_of(record: models.Model | None) -> int | str:
    """What the writer reads now: the record's version, or the newest entry of its trail where it has none."""
    if isinstance(record, Versioned):
        return type(record)._default_manager.values_list("version", flat=True).get(pk=record.pk)
    return newest_entry_of(record) if record is not None else ""


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() else None


def _clash_words(form: forms.BaseForm, look: Look, clashes: list[Clash]) -> dict[str, Any]:
    rows = [
        {
            "name": clash.field,
            "label": form.fields[clash.field].label if clash.field in form.fields else clash.field,
            "mine": value_of(look.record, clash.field, clash.yours),
            "theirs": value_of(look.record, clash.field, clash.theirs),
        }
        for clash in clashes
    ]
    return {"clashes": rows, "who": clashes[0].who, "when": clashes[0].at, "zone": workspace().zone}


def _all_words(fact: Fact) -> str:
    fields = fact.fields.values() if isinstance(fact, Invalid) else ()
    return " ".join(fields) or fact.text(gettext)
