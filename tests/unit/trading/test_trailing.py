"""Where a trailing stop belongs, when it moves, and when it has ended."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.commands import PlaceTrail
from terminal_app.core.held import Distance, Trail
from terminal_app.core.orders import ExitLeg, Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading import trailing
from tests.helpers.examples import PERP, PERP_ID

D = Decimal
S = StrategyStatus


def place(
    side: Side = Side.SELL, stop: str = "63000", distance: str = "1000", *, percent: bool = False
) -> PlaceTrail:
    return PlaceTrail("tb-t1", PERP_ID, side, D(stop), Distance(D(distance), percent))


def trail(side: Side = Side.SELL, activation: str | None = None) -> Trail:
    made = trailing.begun(place(side, "63000" if side is Side.SELL else "65000"), 1)
    return replace(made, activation=None if activation is None else D(activation))


def stop(level: str, status: StrategyStatus = S.PENDING, note: str = "") -> StrategyOrder:
    return StrategyOrder(
        PERP_ID,
        "s-1",
        "tb-t1",
        StrategyKind.TP_SL,
        Side.SELL,
        status,
        1,
        1,
        stop_loss=ExitLeg(D(level)),
        note=note,
    )


@pytest.mark.parametrize(
    ("price", "distance", "side", "level"),
    [
        ("64000", Distance(D(1000)), Side.SELL, "63000"),
        ("64000", Distance(D("1.5"), percent=True), Side.SELL, "63040"),
        ("64000", Distance(D(1000)), Side.BUY, "65000"),
        # Between two ticks it loses less: up for a long, down for a short.
        ("64000", Distance(D("0.15")), Side.SELL, "63999.9"),
        ("64000", Distance(D("0.15")), Side.BUY, "64000.1"),
        ("64000.3", Distance(D(1), percent=True), Side.SELL, "63360.3"),
    ],
)
def test_a_stop_lies_behind_the_price(price: str, distance: Distance, side: Side, level: str) -> None:
    assert trailing.level_behind(D(price), distance, side, PERP) == D(level)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (place(distance="0"), "must be above zero"),
        (place(distance="0.05"), "at least one step, 0.1"),
        (place(distance="100", percent=True), "below 100 %"),
        (replace(place(), activation=D(0)), "activation price must be above zero"),
    ],
)
def test_what_cannot_trail_is_refused(command: PlaceTrail, words: str) -> None:
    assert words in " ".join(trailing.trail_refusals(command, PERP))


def test_a_good_one_is_not_refused_but_waits_for_the_rules() -> None:
    assert list(trailing.trail_refusals(place(), PERP)) == []
    assert list(trailing.trail_refusals(place(), None)) == ["The rules of BTCUSDT are not loaded yet."]


def test_it_follows_from_the_first_price_without_an_activation() -> None:
    assert trailing.seen(trail(), D(64000)).peak == 64000


@pytest.mark.parametrize(("side", "before", "reached"), [(Side.SELL, 64999, 65000), (Side.BUY, 62001, 62000)])
def test_it_waits_for_its_activation(side: Side, before: int, reached: int) -> None:
    waits = trail(side, "65000" if side is Side.SELL else "62000")
    assert not trailing.seen(waits, D(before)).active
    assert trailing.due(trailing.seen(waits, D(before)), D(before), PERP) is None
    assert trailing.seen(waits, D(reached)).peak == reached


def test_the_stop_of_a_long_rises_and_never_falls() -> None:
    now = trailing.seen(trail(), D(64500))
    assert trailing.due(now, D(64500), PERP) == D(63500)
    assert trailing.seen(now, D(64000)) == now
    # Less than one tick better is left alone.
    assert trailing.due(trailing.seen(trail(), D("64000.05")), D("64000.05"), PERP) == D("63000.1")
    assert trailing.due(trailing.seen(trail(), D(64000)), D(64000), PERP) is None


def test_the_stop_of_a_short_falls_and_never_rises() -> None:
    now = trailing.seen(trail(Side.BUY), D(63500))
    assert trailing.due(now, D(63500), PERP) == D(64500)
    assert trailing.seen(now, D(64000)) == now


def test_a_price_that_fell_through_the_new_level_puts_the_stop_one_tick_behind_it() -> None:
    now = trailing.seen(trail(), D(65000))
    assert trailing.due(now, D(63900), PERP) == D("63899.9")
    assert trailing.due(now, D("63000.1"), PERP) is None


def test_what_was_asked_for_is_confirmed_by_what_the_venue_shows() -> None:
    now = trailing.asked(trailing.asked(trail(), D(63100)), D(63200))
    assert trailing.shown(now, stop("63000")) == now
    assert trailing.shown(now, stop("63100")).levels == (D(63100), D(63200))
    assert trailing.shown(now, stop("63200")).levels == (D(63200),)


def test_what_was_certainly_not_taken_is_forgotten() -> None:
    now = trailing.asked(trail(), D(63100))
    assert trailing.not_made(now, D(63100)) == trail()
    assert trailing.not_made(trail(), D(63000)) == trail()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (stop("63000", S.DONE), "The stop was set off."),
        (stop("63000", S.CANCELLED, "The position is closed."), "cancelled. The position is closed."),
        (stop("63000", S.FAILED), "protects nothing"),
        (stop("62000"), "moved by hand"),
        (replace(stop("63000"), stop_loss=None), "moved by hand"),
    ],
)
def test_it_ends_with_its_stop_or_by_hand(order: StrategyOrder, words: str) -> None:
    after = trailing.shown(trail(), order)
    assert after.ended
    assert words in after.note
    assert trailing.shown(after, stop("1")) == after
    assert trailing.seen(after, D(70000)) == after
    assert trailing.due(after, D(70000), PERP) is None


@pytest.mark.parametrize("status", [S.SENDING, S.UNKNOWN, S.SUBMITTING])
def test_nothing_is_concluded_from_a_stop_in_doubt(status: StrategyStatus) -> None:
    assert trailing.shown(trail(), stop("1", status)) == trail()


PRICES = st.lists(st.integers(600_000, 700_000).map(lambda n: D(n) / 10), max_size=40)
DISTANCES = st.one_of(
    st.integers(1, 50_000).map(lambda n: Distance(D(n) / 10)),
    st.integers(1, 9_000).map(lambda n: Distance(D(n) / 100, percent=True)),
)


@given(PRICES, DISTANCES, st.sampled_from(Side), st.none() | st.integers(60_000, 70_000))
def test_a_trail_never_loosens_and_lies_on_the_losing_side(
    prices: list[Decimal], distance: Distance, side: Side, activation: int | None
) -> None:
    first = trailing.level_behind(D(65_000), distance, side, PERP)
    command = PlaceTrail("tb-t1", PERP_ID, side, first, distance)
    now = trailing.begun(replace(command, activation=None if activation is None else D(activation)), 1)
    sign = 1 if side is Side.SELL else -1
    for price in prices:
        now = trailing.seen(now, price)
        level = trailing.due(now, price, PERP)
        if level is None:
            continue
        assert (level - now.level) * sign >= PERP.tick
        assert (price - level) * sign >= PERP.tick
        assert level % PERP.tick == 0
        now = trailing.asked(now, level)
    assert list(now.levels) == sorted(now.levels, reverse=side is Side.BUY)
