"""People: the same number or address, or the same name at the same account."""

import re
from dataclasses import dataclass

from keyaccount.formulas.duplicates.companies import near
from keyaccount.formulas.duplicates.likeness import Likeness, Reason, together
from keyaccount.formulas.duplicates.text import BESIDE_CJK, is_mobile, words

TITLES = frozenset("mr mrs ms miss dr prof sir madam".split())
CHINESE_TITLES = re.compile(r"(?<=.)(先生|女士|小姐|老师)$")
SHARED = re.compile(
    r"(info|sales|hr|office|contact|service|admin|support|mail|hello|kefu|market(ing)?|finance|zhaopin)\d*@"
)
SAME_EMAIL, SHARED_EMAIL, SAME_MOBILE, SAME_LINE = 85, 40, 85, 40
NAME_AND_ACCOUNT, NAME_ALONE, NEAR_AND_ACCOUNT = 88, 60, 72
OTHER_REACH, OTHER_NAME = 12, 10


@dataclass(frozen=True, slots=True)
class Person:
    """email and phones: keys; account: where they work, None when that is not known."""

    name: str
    name_latin: str = ""
    account: int | None = None
    email: str = ""
    phones: frozenset[str] = frozenset()


def person_name(name: str) -> str:
    """A name without title, width, case and spaces; words in one order, so that Lin Ruoxi is Ruoxi Lin.

    Invariant: a key's key is itself.
    """
    plain = CHINESE_TITLES.sub("", words(name))
    kept = [word for word in plain.split() if word not in TITLES] or plain.split()
    return BESIDE_CJK.sub("", " ".join(sorted(kept)))


def compare_people(one: Person, other: Person) -> Likeness | None:
    """How probably two people are one; None where nothing speaks for it.

    Invariants: symmetric; width, case and spaces never matter; the same name alone is never listed.
    """
    reach = _by_reach(one, other)
    named = _by_name(one, other)
    signs = [*reach, *([named] if named else [])]
    if not signs:
        return None
    score = together(score for score, _reason in signs)
    reasons = [reason for _score, reason in signs]
    if not reach:
        against = (one.email and other.email) and one.email != other.email, one.phones and other.phones
        score -= OTHER_REACH * sum(map(bool, against))
        reasons += [Reason("other_reach")] if any(against) else []
    elif named is None:
        score -= OTHER_NAME
        reasons.append(Reason("other_name"))
    return Likeness(max(score, 0), tuple(reasons))


def _by_reach(one: Person, other: Person) -> list[tuple[int, Reason]]:
    found: list[tuple[int, Reason]] = []
    if one.email and one.email == other.email:
        shared = SHARED.match(one.email) is not None
        found.append((SHARED_EMAIL, Reason("shared_email")) if shared else (SAME_EMAIL, Reason("same_email")))
    numbers = one.phones & other.phones
    if any(is_mobile(number) for number in numbers):
        found.append((SAME_MOBILE, Reason("same_mobile")))
    elif numbers:
        found.append((SAME_LINE, Reason("same_line")))
    return found


def _by_name(one: Person, other: Person) -> tuple[int, Reason] | None:
    mine, theirs = _names(one), _names(other)
    together_at = one.account is not None and one.account == other.account
    if mine & theirs:
        return (NAME_AND_ACCOUNT, Reason("name_and_account")) if together_at else (NAME_ALONE, Reason("same_person"))
    is_near = any(near(name, called) for name in mine for called in theirs if name.isascii())
    return (NEAR_AND_ACCOUNT, Reason("near_person")) if together_at and is_near else None


def _names(person: Person) -> set[str]:
    return {key for name in (person.name, person.name_latin) if (key := person_name(name))}
