"""Bulk upserts of accounts, contacts, opportunities and products."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.pipeline.services import products
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.custom_values import for_change
from keyaccount.apps.workspace.services.editing import changed_fields
from keyaccount.surfaces.api.bulk import Upsert, Values, upsert
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources import accounts as account_resource
from keyaccount.surfaces.api.resources import contacts as contact_resource
from keyaccount.surfaces.api.resources import opportunities as opportunity_resource
from keyaccount.surfaces.api.resources.opportunity_bulk import change_opportunity, create_opportunity
from keyaccount.surfaces.api.resources.opportunity_shapes import OPPORTUNITY
from keyaccount.surfaces.api.resources.products import PRODUCT
from keyaccount.surfaces.api.schemas.accounts import AccountItem
from keyaccount.surfaces.api.schemas.bulk import Bulk, BulkReport
from keyaccount.surfaces.api.schemas.contacts import ContactItem
from keyaccount.surfaces.api.schemas.opportunities import OpportunityItem
from keyaccount.surfaces.api.schemas.pipeline import ProductItem

router = Router()


def create_account(values: Values, finder: Finder, act: Act) -> Account:
    return accounts.create_account(values=values, act=act)


def change_account(account: Account, values: Values, finder: Finder, act: Act) -> bool:
    if not changed_fields(account, for_change(account, values, act)):
        return False
    accounts.update_account(account_id=account.pk, values=values, act=act)
    return True


def create_contact(values: Values, finder: Finder, act: Act) -> Contact:
    return contacts.create_contact(values=values, roles=values.pop("roles", ()), act=act)


def change_contact(contact: Contact, values: Values, finder: Finder, act: Act) -> bool:
    roles = values.pop("roles", None)
    played = sorted(contact.roles.values_list("role", flat=True)) if roles is not None else []
    if not changed_fields(contact, for_change(contact, values, act)) and (
        roles is None or sorted(set(roles)) == played
    ):
        return False
    contacts.update_contact(contact_id=contact.pk, values=values, roles=roles, act=act)
    return True


def create_product(values: Values, finder: Finder, act: Act) -> Product:
    return products.create_product(values=values, act=act)


def change_product(product: Product, values: Values, finder: Finder, act: Act) -> bool:
    if not changed_fields(product, values):
        return False
    products.update_product(product_id=product.pk, values=values, act=act)
    return True


def _everyone(viewer: Any) -> Any:
    return Product.objects.all()


ACCOUNTS: Upsert[Account] = Upsert(
    Account,
    AccountItem,
    account_resource.ACCOUNT,
    account_resource.RELATIONS,
    create_account,
    change_account,
    Account.objects.visible_to,
)
CONTACTS: Upsert[Contact] = Upsert(
    Contact,
    ContactItem,
    contact_resource.CONTACT,
    contact_resource.RELATIONS,
    create_contact,
    change_contact,
    Contact.objects.visible_to,
)
OPPORTUNITIES: Upsert[Opportunity] = Upsert(
    Opportunity,
    OpportunityItem,
    OPPORTUNITY,
    opportunity_resource.RELATIONS,
    create_opportunity,
    change_opportunity,
    Opportunity.objects.visible_to,
)
PRODUCTS: Upsert[Product] = Upsert(Product, ProductItem, PRODUCT, {}, create_product, change_product, _everyone)


@router.put(
    "/accounts/bulk",
    response=BulkReport,
    operation_id="upsertAccounts",
    summary="Add or change many accounts",
    tags=["Accounts"],
)
def upsert_accounts(request: HttpRequest, items: Bulk[AccountItem]) -> HttpResponse:
    """Found again by external id: changed where they differ, added where there is none, left alone else."""
    return upsert(request, ACCOUNTS, items)


@router.put(
    "/contacts/bulk",
    response=BulkReport,
    operation_id="upsertContacts",
    summary="Add or change many contacts",
    tags=["Contacts"],
)
def upsert_contacts(request: HttpRequest, items: Bulk[ContactItem]) -> HttpResponse:
    """Found again by external id: changed where they differ, added where there is none, left alone else."""
    return upsert(request, CONTACTS, items)


@router.put(
    "/opportunities/bulk",
    response=BulkReport,
    operation_id="upsertOpportunities",
    summary="Add or change many opportunities",
    tags=["Opportunities"],
)
def upsert_opportunities(request: HttpRequest, items: Bulk[OpportunityItem]) -> HttpResponse:
    """As for accounts. Stage and outcome, where given, are changed by the same acts as on the page."""
    return upsert(request, OPPORTUNITIES, items)


@router.put(
    "/products/bulk",
    response=BulkReport,
    operation_id="upsertProducts",
    summary="Add or change many products",
    tags=["Products"],
)
def upsert_products(request: HttpRequest, items: Bulk[ProductItem]) -> HttpResponse:
    """Found again by external id: changed where they differ, added where there is none, left alone else."""
    return upsert(request, PRODUCTS, items)
