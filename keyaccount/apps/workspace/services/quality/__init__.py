"""Data quality: looking for duplicates, saying that two are not one, merging, and changing many records at once."""
