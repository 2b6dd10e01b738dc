"""Named facts: codes, sentences, fields and clashes."""

import copy
import pickle
from datetime import UTC, datetime

import pytest

from keyaccount.kernel.errors import Clash, Conflict, Fact, Invalid, NotAllowed, NotFound, Undefined


class DealAlreadyClosed(Fact):
    message = "%(deal)s closed on %(day)s, 100 %% of it."


class CSVTooBig(Invalid):
    pass


class Renamed(Fact):
    code = "kept_name"


class Lazy:
    """Stands for a lazily translated string: only `str` gives its text."""

    def __str__(self) -> str:
        return "Guten Tag %(name)s"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Fact, "fact"),
        (NotAllowed, "not_allowed"),
        (NotFound, "not_found"),
        (Invalid, "invalid"),
        (Conflict, "conflict"),
        (Undefined, "undefined"),
        (DealAlreadyClosed, "deal_already_closed"),
        (CSVTooBig, "csv_too_big"),
        (Renamed, "kept_name"),
    ],
)
def test_code_is_the_class_name_in_snake_case(kind: type[Fact], code: str) -> None:
    assert kind.code == code
    assert kind().code == code


@pytest.mark.parametrize("kind", [Fact, NotAllowed, NotFound, Invalid, Conflict, Undefined])
def test_every_kernel_fact_says_something_without_parameters(kind: type[Fact]) -> None:
    assert str(kind()) == kind.message
    assert str(kind()).endswith(".")


def test_sentence_fills_in_the_placeholders() -> None:
    fact = DealAlreadyClosed(deal="Wind park", day="2017-12-31")
    assert str(fact) == "Wind park closed on 2017-12-31, 100 % of it."
    assert fact.params == {"deal": "Wind park", "day": "2017-12-31"}


def test_a_message_given_replaces_the_one_of_the_class_for_this_fact_only() -> None:
    assert str(NotFound("No stage %(name)s.", name="Trust")) == "No stage Trust."
    assert str(NotFound()) == NotFound.message


def test_a_lazy_message_is_rendered_when_it_is_shown() -> None:
    assert str(Fact(Lazy(), name="Lin")) == "Guten Tag Lin"


def test_text_translates_the_template_before_filling_it_in() -> None:
    catalogue = {"No stage %(name)s.": "没有阶段%(name)s。"}
    assert NotFound("No stage %(name)s.", name="Trust").text(lambda text: catalogue[text]) == "没有阶段Trust。"


def test_invalid_says_what_to_do_field_by_field() -> None:
    assert Invalid(fields={"amount": "Write a number."}).fields == {"amount": "Write a number."}
    assert Invalid().fields == {}


def test_conflict_lists_its_clashes() -> None:
    clash = Clash("amount", "10", "12", "Wang", datetime(2017, 12, 31, tzinfo=UTC))
    assert Conflict(clashes=[clash]).clashes == [clash]
    assert Conflict().clashes == []


def test_facts_survive_copy_and_pickle() -> None:
    fact = Invalid("No %(what)s.", fields={"stage": "Pick one."}, what="stage")
    for twin in (copy.copy(fact), pickle.loads(pickle.dumps(fact))):
        assert (str(twin), twin.fields, twin.params) == ("No stage.", {"stage": "Pick one."}, {"what": "stage"})
    assert repr(fact) == "Invalid('No stage.')"
