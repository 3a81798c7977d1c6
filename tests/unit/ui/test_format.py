"""Tests for `ui/format.py`."""

import time
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, instrument

BTC = instrument(BTC_PERP, "0.1", "0.0001")
PEPE = instrument(BTC_PERP, "0.0000000001", "1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("64198.2", "64\u2009198.2"), ("64198", "64\u2009198.0"), ("999.9", "999.9"), ("0.1", "0.1")],
)
def test_a_price_has_exactly_the_decimals_of_its_tick(value: str, shown: str) -> None:
    assert text.price(Decimal(value), BTC) == shown


def test_a_tiny_price_is_never_zero() -> None:
    assert text.price(Decimal("1.12345E-5"), PEPE) == "0.0000112345"


def test_a_computed_price_has_one_decimal_more_and_is_rounded_half_even() -> None:
    assert text.average(Decimal("64198.125"), BTC) == "64\u2009198.12"
    assert text.average(Decimal("64198.135"), BTC) == "64\u2009198.14"


def test_without_rules_a_number_is_shown_as_it_is() -> None:
    assert text.price(Decimal("1234.50"), None) == "1\u2009234.5"
    assert text.size(Decimal("0.010"), None) == "0.01"
    assert text.average(Decimal("3.30"), None) == "3.3"


def test_a_size_has_the_decimals_of_its_lot() -> None:
    assert text.size(Decimal("0.5"), BTC) == "0.5000"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12.345", "12.34"),
        ("0.12345", "0.1234"),
        ("0", "0.00"),
        ("-1234.5", "\u22121\u2009234.50"),
        ("-0.001", "\u22120.0010"),
        ("-0.00001", "0.0000"),
        ("1", "1.00"),
    ],
)
def test_money_has_two_decimals_and_four_below_one(value: str, shown: str) -> None:
    assert text.money(Decimal(value)) == shown


def test_unknown_is_a_dash_and_not_a_zero() -> None:
    for function in (text.money, text.signed_money, text.amount, text.percent, text.change, text.volume):
        assert function(None) == text.DASH
    for priced in (text.price, text.average, text.size):
        assert priced(None, BTC) == text.DASH
    assert text.age(None) == text.latency(None) == text.DASH
    assert text.machine(None) == ""


def test_a_gain_has_a_plus_and_a_loss_a_real_minus() -> None:
    assert text.signed_money(Decimal("3.2")) == "+3.20"
    assert text.signed_money(Decimal("-3.2")) == "\u22123.20"
    assert text.signed_money(Decimal(0)) == "0.00"


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        ("0.0123", "+1.23%"),
        ("-0.05", "\u22125.00%"),
        ("0", "0.00%"),
        ("0.00001", "0.00%"),
        ("12", "+1\u2009200.00%"),
    ],
)
def test_percent_has_two_decimals_and_a_sign(ratio: str, shown: str) -> None:
    assert text.percent(Decimal(ratio)) == shown


def test_a_change_has_an_arrow_beside_its_colour() -> None:
    assert text.change(Decimal("0.0123")) == "▲ +1.23%"
    assert text.change(Decimal("-0.0123")) == "▼ \u22121.23%"
    assert text.change(Decimal("0.00001")) == "0.00%"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12.345", "12.34"),
        ("999.994", "999.99"),
        ("1000", "1.00K"),
        ("999999.999", "1.00M"),
        ("1530000", "1.53M"),
        ("15300000000", "15.30B"),
        ("1530000000000", "1\u2009530.00B"),
    ],
)
def test_only_volumes_are_abbreviated(value: str, shown: str) -> None:
    assert text.volume(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("5211.3", "5\u2009211.30"), ("0.0931", "0.0931"), ("1E+6", "1\u2009000\u2009000.00")],
)
def test_an_amount_of_a_coin_keeps_its_digits(value: str, shown: str) -> None:
    assert text.amount(Decimal(value)) == shown


def test_a_side_is_a_word_with_an_arrow() -> None:
    assert (text.side(Side.BUY), text.side(Side.SELL)) == ("▲ Buy", "▼ Sell")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1.0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.94, "9.9 s"),
        (9.96, "9 s"),
        (59.9, "59 s"),
        (61.0, "1 min"),
        (7_200.0, "2 h"),
        (200_000.0, "2 d"),
    ],
)
def test_an_age_has_one_unit(seconds: float, shown: str) -> None:
    assert text.age(seconds) == shown


