"""Both languages, complete: the catalogue has every text, and no page read in Chinese shows an English one of ours.

The pages are those of the visibility test, so a new address is read here too. Two searches, both over what a reader
meets (text, labels, titles, placeholders): texts of the catalogue that came out untranslated, and whole English
phrases that never went through the catalogue.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import polib
import pytest
from django.apps import apps
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from keyaccount.figures import definitions
from keyaccount.ui.framework_texts import TEXTS
from tests.house.addresses import ADDRESSES, FIGURE_OPTIONS
from tests.house.routes import routes
from tests.house.world import SECRET, World

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "keyaccount/locale/zh_Hans/LC_MESSAGES/django.po"
IN_CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}
READ = {"placeholder", "aria-label", "title", "alt", "data-name", "data-label"}
UNREAD = {"script", "style", "code", "kbd", "pre", "textarea"}
PHRASE = re.compile(r"[A-Za-z][a-z]+(?:[ ,;]+[a-z]{2,}){2,}")  # three words in a row: a sentence, no name of a thing
UNRECORDED = {  # kinds of which the trail holds no entry of their own
    "collaboration.Mention",
    "contacts.RivalNotePerson",
    "exchange.ImportBatch",
    "exchange.ImportFile",
    "exchange.Rejection",
    "forecast.DealCategory",
    "forecast.DealOdds",
    "forecast.ForecastRun",
    "forecast.MonthForecast",
    "forecast.StageCategory",
    "portfolio.CardMeasure",
    "portfolio.MarketShare",
    "portfolio.PoolWarning",
    "portfolio.ProvinceMap",
    "portfolio.RuleProduct",
    "portfolio.SignalDeal",
    "workspace.AuditEntry",
    "workspace.BulkBatch",
    "workspace.IdempotentAnswer",
    "workspace.Schedule",
}
MAIN = [
    "web:today",
    "web:preferences",
    "accounts:list",
    "accounts:account",
    "contacts:list",
    "contacts:contact",
    "pipeline:board",
    "pipeline:table",
    "pipeline:funnel",
    "pipeline:flow",
    "pipeline:changes",
    "pipeline:opportunity",
    "insights:overview",
    "workspace:jobs",
    "workspace:settings",
    "workspace:people",
    "workspace:roles",
    "workspace:audit",
    "workspace:security",
    "workspace:tokens",
]
IN_ENGLISH = {"api:docs"}  # the handbook of the API describes its fields in English for programmers everywhere


def scripted() -> Any:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts/messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


# ── The catalogue ──
def test_every_text_is_translated_with_the_same_placeholders() -> None:
    messages = scripted()
    found = messages.faults(catalogue(), {messages.key(entry): "" for entry in catalogue()})
    assert list(found) == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="collecting texts needs GNU gettext")
def test_the_catalogue_has_every_text_of_the_source() -> None:
    messages = scripted()
    assert list(messages.faults(catalogue(), messages.texts_in_source())) == []


def test_the_trail_names_every_kind_of_record_in_chinese(chinese: None) -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("keyaccount.")]
    told = {model._meta.label: str(model._meta.verbose_name) for model in models}
    assert set(told) >= UNRECORDED
    with translation.override("zh-hans"):
        english = [label for label, name in told.items() if translation.gettext(name) == name and name.isascii()]
    assert sorted(english) == sorted(UNRECORDED & set(english))


def test_sentences_end_alike_and_use_chinese_marks() -> None:
    """A full stop for a full stop, and no half-width comma or colon between Chinese words."""
    wrong = []
    for entry in catalogue():
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            ends = entry.msgid.rstrip().endswith((".", "!", "?")), text.rstrip().endswith(("。", "！", "？", "?"))
            if ends == (True, False) and re.search(r"[\u4e00-\u9fff]$", text.rstrip()):
                wrong.append(f"no full stop: {text}")
            if re.search(r"[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff\s]", text):
                wrong.append(f"half-width mark: {text}")
            if "您" in text or "帐号" in text:
                wrong.append(f"the reader is 你 and signs in with an 账号: {text}")
    assert wrong == []


def test_the_frameworks_texts_are_still_its_own() -> None:
    theirs = Path(allauth.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    known = {entry.msgid for entry in polib.pofile(str(theirs))}
    assert [text for text in TEXTS if text not in known] == []


def test_no_text_hides_in_an_f_string() -> None:
    """Collecting does not look into f-strings, so what is translated there would never reach the catalogue."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "keyaccount").rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        if isinstance(call.func, ast.Name)
        if call.func.id in {"_", "gettext", "ngettext", "pgettext", "gettext_noop", "gettext_lazy"}
        if any(isinstance(given, ast.Constant) for given in call.args)
    ]
    assert hidden == []


