"""People: the list, one person, and someone new."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.forms.people import NewPersonForm, PersonForm
from keyaccount.apps.workspace.models import Role, Team, User
from keyaccount.apps.workspace.queries.people import Asked, people_asked, sign_in_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import entries_of
from keyaccount.apps.workspace.services import people as service
from keyaccount.apps.workspace.tables.trail import told
from keyaccount.apps.workspace.views.edge import act_of, viewer
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.ui.htmx import render_part

PAGE = 100
LATEST = 8


@require_safe
@administrators
def people(request: HttpRequest) -> HttpResponse:
    asked = Asked.from_link(request.GET)
    pages = Paginator(people_asked(asked), PAGE)
    context = {
        "asked": asked,
        "page": pages.get_page(request.GET.get("page")),
        "total": pages.count,
        "roles": Role.objects.order_by("pk"),
        "teams": Team.objects.all(),
        "zone": workspace().zone,
    }
    return render_part(request, "workspace/settings/people.html", context, part="rows")


@administrators
def new_person(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    look = Look(
        title=_("Add a person"),
        back=reverse("workspace:people"),
        said=_("Added. Open the person to hand over a link with which they set their password."),
        word=_("Add"),
    )

    def save(values: dict[str, object], seen: int | None) -> User:
        username, password = str(values.pop("username")), str(values.pop("password")) or None
        return service.add_user(username=username, values=values, password=password, act=act_of(request))

    return answer_form(request, form, save, look)


@administrators
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    found = found_person(user_id)
    form = PersonForm(request.POST or None, instance=found)
    look = Look(
        title=found.display_name,
        back=request.path,
        said=_("Saved."),
        record=found,
        template="workspace/settings/person.html",
        more=_beside(request, user_id),
    )
    return answer_form(
        request,
        form,
        lambda values, seen: service.change_user(user_id=user_id, values=values, act=act_of(request), seen=seen),
        look,
    )


def found_person(user_id: int) -> User:
    found: User | None = User.objects.people().select_related("role", "team").filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


def _beside(request: HttpRequest, user_id: int) -> dict[str, object]:
    """What stands beside the form, read anew: the form has written what was typed into its own copy."""
    person = found_person(user_id)
    latest = told(list(entries_of(person).order_by("-id")[:LATEST]), viewer(request))
    return {"person": person, "sign_in": sign_in_of(person), "latest": latest, "zone": workspace().zone}
