"""Reading cells: words, days and numbers as people write them. A column is understood as a whole."""
