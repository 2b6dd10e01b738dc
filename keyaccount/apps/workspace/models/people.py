"""Users, the tree of teams, and roles with what they may see and write."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.workspace.models.base import in_language


class Team(models.Model):
    """A team; `path` holds the ids from the root (`/1/4/`), so that a team and all below it is one prefix."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    region = models.CharField(_("region"), max_length=80, blank=True, default="")
    path = models.CharField(max_length=200, editable=False, default="", db_index=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class RoleCode(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    DIRECTOR = "director", _("Director")
    MANAGER = "manager", _("Manager")
    KEY_ACCOUNT_MANAGER = "kam", _("Key account manager")
    FINANCE = "finance", _("Finance")
    DELIVERY = "delivery", _("Delivery")
    SERVICE = "service", _("Service")
    AUDITOR = "auditor", _("Auditor")


class Reach(models.TextChoices):
    """How far a right goes; each includes the one before."""

    NOTHING = "nothing", _("nothing")
    OWN = "own", _("own records")
    ACCOUNT_TEAM = "account_team", _("own records and those of accounts one tends")
    TEAM = "team", _("one's team and the teams below")
    ALL = "all", _("everything")


class Role(models.Model):
    """What people of one role see and write; the workspace may change every part."""

    code = models.CharField(_("role"), max_length=20, choices=RoleCode.choices, unique=True)
    reads = models.CharField(_("sees"), max_length=12, choices=Reach.choices)
    writes = models.CharField(_("writes"), max_length=12, choices=Reach.choices)
    field_groups = models.JSONField(_("protected fields seen"), default=list)
    may_import = models.BooleanField(_("may import"), default=False)
    may_export = models.BooleanField(_("may export"), default=True)
    may_set_targets = models.BooleanField(_("may set targets"), default=False)
    may_administer = models.BooleanField(_("may administer"), default=False)

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        return str(RoleCode(self.code).label)

    @property
    def may_create(self) -> bool:
        """Who writes anything may make records of their own."""
        return self.writes != Reach.NOTHING


class UserQuerySet(models.QuerySet["User"]):
    def people(self) -> Self:
        """Everyone but the reserved user that stands for the system itself."""
        return self.filter(is_system=False)

    def in_team(self, team: Team) -> Self:
        return self.filter(team__path__startswith=team.path)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.select_related("role", "team").get(username=username)
        return found


class User(AbstractBaseUser):
    username = models.CharField(_("user name"), max_length=80, unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80)
    name_latin = models.CharField(_("romanised name"), max_length=80, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, verbose_name=_("role"))
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_system = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return in_language(self.name_latin or self.name, self.name)

    def get_full_name(self) -> str:
        return self.display_name

    @cached_property
    def people_in_reach(self) -> frozenset[int] | None:
        """Ids of those whose records this person sees; None means everyone's."""
        return self._people(self.role.reads)

    @cached_property
    def people_in_charge(self) -> frozenset[int] | None:
        """Ids of those whose records this person writes; None means everyone's."""
        return self._people(self.role.writes)

    def _people(self, reach: str) -> frozenset[int] | None:
        if reach == Reach.ALL:
            return None
        if reach == Reach.NOTHING:
            return frozenset()
        if reach == Reach.TEAM and self.team is not None:
            return frozenset(User.objects.in_team(self.team).values_list("pk", flat=True)) | {self.pk}
        return frozenset({self.pk})

    def sees_group(self, group: str) -> bool:
        return group in self.role.field_groups

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights are roles here; Django's per-model permissions are not used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
