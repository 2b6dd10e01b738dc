"""Feeds of news as the world has them: fetched with care, read with care; knows no database."""
