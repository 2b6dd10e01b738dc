"""What a row of a file says of someone that is kept beside the contact itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from keyaccount.apps.workspace.services.loading import Row
from keyaccount.formulas.special_days import YearlyDay


@dataclass(frozen=True, slots=True)
class Birthday:
    """year: None where it is not said."""

    day: YearlyDay
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """`Row.more` of a contact. roles: those they play, beside the ones that are known; personal: fields of their
    personal side."""

    roles: Sequence[str] = ()
    personal: Mapping[str, str] = field(default_factory=dict)
    birthday: Birthday | None = None

    @property
    def is_personal(self) -> bool:
        return bool(self.personal) or self.birthday is not None

    @property
    def personal_names(self) -> list[str]:
        return [*self.personal, *(["birthday"] if self.birthday else [])]


NOTHING = Beside()


def beside_of(row: Row) -> Beside:
    return row.more or NOTHING


def roles_of(row: Row) -> Sequence[str]:
    return beside_of(row).roles
