"""Whether there is a file on an account: an answer in its portrait, or something attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import Account, PortraitAnswer
from keyaccount.apps.collaboration.models import Attachment
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.hygiene import Kept


def judge(viewer: User, accounts: QuerySet[Account], day: date) -> Mapping[int, Kept]:
    """Of every account something is known: it has a file, or it has none."""
    end = clock.end_of(day, workspace().zone)
    ids = accounts.order_by().values("pk")
    answers = PortraitAnswer.objects.filter(account__in=ids).as_of(day).known()
    there = Q(archived_at=None) | Q(archived_at__gte=end)
    files = Attachment.objects.filter(there, entity="accounts.account", object_id__in=ids, created_at__lt=end)
    files = files.filter(Q(erased_at=None) | Q(erased_at__gte=end))
    having = set(answers.order_by().values_list("account_id", flat=True).distinct())
    having |= set(files.order_by().values_list("object_id", flat=True).distinct())
    return {pk: Kept(int(pk in having), 1) for pk in ids.values_list("pk", flat=True)}
