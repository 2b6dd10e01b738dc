"""What is done on the map. Every act answers with the map as it stands now and with the act that takes it back, which
the page keeps for its Undo button; taking back is an act like any other, so it can be taken back too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen
from keyaccount.apps.contacts.forms.people_map import (
    ArrangeForm,
    EndsForm,
    LinkForm,
    PlaceForm,
    ReadingForm,
    RolesForm,
    SuperiorForm,
)
from keyaccount.apps.contacts.models import CommitmentReading, Contact
from keyaccount.apps.contacts.queries.people_map import link_between
from keyaccount.apps.contacts.services import contacts, links, places, readings
from keyaccount.apps.contacts.views.people_map import PART, context_of
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.views.edge import View, act_of, page, viewer
from keyaccount.figures import memo
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound, gettext_noop
from keyaccount.ui import htmx

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Back:
    """said: what was done; name, values: the act that takes it back, none when nothing changed."""

    said: str
    name: str = ""
    values: Values = field(default_factory=dict)
    pk: int | None = None


Do = Callable[[Account, Values, Act], Back]


def _act(form_class: type[forms.Form], do: Do) -> View:
    @require_POST
    @page
    def view(request: HttpRequest, account_id: int) -> HttpResponse:
        account = account_seen(viewer(request), account_id)
        form = form_class(request.POST)
        if not form.is_valid():
            return _refused(request, account, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return _answer(request, account, lambda act: do(account, {**form.cleaned_data, "form": form}, act))

    return view


def _answer(request: HttpRequest, account: Account, do: Callable[[Act], Back]) -> HttpResponse:
    try:
        back = do(act_of(request))
    except (NotFound, NotAllowed):
        raise
    except Invalid as invalid:
        return _refused(request, account, " ".join(invalid.fields.values()) or invalid.text(gettext))
    except Fact as fact:
        return _refused(request, account, fact.text(gettext))
    if not htmx.is_part(request):
        return htmx.go(request, reverse("contacts:map", args=[account.pk]))
    with memo.remembering():
        response = htmx.render_part(request, PART, context_of(request, account), part="map")
    return htmx.trigger(response, **{"ka:map-done": {"said": back.said, "undo": _undo(account, back)}})


def _undo(account: Account, back: Back) -> dict[str, Any] | None:
    if not back.name:
        return None
    args = [account.pk] if back.pk is None else [account.pk, back.pk]
    return {"url": reverse(f"contacts:{back.name}", args=args), "values": back.values}


def _refused(request: HttpRequest, account: Account, text: str) -> HttpResponse:
    """Said beside the form, which keeps what was typed."""
    if not htmx.is_part(request):
        raise Invalid(text.replace("%", "%%"))
    response = HttpResponse(status=422, content_type="text/html; charset=utf-8")
    return htmx.trigger(response, **{"ka:map-refused": {"text": text}})


def _there(account: Account, contact_id: int) -> Contact:
    found: Contact | None = Contact.objects.filter(account=account, pk=contact_id).first()
    if found is None:
        raise NotFound
    return found


# ── Places and lines of reporting ──
def _place(account: Account, given: Values, act: Act) -> Back:
    person, spot = _there(account, given["contact"]), given["form"].spot
    before = places.place_person(account_id=account.pk, contact_id=person.pk, spot=spot, act=act)
    back = {"contact": person.pk} | ({} if before is None else {"x": before[0], "y": before[1]})
    return Back(gettext("%(name)s is moved.") % {"name": person}, "map_place", back)


def _arrange(account: Account, given: Values, act: Act) -> Back:
    """All cards where the layout puts them, or with `spots` back where they were."""
    spots = given["form"].by_contact
    before = places.place_all(account_id=account.pk, spots=spots, act=act)
    kept = [f"{pk}:{x}:{y}" for pk, (x, y) in before.items()]
    return Back(gettext("The cards are arranged."), "map_arrange", {"spots": " ".join(kept)})


def _report(account: Account, given: Values, act: Act) -> Back:
    person = _there(account, given["contact"])
    superior = _there(account, given["superior"]) if given["superior"] else None
    before = person.reports_to_id
    contacts.update_contact(contact_id=person.pk, values={"reports_to": superior}, act=act)
    back = {"contact": person.pk, "superior": before or ""}
    said = gettext("%(name)s reports to %(boss)s.") if superior else gettext("%(name)s reports to nobody here.")
    return Back(said % {"name": person, "boss": superior}, "map_report", back)


# ── Roles and readings ──
def _roles(account: Account, given: Values, act: Act) -> Back:
    person = _there(account, given["contact"])
    before = sorted(person.roles.values_list("role", flat=True))
    contacts.update_contact(contact_id=person.pk, values={}, roles=given["roles"], act=act)
    back = {"contact": person.pk, "roles": before}
    return Back(gettext("The roles of %(name)s are changed.") % {"name": person}, "map_roles", back)


def _read(account: Account, given: Values, act: Act) -> Back:
    person = _there(account, given["contact"])
    made = readings.record_reading(contact_id=person.pk, seen=given["form"].seen, act=act)
    return Back(gettext("Where %(name)s stands is written down.") % {"name": person}, "map_withdraw", pk=made.pk)


def _of_reading(do: Callable[..., CommitmentReading], said: str, back: str) -> View:
    @require_POST
    @page
    def view(request: HttpRequest, account_id: int, reading_id: int) -> HttpResponse:
        account = account_seen(viewer(request), account_id)
        if not CommitmentReading.objects.filter(pk=reading_id, contact__account=account).exists():
            raise NotFound

        def act_on(act: Act) -> Back:
            reading = do(reading_id=reading_id, act=act)
            return Back(gettext(said) % {"name": reading.contact}, back, pk=reading.pk)

        return _answer(request, account, act_on)

    return view


# ── Influence ──
def _link(account: Account, given: Values, act: Act) -> Back:
    source, target = _there(account, given["source"]), _there(account, given["target"])
    ends = {"source": source.pk, "target": target.pk}
    there = link_between(**ends, kind=given["was"] or given["kind"])
    new = {"kind": given["kind"], "strength": given["strength"]}
    if there is None:
        links.draw_link(source_id=source.pk, target_id=target.pk, **new, act=act)
        return Back(_said_of(source, target), "map_erase", {**ends, "kind": new["kind"]})
    was = {"kind": there.kind, "strength": there.strength, "was": new["kind"]}
    links.change_link(link_id=there.pk, **new, act=act)
    return Back(_said_of(source, target), "map_link", {**ends, **was})


def _erase(account: Account, given: Values, act: Act) -> Back:
    source, target = _there(account, given["source"]), _there(account, given["target"])
    there = link_between(source=source.pk, target=target.pk, kind=given["kind"])
    if there is None:
        raise links.LinkErased
    links.erase_link(link_id=there.pk, act=act)
    back = {"source": source.pk, "target": target.pk, "kind": there.kind, "strength": there.strength}
    said = gettext("The line from %(source)s to %(target)s is erased.")
    return Back(said % {"source": source, "target": target}, "map_link", back)


def _said_of(source: Contact, target: Contact) -> str:
    return gettext("The line from %(source)s to %(target)s is drawn.") % {"source": source, "target": target}


place = _act(PlaceForm, _place)
arrange = _act(ArrangeForm, _arrange)
report = _act(SuperiorForm, _report)
roles = _act(RolesForm, _roles)
reading = _act(ReadingForm, _read)
withdraw = _of_reading(readings.withdraw_reading, gettext_noop("A reading of %(name)s is taken back."), "map_restore")
restore = _of_reading(readings.restore_reading, gettext_noop("The reading of %(name)s counts again."), "map_withdraw")
link = _act(LinkForm, _link)
erase = _act(EndsForm, _erase)
