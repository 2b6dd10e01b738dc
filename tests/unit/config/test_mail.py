"""The mail server from one address."""

from __future__ import annotations

import pytest

from keyaccount.config.mail import from_url


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.com", 587, True, False),
        ("smtp://mail.example.com:2525", 2525, True, False),
        ("smtps://mail.example.com", 465, False, True),
        ("smtp+plain://mail.example.com", 25, False, False),
    ],
)
def test_how_it_is_reached(url: str, port: int, tls: bool, ssl: bool) -> None:
    mail = from_url(url)
    assert (mail.host, mail.port, mail.use_tls, mail.use_ssl) == ("mail.example.com", port, tls, ssl)
    assert mail.backend.endswith("smtp.EmailBackend")


def test_a_password_may_hold_any_character() -> None:
    mail = from_url("smtp://lin%40example.com:p%3A%2Fss@mail.example.com")
    assert (mail.user, mail.password) == ("lin@example.com", "p:/ss")


def test_without_a_server_mail_goes_to_the_log() -> None:
    assert from_url("").backend.endswith("console.EmailBackend")


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://"])
def test_what_is_no_address_says_how_one_looks(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host"):
        from_url(url)
