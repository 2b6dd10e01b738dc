"""Which pairs are worth comparing: those that share a key, and those a slip apart. Never all pairs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from keyaccount.formulas.duplicates.companies import digits_of, edits_allowed

Pair = tuple[int, int]
CROWD = 200  # so many records with one key are no duplicates: it is a switchboard, or a placeholder


def pairs_sharing(keys: Mapping[int, Iterable[str]], most: int = CROWD) -> set[Pair]:
    """Pairs (lower id first) that have at least one key in common; a key that more than `most` have says nothing."""
    holders: dict[str, list[int]] = defaultdict(list)
    for pk, of_one in keys.items():
        for key in set(of_one):
            holders[key].append(pk)
    crowds = (group for group in holders.values() if 1 < len(group) <= most)
    return {pair for group in crowds for pair in combinations(sorted(group), 2)}


def close_pairs(texts: Mapping[int, str]) -> set[Pair]:
    """Pairs among which every two different texts are that lie as few edits apart as `near` allows.

    An edit changes at most two pairs of neighbouring letters (bigrams). So of texts that are e edits apart, each has
    one of its 2e + 1 rarest bigrams among the 2e + 1 rarest of the other, wherever the edits are: it is enough to
    compare those that meet there (prefix filter). Invariant: no pair that `near` accepts is left out.
    """
    by_text: dict[str, list[int]] = defaultdict(list)
    for pk, text in texts.items():
        if edits_allowed(len(text)):
            by_text[text].append(pk)
    often = Counter(gram for text in by_text for gram in bigrams(text))
    meeting: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in by_text:
        numbers = digits_of(text)  # other digits make another name, so those need not meet
        for gram in _rarest(text, often):
            meeting[gram, *numbers].append(text)
    met = {pair for group in meeting.values() for pair in _similar_in_length(group)}
    return {
        (min(one, other), max(one, other)) for mine, theirs in met for one in by_text[mine] for other in by_text[theirs]
    }


def bigrams(text: str) -> Iterator[str]:
    """Pairs of neighbouring letters, edges included; a repeated one counts as another each time."""
    seen: Counter[str] = Counter()
    for one, other in zip(f"\x02{text}", f"{text}\x03", strict=True):
        seen[one + other] += 1
        yield f"{one}{other}{seen[one + other]}"


def _rarest(text: str, often: Mapping[str, int]) -> list[str]:
    """As many as the longest reach of an edit can spoil and one more; a longer partner may allow one edit more."""
    count = 2 * edits_allowed(len(text)) + 1
    return sorted(bigrams(text), key=lambda gram: (often[gram], gram))[:count]


def _similar_in_length(group: list[str]) -> Iterator[tuple[str, str]]:
    ordered = sorted(group, key=lambda text: (len(text), text))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if len(other) - len(one) > edits_allowed(len(one)):
                break
            yield one, other
