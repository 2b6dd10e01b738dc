from importlib import import_module

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation, settings_places
from keyaccount.ui.navigation import NavItem
from keyaccount.ui.settings_places import Group, Place


class WorkspaceConfig(AppConfig):
    name = "keyaccount.apps.workspace"
    label = "workspace"
    verbose_name = _("Workspace")

    def ready(self) -> None:
        import_module("keyaccount.apps.workspace.jobs")
        add_to_navigation()
        for place in PLACES:
            settings_places.add(place)


def add_to_navigation() -> None:
    jobs = import_module("keyaccount.apps.workspace.queries.jobs")
    foot = navigation.Group.FOOT
    navigation.add(
        NavItem(
            "jobs",
            _("Jobs"),
            "workspace:jobs",
            icon="clock",
            order=80,
            group=foot,
            count=lambda request: jobs.ongoing_of(request.user) or None,
        )
    )
    navigation.add(NavItem("quality", _("Data quality"), "workspace:quality", icon="checklist", order=70, group=foot))
    navigation.add(NavItem("settings", _("Settings"), "workspace:settings", icon="settings", order=90, group=foot))


def administers(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "role", None) and request.user.role.may_administer)  # type: ignore[union-attr]


def reads_trail(request: HttpRequest) -> bool:
    return administers(request) or request.user.role.code == "auditor"  # type: ignore[union-attr]


PLACES = (
    Place(
        "preferences",
        _("Preferences"),
        _("Your name, language, light or dark."),
        "web:preferences",
        icon="adjustments-horizontal",
        group=Group.ME,
        order=10,
    ),
    Place(
        "security",
        _("Sign-in and security"),
        _("Password, second step, passkeys, recent sign-ins."),
        "workspace:security",
        icon="shield-lock",
        group=Group.ME,
        order=20,
    ),
    Place(
        "tokens",
        _("Access tokens"),
        _("For scripts and other programs that read or write in your name."),
        "workspace:tokens",
        icon="key",
        group=Group.ME,
        order=30,
    ),
    Place(
        "general",
        _("General"),
        _("Name, time zone, fiscal year, threshold of off-funnel orders."),
        "workspace:general",
        icon="settings",
        group=Group.COMPANY,
        order=10,
        allowed=administers,
    ),
    Place(
        "people",
        _("People"),
        _("Who may sign in, with which role, in which team."),
        "workspace:people",
        icon="users",
        group=Group.COMPANY,
        order=20,
        allowed=administers,
    ),
    Place(
        "teams",
        _("Teams"),
        _("The tree of teams; whoever leads one sees those below."),
        "workspace:teams",
        icon="sitemap",
        group=Group.COMPANY,
        order=30,
        allowed=administers,
    ),
    Place(
        "roles",
        _("Roles and rights"),
        _("What each role sees, writes, imports, exports."),
        "workspace:roles",
        icon="lock",
        group=Group.COMPANY,
        order=40,
        allowed=administers,
    ),
    Place(
        "custom_fields",
        _("Custom fields"),
        _("What accounts, contacts and opportunities hold beside what is there already."),
        "workspace:custom_fields",
        icon="adjustments-horizontal",
        group=Group.COMPANY,
        order=50,
        allowed=administers,
    ),
    Place(
        "audit",
        _("Audit trail"),
        _("Who did what to which record, when, from what to what."),
        "workspace:audit",
        icon="history",
        group=Group.WATCH,
        order=10,
        allowed=reads_trail,
    ),
    Place(
        "jobs",
        _("Background jobs"),
        _("Imports, exports and other long work: progress, results, failures."),
        "workspace:jobs",
        icon="clock",
        group=Group.WATCH,
        order=20,
    ),
)
