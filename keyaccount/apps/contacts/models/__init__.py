"""Contact records."""

from keyaccount.apps.contacts.models.contact import BuyingRole, Contact, ContactRole
from keyaccount.apps.contacts.models.history import ContactState
from keyaccount.apps.contacts.models.people_map import (
    CommitmentReading,
    InfluenceLink,
    LinkKind,
    MapPlace,
    MapRules,
    RoleRule,
)
from keyaccount.apps.contacts.models.stages import RelationshipStage
from keyaccount.apps.contacts.models.visit import Visit

__all__ = [
    "BuyingRole",
    "CommitmentReading",
    "Contact",
    "ContactRole",
    "ContactState",
    "InfluenceLink",
    "LinkKind",
    "MapPlace",
    "MapRules",
    "RelationshipStage",
    "RoleRule",
    "Visit",
]
