"""Contact records."""

from keyaccount.apps.contacts.models.contact import BuyingRole, Contact, ContactRole

__all__ = ["BuyingRole", "Contact", "ContactRole"]
