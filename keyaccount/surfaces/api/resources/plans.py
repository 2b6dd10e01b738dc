"""The contact strategy plan of accounts, one person a row."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.contacts.queries.contacts import contact_seen
from keyaccount.apps.contacts.queries.plans import plan_to_write
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids, refuse_unknown
from keyaccount.surfaces.api.records import answered, changed, given
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.plans import ContactPlanChange, ContactPlanOut, ContactPlansAsked
from keyaccount.surfaces.api.shapes import Part, Shape, show_related

router = Router(tags=["Contact strategy plans"])
of_contact = Router(tags=["Contact strategy plans"])

PLAN: Shape[ContactPlan] = Shape(
    ContactPlanOut,
    {
        "contact": shapes.related("contact"),
        "account": Part(lambda plan: show_related(plan.contact.account), ("contact__account",)),
        "responsible": shapes.person("responsible"),
    },
)
LIST: Listing[ContactPlan] = Listing(
    PLAN,
    ContactPlansAsked,
    sorts={"id": ID, "due_on": Sort("due_on", nullable=True), "updated_at": Sort("updated_at")},
    filters={
        "account": ids("contact__account"),
        "contact": ids("contact"),
        "responsible": ids("responsible"),
        "due_on__lte": equal("due_on__lte"),
    },
)
RELATIONS = {"responsible": references.USER}


@router.get(
    "", response=Page[ContactPlanOut], operation_id="listContactPlans", summary="List what is planned with people"
)
def list_plans(request: HttpRequest, asked: Query[ContactPlansAsked]) -> HttpResponse:
    """With account=…, the contact strategy plan of that account; visits and readings have lists of their own."""
    return LIST.answer(request, asked, ContactPlan.objects.visible_to(user_of(request)))


@of_contact.get(
    "/{contact_id}/plan", response=ContactPlanOut, operation_id="getContactPlan", summary="What is planned with someone"
)
def get_plan(request: HttpRequest, contact_id: RecordId) -> HttpResponse:
    refuse_unknown(request, set())
    viewer = user_of(request)
    plan = plan_to_write(contact_seen(viewer, contact_id))
    return answered(request, plan, PLAN.body(plan, PLAN.full, viewer))


@of_contact.patch(
    "/{contact_id}/plan",
    response=ContactPlanOut,
    operation_id="changeContactPlan",
    summary="Plan what to reach with someone",
)
@takes_version
def change_plan(request: HttpRequest, contact_id: RecordId, item: ContactPlanChange) -> HttpResponse:
    values = Finder(user_of(request)).values(given(item, PLAN, request), RELATIONS)
    plan = set_plan(contact_id=contact_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, PLAN, plan)
