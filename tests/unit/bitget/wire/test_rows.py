"""Long lists: a row that cannot be read costs that row."""

import logging

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.rows import readable
from terminal_app.core.money import BadNumberError
from tests.helpers.envelopes import holding


def read(raw: msgspec.Raw) -> str | None:
    match bytes(raw):
        case b"1":
            raise BadPayloadError("no row")
        case b"2":
            raise BadNumberError("no number")
        case b"3":
            return None
        case text:
            return text.decode()


def test_what_can_be_read_is_and_the_rest_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert readable(holding([1, 4, 2, 3, 5]), read, "things") == ["4", "5"]
    assert "2 things could not be read, the first: no row" in caplog.text


def test_an_empty_list_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert readable(holding(None), read, "things") == readable(holding([]), read, "things") == []
    assert not caplog.text


def test_what_is_no_list_of_such_rows_is_refused() -> None:
    with pytest.raises(BadPayloadError):
        readable(holding({}), read, "things")
    with pytest.raises(BadPayloadError, match="hardly a row"):
        readable(holding([1] * 1_000), read, "things")
