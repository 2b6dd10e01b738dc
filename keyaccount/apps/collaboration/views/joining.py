"""How a domain's records get files and comments: one line in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration import kinds
from keyaccount.apps.collaboration.kinds import Kind
from keyaccount.apps.collaboration.views import comments, files
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel

Draw = Callable[..., Mapping[str, Any]]


def join(entity: str, *, page: str, slot: str, has_photo: bool = False, listed: str = "") -> None:
    """entity: `accounts.account`; page, listed: the names of the addresses of a record and of their list; slot: where
    its page draws panels."""
    kind = Kind(entity, page, slot, has_photo, listed)
    kinds.add(kind)
    slots.add(slot, Panel("comments", _("Comments"), comments.PANEL, _of(kind, comments.panel), order=80))
    slots.add(slot, Panel("files", _("Files"), files.PANEL, _of(kind, files.panel), order=90))


def _of(kind: Kind, draw: Draw) -> Callable[[HttpRequest, Any], Mapping[str, Any]]:
    def context(request: HttpRequest, record: Model) -> Mapping[str, Any]:
        return draw(kind, request, record.pk, archived=getattr(record, "archived_at", None) is not None)

    return context
