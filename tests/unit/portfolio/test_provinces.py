"""Accounts and revenue by province, whatever way it is spelt, for each reader."""

from __future__ import annotations

from typing import Any


def test_one_line_a_province_however_it_is_spelt(firm: Any, ask: Any) -> None:
    firm("Acme", 1000, province="山东")
    firm("Beta", 500, province="山东省")
    firm("Gamma", 700, province="Massachusetts")
    firm("Delta", 100)
    figure = ask("accounts.by_province", "lin")
    told = [(line["key"], line["accounts"], line["revenue"]) for line in figure.value]
    assert told == [("SD", 2, 1500), ("Massachusetts", 1, 700), ("", 1, 100)]
    assert sum(line["revenue"] for line in figure.value) == figure.rows.sum_of_rows == 2300
    assert [(note.code, note.count) for note in figure.notes] == [("no_province", 1)]


def test_each_reader_s_own(firm: Any, ask: Any) -> None:
    firm("Acme", 1000, province="山东")
    assert ask("accounts.by_province", "stranger").value == []
    assert ask("accounts.by_province", "stranger").rows.outside() == 1


def test_a_tile_leads_to_the_accounts_there(firm: Any, page_of: Any) -> None:
    firm("Acme", 1000, province="山东")
    text = page_of("lin", "/accounts/provinces").content.decode()
    assert 'href="/accounts/?province=%E5%B1%B1%E4%B8%9C"' in text
    assert ">SD</text>" in text
    assert text.count('<rect x="0.5"') == 34


def test_as_of_a_day_before_anything_was_sold(firm: Any, ask: Any) -> None:
    firm("Acme", 1000, province="山东")
    assert ask("accounts.by_province", as_of="2026-11-18").value[0]["revenue"] == 0
