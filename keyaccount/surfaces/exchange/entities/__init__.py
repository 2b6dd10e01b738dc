"""What can be imported: the fields of each entity with all their headings, and how a row becomes a record."""
