"""Tests for `market/alerts/book.py`: each arming fires once, and only what was seen is said to be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.book import GAP_MS, AlertBook, recalled
from terminal_app.market.alerts.values import Alert, Fired, Gap, Sight, Way
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, NOW_MS

D = Decimal
LAST = TriggerBy.LAST
RISES = Alert("a", BTC_PERP, D(100), Way.UP, NOW_MS)


def book(*alerts: Alert) -> AlertBook:
    made = AlertBook()
    for alert in alerts or (RISES,):
        made.put(alert)
    return made


def test_a_price_that_goes_over_it_fires_it_once() -> None:
    alerts = book()
    assert alerts.on_price(BTC_PERP, LAST, D(99), NOW_MS + 100) == []
    (fired,) = alerts.on_price(BTC_PERP, LAST, D("100.0"), NOW_MS + 200)
    assert isinstance(fired, Fired)
    assert (fired.sight, fired.at_ms, fired.alert.armed) == (Sight.SEEN, NOW_MS + 200, False)
    assert alerts.on_price(BTC_PERP, LAST, D(99), NOW_MS + 300) == []
    assert alerts.on_price(BTC_PERP, LAST, D(101), NOW_MS + 400) == []


def test_falling_is_the_other_side() -> None:
    alerts = book(replace(RISES, way=Way.DOWN))
    assert alerts.on_price(BTC_PERP, LAST, D("100.1"), NOW_MS + 1) == []
    assert len(alerts.on_price(BTC_PERP, LAST, D(100), NOW_MS + 2)) == 1


def test_only_its_own_price_of_its_own_symbol_counts() -> None:
    alerts = book()
    assert not alerts.on_price(BTC_PERP, TriggerBy.MARK, D(101), NOW_MS + 1)
    assert not alerts.on_price(ETH_SPOT, LAST, D(101), NOW_MS + 1)


def test_each_time_needs_the_price_to_come_back_first() -> None:
    alerts = book(replace(RISES, each=True))
    told = [
        len(alerts.on_price(BTC_PERP, LAST, D(price), NOW_MS + at))
        for at, price in enumerate((99, 101, 102, 99, 98, 100, 101))
    ]
    assert told == [0, 1, 0, 0, 0, 1, 0]
    assert [alert.arming for alert in alerts.all()] == [2]


def test_an_older_price_that_arrives_late_is_no_crossing() -> None:
    alerts = book()
    alerts.on_price(BTC_PERP, LAST, D(99), NOW_MS + 500)
    assert alerts.on_price(BTC_PERP, LAST, D(101), NOW_MS + 400) == ()
    assert book().on_price(BTC_PERP, LAST, D(101), NOW_MS - 1) == []


def test_the_first_price_after_a_long_silence_is_not_said_to_be_seen() -> None:
    alerts = book()
    (fired,) = alerts.on_price(BTC_PERP, LAST, D(101), NOW_MS + GAP_MS + 1)
    assert isinstance(fired, Fired)
    assert (fired.sight, fired.since_ms, fired.closed) == (Sight.BETWEEN, NOW_MS, False)
    assert not alerts.on_price(BTC_PERP, LAST, D(102), NOW_MS + GAP_MS + 2)


def test_so_is_the_first_after_a_lost_line_however_soon_it_comes() -> None:
    alerts = book()
    alerts.on_price(BTC_PERP, LAST, D(99), NOW_MS + 1)
    alerts.doubt()
    (gap,) = alerts.on_price(BTC_PERP, LAST, D(98), NOW_MS + 2)
    assert isinstance(gap, Gap)
    assert (gap.since_ms, gap.until_ms, gap.closed) == (NOW_MS + 1, NOW_MS + 2, False)
    assert alerts.on_price(BTC_PERP, LAST, D(97), NOW_MS + 3) == []


@pytest.mark.parametrize(("price", "kind"), [(101, Fired), (99, Gap)])
def test_after_a_restart_it_says_that_the_program_was_closed(price: int, kind: type) -> None:
    again = recalled(book().remember())
    (told,) = again.on_price(BTC_PERP, LAST, D(price), NOW_MS + 1_000)
    assert isinstance(told, kind)
    assert isinstance(told, Fired | Gap)
    assert (told.closed, told.since_ms) == (True, NOW_MS)


def test_what_has_fired_stays_so_over_a_restart() -> None:
    alerts = book()
    alerts.on_price(BTC_PERP, LAST, D(101), NOW_MS + 1)
    again = recalled(alerts.remember())
    assert again.all() == alerts.all()
    assert again.on_price(BTC_PERP, LAST, D(99), NOW_MS + 2) == []
    assert again.on_price(BTC_PERP, LAST, D(101), NOW_MS + 3) == []


def test_history_fires_only_the_arming_it_was_asked_for() -> None:
    alerts = recalled(book().remember())
    (gap,) = alerts.on_price(BTC_PERP, LAST, D(99), NOW_MS + 1_000)
    assert isinstance(gap, Gap)
    fired = alerts.fire_of_history(gap, NOW_MS + 500)
    assert fired is not None
    assert (fired.sight, fired.at_ms, fired.closed) == (Sight.HISTORY, NOW_MS + 500, True)
    assert alerts.fire_of_history(gap, NOW_MS + 500) is None
    alerts.put(RISES.anew(D(100), Way.UP, NOW_MS + 2_000))
    assert alerts.fire_of_history(gap, NOW_MS + 500) is None
    assert [alert.armed for alert in alerts.all()] == [True]


def test_a_damaged_file_loses_only_what_makes_no_sense() -> None:
    good = recalled(book().remember()).remember()["alerts"]
    assert isinstance(good, list)
    bad = [3, {}, {**good[0], "price": "1e9"}, {**good[0], "way": "aside"}, {**good[0], "price": "0"}]
    bad += [{**good[0], "seen_ms": "now"}, {**good[0], "product": None}, {**good[0], "armed": 1}]
    assert [one.id for one in recalled({"alerts": [*bad, *good]}).all()] == ["a"]
    assert recalled({"alerts": "none"}).all() == ()


_STEPS = st.lists(
    st.tuples(st.integers(95, 105), st.integers(-50, GAP_MS * 2), st.sampled_from(["", "restart", "doubt"])),
    max_size=40,
)


@given(_STEPS, st.booleans())
def test_no_arming_fires_twice_whatever_comes(steps: list[tuple[int, int, str]], each: bool) -> None:
    alerts, now = book(replace(RISES, each=each)), NOW_MS
    armings: list[int] = []
    for price, by, what in steps:
        if what == "restart":
            alerts = recalled(alerts.remember())
        elif what == "doubt":
            alerts.doubt()
        now += by
        for told in alerts.on_price(BTC_PERP, LAST, D(price), now):
            fired = alerts.fire_of_history(told, now) if isinstance(told, Gap) and price % 2 else told
            if isinstance(fired, Fired):
                armings.append(fired.alert.arming - (fired.sight is Sight.HISTORY and each))
    assert len(armings) == len(set(armings))
    assert each or len(armings) <= 1
