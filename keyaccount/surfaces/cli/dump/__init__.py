"""Backups: everything a workspace holds in one file that SQLite and PostgreSQL both read.

A zip with `tables/<table>.jsonl` (a JSON array a row, values as the model sees them), `files/…` (what was uploaded) and
`manifest.json` (version, migrations, columns, and a SHA-256 of every member).
"""
