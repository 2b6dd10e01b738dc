"""The filter bar that all views of the pipeline share: what is set, what could be, and the links that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext

from keyaccount.apps.accounts.models import SellingMode
from keyaccount.apps.collaboration.queries.tags import NONE, tags_to_choose, words_of
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.pipeline.queries.asking import (
    ALL,
    ARCHIVED,
    CLOSED,
    LOST,
    OF_VIEW,
    OPEN,
    WHOSE,
    WON,
    Asked,
    usual,
)
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.workspace.models import On
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.tables import custom_fields
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting


@dataclass(frozen=True, slots=True)
class Choice:
    text: str
    link: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: with the words of its value and a link that clears it when it is set. Its menu comes when opened,
    from an address of its own where `menu` names one."""

    key: str
    name: str
    value: str = ""
    clear: str = ""
    menu: str = ""


def chips(asked: Asked, here: str = "", *, stages: bool, statuses: bool) -> list[Chip]:
    """here: the view's address; stages, statuses: whether it can be narrowed to one; a link may have set them still."""
    shown = [pipeline(asked), whose(asked), account(asked), period(asked), amount(asked)]
    if stages or asked.given.get("stage"):
        shown.insert(1, stage(asked))
    if statuses or asked.status != OPEN:
        shown.append(status(asked))
    return [*shown, *plain(asked), tag(asked), *custom(asked, here)]


def is_narrowed(asked: Asked) -> bool:
    """Whether more is left out than by the view one gets without asking."""
    set_by_hand = asked.given.keys() - {"pipeline", "as_of", *OF_VIEW, *WHOSE}
    whose_deals = {key: asked.given[key] for key in WHOSE if key in asked.given}
    return bool(set_by_hand) or (bool(whose_deals) and whose_deals != usual(asked.question.viewer))


def pipeline(asked: Asked) -> Chip:
    chosen = asked.question.filters.get("pipeline", "")
    label = next((stage.pipeline.label for stage in all_stages() if str(stage.pipeline_id) == chosen), None)
    return Chip("pipeline", gettext("Pipeline"), label or gettext("All pipelines"))


def stage(asked: Asked) -> Chip:
    chosen = asked.given.get("stage", "")
    label = next((stage.label for stage in all_stages() if str(stage.pk) == chosen), chosen)
    return Chip("stage", gettext("Stage"), label, asked.link(stage="") if chosen else "")


def whose(asked: Asked) -> Chip:
    value = " · ".join(asked.names[key] for key in ("team", "owner") if key in asked.names)
    return Chip("whose", gettext("Whose"), value, asked.link(owner="", team="") if value else "")


def account(asked: Asked) -> Chip:
    names = [asked.names["account"]] if "account" in asked.names else []
    if group := asked.names.get("group"):
        names.append(gettext("%(name)s and its subsidiaries") % {"name": group})
    value = " · ".join(names)
    return Chip("account", gettext("Account"), value, asked.link(account="", group="") if value else "")


def period(asked: Asked) -> Chip:
    name = gettext("Closing") if asked.status == OPEN else gettext("Closed in")
    chosen = asked.question.period
    undated = {"only": gettext("without a date"), "include": gettext("or without a date")}
    texts = [period_text(chosen, asked) if chosen else "", undated.get(asked.given.get("undated", ""), "")]
    value = " ".join(filter(None, texts))
    return Chip("period", name, value, asked.link(period="", undated="") if value else "")


def amount(asked: Asked) -> Chip:
    low, high = asked.given.get("amount_from", ""), asked.given.get("amount_to", "")
    value = f"{low or '0'}–{high}" if high else (f"≥ {low}" if low else "")
    return Chip("amount", gettext("Amount"), value, asked.link(amount_from="", amount_to="") if value else "")


def status(asked: Asked) -> Chip:
    if asked.status == OPEN:
        return Chip("status", gettext("Status"))
    return Chip("status", gettext("Status"), status_words()[asked.status], asked.link(status=""))


def tag(asked: Asked) -> Chip:
    text = asked.given.get(tags.KEY, "")
    return Chip(tags.KEY, gettext("Tag"), words_of(text) if text else "", asked.link(tag="") if text else "")


def plain(asked: Asked) -> list[Chip]:
    """Filters that other pages' links set; here they can be seen and cleared."""
    names = {
        "closes_from": gettext("Closing from"),
        "closes_to": gettext("Closing up to"),
        "currency": gettext("Currency"),
        "source": gettext("Source"),
        "selling_mode": gettext("Way of selling"),
    }
    values = {key: asked.given[key] for key in names if asked.given.get(key)}
    if mode := values.get("selling_mode"):
        values["selling_mode"] = str(dict(SellingMode.choices).get(mode, mode))
    return [Chip(key, names[key], value, asked.link(**{key: ""})) for key, value in values.items()]


def custom(asked: Asked, here: str) -> list[Chip]:
    """Custom fields that are set, and one menu for all that could be."""
    fields, viewer = fields_on(On.OPPORTUNITIES), asked.question.viewer
    if not fields:
        return []
    menu = custom_fields.menu_url(On.OPPORTUNITIES, f"{here}?{asked.link()}")
    chosen = [(field, asked.given[field.column]) for field in fields if asked.given.get(field.column)]
    return [
        *(
            Chip(one.column, one.label, custom_fields.words(one, text, viewer), asked.link(**{one.column: ""}), menu)
            for one, text in chosen
        ),
        Chip("custom", gettext("More fields"), menu=menu),
    ]


