"""The settings page on which an administrator defines the fields of accounts, contacts and opportunities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.workspace.forms.custom_fields import CustomFieldForm, NewCustomFieldForm
from keyaccount.apps.workspace.models import CustomField, On
from keyaccount.apps.workspace.queries.custom_fields import all_fields
from keyaccount.apps.workspace.services import custom_fields as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.kernel.errors import NotFound


@require_safe
@administrators
def custom_fields(request: HttpRequest) -> HttpResponse:
    panels = [{"on": on, "fields": _listed(on)} for on in On]
    return render(request, "workspace/settings/custom_fields.html", {"panels": panels})


@administrators
def new_custom_field(request: HttpRequest, on: str) -> HttpResponse:
    if on not in On.values:
        raise NotFound
    look = Look(
        title=_("New field: %(on)s") % {"on": On(on).label},
        back=_back(on),
        word=gettext_lazy("Add"),
        text=gettext_lazy("It is there at once: in forms, lists, filters, imports, exports and the API."),
    )
    form = NewCustomFieldForm(request.POST or None)
    return answer_form(
        request, form, lambda values, seen: service.add_field(on=on, act=act_of(request), **values), look
    )


@administrators
def custom_field(request: HttpRequest, field_id: int) -> HttpResponse:
    field = _found(field_id)
    look = Look(title=_("Field “%(name)s”") % {"name": field.label}, back=_back(field.on), record=field)
    form = CustomFieldForm(request.POST or None, instance=field, fixed_kind=service.holds_values(field))
    return answer_form(
        request,
        form,
        lambda values, seen: service.change_field(field_id=field_id, values=values, act=act_of(request), seen=seen),
        look,
    )


@require_POST
@administrators
def archive_custom_field(request: HttpRequest, field_id: int) -> HttpResponse:
    said = _("The field is archived; its values stay.")
    look = Look(title="", back=_back(_found(field_id).on), said=said)
    return answer_act(request, lambda: service.archive_field(field_id=field_id, act=act_of(request)), look)


@require_POST
@administrators
def restore_custom_field(request: HttpRequest, field_id: int) -> HttpResponse:
    look = Look(title="", back=_back(_found(field_id).on), said=_("The field is back, with its values."))
    return answer_act(request, lambda: service.restore_field(field_id=field_id, act=act_of(request)), look)


@require_POST
@administrators
def move_custom_field(request: HttpRequest, field_id: int) -> HttpResponse:
    """One place up or down among those in use."""
    field = _found(field_id)
    order = [one.pk for one in all_fields(field.on) if one.archived_at is None]
    place = order.index(field_id) if field_id in order else 0
    order.insert(max(0, place + (1 if request.POST.get("way") == "down" else -1)), order.pop(place))
    look = Look(title="", back=_back(field.on))
    return answer_act(request, lambda: service.order_fields(on=field.on, order=order, act=act_of(request)), look)


def _listed(on: str) -> list[CustomField]:
    """Those in use in their order, then the archived ones."""
    return sorted(all_fields(on), key=lambda field: field.archived_at is not None)


def _found(field_id: int) -> CustomField:
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise NotFound
    return field


def _back(on: str) -> str:
    return f"{reverse('workspace:custom_fields')}#{on}"
