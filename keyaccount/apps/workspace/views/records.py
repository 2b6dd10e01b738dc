"""Saving a form about a record: errors beside their fields; what clashes is asked, everything else is saved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.trail import value_of
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Clash, Conflict, Invalid
from keyaccount.ui.htmx import go, render_part

Save = Callable[[Mapping[str, Any], int | None], Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """record: what was saved; clashes: what must be chosen first, when the rest is saved already."""

    record: Any = None
    clashes: Sequence[Clash] = ()
    rest_saved: bool = False


def save_form(form: RecordForm, save: Save) -> Saved | None:
    """Save what the form wants; None when it has errors, which then stand in it."""
    if not form.is_valid():
        return None
    values = form.values
    try:
        return Saved(save(values, form.read_version))
    except Invalid as refused:
        add_errors(form, refused)
    except Conflict as conflict:
        return _save_rest(form, values, conflict.clashes, save)
    return None


def _save_rest(form: RecordForm, values: Mapping[str, Any], clashes: list[Clash], save: Save) -> Saved | None:
    """Different fields merge although the same field asks."""
    names = {clash.field for clash in clashes}
    rest = {name: value for name, value in values.items() if name not in names}
    try:
        record = save(rest, form.read_version)
    except Invalid as refused:
        add_errors(form, refused)
        return None
    ask_again(form, sorted(names), record.version)
    return Saved(record, clashes, rest_saved=bool(rest))


def ask_again(form: RecordForm, names: Sequence[str], version: int) -> None:
    """The same form as it will be sent once more: about these fields alone, and of the record as it stands now."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"], data["only"] = str(version), ",".join(names)
    form.data = data


def answer(
    request: HttpRequest, template: str, form: RecordForm, url: str, saved: Saved | None, **more: Any
) -> HttpResponse:
    """After a POST: on to the record, or the form again with what to do (422) or to choose (409)."""
    if saved is not None and not saved.clashes:
        return go(request, url)
    context = {"form": form, "back": url, **more}
    if saved is None:
        return render_part(request, template, context, part="form", status=422)
    context |= {"clash": clash_words(form, saved)}
    return render_part(request, template, context, part="form", status=409)


def clash_words(form: RecordForm, saved: Saved) -> dict[str, Any]:
    """What `ui/parts/conflict.html` draws."""
    lines = [
        {
            "name": clash.field,
            "label": form.fields[clash.field].label if clash.field in form.fields else clash.field,
            "mine": value_of(form.instance, clash.field, clash.yours, form.viewer),
            "theirs": value_of(form.instance, clash.field, clash.theirs, form.viewer),
        }
        for clash in saved.clashes
    ]
    kept = _("Everything else you changed is saved.") if saved.rest_saved else ""
    first = saved.clashes[0]
    return {"clashes": lines, "who": first.who, "when": first.at, "zone": workspace().zone, "kept": kept}
