"""Deals with the names that a row shows, for figures that counted them by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keyaccount.apps.pipeline.models import Opportunity


def deals_named(ids: Sequence[int]) -> Mapping[int, Opportunity]:
    """Of deals that the asker was already found to see."""
    return Opportunity.objects.select_related("account", "owner").in_bulk(list(ids))
