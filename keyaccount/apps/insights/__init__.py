"""Insights: questions to the figures, as people write them in links, commands and requests."""
