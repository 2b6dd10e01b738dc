"""Whatever the files hold: imported twice is imported once, and undone is never imported.

A record keeps its name here. A row that renames one by its id changes what the name means to other rows, so one that
was refused the first time may be accepted the second.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.exchange import services
from tests.unit.exchange.dumps import dump


def mostly(good: list[Any], bad: list[Any]) -> st.SearchStrategy[Any]:
    """One in about twelve is bad, so that most rows go in."""
    return st.integers(0, 11).flatmap(lambda number: st.sampled_from(bad if number == 7 else good))


NAMES = mostly(["Acme", "华为技术", "Beta, Inc."], ["ACME", "Gamma\nDelta", 'Say "x"', "tab\there", "back\\slash"])
MAYBE_NAME = st.one_of(NAMES, NAMES, st.just(""))
DAY = mostly(["", "2026-01-05", "2026-01-06"], ["2027-01-01", "2026年5月1日", "not a day"])
CLOSE = mostly(["", "2026-03-01", "2026-05-01"], ["2026-01-05", "2027-01-01", "x"])
AMOUNT = mostly(["", "0", "12.5", "1,200", "¥3万"], ["-4", "x"])
STAGE = mostly(["", "Find needs", "挖掘需求", "Won", "输单"], ["Nowhere"])
OWNER = mostly(["", "lin", "stranger"], ["Nobody"])
TENDED = mostly(
    ["", "admin", "lin"], ["Nobody"]
)  # the administrator imports: what is personal needs their own accounts
LEVEL = mostly(["", "1", "10"], ["0", "11"])
STRATEGIC = st.one_of(
    st.just(("", "")), mostly([("是", "Opens cars"), ("no", ""), ("no", "Was once")], [("yes", ""), ("x", "?")])
)
ESTIMATE = st.one_of(
    st.just(("", "", "", "")),
    mostly(
        [("5", "buyer", "", ""), ("¥3万", "buyer", "2026-01-05", "高"), ("7", "report", "2026-11-19", "low")],
        [("5", "", "", ""), ("", "buyer", "", ""), ("-5", "buyer", "", ""), ("5", "buyer", "2027-01-01", "")],
    ),
)
BIRTHDAY = mostly(["", "06-10", "1970-06-10", "农历 1970-06-10", "lunar leap 06-09"], ["1971-02-29", "spring"])
INTERESTS = st.sampled_from(["", "", "chess", "go\nand tea", "'=1"])
STYLE = mostly(["", "A", "想象型"], ["E"])
STAGE_OF_TRUST = mostly(["", "Know", "同盟"], ["Friends"])
VISITS = mostly(["", "0.5", "2"], ["32", "often"])

KNOWN = NAMES.flatmap(lambda name: st.tuples(st.sampled_from(["", f"{name}/1", f"{name}/2"]), st.just(name)))
ADDRESSED = NAMES.flatmap(
    lambda name: st.tuples(
        st.sampled_from(["", "", f"{name}/1", f"{name}/2"]),
        st.just(name),
        st.sampled_from(["", f"{name[0]}@x.com", f"{name[0]}@y.com"]),
    )
)
MAIL = mostly(["", "A@x.com", "华@x.com"], ["nobody@x.com"])
PART = mostly(["", "是", "user", "user、拦路虎"], ["martian", "user, martian"])


def joined(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, ...]]:
    """Cells one after the other, where some come as groups."""
    flat = st.tuples(*parts)
    return flat.map(lambda row: tuple(cell for part in row for cell in (part if isinstance(part, tuple) else (part,))))


TABLES = {
    "users.csv": (["name", "team"], joined(NAMES, MAYBE_NAME)),
    "accounts.csv": (
        [
            "id",
            "name",
            "city",
            "parent company",
            "owner",
            "revenue",
            "level",
            "strategic",
            "strategic reason",
            "yearly purchasing",
            "purchasing source",
            "purchasing as of",
            "confidence",
        ],
        joined(KNOWN, MAYBE_NAME, MAYBE_NAME, TENDED, AMOUNT, LEVEL, STRATEGIC, ESTIMATE),
    ),
    "contacts.csv": (
        [
            "id",
            "name",
            "e-mail",
            "account",
            "role",
            "title",
            "birthday",
            "interests",
            "thinking style",
            "relationship stage",
            "visits a month",
        ],
        joined(ADDRESSED, MAYBE_NAME, PART, NAMES, BIRTHDAY, INTERESTS, STYLE, STAGE_OF_TRUST, VISITS),
    ),
    "products.csv": (["product name", "price"], joined(NAMES, AMOUNT)),
    "deals.csv": (
        ["id", "deal name", "account", "product", "stage", "amount", "create date", "close date", "contact", "owner"],
        joined(KNOWN, MAYBE_NAME, MAYBE_NAME, STAGE, AMOUNT, DAY, CLOSE, MAIL, OWNER),
    ),
}
Files = dict[str, list[tuple[str, ...]]]
FILES = st.fixed_dictionaries({name: st.lists(row, max_size=5) for name, (_head, row) in TABLES.items()})
POLICY = st.sampled_from(["create", "create", "empty", "reject"])
ALL_NEW = {"missing": {"account": "create", "product": "create"}}
OPTIONS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["both", "both", "create", "update"]),
        "missing": st.fixed_dictionaries({"account": POLICY, "product": POLICY, "person": POLICY, "contact": POLICY}),
    }
)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write_files(folder: Path, files: Files) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, rows in files.items():
        if rows:
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([TABLES[name][0], *rows])


def bring(folder: Path, files: Files, options: dict[str, Any], act: Act) -> dict[str, Any] | None:
    write_files(folder, files)
    try:
        given_options = services.ImportOptions(**options)
        imp = services.start_import(paths=[folder], preset="generic", options=given_options, act=act)
    except services.NothingToImport:
        return None
    services.run_import(imp.pk, act=act)
    return services.report(imp.pk)


COMMON = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole imports takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@COMMON
@given(first=FILES, second=FILES, options=OPTIONS)
def test_twice_is_once(
    first: Files, second: Files, options: dict[str, Any], tmp_path: Path, act: Callable[..., Act]
) -> None:
    with taken_back():
        bring(tmp_path / "files", first, ALL_NEW, act("admin"))
        once = bring(tmp_path / "files", second, options, act("admin"))
        after_once = dump()
        twice = bring(tmp_path / "files", second, options, act("admin"))
        assert dump() == after_once
        if once is not None and twice is not None:
            assert (twice["created"], twice["updated"], twice["also_created"]) == (0, 0, {})
            assert twice["reconciles"]
            assert once["reconciles"]


@COMMON
@given(first=FILES, second=FILES, options=OPTIONS)
def test_undone_is_never(
    first: Files, second: Files, options: dict[str, Any], tmp_path: Path, act: Callable[..., Act]
) -> None:
    with taken_back():
        bring(tmp_path / "files", first, ALL_NEW, act("admin"))
        before = dump()
        report = bring(tmp_path / "files", second, options, act("admin"))
        if report is not None:
            services.undo_import(report["id"], act=act("admin"))
        assert dump() == before


@COMMON
@given(first=FILES, second=FILES, options=OPTIONS)
def test_the_dry_run_writes_nothing_and_foresees_all(
    first: Files, second: Files, options: dict[str, Any], tmp_path: Path, act: Callable[..., Act]
) -> None:
    with taken_back():
        bring(tmp_path / "files", first, ALL_NEW, act("admin"))
        before = dump()
        write_files(tmp_path / "files", second)
        try:
            given_options = services.ImportOptions(**options)
            imp = services.start_import(
                paths=[tmp_path / "files"], preset="generic", options=given_options, act=act("admin")
            )
        except services.NothingToImport:
            return
        foreseen = services.check_import(imp.pk, act=act("admin"))
        assert dump() == before
        services.run_import(imp.pk, act=act("admin"))
        report = services.report(imp.pk)
        for key in ("files", "also_created", "notes", "read", "created", "updated", "unchanged", "rejected"):
            assert foreseen[key] == report[key], key


pytestmark = pytest.mark.django_db
