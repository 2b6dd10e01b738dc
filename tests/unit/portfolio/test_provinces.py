"""Accounts and revenue by province, whatever way it is spelt, for each reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keyaccount.apps.portfolio.forms.province_map import LIMIT
from keyaccount.apps.portfolio.models import ProvinceMap
from keyaccount.apps.portfolio.services.province_map import put_map, take_map_away
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import NotAllowed


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


# ── A map in place of the tiles ──
LAND = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": "Polygon", "coordinates": [[[x, 30], [x + 2, 30], [x + 2, 32], [x, 30]]]},
            }
            for name, x in (("山东省", 100), ("湖北省", 110), ("<script>", 105))
        ],
    }
).encode()
PUT = "/settings/map/new"


def put(client: Any, content: bytes = LAND, approval: str = "GS(2019)1822号") -> Any:
    file = SimpleUploadedFile("land.geojson", content, content_type="application/geo+json")
    return client.post(PUT, {"file": file, "approval": approval, "source": "Made up"})


@pytest.fixture
def admin(people: Any, client: Any) -> Any:
    client.force_login(people.admin)
    return client


def test_a_map_stands_in_place_of_the_tiles_with_its_number(firm: Any, admin: Any, page_of: Any) -> None:
    firm("Acme", 1000, province="山东")
    assert put(admin).status_code in {204, 302}
    text = page_of("lin", "/accounts/provinces").content.decode()
    assert "Approved map: GS(2019)1822号." in text
    assert 'href="/accounts/?province=%E5%B1%B1%E4%B8%9C"' in text
    assert (text.count('<path class="s'), text.count('<path class="o"')) == (2, 1)
    assert "<script>" not in text.split("ka-map")[1].split("</svg>")[0]
    tiles = page_of("lin", "/accounts/provinces?look=tiles").content.decode()
    assert (tiles.count('<rect x="0.5"'), "GS(2019)" in tiles) == (34, False)


def test_the_settings_name_what_the_file_lacks(admin: Any, page_of: Any) -> None:
    put(admin)
    text = page_of("admin", "/settings/map/").content.decode()
    assert "GS(2019)1822号" in text
    assert "Not in the file, so only in the table" in text
    assert "Beijing" in text
    assert "Hubei," not in text


def test_another_map_replaces_it_and_both_are_kept(admin: Any, page_of: Any) -> None:
    put(admin)
    put(admin, approval="GS(2024)0650号")
    assert [str(one) for one in ProvinceMap.objects.present()] == ["GS(2024)0650号"]
    admin.post("/settings/map/remove")
    assert not ProvinceMap.objects.present()
    assert "GS(20" not in page_of("lin", "/accounts/provinces").content.decode()
    entries = AuditEntry.objects.filter(entity="portfolio.provincemap").order_by("id")
    assert [entry.action for entry in entries] == ["created", "archived", "created", "archived"]


@pytest.mark.parametrize(
    ("content", "approval", "words"),
    [
        (b"PK\x03\x04", "GS(2019)1822号", "This is not a GeoJSON file"),
        (b"", "GS(2019)1822号", "empty"),
        (b"[" * 100_000, "GS(2019)1822号", "This is not a GeoJSON file"),
        (LAND, "", "required"),
        (LAND + b" " * LIMIT, "GS(2019)1822号", "more than 8 MB"),
    ],
)
def test_what_is_refused_says_why_and_leaves_the_map(admin: Any, content: bytes, approval: str, words: str) -> None:
    put(admin)
    refused = put(admin, content, approval)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert ProvinceMap.objects.count() == 1


def test_only_administrators_put_one_in(people: Any, act: Any) -> None:
    with pytest.raises(NotAllowed):
        put_map(content=LAND, approval="GS(2019)1822号", source="x", act=act("zhao"))
    with pytest.raises(NotAllowed):
        take_map_away(act=act("lin"))
