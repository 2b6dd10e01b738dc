"""The REST API as one object: its routers, who may call it and how it answers."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="KeyAccount", version="1", urls_namespace="api", docs_url=None)
