"""What a browser calls itself, in words a person knows: Chrome, Windows."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """The first mark that fits, since most browsers name several; else the beginning of what was sent."""
    found = [next((word for mark, word in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in found if word) or user_agent[:40] or "–"
