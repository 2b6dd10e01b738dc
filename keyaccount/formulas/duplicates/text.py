"""Texts as they are compared: width, case, spaces, punctuation and ways of writing a number never matter."""

import re
import unicodedata
from itertools import pairwise

CJK = "\u3400-\u9fff"
NOT_WORD = re.compile(r"[^\w]+|_")
SILENT = re.compile(r"['’`.·•]")
BESIDE_CJK = re.compile(rf"(?<=[{CJK}]) +| +(?=[{CJK}])")
EXTENSION = re.compile(r"(ext\.?|extension|转|分机|#|x)\s*\d*$")
SEVERAL = re.compile(r"[/,;、|\n]|\bor\b|或")
MOBILE = re.compile(r"1[3-9]\d{9}")
SHORTEST_NUMBER = 7


def folded(text: str) -> str:
    """Width and case folded, until nothing changes any more."""
    while (after := unicodedata.normalize("NFKC", text).casefold()) != text:
        text = after
    return text


def words(text: str) -> str:
    """Folded words with one space between them, none beside a Chinese character; `A&B` is `A and B`."""
    plain = NOT_WORD.sub(" ", SILENT.sub("", folded(text).replace("&", " and "))).strip()
    return BESIDE_CJK.sub("", plain)


def phone_key(text: str) -> str:
    """One number in one form: digits, China without its country code, other countries with a plus. Empty where there
    is none. Invariant: a key's key is itself."""
    plain = EXTENSION.sub("", folded(text).strip()).replace("(0)", "")
    digits = "".join(char for char in plain if char.isascii() and char.isdigit())
    abroad = plain.lstrip(" (").startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0") if abroad else digits
    if digits.startswith("86") and (abroad or MOBILE.fullmatch(digits[2:])):
        return _at_home(digits[2:])
    if len(digits) < SHORTEST_NUMBER:
        return ""
    return f"+{digits}" if abroad else digits


def phone_keys(*texts: str) -> frozenset[str]:
    """The numbers in these fields; one field may hold several."""
    found = (phone_key(part) for text in texts for part in SEVERAL.split(folded(text)))
    return frozenset(filter(None, found))


def first_phone(text: str) -> str:
    """The number to look a field up by: a mobile one before others; empty where there is none."""
    return min(phone_keys(text), key=lambda number: (not is_mobile(number), number), default="")


def is_mobile(number: str) -> bool:
    """Whether a number belongs to a person and not to a switchboard; abroad nobody can tell, so it counts as one."""
    return number.startswith("+") or MOBILE.fullmatch(number) is not None


def email_key(text: str) -> str:
    """An address in one form; empty where there is none. Invariant: a key's key is itself."""
    plain = "".join(folded(text).split()).removeprefix("mailto:")
    name, at, host = plain.rpartition("@")
    return f"{name}@{host.rstrip('.')}" if name and at and "." in host.rstrip(".") else ""


def host_key(text: str) -> str:
    """The host of a website or e-mail domain, without www."""
    plain = "".join(folded(text).split()).split("//")[-1].split("/")[0].split("@")[-1].split(":")[0]
    return plain.removeprefix("www.").rstrip(".")


def pieces(text: str, edits: int) -> tuple[str, ...]:
    """The text in edits + 1 parts: whatever lies at most so many edits away holds one of them unchanged."""
    count = edits + 1
    cuts = [len(text) * place // count for place in range(count + 1)]
    return tuple(text[start:end] for start, end in pairwise(cuts) if end > start)


def _at_home(digits: str) -> str:
    """A mobile number as it is; any other with the zero of its area code."""
    if len(digits) < SHORTEST_NUMBER:
        return ""
    return digits if MOBILE.fullmatch(digits) or digits.startswith("0") else f"0{digits}"
