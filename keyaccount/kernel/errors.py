"""Named facts: what a service raises when the answer is no, in words that say what to do.

A fact is not a bug. Every surface shows it to the person who asked: a page beside the field, the API as a problem
document, the command line as one sentence. Templates are English and use named %(placeholders)s (a percent sign is
written %%); classes above this floor may set a lazily translated string instead.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def gettext_noop(text: str) -> str:
    """Mark a template for the translators' catalogue; `Fact.text` translates it when it is shown."""
    return text


class Fact(Exception):
    """Base of all named facts. `code` is the class name in snake_case unless the class sets its own."""

    message: ClassVar[Any] = gettext_noop("This cannot be done.")
    code: ClassVar[str] = "fact"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = _WORD_START.sub("_", cls.__name__).lower()

    def __init__(self, message: Any = None, **params: Any) -> None:
        super().__init__()  # keeps `args` empty, so that copy and pickle rebuild the fact from its attributes
        self.template = type(self).message if message is None else message
        self.params = params

    def __str__(self) -> str:
        return self.text(str)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def text(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate` (give it `gettext`), with the placeholders filled in."""
        return str(translate(str(self.template))) % self.params


class NotAllowed(Fact):
    """The actor may see the record but may not do this to it."""

    message: ClassVar[Any] = gettext_noop("You may not do this. Ask the owner, their manager or an administrator.")


class NotFound(Fact):
    """There is no such record, or the actor may not see it: the two are not told apart."""

    message: ClassVar[Any] = gettext_noop("There is no such record, or it lies outside what you may see.")


class Invalid(Fact):
    """What was given cannot be accepted. `fields` maps the name of a field to what to do about it."""

    message: ClassVar[Any] = gettext_noop("Some of what you entered cannot be accepted. Nothing was changed.")

    def __init__(self, message: Any = None, *, fields: Mapping[str, str] | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.fields: dict[str, str] = dict(fields or {})


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed: what you wrote, what stands there, who wrote that and when."""

    field: str
    yours: Any
    theirs: Any
    who: str
    at: datetime


class Conflict(Fact):
    """Someone else changed the same fields since the record was read. `clashes` lists them."""

    message: ClassVar[Any] = gettext_noop(
        "Someone else changed the same field while you were editing. Choose which value to keep."
    )

    def __init__(self, message: Any = None, *, clashes: Iterable[Clash] = (), **params: Any) -> None:
        super().__init__(message, **params)
        self.clashes: list[Clash] = list(clashes)


class Undefined(Fact):
    """The question has no answer here: a rate of nothing, a share of no target."""

    message: ClassVar[Any] = gettext_noop("This is not defined here: there is nothing to measure it against.")
