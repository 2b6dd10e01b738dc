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


@dataclass(frozen=True, slots=True)
class Panel:
    """template is drawn with what `context` gives for the record; None leaves the panel out.

    count: beside the title in the page's list of anchors, from the context's key of that name.
    """

    key: str
    title: Text
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel of one record, as the page draws it."""

    panel: Panel
    context: Mapping[str, Any]

    @property
    def count(self) -> Any:
        return self.context.get("count")


_slots: dict[str, dict[str, Panel]] = {}


def add(slot: str, panel: Panel) -> None:
    """Adding a key again replaces it."""
    _slots.setdefault(slot, {})[panel.key] = panel


def trails(panels: Sequence[Filled]) -> list[Any]:
    """What the panels say of the records in them that belongs to the log of the page's own record."""
    return [filled.context["trail"] for filled in panels if filled.context.get("trail")]


def fill(slot: str, request: HttpRequest, record: Any) -> list[Filled]:
    panels = sorted(_slots.get(slot, {}).values(), key=lambda panel: (panel.order, panel.key))
    filled = ((panel, panel.context(request, record)) for panel in panels)
    return [Filled(panel, context) for panel, context in filled if context is not None]
