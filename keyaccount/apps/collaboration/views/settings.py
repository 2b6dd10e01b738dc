"""The rules for files in the settings, with the space that is used."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.content.types import KNOWN
from keyaccount.apps.collaboration.forms.rules import FileRulesForm
from keyaccount.apps.collaboration.queries import files as queries
from keyaccount.apps.collaboration.services.rules import change_rules
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def add_place() -> None:
    settings_places.add(
        Place(
            "files",
            _("Files"),
            _("How large a file may be, how much all may have, whether they are scanned."),
            "collaboration:rules",
            icon="file-text",
            group=Group.COMPANY,
            order=50,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@administrators
def rules(request: HttpRequest) -> HttpResponse:
    mine = queries.rules()
    used, space = queries.space_used(), mine.space
    form = FileRulesForm(request.POST or None, instance=mine)
    look = Look(
        title=_("Files"),
        back=reverse("collaboration:rules"),
        said=_("Saved."),
        record=mine,
        template="collaboration/rules.html",
        more={
            "used": used,
            "space": space,
            "part": used / space,
            "kept": queries.files_kept(),
            "known": KNOWN,
            "scanner": settings.SCAN.partition(":")[0],
        },
    )
    return answer_form(
        request, form, lambda values, seen: change_rules(values=values, act=act_of(request), seen=seen), look
    )
