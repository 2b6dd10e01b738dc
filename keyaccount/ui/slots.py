"""Places on a record's page that other domains fill: an account's page shows its deals, but accounts know no deals.

A domain puts its panel into a slot from AppConfig.ready(); the page draws what it finds there, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str


Trail = tuple[str, Sequence[int]]  # kind of record, ids


@dataclass(frozen=True, slots=True)
class Panel:
    """template is drawn with what `context` gives for the record; None leaves the panel out.

    The context's `count` stands beside the title in the page's list of anchors; its `trail` names the records in the
    panel whose history belongs to the log of the page.
    late: the page stands before the panel does; a request of its own brings it, so its trail is asked for apart.
    """

    key: str
    title: Text
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 100
    late: bool = False
    trail: Callable[[Any], Trail] | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel of one record, as the page draws it; without a context it is still to come, or left out."""

    panel: Panel
    context: Mapping[str, Any] | None

    @property
    def count(self) -> Any:
        return self.context.get("count") if self.context else None


_slots: dict[str, dict[str, Panel]] = {}


def add(slot: str, panel: Panel) -> None:
    """Adding a key again replaces it."""
    _slots.setdefault(slot, {})[panel.key] = panel


def fill(slot: str, request: HttpRequest, record: Any) -> list[Filled]:
    """The panels a page begins with: each with what it shows, the late ones still empty."""
    filled = (Filled(panel, None if panel.late else panel.context(request, record)) for panel in _in_order(slot))
    return [one for one in filled if one.panel.late or one.context is not None]


def fill_late(slot: str, request: HttpRequest, record: Any) -> list[Filled]:
    """The panels that come after the page; without a context where there is nothing to show."""
    return [Filled(panel, panel.context(request, record)) for panel in _in_order(slot) if panel.late]


def trails(panels: Sequence[Filled], record: Any) -> list[Trail]:
    """What the panels say of the records in them that belongs to the log of the page's own record."""
    asked = [one.panel.trail(record) for one in panels if one.panel.trail]
    return [*asked, *(one.context["trail"] for one in panels if one.context and one.context.get("trail"))]


def _in_order(slot: str) -> list[Panel]:
    return sorted(_slots.get(slot, {}).values(), key=lambda panel: (panel.order, panel.key))
