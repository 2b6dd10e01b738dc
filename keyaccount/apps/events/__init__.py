"""Seminars, visits to us and other events: whom we invited, who came, what followed."""
