"""What people type: read exactly, never guessed, and never evaluated."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, Typed, read_amount, read_number

D = Decimal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("64210.5", "64210.5"),
        ("64 210,5", "64210.5"),
        ("64\u2009210.5", "64210.5"),
        ("64\u00a0210\u202f000", "64210000"),
        ("1,23", "1.23"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234", "1.234"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("0.25*3", "0.75"),
        ("0.25 × 3", "0.75"),
        ("(1+2)*-3", "-9"),
        ("10-4-3", "3"),
        ("12/4/3", "1"),
        ("\u22125", "-5"),
        ("$ 1.5 usdt", "1.5"),
        ("1.5USDT", "1.5"),
    ],
)
def test_one_reading(text: str, value: str) -> None:
    assert read_number(text, ("USDT",)) == D(value)


def test_two_readings_are_both_shown_and_none_is_taken() -> None:
    with pytest.raises(NotANumberError) as caught:
        read_number("1,234")
    assert str(caught.value) == "“1,234” can mean 1234 or 1.234. Type one of them."


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1e5", "1..2", "1,2,3", "12 34", "1,234,56", "1/0", "(1", "1)", "1+", "*2", ".", "1 2"],
)
def test_no_reading(text: str) -> None:
    with pytest.raises(NotANumberError, match=r"\.$"):
        read_number(text)


@pytest.mark.parametrize("text", ["5k", "5m", "25%", "__import__('os')", "9" * 61, "5 BTC"])
def test_a_price_has_no_suffix_and_nothing_is_evaluated(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_number(text, ("USDT",))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("5k", Typed(D(5000))),
        ("1.5M", Typed(D(1_500_000))),
        ("2k+500", Typed(D(2_500))),
        ("25%", Typed(D(25), percent=True)),
        ("100 / 4 %", Typed(D(25), percent=True)),
        ("0.01 BTC", Typed(D("0.01"))),
    ],
)
def test_sizes_have_suffixes(text: str, typed: Typed) -> None:
    assert read_amount(text, ("BTC",)) == typed


def test_a_percentage_stands_at_the_end() -> None:
    with pytest.raises(NotANumberError):
        read_amount("25%*2")


numbers = st.decimals(min_value=D("0.00000001"), max_value=D("1e12"), places=8)


@given(numbers)
def test_what_the_program_shows_it_can_read(value: Decimal) -> None:
    assert read_number(fmt.number(format(value, "f"))) == value


@given(numbers, numbers)
def test_sums_are_exact(left: Decimal, right: Decimal) -> None:
    assert read_number(f"{left:f}+{right:f}") == left + right


@given(st.text(alphabet="0123456789.,+-*/()%kmM \u2009abcé", max_size=70))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    sentence, value = "", Decimal(0)
    try:
        value = read_amount(text, ("BTC",)).value
    except NotANumberError as error:
        sentence = str(error)
    assert value.is_finite()
    assert not sentence or sentence.endswith(".")
