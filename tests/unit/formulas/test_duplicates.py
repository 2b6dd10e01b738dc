"""Duplicates: names, numbers and addresses as they are compared, worked pairs, and what holds for any."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.duplicates import (
    LISTED,
    SURE,
    Company,
    Likeness,
    Person,
    close_pairs,
    company_name,
    compare_companies,
    compare_people,
    email_key,
    pairs_sharing,
    person_name,
    phone_key,
    phone_keys,
    pieces,
)
from keyaccount.formulas.duplicates.companies import edits_allowed, near
from keyaccount.formulas.duplicates.likeness import together

LETTERS = st.sampled_from("abcdefgxyz华为海尔北京上海集团股份有限公司科技银行 12（）().,&-市省")
NAMES = st.text(LETTERS, min_size=1, max_size=24)
CORES = st.text(st.sampled_from("ab华为海"), min_size=1, max_size=14)
NUMBERS = st.text(st.sampled_from("0123456789+-() 转extx８６"), max_size=22)


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def alike(one: str, other: str, **both: str) -> Likeness | None:
    return compare_companies(Company(one, **both), Company(other, **both))


# ── Companies ──
@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("华为技术有限公司", "华为技术"),
        ("华为技术股份有限公司", "华为技术"),
        ("华为技术有限责任公司", "华为技术"),
        ("华为 技术 有限公司", "华为技术"),
        ("Ａｃｍｅ　Ｃｏ．，Ｌｔｄ．", "acme"),
        ("ACME Co. Ltd", "acme"),
        ("Acme, Inc.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Ben & Jerry's", "ben and jerrys"),
        ("公司", "公司"),
    ],
)
def test_the_legal_form_does_not_count(name: str, core: str) -> None:
    assert company_name(name).core == core


def test_places_and_groups_stand_beside_the_core() -> None:
    assert company_name("北京华信科技有限公司") == company_name("华信科技（北京）有限公司")
    assert company_name("北京市华信科技有限公司").places == ("北京",)
    assert company_name("华信科技有限公司上海分公司").places == ("上海",)
    assert company_name("Siemens China Ltd.").places == ("中国",)
    assert company_name("海尔集团有限公司").group
    assert company_name("海尔（集团）股份有限公司") == company_name("海尔集团")
    assert not company_name("海尔智家股份有限公司").group


@pytest.mark.parametrize(
    ("one", "other", "score", "reason"),
    [
        ("华为技术有限公司", "华为技术股份有限公司", 100, "same_name"),
        ("Acme, Inc.", "ＡＣＭＥ ltd", 100, "same_name"),
        ("Acme Tools Inc", "Tools Acme Ltd", 92, "other_order"),
        ("Hua Wei Tech", "Huawei Tech Inc", 96, "same_name"),
        ("北京华信科技有限公司", "华信科技有限公司", 80, "missing_place"),
        ("北京华信科技有限公司", "上海华信科技有限公司", 50, "other_place"),
        ("海尔集团有限公司", "海尔有限公司", 78, "one_is_group"),
        ("Globex Corporation", "Globax Corp", 75, "near_name"),
        ("Initech Systems Software", "Initech System Software", 88, "near_name"),
    ],
)
def test_worked_pairs_of_companies(one: str, other: str, score: int, reason: str) -> None:
    found = alike(one, other)
    assert found is not None
    assert (found.score, [each.code for each in found.reasons]) == (score, [reason])


@pytest.mark.parametrize(
    ("one", "other"),
    [("华为技术", "华威技术"), ("海天味业", "海天物业"), ("Plant 1 Holding", "Plant 2 Holding"), ("Acme", "Apex")],
)
def test_short_names_and_other_numbers_are_other_companies(one: str, other: str) -> None:
    assert alike(one, other) is None


def test_branches_are_never_listed_whatever_else_they_share() -> None:
    found = alike("北京华信科技有限公司", "上海华信科技有限公司", host="huaxin.example")
    assert found is not None
    assert not found.is_listed


def test_a_short_name_may_be_the_other_s_name() -> None:
    found = compare_companies(Company("中国石油化工股份有限公司", "中石化"), Company("中石化"))
    assert found is not None
    assert (found.score, found.reasons[0].code) == (85, "short_name")


def test_a_shared_host_and_number_are_enough_and_a_public_host_is_nothing() -> None:
    both = {"host": "acme.example", "phones": frozenset({"02161234567"})}
    found = compare_companies(Company("Acme", **both), Company("Zenith", **both))  # type: ignore[arg-type]
    assert found is not None
    assert (found.score, found.is_listed) == (84, True)
    assert compare_companies(Company("Acme", host="qq.com"), Company("Zenith", host="qq.com")) is None


def test_a_company_is_no_duplicate_of_its_parent() -> None:
    assert compare_companies(Company("Acme", id=1), Company("Acme", id=2, parent=1)) is None


def test_the_two_thresholds() -> None:
    assert [Likeness(score, ()).is_listed for score in (LISTED - 1, LISTED)] == [False, True]
    assert [Likeness(score, ()).is_sure for score in (SURE - 1, SURE)] == [False, True]


# ── People ──
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("８６13800138000", "13800138000"),
        ("+86 (0)10 6552 1234", "01065521234"),
        ("+86 10 6552 1234 转 8021", "01065521234"),
        ("010-65521234 ext. 12", "01065521234"),
        ("+49 30 123456", "+4930123456"),
        ("8021", ""),
        ("", ""),
    ],
)
def test_numbers_in_one_form(text: str, key: str) -> None:
    assert phone_key(text) == key


def test_a_field_may_hold_several_numbers() -> None:
    assert phone_keys("13800138000 / 010-65521234", "") == {"13800138000", "01065521234"}


@pytest.mark.parametrize(
    ("text", "key"),
    [("Lin@Example.COM ", "lin@example.com"), ("mailto:a@b.cn", "a@b.cn"), ("nobody", ""), ("@b.cn", "")],
)
def test_addresses_in_one_form(text: str, key: str) -> None:
    assert email_key(text) == key


MOBILE, LINE = frozenset({"13800138000"}), frozenset({"01065521234"})


@pytest.mark.parametrize(
    ("one", "other", "score", "reasons"),
    [
        (Person("林若溪", email="lin@a.cn"), Person("Lin R.", "", 4, "lin@a.cn"), 75, ["same_email", "other_name"]),
        (Person("林若溪", email="lin@a.cn"), Person("林若溪", email="lin@a.cn"), 94, ["same_email", "same_person"]),
        (Person("林若溪", phones=MOBILE), Person("林若溪", phones=MOBILE), 94, ["same_mobile", "same_person"]),
        (Person("王伟", account=1), Person("王伟", account=1), 88, ["name_and_account"]),
        (Person("王伟", "", 1, "a@a.cn"), Person("王伟", "", 1, "b@a.cn"), 76, ["name_and_account", "other_reach"]),
        (Person("王伟", account=1), Person("王伟", account=2), 60, ["same_person"]),
        (Person("王伟", phones=LINE), Person("李强", phones=LINE), 30, ["same_line", "other_name"]),
        (Person("王伟", email="sales@a.cn"), Person("李强", email="sales@a.cn"), 30, ["shared_email", "other_name"]),
        (Person("Jon Smythe", account=1), Person("Jon Smithe", account=1), 72, ["near_person"]),
    ],
)
def test_worked_pairs_of_people(one: Person, other: Person, score: int, reasons: list[str]) -> None:
    found = compare_people(one, other)
    assert found is not None
    assert (found.score, [each.code for each in found.reasons]) == (score, reasons)


def test_two_of_one_name_with_other_numbers_and_addresses_are_two_people() -> None:
    found = compare_people(
        Person("王伟", "", 1, "a@a.cn", MOBILE), Person("王伟", "", 1, "b@a.cn", frozenset({"13900139000"}))
    )
    assert found is not None
    assert not found.is_listed


def test_strangers_have_nothing_in_common() -> None:
    assert compare_people(Person("王伟", account=1), Person("李强", account=1)) is None


def test_titles_and_the_order_of_a_name_do_not_count() -> None:
    assert person_name("Mr. Lin Ruoxi") == person_name("ruoxi  LIN")
    assert person_name("林若溪女士") == person_name("林 若溪")


# ── What holds for any ──
@given(NAMES)
def test_a_core_is_its_own_core_and_never_empty(name: str) -> None:
    core = company_name(name).core
    assert company_name(core).core == core
    assert bool(core) or not any(char.isalnum() for char in name)


@given(NAMES, NAMES)
def test_comparing_companies_is_symmetric(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


@given(NAMES)
def test_width_and_case_never_matter(name: str) -> None:
    assert company_name(wide(name)) == company_name(name) == company_name(name.upper())
    assert person_name(wide(name)) == person_name(name) == person_name(name.upper())


@given(NUMBERS)
def test_keys_are_their_own_keys(text: str) -> None:
    assert phone_key(phone_key(text)) == phone_key(text)
    assert phone_key(wide(text)) == phone_key(text)
    assert email_key(email_key(f"{text}@b.cn")) == email_key(f"{text}@b.cn")
    assert person_name(person_name(text)) == person_name(text)


@given(
    *[
        st.builds(
            Person,
            st.sampled_from(["林若溪", "王伟", "Jon Smith"]),
            account=st.sampled_from([None, 1, 2]),
            email=st.sampled_from(["", "a@b.cn", "info@b.cn"]),
            phones=st.sampled_from([frozenset(), MOBILE, LINE, MOBILE | LINE]),
        )
    ]
    * 2
)
def test_comparing_people_is_symmetric_and_a_name_alone_is_not_listed(one: Person, other: Person) -> None:
    found = compare_people(one, other)
    assert found == compare_people(other, one)
    if found is not None and [each.code for each in found.reasons] == ["same_person"]:
        assert not found.is_listed


@given(st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_signs_together_are_never_weaker_than_the_strongest(scores: list[int]) -> None:
    assert max(scores) <= together(scores) <= 100
    assert together(scores) == together(scores[::-1])


@given(st.lists(CORES, max_size=12))
def test_no_near_pair_is_left_out(texts: list[str]) -> None:
    found = close_pairs(dict(enumerate(texts)))
    for (one, mine), (other, theirs) in combinations(enumerate(texts), 2):
        if near(mine, theirs):
            assert (one, other) in found


@given(CORES, st.integers(0, 2), st.data())
def test_an_edit_leaves_a_piece_unchanged(text: str, edits: int, data: st.DataObject) -> None:
    other = text
    for _turn in range(edits):
        place = data.draw(st.integers(0, len(other)))
        other = other[:place] + data.draw(st.sampled_from(["", "q"])) + other[place + 1 :]
    if len(text) > edits:
        assert any(piece in other for piece in pieces(text, edits))


def test_a_key_that_a_crowd_shares_says_nothing() -> None:
    assert pairs_sharing({1: ["a"], 2: ["a", "b"], 3: ["b"]}) == {(1, 2), (2, 3)}
    assert pairs_sharing({1: ["a"], 2: ["a"], 3: ["a"]}, most=2) == set()


def test_how_many_edits_are_allowed() -> None:
    assert [edits_allowed(length) for length in (4, 5, 9, 10, 40)] == [0, 1, 1, 2, 2]
