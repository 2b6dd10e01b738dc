"""The entities that can be imported, in the order in which they need each other."""

from __future__ import annotations

from dataclasses import replace

from keyaccount.surfaces.exchange.entities.accounts import ACCOUNTS
from keyaccount.surfaces.exchange.entities.contacts import CONTACTS
from keyaccount.surfaces.exchange.entities.custom import columns_of
from keyaccount.surfaces.exchange.entities.entity import Entity
from keyaccount.surfaces.exchange.entities.opportunities import OPPORTUNITIES
from keyaccount.surfaces.exchange.entities.people import PEOPLE
from keyaccount.surfaces.exchange.entities.products import PRODUCTS
from keyaccount.surfaces.exchange.entities.targets import TARGETS

ENTITIES: dict[str, Entity] = {
    entity.key: entity for entity in (PEOPLE, ACCOUNTS, CONTACTS, PRODUCTS, OPPORTUNITIES, TARGETS)
}


def entity_now(key: str) -> Entity:
    """The entity with the custom fields that it has at this moment."""
    entity, custom = ENTITIES[key], columns_of(key)
    return replace(entity, fields=(*entity.fields, *custom)) if custom else entity
