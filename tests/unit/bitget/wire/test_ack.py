"""The word on each order of a batch goes to that order and to no other."""

import pytest

from terminal_app.bitget.wire.ack import NO_CODE, Ack, ack_of, pair_up
from terminal_app.bitget.wire.envelope import OK


def test_rows_are_paired_by_our_number() -> None:
    a, b = Ack("1", "a", OK, ""), Ack("2", "b", OK, "")
    assert pair_up([b, a], ["a", "b"]) == [a, b]
    assert pair_up([a], ["a", "b"]) == [a, None]
    assert pair_up([a, Ack("9", "stranger", OK, "")], ["a", "b"]) == [a, None]


def test_rows_without_our_number_are_paired_by_place_only_when_all_are_there() -> None:
    first, second = Ack("1", "", OK, ""), Ack(None, "", "43012", "")
    assert pair_up([first, second], ["a", "b"]) == [first, second]
    assert pair_up([first], ["a", "b"]) == [None, None]


@pytest.mark.parametrize(
    ("order_id", "client_oid", "message", "expected"),
    [
        ("1", "a", None, Ack("1", "a", OK, "")),
        (1, None, "no\nmoney", Ack("1", "", OK, "no money")),
        ("", 5, "", Ack(None, "5", OK, "")),
        (None, "", None, Ack(None, "", OK, "")),
        (0, None, None, Ack(None, "", OK, "")),
    ],
)
def test_ids_may_be_absent_or_numbers(
    order_id: str | int | None, client_oid: str | int | None, message: str | None, expected: Ack
) -> None:
    assert ack_of(order_id, client_oid, OK, message) == expected


def test_only_the_code_of_success_is_one() -> None:
    assert Ack(None, "", OK, "").ok
    assert not Ack(None, "", NO_CODE, "").ok
    assert not Ack(None, "", "43012", "").ok
