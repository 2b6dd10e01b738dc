"""Workspace records."""

from keyaccount.apps.workspace.models.audit import AuditAction, AuditEntry, Surface
from keyaccount.apps.workspace.models.base import (
    Archivable,
    ArchivableQuerySet,
    Bilingual,
    Imported,
    Mergeable,
    MergeableQuerySet,
    Versioned,
)
from keyaccount.apps.workspace.models.custom_fields import Audience, CustomField, Customised, FieldKind, On
from keyaccount.apps.workspace.models.jobs import Job, JobStatus, Schedule
from keyaccount.apps.workspace.models.money import Currency, ExchangeRate
from keyaccount.apps.workspace.models.people import Reach, Role, RoleCode, Team, User
from keyaccount.apps.workspace.models.quality import BulkBatch, BulkChange, DuplicatePair, Merge
from keyaccount.apps.workspace.models.settings import Workspace
from keyaccount.apps.workspace.models.tokens import AccessToken, IdempotentAnswer
from keyaccount.apps.workspace.models.views import SavedView

__all__ = [
    "AccessToken",
    "Archivable",
    "ArchivableQuerySet",
    "Audience",
    "AuditAction",
    "AuditEntry",
    "Bilingual",
    "BulkBatch",
    "BulkChange",
    "Currency",
    "CustomField",
    "Customised",
    "DuplicatePair",
    "ExchangeRate",
    "FieldKind",
    "IdempotentAnswer",
    "Imported",
    "Job",
    "JobStatus",
    "Merge",
    "Mergeable",
    "MergeableQuerySet",
    "On",
    "Reach",
    "Role",
    "RoleCode",
    "SavedView",
    "Schedule",
    "Surface",
    "Team",
    "User",
    "Versioned",
    "Workspace",
]
