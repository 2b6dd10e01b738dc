"""The network of introductions as it is drawn: a box for everyone, a line for each introduction, and an equal table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.pipeline.queries.referred import Key, Referred, by_key, who_key
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Figure, Question, Scope, ScopeKind, stated
from keyaccount.formulas.converted import NOTHING
from keyaccount.formulas.referrals import Introduction, Node, Place, places

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 40, 70, 12, 12
MOST = 120  # boxes that a picture still shows; the table has all
LINES = 500
LETTERS = 14


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    name: str
    below: str
    kind: str
    url: str

    @property
    def short(self) -> str:
        return self.name if len(self.name) <= LETTERS else f"{self.name[: LETTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Curve:
    path: str
    words: str = ""
    belongs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    referral: Referral
    won: Figure | None

    @property
    def on(self) -> date:
        return self.referral.on


@dataclass(frozen=True, slots=True)
class Network:
    """curves: introductions, and broken ones from a company to its person; left_out: boxes that find no room."""

    boxes: Sequence[Box]
    curves: Sequence[Curve]
    lines: Sequence[Line]
    width: int
    height: int
    left_out: int


def network_of(found: Referred, question: Question, workspace: Workspace) -> Network:
    belongs = _people_of_doors(found)
    stand = places({**found.first, **belongs})
    shown = dict(list(stand.items())[:MOST])
    ends: dict[Key, object] = {}
    for one in found.referrals:
        ends |= {by_key(one): one.introducer, who_key(one): one.introduced}
    boxes = [_box(key, ends[key], place) for key, place in shown.items()]  # type: ignore[arg-type,index]
    columns = max((place.column for place in shown.values()), default=0) + 1
    rows = max((place.row for place in shown.values()), default=0) + 1
    return Network(
        boxes,
        [*_introductions(found, shown), *_belonging(belongs, shown)],  # type: ignore[arg-type]
        [_line(one, found, question, workspace) for one in reversed(found.referrals[-LINES:])],
        MARGIN * 2 + columns * WIDTH + (columns - 1) * GAP_X,
        MARGIN * 2 + rows * HEIGHT + (rows - 1) * GAP_Y,
        len(stand) - len(shown),
    )


def _box(key: Key, record: object, place: Place) -> Box:
    kind, pk = key
    pages = {"account": "accounts:account", "contact": "contacts:contact"}
    below = str(record.account) if isinstance(record, Contact) and record.account is not None else ""
    x, y = _corner(place)
    return Box(x, y, str(record), below[:LETTERS], kind, reverse(pages[kind], args=[pk]) if kind in pages else "")


def _people_of_doors(found: Referred) -> dict[Node, Introduction]:
    """People who opened doors and belong to a company that was itself introduced: they stand behind it."""
    doors = {who_key(one) for one in found.referrals}
    belongs: dict[Node, Introduction] = {}
    for one in found.referrals:
        person, company = by_key(one), ("account", one.by_contact.account_id or 0) if one.by_contact else None
        if company in doors and person not in found.first:
            belongs.setdefault(person, Introduction(company, person, one.on, one.pk))
    return belongs


def _introductions(found: Referred, shown: dict[Key, Place]) -> list[Curve]:
    ends = ((by_key(one), who_key(one), one) for one in found.referrals)
    return [
        Curve(_between(shown[by], shown[who]), f"{one} · {one.on.isoformat()}")
        for by, who, one in ends
        if by in shown and who in shown
    ]


def _belonging(belongs: dict[Node, Introduction], shown: dict[Node, Place]) -> list[Curve]:
    pairs = ((one.by, person) for person, one in belongs.items())
    return [
        Curve(_between(shown[company], shown[person]), belongs=True)
        for company, person in pairs
        if company in shown and person in shown
    ]


def _between(start: Place, end: Place) -> str:
    (left, top), (x, y) = _corner(start), _corner(end)
    x1, y1, y2 = left + WIDTH, top + HEIGHT // 2, y + HEIGHT // 2
    bend = (x1 + x) // 2
    return f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x} {y2}"


def _corner(place: Place) -> tuple[int, int]:
    return MARGIN + place.column * (WIDTH + GAP_X), MARGIN + place.row * (HEIGHT + GAP_Y)


def _line(one: Referral, found: Referred, question: Question, workspace: Workspace) -> Line:
    """Revenue stands beside the introduction that counts."""
    key = who_key(one)
    if key[0] != "account" or found.first[key].id != one.pk:
        return Line(one, None)
    of_account = replace(question, scope=Scope(ScopeKind.ACCOUNT, key[1], str(one.account)))
    value, start = found.won.get(key, NOTHING).value, workspace.fiscal_year_start
    return Line(
        one, stated("accounts.referrals", of_account, value, currency=workspace.base_currency, fiscal_start=start)
    )