# ── Menus ──
def pipeline_choices(asked: Asked) -> list[Choice]:
    chosen = asked.question.filters.get("pipeline", ALL)
    names = {str(each.pipeline_id): each.pipeline.label for each in all_stages() if not each.pipeline.archived_at}
    choices = [Choice(label, asked.link(pipeline=pk, stage=""), pk == chosen) for pk, label in names.items()]
    return [*choices, Choice(gettext("All pipelines"), asked.link(pipeline=ALL, stage=""), chosen == ALL)]


def stage_choices(asked: Asked) -> list[Choice]:
    chosen = asked.given.get("stage", "")
    return [Choice(each.label, asked.link(stage=str(each.pk)), str(each.pk) == chosen) for each in asked.stages]


def whose_choices(asked: Asked) -> list[Choice]:
    viewer = asked.question.viewer
    owner, team = asked.given.get("owner", ""), asked.given.get("team", "")
    me = str(viewer.pk)
    choices = [
        Choice(gettext("Everyone I may see"), asked.link(owner="", team=""), not owner and not team),
        Choice(gettext("Mine"), asked.link(owner=me, team=""), owner == me),
    ]
    if viewer.team_id:
        mine = str(viewer.team_id)
        choices.append(Choice(str(viewer.team), asked.link(owner="", team=mine), not owner and team == mine))
    return choices


def period_choices(asked: Asked) -> list[Choice]:
    start, chosen = asked.workspace.fiscal_year_start, asked.question.period
    quarter = Period.containing(asked.question.as_of, "quarter", start)
    presets = [
        (gettext("This month"), Period.containing(asked.question.as_of, "month", start)),
        (gettext("Last quarter"), quarter.previous()),
        (gettext("This quarter"), quarter),
        (gettext("Next quarter"), quarter.next()),
        (gettext("This year"), Period.containing(asked.question.as_of, "year", start)),
    ]
    choices = [Choice(text, asked.link(period=each.label(start)), each == chosen) for text, each in presets]
    return choices if asked.status != OPEN else choices + _undated_choices(asked)


def _undated_choices(asked: Asked) -> list[Choice]:
    only, included = (asked.given.get("undated") == text for text in ("only", "include"))
    alone = Choice(gettext("Without a date"), asked.link(period="", undated="only"), only)
    if asked.question.period is None:
        return [alone]
    also = Choice(gettext("Also those without a date"), asked.link(undated="" if included else "include"), included)
    return [also, alone]


def status_choices(asked: Asked) -> list[Choice]:
    return [Choice(text, asked.link(status=key), key == asked.status) for key, text in status_words().items()]


def tag_choices(asked: Asked) -> list[Choice]:
    chosen = asked.given.get(tags.KEY, "")
    every = [(one.name, str(one.pk)) for one in tags_to_choose()]
    return [Choice(text, asked.link(tag=pk), pk == chosen) for text, pk in [*every, (gettext("no tag"), NONE)]]


def status_words() -> dict[str, str]:
    return {
        OPEN: gettext("Open"),
        WON: gettext("Won"),
        LOST: gettext("Lost"),
        CLOSED: gettext("Won or lost"),
        ARCHIVED: gettext("Archived"),
    }


CHOICES: dict[str, Callable[[Asked], Sequence[Choice]]] = {
    "pipeline": pipeline_choices,
    "stage": stage_choices,
    "whose": whose_choices,
    "account": lambda asked: (),
    "period": period_choices,
    "amount": lambda asked: (),
    "status": status_choices,
    "tag": tag_choices,
}
FIELDS: dict[str, set[str]] = {
    "whose": {"owner", "team"},
    "account": {"account", "group"},
    "period": {"period", "undated", "closes_from", "closes_to"},
    "amount": {"amount_from", "amount_to"},
}


def hidden(asked: Asked, *own: str) -> list[tuple[str, str]]:
    """The other filters as hidden fields of a form that sets its own."""
    return [(key, text) for key, text in asked.parts().items() if key not in own]


# ── Days ──
def period_text(chosen: Period, asked: Asked) -> str:
    """Q4 2026, Nov 2026, 2026, or its two days."""
    label = chosen.label(asked.workspace.fiscal_year_start)
    if ".." not in label:
        return formatting.period(label, get_language() or "en")
    return f"{day_text(chosen.start, asked.question.today)} – {day_text(chosen.end, asked.question.today)}"


def day_text(day: date | None, today: date) -> str:
    return formatting.day(day, get_language() or "en", today)


def past_days(asked: Asked) -> list[Choice]:
    """Days that are often asked for: the last ones of the week, month and quarter before."""
    today, start = asked.question.today, asked.workspace.fiscal_year_start
    days = {
        gettext("Yesterday"): today - timedelta(days=1),
        gettext("A week ago"): today - timedelta(days=7),
        gettext("End of last month"): Period.containing(today, "month", start).start - timedelta(days=1),
        gettext("End of last quarter"): Period.containing(today, "quarter", start).start - timedelta(days=1),
    }
    chosen = asked.question.as_of
    return [
        Choice(gettext("Now"), asked.link(as_of=""), asked.is_live),
        *(Choice(text, asked.link(as_of=day.isoformat()), day == chosen) for text, day in days.items()),
    ]
