"""Lists: what is asked, keyset pages in any order, choice of fields."""
