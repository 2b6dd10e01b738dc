"""Finding by part of a name, pinyin or initials: the database answers what the words say, on both databases."""

from __future__ import annotations

import random

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.searching import best_matches, fold, matching, search_text
from tests.conftest import NOW

NAMES = [
    "华为技术有限公司",
    "澜石重工集团",
    "中国华为供应链",
    "Acme Robotics",
    "Macmillan & Sons",
    "ACME Foods",
    "100% Cotton_Mill",
    r"back\slash Works",
    "Ünïcode Société",
    "３Ｍ中国",
]


def add(*names: str) -> None:
    Account.objects.bulk_create(
        Account(name=name, search=search_text(name), created_at=NOW, updated_at=NOW) for name in names
    )


def found(query: str) -> set[str]:
    return set(Account.objects.filter(matching(query)).values_list("name", flat=True))


@pytest.fixture
def accounts(db):
    add(*NAMES)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("华为", {"华为技术有限公司", "中国华为供应链"}),
        ("为", {"华为技术有限公司", "中国华为供应链"}),
        ("huawei", {"华为技术有限公司", "中国华为供应链"}),
        ("hwjs", {"华为技术有限公司"}),
        ("hw", {"华为技术有限公司"}),
        ("HWJS", {"华为技术有限公司"}),
        ("acm", {"Acme Robotics", "Macmillan & Sons", "ACME Foods"}),
        ("ac", {"Acme Robotics", "ACME Foods"}),
        ("acme rob", {"Acme Robotics"}),
        ("foods acme", {"ACME Foods"}),
        ("为华", set()),
        ("3m", {"３Ｍ中国"}),
        ("中国", {"中国华为供应链", "３Ｍ中国"}),
        ("0%", set()),  # two signs count where a word begins
        ("00%", {"100% Cotton_Mill"}),
        ("n_m", {"100% Cotton_Mill"}),
        ("nxm", set()),
        ("k\\s", {"back\\slash Works"}),
        ("ünï", {"Ünïcode Société"}),
        ("société", {"Ünïcode Société"}),
        ("", set(NAMES)),
    ],
)
def test_what_is_found(accounts, query, names):
    assert found(query) == names


def test_the_database_answers_as_the_words_say(db):
    """Random names and parts of them, against the same question asked in Python."""
    chance = random.Random(20261119)
    letters = "ab华为技c %_"
    names = ["".join(chance.choices(letters, k=chance.randint(1, 9))).strip() or "x" for _ in range(300)]
    add(*names)
    texts = dict(Account.objects.values_list("pk", "search"))
    for _ in range(300):
        query = "".join(chance.choices(letters, k=chance.randint(1, 4)))
        answered = set(Account.objects.filter(matching(query)).values_list("pk", flat=True))
        assert answered == {pk for pk, text in texts.items() if says(text, query)}, query


def says(text: str, query: str) -> bool:
    return all(
        f" {word}" in f" {text}" if len(word) < 3 and word.isascii() else word in text for word in fold(query).split()
    )


def names_of(query: str, limit: int = 8) -> list[str]:
    return [account.name for account in best_matches(Account.objects.all(), query, limit)]


def test_the_beginning_comes_before_the_inside_and_the_short_before_the_long(db):
    add("Old Foods Acme", "Acme Robotics", "Macmeer", "Acme", "Acme Robotics International")
    assert names_of("acme") == ["Acme", "Acme Robotics", "Acme Robotics International", "Old Foods Acme", "Macmeer"]


def test_initials_come_before_letters_inside_a_name(db):
    add("Chwjst Holdings", "华为技术")
    assert names_of("hwjs") == ["华为技术", "Chwjst Holdings"]


def test_no_more_than_asked_for(db):
    add(*(f"Acme {number}" for number in range(20)))
    assert len(names_of("acme")) == 8
    assert names_of("acme", 1) == ["Acme 0"]


def test_the_best_is_found_among_very_many(db):
    add(*(f"Company {number:04} Acme" for number in range(400)), "Acme")
    assert names_of("acme")[0] == "Acme"


@pytest.mark.parametrize("query", ["", "   "])
def test_nothing_asked_nothing_found(db, query):
    add("Acme")
    assert names_of(query) == []


def test_one_letter_finds_what_has_a_word_that_begins_so(db):
    add("何佩", "Acme")
    assert names_of("h") == ["何佩"]
