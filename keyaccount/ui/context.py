"""What every page needs to draw itself: places, theme, languages, addresses; worked out when a template asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from keyaccount import __version__
from keyaccount.ui import navigation
from keyaccount.ui.navigation import Group, Link, Phone

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "ka_theme"
LANGUAGE_TAGS = {"zh-hans": "zh-Hans"}
OWN_NAMES = {"en": ("English", "EN"), "zh-hans": ("简体中文", "中")}
ON_DEMAND = {"echarts": "vendor/echarts/echarts.min.js", "sortable": "vendor/sortable/sortable.min.js"}
STYLES = (
    "tokens",
    "bridge",
    "base",
    "shell",
    "parts",
    "figures",
    "signs",
    "tables",
    "board",
    "record",
    "talk",
    "drawer",
    "overlays",
    "forms",
    "states",
    "error",
    "auth",
    "charts",
    "settings",
    "phone",
    "print",
)
SCRIPTS = (
    "core",
    "theme",
    "requests",
    "overlays",
    "explain",
    "command",
    "board",
    "cell",
    "inplace",
    "guard",
    "sending",
    "columns",
    "poll",
    "bulk",
    "picker",
    "uploads",
    "naming",
    "charts",
)
ADDRESSES = {
    "home": "web:today",
    "search": "web:search",
    "preferences": "web:preferences",
    "security": "mfa_index",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "language": "set_language",
}


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    tag: str
    name: str
    short: str


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def language_of(code: str) -> Language:
    name, short = OWN_NAMES.get(code, (code, code[:2].upper()))
    return Language(code, LANGUAGE_TAGS.get(code, code), name, short)


@cache
def linked_files() -> SafeString:
    """Links to the styles and scripts that every page has; they stay the same while the process lives."""
    styles = [f"ui/css/{name}.css" for name in STYLES]
    scripts = ["vendor/htmx/htmx.min.js", *(f"ui/js/{name}.js" for name in SCRIPTS)]
    links = [format_html('<link rel="stylesheet" href="{}">', static(path)) for path in styles]
    links += [format_html('<script defer src="{}"></script>', static(path)) for path in scripts]
    return mark_safe("\n".join(links))  # noqa: S308 (joined from safe parts)


def address(name: str) -> str:
    """The address of a place named in ADDRESSES or in settings.KEYACCOUNT_ADDRESSES; empty when nothing serves it."""
    names = {**ADDRESSES, **getattr(settings, "KEYACCOUNT_ADDRESSES", {})}
    try:
        return reverse(names[name])
    except (KeyError, NoReverseMatch):
        return ""


class PageContext:
    """`ka` in every template."""

    version = __version__

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def nav(self) -> list[Link]:
        """Nothing for who is not signed in: the places ask who they are."""
        user = getattr(self.request, "user", None)
        return [] if user is not None and not user.is_authenticated else navigation.links(self.request)

    @property
    def bar(self) -> list[Link]:
        return [link for link in self.nav if link.item.group == Group.MAIN and link.item.in_bar]

    @property
    def bar_more(self) -> list[Link]:
        return [link for link in self.nav if link.item.group == Group.MORE and link.item.in_bar]

    @property
    def bar_foot(self) -> list[Link]:
        return [link for link in self.nav if link.item.group == Group.FOOT and link.item.in_bar]

    @property
    def tabs(self) -> list[Link]:
        """Four tabs of a phone at most: two before the act, two after (More is always the last place)."""
        return [link for link in self.nav if link.item.phone == Phone.TAB][:4]

    @property
    def act(self) -> Link | None:
        return next((link for link in self.nav if link.item.phone == Phone.ACT), None)

    @cached_property
    def theme(self) -> str:
        return theme_of(self.request)

    @cached_property
    def language(self) -> Language:
        return language_of(get_language() or settings.LANGUAGE_CODE)

    @property
    def other_languages(self) -> list[Language]:
        return [language_of(code) for code, _ in settings.LANGUAGES if code != self.language.code]

    @property
    def linked(self) -> SafeString:
        return linked_files()

    @property
    def script_data(self) -> dict[str, dict[str, str]]:
        """What the scripts need: their words in the reader's language, the libraries they fetch when needed."""
        return {"words": script_words(), "vendor": {name: static(path) for name, path in ON_DEMAND.items()}}

    @cached_property
    def url(self) -> dict[str, str]:
        return {name: address(name) for name in ADDRESSES}


def script_words() -> dict[str, str]:
    return {
        "close": gettext("Close"),
        "undo": gettext("Undo"),
        "retry": gettext("Try again"),
        "offline": gettext("The server could not be reached."),
        "failed": gettext("Something went wrong on the server."),
        "forbidden": gettext("You may not do this, or you have been signed out."),
        "gone": gettext("This no longer exists, or you may not see it."),
        "busy": gettext("Too many requests at once."),
        "kept": gettext("What you typed is still here. Try again in a moment."),
        "later": gettext("Try again in a moment."),
        "reload": gettext("Reload the page, then try again."),
        "restored": gettext("Restored what you had typed before the page was left."),
        "discard": gettext("Discard it"),
        "copied": gettext("Link copied"),
        "copiedText": gettext("Copied"),
        "moved": gettext("Moved to %(place)s"),
        "moveBack": gettext("Put back: the move was not saved."),
        "passkey": gettext("No passkey was used. Nothing has changed; try again or choose another way."),
        "results": gettext("%(count)s found"),
        "nothing": gettext("Nothing found"),
    }


def page(request: HttpRequest) -> dict[str, PageContext]:
    return {"ka": PageContext(request)}
