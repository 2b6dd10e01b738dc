"""Documents that people take along and go on working in."""