def test_times() -> None:
    east = timezone(timedelta(hours=3))
    assert text.time_of_day(NOW_MS, UTC) == "22:13:20"
    assert text.time_of_day(NOW_MS, east) == "01:13:20"
    assert text.date_time(NOW_MS, UTC) == "2023-11-14 22:13:20"
    assert text.iso_time(NOW_MS + 5) == "2023-11-14T22:13:20.005+00:00"
    assert (text.zone_name(NOW_MS, UTC), text.zone_name(NOW_MS, east)) == ("UTC", "UTC+03:00")
    assert (text.countdown(2_469_999), text.countdown(-5)) == ("00:41:09", "00:00:00")
    assert (text.latency(84.4), text.latency(1_234.0)) == ("84 ms", "1.2 s")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.integers(min_value=0, max_value=8))
def test_what_is_shown_is_the_rounded_number(value: Decimal, places: int) -> None:
    shown = text.fixed(value, places)
    back = Decimal(shown.replace("\u2009", "").replace("\u2212", "-"))
    assert abs(back - value) <= Decimal(1).scaleb(-places) / 2
    assert len(shown.partition(".")[2]) == places
    assert shown not in {"\u22120", "\u22120.00"}
    groups = shown.removeprefix("\u2212").partition(".")[0].split("\u2009")
    assert all(len(group) == 3 for group in groups[1:])
    assert 1 <= len(groups[0]) <= 3


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=8))
def test_the_clipboard_gets_the_exact_number(value: Decimal) -> None:
    assert Decimal(text.machine(value)) == value
    assert set(text.machine(value)) <= set("0123456789.-")


@pytest.fixture
def usual_style() -> Iterator[None]:
    """Put the style back that the other tests expect."""
    before = text.style()
    yield
    text.use(before)


@pytest.mark.usefixtures("usual_style")
@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (text.Style(), "−1\u2009234\u2009567.50"),
        (text.Style(thousands=","), "−1,234,567.50"),
        (text.Style(thousands=".", decimal=","), "−1.234.567,50"),
        (text.Style(thousands=""), "−1234567.50"),
    ],
)
def test_the_marks_are_the_persons_choice_and_a_copy_is_not(style: text.Style, shown: str) -> None:
    text.use(style)
    assert text.number("-1234567.50") == shown
    assert text.money(Decimal("-1234567.5")) == shown
    assert text.machine(Decimal("-1234567.5")) == "-1234567.5"
    assert text.number("0") == "0"


@pytest.mark.usefixtures("usual_style")
def test_texts_that_are_kept_follow_the_style_and_are_bounded() -> None:
    assert text.money(Decimal("1234.50")) == text.money(Decimal("1234.5")) == "1\u2009234.50"
    text.use(text.Style(thousands=".", decimal=","))
    assert text.money(Decimal("1234.50")) == "1.234,50"
    for number in range(2 * text.TEXTS_KEPT):
        text.fixed(Decimal(number), 1)
    assert text.texts_kept() <= text.TEXTS_KEPT


@pytest.mark.usefixtures("usual_style")
def test_times_can_be_in_utc() -> None:
    text.use(text.Style(utc=True))
    assert text.date_time(0) == "1970-01-01 00:00:00"
    assert text.zone_name(0) == "UTC"


@pytest.mark.usefixtures("usual_style")
def test_ages_and_round_trips_have_the_decimal_mark_too() -> None:
    text.use(text.Style(decimal=","))
    assert text.age(0.42) == "0,4 s"
    assert text.latency(1234) == "1,2 s"


def test_a_day_begins_at_midnight_of_its_zone() -> None:
    east = timezone(timedelta(hours=3))
    midnight = NOW_MS - (22 * 3600 + 13 * 60 + 20) * 1000
    assert text.day_start(NOW_MS, UTC) == midnight
    assert text.day_start(midnight, UTC) == midnight
    assert text.day_start(midnight - 1, UTC) == midnight - 86_400_000
    assert text.day_start(NOW_MS, east) == midnight + 21 * 3_600_000


def test_a_time_of_another_day_has_its_date() -> None:
    assert text.time_today(NOW_MS, NOW_MS + 1_000, UTC) == "22:13:20"
    assert text.time_today(NOW_MS, NOW_MS + 86_400_000, UTC) == "11-14 22:13"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows takes its zone from elsewhere")
def test_a_day_on_which_the_clocks_change_begins_at_its_own_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    evening = 1_711_918_800_000  # 2024-03-31 23:00 in Berlin, where it was UTC+01:00 at midnight
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert text.date_time(evening) == "2024-03-31 23:00:00"
        assert text.date_time(text.day_start(evening)) == "2024-03-31 00:00:00"
    finally:
        monkeypatch.undo()
        time.tzset()
