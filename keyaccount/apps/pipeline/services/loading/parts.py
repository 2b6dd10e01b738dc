"""Product lines and buying contacts that a batch of deals brings: one product and one person a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from keyaccount.apps.pipeline.models import OpportunityContact, Product, ProductLine
from keyaccount.apps.pipeline.services.loading.states import Past
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import Change, Load, Sorted

LINE = ["opportunity_id", "product_id", "quantity", "price", "position"]
PERSON = ["opportunity_id", "contact_id"]


@dataclass(slots=True)
class Wanted:
    """What is to change at a deal that is there: a line to add, one to set anew, a contact to add."""

    add: tuple[Any, ...] | None = None
    change: tuple[dict[str, Any], tuple[Any, ...]] | None = None
    contact: int | None = field(default=None)


def wanted(found: Sorted) -> dict[int, Wanted]:
    """Per known deal, what its row adds to it; empty where it has all of it already."""
    known = [*found.changed, *found.same]
    lines = _lines([item.pk for item in known if item.row.more.product])
    people = _people([item.pk for item in known if item.row.more.contact])
    needed = {item.pk: _needed(item, lines[item.pk], people) for item in known}
    _tell(known, needed)
    return {pk: what for pk, what in needed.items() if what.add or what.change or what.contact}


def _lines(deals: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in ProductLine.objects.filter(opportunity__in=deals).order_by("position", "pk").values():
        found[row["opportunity_id"]].append(dict(row))
    return found


def _people(deals: list[int]) -> set[tuple[int, int]]:
    rows = OpportunityContact.objects.present().filter(opportunity__in=deals).order_by()
    return set(rows.values_list("opportunity_id", "contact_id"))


def _needed(item: Change, lines: list[dict[str, Any]], people: set[tuple[int, int]]) -> Wanted:
    past: Past = item.row.more
    what = Wanted()
    if past.contact and (item.pk, past.contact) not in people:
        what.contact = past.contact
    if past.product is None:
        return what
    same = [line for line in lines if line["product_id"] == past.product]
    if not lines or (len(lines) > 1 and not same):
        what.add = _line(item.pk, past, item.after, len(lines))
    elif len(lines) == 1 and _differs(lines[0], past):
        what.change = (lines[0], (past.product, past.quantity or lines[0]["quantity"], _price(past, item.after)))
    return what


def _differs(line: Mapping[str, Any], past: Past) -> bool:
    if line["product_id"] != past.product:
        return True
    given = (past.price, past.quantity)
    return any(
        new is not None and new != old for new, old in zip(given, (line["price"], line["quantity"]), strict=True)
    )


def _line(deal: int, past: Past, values: Mapping[str, Any], position: int) -> tuple[Any, ...]:
    return (deal, past.product, past.quantity or Decimal(1), _price(past, values), position)


def _price(past: Past, values: Mapping[str, Any]) -> Decimal:
    if past.price is not None:
        return past.price
    return Decimal(values.get("amount") or 0)


def _tell(known: Iterable[Change], needed: Mapping[int, Wanted]) -> None:
    """Note on each change what the audit trail says of its lines."""
    changes = {item.pk: item for item in known if needed[item.pk].add or needed[item.pk].change}
    if not changes:
        return
    names = dict(Product.objects.values_list("pk", "name"))
    for pk, item in changes.items():
        what = needed[pk]
        before = f"{what.change[0]['quantity']} × {names.get(what.change[0]['product_id'])}" if what.change else None
        quantity = what.change[1][1] if what.change else (what.add or (0, 0, 0))[2]
        item.told["lines"] = (before, f"{quantity} × {names.get(item.row.more.product)}")


def write(found: Sorted, needed: Mapping[int, Wanted], load: Load) -> None:
    _note_parts(found, needed, load)
    changed = [(item.pk, needed[item.pk]) for item in found.changed if item.pk in needed]
    lines = [_line(item.pk, item.row.more, item.values, 0) for item in found.new if item.row.more.product]
    bulk.insert(ProductLine, LINE, [*lines, *(what.add for _pk, what in changed if what.add)])
    people = [(item.pk, item.row.more.contact) for item in found.new if item.row.more.contact]
    added = [(pk, what.contact) for pk, what in changed if what.contact]
    bulk.insert(OpportunityContact, PERSON, [*people, *added], {"role": ""})
    changes = [what.change for _pk, what in changed if what.change]
    bulk.update(ProductLine, LINE[1:4], [(line["id"], *values) for line, values in changes])


def _note_parts(found: Sorted, needed: Mapping[int, Wanted], load: Load) -> None:
    """Parts of deals that were there, as they were; those of new deals go with them."""
    known = [(item.pk, needed[item.pk]) for item in found.changed if item.pk in needed]
    lines = [pk for pk, what in known if what.add or what.change]
    load.journal.parts(ProductLine, "opportunity_id", lines)
    load.journal.parts(OpportunityContact, "opportunity_id", [pk for pk, what in known if what.contact])
