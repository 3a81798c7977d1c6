"""The door for numbers: what is bounded and plain comes in, everything else is refused quickly."""

import time
from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire import numbers
from terminal_app.core.money import ZERO, BadNumberError, plain

HOSTILE = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e2000000",
    "1E+5",
    "0x10",
    "1_000",
    " 1",
    "1 ",
    "+1",
    "1,5",
    ".5",
    "5.",
    "١٢",
    "--1",
    "9" * 41,
    "1\n",
    "null",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("door", [numbers.required, numbers.optional, numbers.or_zero, numbers.positive])
def test_hostile_texts_are_refused(door: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadNumberError):
        door(text)


def test_a_hostile_text_costs_no_time() -> None:
    started = time.process_time()
    for text in ("9" * 5_000_000, "1e" + "9" * 100_000):
        with pytest.raises(BadNumberError):
            numbers.required(text)
        with pytest.raises(BadNumberError):
            numbers.json_number(msgspec.Raw(text.encode()))
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_is_nothing(nothing: str | None) -> None:
    assert numbers.optional(nothing) is None
    assert numbers.positive(nothing) is None
    assert numbers.or_zero(nothing) == ZERO
    assert numbers.small_int(nothing, 7) == 7
    assert numbers.optional_millis(nothing) is None
    with pytest.raises(BadNumberError):
        numbers.required(nothing)
    with pytest.raises(BadNumberError):
        numbers.millis(nothing)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**20), max_value=10**20))
def test_a_plain_number_keeps_every_digit(value: Decimal) -> None:
    text = plain(value)
    assert plain(numbers.required(text)) == text
    assert numbers.json_number(msgspec.Raw(text.encode())) == value
    assert numbers.json_number(msgspec.Raw(f'"{text}"'.encode())) == value


@pytest.mark.parametrize("text", ["0", "-1", "-0.5", "0.00"])
def test_a_limit_of_zero_or_less_does_not_exist(text: str) -> None:
    assert numbers.positive(text) is None


def test_whole_json_numbers_are_taken_where_texts_are_documented() -> None:
    assert numbers.required(20) == Decimal(20)
    with pytest.raises(BadNumberError):
        numbers.required(True)
    with pytest.raises(BadNumberError):
        numbers.required(10**30)


@pytest.mark.parametrize(
    ("text", "value"),
    [("8.66E-6", "0.00000866"), ("1e3", "1000"), ("-2.5e+1", "-25"), ("0.018411", "0.018411"), ("10", "10")],
)
def test_json_numbers_may_have_a_small_exponent(text: str, value: str) -> None:
    assert numbers.json_number(msgspec.Raw(text.encode())) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1e31", "1E-31", "1e999999", "null", "true", '"', '""', "[1]", "1..2e1", "\xff"]
)
def test_other_json_is_no_number(text: str) -> None:
    with pytest.raises(BadNumberError):
        numbers.json_number(msgspec.Raw(text.encode("latin-1")))


def test_times() -> None:
    assert numbers.millis("1700000000000") == 1_700_000_000_000
    assert numbers.millis(1_700_000_000_000) == 1_700_000_000_000
    assert numbers.optional_millis("1700000000000") == 1_700_000_000_000
    assert [numbers.optional_millis(none) for none in ("0", "-1", 0, -1)] == [None] * 4


@pytest.mark.parametrize("bad", ["1.5", "-5", "1e3", "999999999999999", 10**15, -5, True, "12 "])
def test_what_is_no_time(bad: str | int) -> None:
    with pytest.raises(BadNumberError):
        numbers.millis(bad)


def test_small_counts() -> None:
    assert numbers.small_int("8") == 8
    assert numbers.small_int("12.9") == 12
    for bad in ("-1", "99999999999"):
        with pytest.raises(BadNumberError):
            numbers.small_int(bad)


def test_sequence_numbers_have_63_bits() -> None:
    assert numbers.sequence(2**63 - 1) == 2**63 - 1
    with pytest.raises(BadNumberError):
        numbers.sequence(2**63)
    with pytest.raises(BadNumberError):
        numbers.sequence(-1)


def test_many_numbers_are_checked_together() -> None:
    assert numbers.many([]) == []
    assert numbers.many(["1.50", "0"]) == [Decimal("1.50"), ZERO]
    for bad in ("-1", "", "1,2", "1e5", "NaN", "9" * 41):
        with pytest.raises(BadNumberError):
            numbers.many(["1", bad])


@given(st.lists(st.decimals(0, 10**19, places=8, allow_nan=False, allow_infinity=False), max_size=30))
def test_many_numbers_are_read_like_one(values: list[Decimal]) -> None:
    texts = [f"{value:f}" for value in values]
    assert numbers.many(texts) == [numbers.required(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", ".5", "1.", "1,2", "1e5", "NaN", " 1", "1 ", "١", "1" * 21, "0." + "1" * 21, "1\n"],
)
def test_one_bad_number_among_many_spoils_them_all(text: str) -> None:
    with pytest.raises(BadNumberError):
        numbers.many(["1.5", text, "2"])


def test_many_optional_numbers_are_read_like_one() -> None:
    texts = ["1.50", "", None, "0", "-2", 7]
    assert numbers.optionals(texts) == [numbers.optional(text) for text in texts]
    with pytest.raises(BadNumberError):
        numbers.optionals(["1", "1e5"])
    with pytest.raises(BadNumberError):
        numbers.optionals([True])


@pytest.mark.parametrize("text", ["²", "١٢", "1" * 20, "-1", "+1", "1.0", " 1", ""])
def test_only_plain_digits_are_a_time(text: str) -> None:
    with pytest.raises(BadNumberError):
        numbers.millis(text)
