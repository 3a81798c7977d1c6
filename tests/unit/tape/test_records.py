"""Records as bytes."""

import pytest

from terminal_app.core.events import Link
from terminal_app.tape.records import Kind, TapeRecord, json_body, pack, read_json, unpack

RECORDS = [
    TapeRecord(Kind.FRAME, Link.PUBLIC, 1234.000000001, 1_700_000_000_000, b'{"a":1}'),
    TapeRecord(Kind.TURN, Link.PRIVATE, 0.1 + 0.2, 1_700_000_000_001),
]


def test_records_come_back() -> None:
    assert list(unpack(b"".join(map(pack, RECORDS)))) == RECORDS


@pytest.mark.parametrize("cut", [1, 5, 21, 25])
def test_half_a_record_is_none(cut: int) -> None:
    with pytest.raises(ValueError):
        list(unpack(pack(RECORDS[0])[:cut]))


def test_a_kind_nobody_knows_is_none() -> None:
    with pytest.raises(ValueError):
        list(unpack(b"\xff" + pack(RECORDS[0])[1:]))


def test_json_has_one_form() -> None:
    assert json_body({"b": 1, "a": 2}) == json_body({"a": 2, "b": 1}) == b'{"a":2,"b":1}'
    assert read_json(TapeRecord(Kind.SEED, Link.PUBLIC, 0.0, 0, json_body(7))) == 7
