"""Files, photos, comments and mentions on the records of other domains."""
