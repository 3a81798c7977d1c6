"""Exact values to number strings that a strict reader accepts."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.paper.server.encode.numbers import charged, number, share

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]*[1-9])?")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1E-8", "0.00000001"),
        ("100.00", "100"),
        ("1E+5", "100000"),
        ("0.00", "0"),
        ("-0.50", "-0.5"),
        ("-0", "0"),
    ],
)
def test_writes_plain_numbers(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_every_number_is_short_and_plain(value: Decimal) -> None:
    text = number(value)
    assert PLAIN.fullmatch(text) or text == "-0"
    assert len(text) <= 40
    assert abs(Decimal(text) - value) <= Decimal("5E-17")


def test_shares_of_nothing_are_zero() -> None:
    assert share(Decimal(1), Decimal(3)) == "0.33333333"
    assert share(Decimal(1), Decimal(0)) == "0"


def test_costs_are_negative_when_charged() -> None:
    assert charged(Decimal("0.5")) == "-0.5"
    assert charged(Decimal(0)) == "0"
