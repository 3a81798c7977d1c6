"""Secrets show nothing, wherever they are printed."""

import copy
import logging
import pickle

import pytest

from terminal_app.core.secret import DOTS, Credentials, Secret

VALUE = "s3cr3t-value-of-the-key"


@pytest.fixture
def credentials() -> Credentials:
    return Credentials(Secret(VALUE), Secret(VALUE + "-2"), Secret(VALUE + "-3"))


def test_it_gives_itself_out_only_when_asked_to() -> None:
    assert Secret(VALUE).reveal() == VALUE


def test_every_way_of_printing_shows_dots(credentials: Credentials) -> None:
    secret = credentials.key
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        f"{secret!r}",
        str([secret]),
        repr(credentials),
    ]
    logged = logging.LogRecord(
        "x", logging.INFO, "f", 1, "key %s %r", (secret, credentials), None
    ).getMessage()
    assert all(VALUE not in text for text in [*shown, logged])
    assert repr(secret) == DOTS


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_cannot_be_pickled(credentials: Credentials, protocol: int) -> None:
    with pytest.raises(TypeError, match="secret"):
        pickle.dumps(credentials.secret, protocol)
    with pytest.raises(TypeError):
        pickle.dumps(credentials, protocol)


def test_it_cannot_be_copied() -> None:
    with pytest.raises(TypeError):
        copy.deepcopy(Secret(VALUE))


def test_it_has_no_attributes_to_look_through() -> None:
    assert not hasattr(Secret(VALUE), "__dict__")


def test_equal_texts_are_equal_secrets() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert hash(Secret(VALUE)) == hash(Secret(VALUE))
    assert Secret(VALUE) != Secret("other")
    assert Secret(VALUE) != VALUE


def test_an_empty_secret_is_false() -> None:
    assert Secret(VALUE)
    assert not Secret("")
