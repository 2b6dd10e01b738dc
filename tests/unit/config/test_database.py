"""The address of a database, as Django wants it."""

from pathlib import Path

import pytest

from keyaccount.config.database import POSTGRES_OPTIONS, from_url

HERE = Path("/nowhere/keyaccount.sqlite3")


def test_without_an_address_it_is_a_file_under_the_data_folder() -> None:
    assert from_url("", default_file=HERE)["NAME"] == str(HERE)


def test_names_and_passwords_may_hold_any_letter() -> None:
    made = from_url("postgres://lin%40x:p%3A%2Fss@db.example.com:5433/key%20account", default_file=HERE)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("lin@x", "p:/ss", "db.example.com", "5433")
    assert made["NAME"] == "key account"


def test_short_questions_are_neither_compiled_nor_split() -> None:
    made = from_url("postgres://lin@localhost/keyaccount?sslmode=require", default_file=HERE)
    assert made["OPTIONS"] == {"options": POSTGRES_OPTIONS, "sslmode": "require"}


def test_a_pooler_may_be_spared_options() -> None:
    assert from_url("postgres://lin@localhost/keyaccount?options=", default_file=HERE)["OPTIONS"] == {"options": ""}


def test_an_unknown_kind_of_database_is_named() -> None:
    with pytest.raises(ValueError, match="mysql"):
        from_url("mysql://lin@localhost/keyaccount", default_file=HERE)
