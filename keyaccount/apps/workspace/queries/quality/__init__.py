"""Which records may be one: what every kind of record brings, who is alike, which pairs are open."""
