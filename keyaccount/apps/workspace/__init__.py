"""People, rights, money, time, audit and background work: what every domain stands on."""
