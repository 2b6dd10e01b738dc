"""What a person decides about themselves: how they are called and the language they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services import revising
from keyaccount.kernel.errors import Invalid, NotFound

OWN_FIELDS = ("name", "name_latin", "language")


@transaction.atomic
def change_own(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> User:
    mine: User | None = User.objects.people().select_for_update(of=("self",)).filter(pk=act.actor.pk).first()
    if mine is None:
        raise NotFound
    changes = revising.assign(mine, {name: values[name] for name in OWN_FIELDS if name in values}, seen)
    if mine.language and mine.language not in dict(settings.LANGUAGES):
        raise Invalid(fields={"language": str(_("Choose one of the languages."))})
    if changes:
        revising.check(mine, exclude=["password"])
        revising.write(mine, changes, act)
    return mine
