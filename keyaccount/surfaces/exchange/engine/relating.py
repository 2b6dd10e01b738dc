"""From what a cell calls a record to the record: found, left empty, or created, as the import was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keyaccount.apps.accounts.services.loading import load_accounts
from keyaccount.apps.contacts.services.loading import load_contacts
from keyaccount.apps.pipeline.services.loading import load_products
from keyaccount.apps.workspace.services.loading import Load, Mode, Outcome, Row
from keyaccount.apps.workspace.services.loading_people import load_people, load_teams
from keyaccount.kernel.errors import Fact
from keyaccount.surfaces.exchange.engine.directory import SHELVES, NotThere
from keyaccount.surfaces.exchange.engine.options import CREATE, EMPTY, REJECT
from keyaccount.surfaces.exchange.engine.run import Run
from keyaccount.surfaces.exchange.entities.field import Field, Related
from keyaccount.surfaces.exchange.entities.people import free_username, person_defaults, usernames
from keyaccount.surfaces.exchange.parsing.columns import TooLong

LOADERS: dict[Related, Callable[[Sequence[Row], Load], list[Outcome]]] = {
    Related.ACCOUNT: load_accounts,
    Related.CONTACT: load_contacts,
    Related.PERSON: load_people,
    Related.PRODUCT: load_products,
    Related.TEAM: load_teams,
}
COUNTED_AS = {
    Related.ACCOUNT: "accounts",
    Related.CONTACT: "contacts",
    Related.PERSON: "people",
    Related.PRODUCT: "products",
    Related.TEAM: "teams",
}

DEFAULTS = {"team": CREATE, "contact": EMPTY}


def policy_of(field: Field, run: Run) -> str:
    """What to do about a record that is not there: the same wherever it is named, so that what is missing in one file
    is not made by a later one, and a second run finds nothing to do. An import that only changes makes nothing."""
    if field.strict:
        return REJECT
    kind = str(_kind(field))
    said = run.options.missing.get(kind) or run.preset.missing.get(kind) or DEFAULTS.get(kind, REJECT)
    return REJECT if said == CREATE and run.load.mode == Mode.UPDATE else said


def relate(field: Field, texts: Sequence[Any], others: Mapping[str, Sequence[Any]], run: Run) -> list[Any]:
    """An id, None or a Fact for each text of a batch's column; each different text is looked up once."""
    directory = run.directory(_kind(field))
    different = {text: place for place, text in reversed(list(enumerate(texts))) if isinstance(text, str)}
    directory.prepare(different)
    found: dict[Any, Any] = {text: directory.find(text, field.key) for text in different}
    missing = {text: place for text, place in different.items() if isinstance(found[text], NotThere)}
    if missing:
        found |= _instead(field, missing, others, run)
    return [found[text] if isinstance(text, str) else text for text in texts]


def _kind(field: Field) -> Related:
    if field.to is None:
        raise TypeError(f"{field.key} leads to no record")
    return field.to


def _instead(
    field: Field, missing: Mapping[str, int], others: Mapping[str, Sequence[Any]], run: Run
) -> dict[str, int | Fact | None]:
    policy = policy_of(field, run)
    if policy == EMPTY:
        run.notes.leave_empty(field.key, missing)
        return dict.fromkeys(missing)
    if policy == CREATE:
        return _create(field, missing, others, run)
    return {}


def _create(
    field: Field, missing: Mapping[str, int], others: Mapping[str, Sequence[Any]], run: Run
) -> dict[str, int | Fact | None]:
    """Records that hold no more than what they are called and what the first row that names them brings."""
    kind = _kind(field)
    limit = SHELVES[kind].model._meta.get_field("name").max_length  # type: ignore[union-attr]
    long = {text: TooLong(text=text[:40] + "…", limit=limit) for text in missing if len(text) > (limit or 0)}
    missing = {text: place for text, place in missing.items() if text not in long}
    rows = [_row(kind, text, run) for text in missing]
    for row, place in zip(rows, missing.values(), strict=True):
        for attribute, key in field.brings.items():
            value = others[key][place] if key in others else None
            if value is not None and not isinstance(value, Fact):
                row.values[attribute] = value
    run.load.remember = True  # a row of its own may follow
    outcomes = LOADERS[kind](rows, run.load)
    run.load.remember = False
    made: dict[str, int | Fact | None] = dict(long)
    for text, row, outcome in zip(missing, rows, outcomes, strict=True):
        made[text] = outcome.reason or outcome.pk
        if outcome.reason is None and outcome.pk is not None:
            run.learn(kind, [(outcome.pk, {**row.defaults, **row.values})])
            run.also_created[COUNTED_AS[kind]] += 1
    return made


def _row(related: Related, text: str, run: Run) -> Row:
    match related:
        case Related.PERSON:
            values = {"email": text} if "@" in text else {"name": text}
            row = Row(values, defaults=person_defaults(values))
            row.defaults["username"] = free_username(row.defaults["username"], run.once("usernames", usernames))
            return row
        case Related.ACCOUNT:
            domain = text if "." in text and " " not in text else ""
            return Row({"name": text}, defaults={"owner_id": run.keeper, "domain": domain[:120]})
        case Related.CONTACT:
            email = text if "@" in text else ""
            return Row({"name": text}, defaults={"owner_id": run.keeper, "email": email[:160]})
        case Related.PRODUCT:
            return Row({"name": text}, defaults={"currency": run.currency})
        case Related.TEAM:
            return Row({"name": text})
