"""Bars join history and prints without a seam, also when time jumps."""

from itertools import pairwise

from terminal_app.core.market import Interval
from terminal_app.core.orders import Side
from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.engine.models.calendar import Slot, slot_at
from terminal_app.paper.engine.models.history import History
from terminal_app.paper.engine.models.profiles import Profile
from terminal_app.paper.engine.models.tape import Tape
from terminal_app.paper.engine.models.walk import Coin, Span, Tide, Walk
from tests.helpers.paper_engine import PERP, PERP_ID, D

COIN = Coin("BTC", 100.0, 0.03, 0.8)
MINUTE = 60_000
START = 1_700_000_000_000 // MINUTE * MINUTE + 20_000


def make() -> tuple[History, Tape]:
    past = History(PERP, Profile(COIN, 5e8, 2.0), Walk(COIN, Tide(1)))
    return past, Tape(past, START)


def add(tape: Tape, at_ms: int, ticks: int, lots: int = 5) -> None:
    trade = Printed(PERP_ID, str(at_ms), ticks * PERP.tick, lots * PERP.lot, Side.BUY, at_ms)
    tape.add(trade, ticks, lots)


def minute(index: int) -> Slot:
    return Slot(Span.MINUTE, index, index + 1)


def test_the_bar_that_is_forming_goes_on_where_history_ends() -> None:
    past, tape = make()
    begun = past.between(START // MINUTE * MINUTE, START)
    assert begun is not None
    assert tape.bar(slot_at(Interval.M1, START)) == begun

    add(tape, START + 100, begun.high + 3)
    bar = tape.bar(slot_at(Interval.M1, START))

    assert (bar.open, bar.high, bar.low, bar.close) == (begun.open, begun.high + 3, begun.low, begun.high + 3)
    assert (bar.lots, tape.last) == (begun.lots + 5, begun.high + 3)


def test_every_length_sees_a_print() -> None:
    _, tape = make()
    before = {interval: tape.bar(slot_at(interval, START)) for interval in Interval}

    add(tape, START + 100, tape.last, 7)

    for interval in Interval:
        assert tape.bar(slot_at(interval, START)).lots == before[interval].lots + 7


def test_a_new_bar_opens_where_the_last_closed_and_quiet_bars_are_flat() -> None:
    _, tape = make()
    add(tape, START + 100, 1234)
    index = START // MINUTE
    tape.tick(START + 3 * MINUTE)
    assert tape.bar(minute(index + 3)) == (1234, 1234, 1234, 1234, 0, 0)

    add(tape, START + 3 * MINUTE, 1240)

    assert tape.bar(minute(index + 2)) == (1234, 1234, 1234, 1234, 0, 0)
    assert tape.bar(minute(index + 3)) == (1234, 1240, 1234, 1240, 5, 6200)
    bars = [tape.bar(minute(number)) for number in range(index - 100, index + 4)]
    assert all(first.close == second.open for first, second in pairwise(bars))


def test_after_a_jump_history_tells_what_was_missed() -> None:
    past, tape = make()
    add(tape, START + 100, tape.last)
    later = START + 600 * MINUTE

    tape.jump(later)

    index = START // MINUTE
    assert tape.last == past.ticks(later)
    assert [tape.bar(minute(index + number)) for number in (1, 300)] == [
        past.bar(Span.MINUTE, index + number) for number in (1, 300)
    ]
    assert tape.bar(minute(index)).close == past.bar(Span.MINUTE, index).close
    begun = past.between(later // MINUTE * MINUTE, later // 1000 * 1000)
    assert tape.bar(minute(later // MINUTE)) == begun


def test_a_jump_within_a_bar_adds_to_it() -> None:
    past, tape = make()
    before = tape.bar(minute(START // MINUTE))

    tape.jump(START + 10_000)

    missed = past.between(START, START + 10_000)
    assert missed is not None
    assert tape.bar(minute(START // MINUTE)).lots == before.lots + missed.lots


def test_the_day_is_the_last_24_hours() -> None:
    past, tape = make()
    quarter = START // Span.QUARTER.ms
    rows = [past.bar(Span.QUARTER, quarter - number) for number in range(1, 96)]

    add(tape, START + 100, 10**6, 9)
    day = tape.day()

    assert day.high == 10**6
    assert day.low <= min(row.low for row in rows)
    assert day.open == rows[-1].open
    assert day.lots >= sum(row.lots for row in rows) + 9
    assert tape.day() == day


def test_old_live_bars_give_way_to_history() -> None:
    past, tape = make()
    for number in range(5_200):
        add(tape, START + number * MINUTE, tape.last)

    index = START // MINUTE
    assert tape.bar(minute(index + 1)) == past.bar(Span.MINUTE, index + 1)
    assert D(tape.bar(minute(index + 5_000)).lots) == 5
