"""Products as a list, and who keeps it."""

from __future__ import annotations

from django.db.models import Count, Q

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.models import ArchivableQuerySet, Reach, User


def keeps_products(user: User) -> bool:
    return user.role.writes == Reach.ALL


def products_asked(words: str, *, archived: bool) -> ArchivableQuerySet:
    """Those offered, or those no longer; each word must be in the name, the code or the series."""
    rows = Product.objects.archived() if archived else Product.objects.present()
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(series__icontains=word))
    found: ArchivableQuerySet = rows.annotate(deals=Count("lines__opportunity", distinct=True)).order_by("name")
    return found
