"""Companies: their names without what only says of which legal form they are, and how alike two of them are."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from keyaccount.formulas.duplicates.likeness import Likeness, Reason, together
from keyaccount.formulas.duplicates.places import place_at_end, place_at_start, place_of
from keyaccount.formulas.duplicates.text import folded, words

BRACKETS = re.compile(r"[(\[【〔《<]([^()\[\]【】〔〕《》<>]*)[)\]】〕》>]")
FORMS = (
    "股份有限责任公司", "有限责任公司", "股份有限公司", "有限合伙企业", "普通合伙企业", "有限公司", "股份公司",
    "总公司", "公司", "有限合伙", "普通合伙", "特殊普通合伙", "股份", "企业",
)  # fmt: skip
LATIN_FORMS = frozenset(
    "inc incorporated llc llp lp ltd limited co corp corporation company coltd gmbh mbh ag kg ohg ug se plc sa sas "
    "sarl srl spa bv nv ab as asa oy oyj aps pty pte bhd sdn kk pvt private cv".split()
)
GROUPS = ("控股集团", "集团控股", "集团", "控股")
LATIN_GROUPS = frozenset({"group", "holding", "holdings", "grp"})
BRANCHES = ("分公司", "办事处", "代表处", "分支机构", "分部")
PUBLIC_HOSTS = frozenset(
    "qq.com 163.com 126.com gmail.com outlook.com hotmail.com sina.com foxmail.com yahoo.com aliyun.com icloud.com "
    "139.com 189.cn live.com msn.com sohu.com yeah.net".split()
)
DIGITS = re.compile(r"\d+")
SHORTEST_NEAR = 5  # characters below which one other character makes another name
SAME, NEAR_COST = 100, 8
MISSING_PLACE, OTHER_PLACE, BY_SHORT, ONE_GROUP = 80, 50, 85, 78
SAME_HOST, SAME_PHONE, BRANCHES_AT_MOST = 60, 60, 65


@dataclass(frozen=True, slots=True)
class CompanyName:
    """core: the name without legal form, place and group; place: where it says it is, most precise last; group: whether
    it calls itself a group or a holding."""

    core: str
    places: tuple[str, ...] = ()
    group: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """phones: keys of phone numbers; host: of its website or mail; id and parent: where they stand in a group."""

    name: str
    short_name: str = ""
    host: str = ""
    phones: frozenset[str] = frozenset()
    id: int | None = None
    parent: int | None = None


@lru_cache(maxsize=50_000)
def company_name(name: str) -> CompanyName:
    """The parts of a company's name.

    Legal forms, brackets, punctuation, width, case and spaces do not count. 集团 and a place do, so they are kept
    beside the core: 北京X and 上海X are two branches. Invariants: a core's core is itself; never empty for a name
    with a letter.
    """
    places: list[str] = []
    groups: list[bool] = []
    rest = words(BRACKETS.sub(lambda found: _bracket(found[1], places, groups), folded(name)))
    whole = rest
    while (shorter := _shortened(rest, places, groups)) != rest:
        rest = shorter
    core = rest or whole
    return CompanyName(core.replace(" ", "") if not core.isascii() else core, tuple(sorted(set(places))), any(groups))


def compare_companies(one: Company, other: Company) -> Likeness | None:
    """How probably two companies are one; None where nothing speaks for it, or one stands right above the other.

    Invariants: symmetric; width, case, spaces and legal form never matter; differing places alone are never listed.
    """
    if _is_above(one, other) or _is_above(other, one):
        return None
    signs: list[tuple[int, Reason]] = []
    named, by_name = _compare_names(one, other)
    signs += [(named, by_name)] if named else []
    if one.host and one.host == other.host and not is_public_host(one.host):
        signs.append((SAME_HOST, Reason("same_domain")))
    if one.phones & other.phones:
        signs.append((SAME_PHONE, Reason("same_phone")))
    if not signs:
        return None
    score = together(score for score, _reason in signs)
    if by_name.code == "other_place":
        score = min(score, BRANCHES_AT_MOST)
    return Likeness(score, tuple(reason for _score, reason in signs))


# ── The parts of a name ──
def _bracket(inside: str, places: list[str], groups: list[bool]) -> str:
    """A place or a group in brackets is noted, a legal form counts for nothing, all else is part of the name."""
    text = words(inside)
    if place := place_of(text):
        places.append(place)
        return " "
    if text in GROUPS or text in LATIN_GROUPS:
        groups.append(True)
        return " "
    return " " if text in FORMS or text in LATIN_FORMS else f" {inside} "


def _shortened(name: str, places: list[str], groups: list[bool]) -> str:
    """The name without one more thing that is not its core."""
    if ending := next((form for form in (*BRANCHES, *FORMS) if _ends(name, form)), ""):
        return name.removesuffix(ending)
    if ending := next((form for form in GROUPS if _ends(name, form)), ""):
        groups.append(True)
        return name.removesuffix(ending)
    rest, _space, last = name.rpartition(" ")
    if rest and last in LATIN_FORMS:
        return rest.removesuffix(" and")
    if rest and last in LATIN_GROUPS:
        groups.append(True)
        return rest
    for take in (place_at_start, place_at_end):
        place, shorter = take(name)
        if place:
            places.append(place)
            return shorter.strip()
    return name


def _ends(name: str, form: str) -> bool:
    """Whether a Chinese name ends so and something remains."""
    return name.endswith(form) and len(name) > len(form) + 1


# ── Two names ──
def _compare_names(one: Company, other: Company) -> tuple[int, Reason]:
    pairs = [
        (_compare(company_name(mine), company_name(theirs)), short)
        for mine, theirs, short in (
            (one.name, other.name, False),
            (one.name, other.short_name, True),
            (one.short_name, other.name, True),
        )
        if mine and theirs
    ]
    found = [
        (min(score, BY_SHORT), Reason("short_name")) if short and score == SAME else (score, reason)
        for (score, reason), short in pairs
        if not short or score == SAME
    ]
    return max(found, key=lambda sign: (sign[0], sign[1].code), default=(0, Reason("")))


def _compare(one: CompanyName, other: CompanyName) -> tuple[int, Reason]:
    likeness, reason = _compare_cores(one.core, other.core)
    if not likeness:
        return 0, reason
    if one.group != other.group:
        likeness, reason = min(likeness, ONE_GROUP), Reason("one_is_group")
    mine, theirs = set(one.places) - {"中国"}, set(other.places) - {"中国"}
    if mine and theirs and not mine & theirs:
        return min(likeness, OTHER_PLACE), Reason("other_place", " · ".join(sorted(mine ^ theirs)))
    if set(one.places) != set(other.places):
        return min(likeness, MISSING_PLACE), Reason(
            "missing_place", " · ".join(sorted({*one.places} ^ {*other.places}))
        )
    return likeness, reason


def _compare_cores(one: str, other: str) -> tuple[int, Reason]:
    if one == other:
        return SAME, Reason("same_name")
    if sorted(one.split()) == sorted(other.split()):
        return SAME - NEAR_COST, Reason("other_order")
    if one.replace(" ", "") == other.replace(" ", ""):
        return SAME - NEAR_COST // 2, Reason("same_name")
    if edits := near(one, other):
        return round(100 * (1 - edits / max(len(one), len(other)))) - NEAR_COST, Reason("near_name")
    return 0, Reason("")


def near(one: str, other: str) -> int:
    """How many characters differ, where so few do that it may be a slip; 0 for names that are simply others.

    Other digits make another name (一厂 and 二厂 stay apart by being short, 1 and 2 by this).
    """
    allowed = edits_allowed(min(len(one), len(other)))
    if not allowed or digits_of(one) != digits_of(other):
        return 0
    edits = Levenshtein.distance(one, other, score_cutoff=allowed)
    return edits if edits <= allowed else 0


def digits_of(text: str) -> list[str]:
    return DIGITS.findall(text)


def edits_allowed(length: int) -> int:
    """One in five characters, two at most."""
    return min(length // SHORTEST_NEAR, 2)


def is_public_host(host: str) -> bool:
    """A mail provider's, which says nothing about who uses it."""
    return host in PUBLIC_HOSTS


def _is_above(one: Company, other: Company) -> bool:
    return one.id is not None and one.id == other.parent
