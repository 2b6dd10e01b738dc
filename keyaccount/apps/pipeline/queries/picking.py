"""What can be chosen by a few letters: never more than a page of it."""

from __future__ import annotations

from django.db.models import Q

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.models import Team

SHOWN = 20


def teams_called(words: str) -> list[Team]:
    teams = Team.objects.all()
    for word in words.split():
        teams = teams.filter(name__icontains=word)
    return list(teams.order_by("path")[:SHOWN])


def products_called(words: str) -> list[Product]:
    products = Product.objects.present()
    for word in words.split():
        products = products.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(series__icontains=word))
    return list(products.order_by("name")[:SHOWN])
