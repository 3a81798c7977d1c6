"""Tests for `bitget/wire/ack.py`."""

from terminal_app.bitget.wire.ack import Ack, pair_up


def test_rows_are_paired_by_our_number() -> None:
    a, b = Ack("1", "a", "00000", ""), Ack("2", "b", "00000", "")
    assert pair_up([b, a], ["a", "b"]) == [a, b]
    assert pair_up([a], ["a", "b"]) == [a, None]
    assert pair_up([a, Ack("9", "stranger", "00000", "")], ["a", "b"]) == [a, None]


def test_rows_without_our_number_are_paired_by_place_only_when_all_are_there() -> None:
    first, second = Ack("1", "", "00000", ""), Ack(None, "", "43012", "")
    assert pair_up([first, second], ["a", "b"]) == [first, second]
    assert pair_up([first], ["a", "b"]) == [None, None]
