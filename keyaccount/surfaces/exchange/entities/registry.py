"""The entities that can be imported, in the order in which they need each other."""

from __future__ import annotations

from keyaccount.surfaces.exchange.entities.accounts import ACCOUNTS
from keyaccount.surfaces.exchange.entities.contacts import CONTACTS
from keyaccount.surfaces.exchange.entities.entity import Entity
from keyaccount.surfaces.exchange.entities.opportunities import OPPORTUNITIES
from keyaccount.surfaces.exchange.entities.people import PEOPLE
from keyaccount.surfaces.exchange.entities.products import PRODUCTS

ENTITIES: dict[str, Entity] = {entity.key: entity for entity in (PEOPLE, ACCOUNTS, CONTACTS, PRODUCTS, OPPORTUNITIES)}