def test_unfinished_work_is_noticed() -> None:
    """The checks above can fail."""
    messages = scripted()
    bad = polib.POFile()
    bad.append(polib.POEntry(msgid="Won", msgstr=""))
    bad.append(polib.POEntry(msgid="Lost", msgstr="输单", flags=["fuzzy"]))
    bad.append(polib.POEntry(msgid="late %(day)s", msgstr="迟 %(days)s"))
    bad.append(polib.POEntry(msgid="Hello {name}", msgstr="你好"))
    found = list(messages.faults(bad, {messages.key(entry): "" for entry in bad} | {(None, "New", ""): "here"}))
    assert [one.split(":")[0] for one in found] == [
        "not collected",
        "not translated",
        "fuzzy",
        "other placeholders than in English",
        "other placeholders than in English",
    ]


# ── The pages ──
class Words(HTMLParser):
    """What a reader meets on a page, by eye or by ear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in UNREAD or given.get("lang") == "en":
            self._unread += tag in UNREAD
        self.found += [value for key, value in given.items() if key in READ and value]

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.found.append(" ".join(data.split()))


def words_of(page: str) -> list[str]:
    parser = Words()
    parser.feed(page)
    return parser.found


@cache
def english_texts() -> frozenset[str]:
    """Texts of two words and more whose Chinese is another text, without those that hold a place for something."""
    return frozenset(
        " ".join(entry.msgid.split())
        for entry in catalogue()
        if " " in entry.msgid.strip()
        and "%(" not in entry.msgid
        and "{" not in entry.msgid
        and entry.msgid != entry.msgstr
    )


def english_in(page: str) -> Iterator[str]:
    for text in words_of(page):
        known = text.replace(SECRET, "")
        if text in english_texts() or PHRASE.search(known):
            yield text


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The catalogue as it stands in the source, compiled: what was installed may be older."""
    folder = tmp_path_factory.mktemp("locale")
    compiled = folder / "zh_Hans/LC_MESSAGES/django.mo"
    compiled.parent.mkdir(parents=True)
    catalogue().save_as_mofile(str(compiled))
    with override_settings(LOCALE_PATHS=[folder]):
        yield


def read_in_chinese(world: World, path: str, *, part: bool = False) -> str:
    """The page, or nothing where the address answers with something else."""
    client = world.signed_in("admin", IN_CHINESE | ({"HX-Request": "true"} if part else {}))
    with transaction.atomic(), translation.override("en"):  # whatever the page activates ends with it
        response = client.get(path)
        transaction.set_rollback(True)
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    return str(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, one in ADDRESSES.items() if one.method == "GET"))
def test_no_english_on_a_chinese_page(world: World, chinese: None, name: str) -> None:
    page = read_in_chinese(world, world.path(name, routes()[name]) + ADDRESSES[name].query)
    if name not in IN_ENGLISH:
        assert list(english_in(page)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", MAIN)
def test_main_pages_are_read(world: World, chinese: None, name: str) -> None:
    """The search above looks at whole pages, not at refusals."""
    page = read_in_chinese(world, world.path(name, routes()[name]) + ADDRESSES[name].query)
    assert "</main>" in page
    assert len(re.findall("[\u4e00-\u9fff]", page)) > 100


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(FIGURE_OPTIONS))
def test_no_english_in_a_drawer(world: World, chinese: None, key: str) -> None:
    page = read_in_chinese(world, f"/figures/{key}?{FIGURE_OPTIONS[key]}", part=True)
    assert "公式" in page
    assert list(english_in(page)) == []


@pytest.mark.django_db
def test_the_search_for_english_finds_it(world: World, chinese: None) -> None:
    """A text of ours, a sentence nobody translated, and an aria-label; and the page is Chinese in the first place."""
    page = read_in_chinese(world, "/pipeline/table")
    assert "商机" in page
    spoilt = page.replace(
        "</main>", '<p>Nothing fits</p><b>some plain english</b><i aria-label="Way of selling"></i></main>'
    )
    assert list(english_in(spoilt)) == ["Nothing fits", "some plain english", "Way of selling"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_two_figures_share_a_title(chinese: None, language: str) -> None:
    """A list of all figures tells them apart."""
    with translation.override(language):
        titles = Counter(str(item.title).casefold() for item in definitions())
    assert [title for title, times in titles.items() if times > 1] == []


def test_every_figure_is_told_in_both_languages(chinese: None) -> None:
    with translation.override("en"):
        told = {text for item in definitions() for text in (str(item.title), str(item.meaning))}
    known = {entry.msgid for entry in catalogue()}
    assert told - known == set()
