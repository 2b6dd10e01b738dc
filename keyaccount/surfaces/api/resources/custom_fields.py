"""The custom fields that the workspace has defined."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.workspace.models import CustomField, On
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.surfaces.api.lists.listing import refuse_unknown, respond
from keyaccount.surfaces.api.schemas.custom_fields import CustomFieldOut

router = Router(tags=["Custom fields"])


@router.get("", response=list[CustomFieldOut], operation_id="listCustomFields", summary="List custom fields")
def list_custom_fields(request: HttpRequest) -> HttpResponse:
    """All that are in use, in their order."""
    refuse_unknown(request, set())
    return respond([_shown(field) for on in On.values for field in fields_on(on)])


def _shown(field: CustomField) -> dict[str, object]:
    return {name: getattr(field, name) for name in CustomFieldOut.model_fields}
