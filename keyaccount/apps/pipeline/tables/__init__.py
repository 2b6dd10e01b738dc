"""How deals are shown: cards, table rows, filters. Text for the reader, never a sum of its own."""
