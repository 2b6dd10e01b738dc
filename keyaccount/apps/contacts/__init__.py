"""Contacts: the people at our accounts, what they decide and how to reach them."""
