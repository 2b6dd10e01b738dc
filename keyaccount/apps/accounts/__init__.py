"""Accounts: the companies we sell to, their hierarchy and who tends them."""
