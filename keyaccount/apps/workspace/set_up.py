"""What a new workspace starts with: settings, roles, currencies and the system's own user. Safe to run again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from keyaccount.apps.workspace.models import Currency, Reach, Role, RoleCode, User, Workspace
from keyaccount.apps.workspace.queries.quality.pairs import JOB as DUPLICATES
from keyaccount.apps.workspace.queries.settings import SYSTEM_USERNAME
from keyaccount.apps.workspace.services import cleaning_up
from keyaccount.apps.workspace.services.jobs import schedule
from keyaccount.apps.workspace.services.quality import finding

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "SGD")
EVERY_GROUP = ["margin", "reach"]
ROLES: dict[RoleCode, dict[str, Any]] = {
    RoleCode.ADMINISTRATOR: {
        "reads": Reach.ALL,
        "writes": Reach.ALL,
        "field_groups": EVERY_GROUP,
        "may_import": True,
        "may_set_targets": True,
        "may_administer": True,
    },
    RoleCode.DIRECTOR: {
        "reads": Reach.ALL,
        "writes": Reach.ALL,
        "field_groups": EVERY_GROUP,
        "may_import": True,
        "may_set_targets": True,
    },
    RoleCode.MANAGER: {
        "reads": Reach.TEAM,
        "writes": Reach.TEAM,
        "field_groups": EVERY_GROUP,
        "may_import": True,
        "may_set_targets": True,
    },
    RoleCode.KEY_ACCOUNT_MANAGER: {"reads": Reach.TEAM, "writes": Reach.ACCOUNT_TEAM, "field_groups": EVERY_GROUP},
    RoleCode.FINANCE: {"reads": Reach.ALL, "writes": Reach.NOTHING, "field_groups": ["margin"]},
    RoleCode.DELIVERY: {"reads": Reach.ACCOUNT_TEAM, "writes": Reach.NOTHING, "field_groups": ["reach"]},
    RoleCode.SERVICE: {"reads": Reach.ACCOUNT_TEAM, "writes": Reach.NOTHING, "field_groups": ["reach"]},
    RoleCode.AUDITOR: {"reads": Reach.ALL, "writes": Reach.NOTHING, "field_groups": EVERY_GROUP},
}


def set_up(now: datetime) -> None:
    Workspace.objects.get_or_create(pk=1)
    for code in CURRENCIES:
        Currency.objects.get_or_create(code=code)
    for role, rights in ROLES.items():
        Role.objects.get_or_create(code=role, defaults=rights)
    User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={
            "name": "系统",
            "name_latin": "System",
            "role": Role.objects.get(code=RoleCode.ADMINISTRATOR),
            "is_active": False,
            "is_system": True,
            "joined_at": now,
            "password": make_password(None),
        },
    )
    schedule(kind=DUPLICATES, every_minutes=finding.EVERY_MINUTES, now=now)
    schedule(kind=cleaning_up.KIND, every_minutes=cleaning_up.EVERY_MINUTES, now=now)
