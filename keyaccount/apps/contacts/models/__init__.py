"""Contact records."""

from keyaccount.apps.contacts.models.contact import BuyingRole, Contact, ContactRole
from keyaccount.apps.contacts.models.stages import RelationshipStage
from keyaccount.apps.contacts.models.visit import Visit

__all__ = ["BuyingRole", "Contact", "ContactRole", "RelationshipStage", "Visit"]
