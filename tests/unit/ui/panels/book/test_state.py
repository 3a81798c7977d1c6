"""The rows of the book: exact texts, running totals, groups, and rows held still."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Level
from terminal_app.core.orders import Side
from terminal_app.market.book import WAITING, OrderBook
from terminal_app.ui.panels.book.state import (
    GROUPS,
    QUIET_SECONDS,
    BookRow,
    BookState,
    freshness,
    hides_best,
    stale_after,
)
from tests.helpers.examples import PERP
from tests.helpers.market import level, stamp

D = Decimal
NOW = stamp(ManualClock())


def made(bids: list[Level], asks: list[Level]) -> OrderBook:
    book = OrderBook()
    book.replace(bids, asks, NOW)
    return book


BOOK = made(
    [level("64210.5", "0.5"), level("64210.4", "1.25"), level("64209.9", "2")],
    [level("64210.6", "0.1"), level("64211.1", "0.2")],
)


def texts(rows: tuple[BookRow, ...]) -> list[tuple[str, str, str]]:
    return [(row.price_text, row.size_text, row.total_text) for row in rows]


def test_rows_have_the_decimals_of_the_instrument_and_running_totals() -> None:
    view = BookState(PERP).build(BOOK, PERP.tick, 10)
    assert texts(view.bids) == [
        ("64\u2009210.5", "0.5000", "0.5000"),
        ("64\u2009210.4", "1.2500", "1.7500"),
        ("64\u2009209.9", "2.0000", "3.7500"),
    ]
    assert texts(view.asks) == [
        ("64\u2009210.6", "0.1000", "0.1000"),
        ("64\u2009211.1", "0.2000", "0.3000"),
    ]
    assert (view.spread, view.spread_percent, view.reason) == ("0.1", "0.0002%", "")


def test_depth_limits_the_rows() -> None:
    view = BookState(PERP).build(BOOK, PERP.tick, 1)
    assert (len(view.bids), len(view.asks)) == (1, 1)


def test_groups_are_multiples_of_the_tick() -> None:
    state = BookState(PERP)
    view = state.build(BOOK, state.step(10), 10)
    assert texts(view.bids) == [
        ("64\u2009210.0", "1.7500", "1.7500"),
        ("64\u2009209.0", "2.0000", "3.7500"),
    ]
    assert [row.price for row in view.asks] == [D("64211.0"), D("64212.0")]
    assert view.spread == "0.1"
    assert [state.step_text(group) for group in GROUPS] == ["0.1", "0.2", "0.5", "1.0", "5.0", "10.0"]


def test_without_rules_numbers_are_shown_as_they_came() -> None:
    state = BookState(None)
    view = state.build(BOOK, state.step(10), 10)
    assert texts(view.bids)[1] == ("64\u2009210.4", "1.25", "1.75")
    assert state.step_text(1) == "—"


def test_held_rows_keep_their_prices_and_get_new_sizes() -> None:
    state = BookState(PERP)
    before = state.build(BOOK, PERP.tick, 2)
    later = made(
        [level("64210.4", "9"), level("64210.3", "1")], [level("64210.5", "1"), level("64210.6", "3")]
    )
    view = state.build(later, PERP.tick, 2, held=before)
    assert [row.price for row in view.bids] == [row.price for row in before.bids]
    # What was the best bid is an ask now: the row stays where it is and shows what rests there.
    assert texts(view.bids) == [
        ("64\u2009210.5", "1.0000", "1.0000"),
        ("64\u2009210.4", "9.0000", "9.0000"),
    ]
    assert [row.side for row in view.bids] == [Side.SELL, Side.BUY]
    assert texts(view.asks) == [("64\u2009210.6", "3.0000", "4.0000"), ("64\u2009211.1", "—", "—")]
    assert not hides_best(later, view, PERP.tick)
    later.update([], [level("64210.5", "0"), level("64210.6", "0"), level("64210.7", "1")], NOW)
    assert hides_best(later, view, PERP.tick)


def test_a_bad_book_keeps_its_rows_and_says_why() -> None:
    book = made([level("1")], [level("2")])
    book.mark_broken("An update was missed.")
    view = BookState(PERP).build(book, PERP.tick, 5)
    assert (len(view.bids), view.reason) == (1, "An update was missed.")


def test_an_unknown_or_one_sided_book_has_no_spread() -> None:
    view = BookState(PERP).build(OrderBook(), PERP.tick, 5)
    assert (view.bids, view.asks, view.spread, view.reason) == ((), (), "—", WAITING)
    one_sided = BookState(PERP).build(made([level("1")], []), PERP.tick, 5)
    assert (one_sided.spread, one_sided.reason) == ("—", "")


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.integers(1, 30))
def test_shares_grow_with_depth_and_stay_within_the_row(sizes: list[int], depth: int) -> None:
    bids = [(PERP.tick * (1_000 - index), PERP.lot * size) for index, size in enumerate(sizes)]
    view = BookState(PERP).build(made(bids, []), PERP.tick, depth)
    shares = [row.share for row in view.bids]
    assert shares == sorted(shares)
    assert 0.9 <= shares[-1] <= 1.0
    assert D(view.bids[-1].total_text.replace("\u2009", "")) == sum(PERP.lot * size for size in sizes[:depth])


@pytest.mark.parametrize(
    ("pace", "limit"), [(None, 1.5), (0.1, 1.5), (0.5, 1.5), (2.0, 6.0), (60.0, QUIET_SECONDS)]
)
def test_the_limit_follows_the_pace_of_the_market(pace: float | None, limit: float) -> None:
    assert stale_after(pace) == limit


def test_a_quiet_book_is_patient_and_a_busy_one_is_not() -> None:
    for gap, age, stale in ((0.1, 1.6, True), (4.0, 8.0, False), (4.0, 12.5, True)):
        clock, book = ManualClock(), OrderBook()
        book.replace([level("1")], [level("2")], stamp(clock))
        for _ in range(30):
            clock.advance(gap)
            book.update([level("1", "2")], [], stamp(clock))
        clock.advance(age)
        assert freshness(book).is_stale(clock.monotonic()) is stale, (gap, age)


def test_an_outage_does_not_teach_patience() -> None:
    clock, book = ManualClock(), OrderBook()
    book.replace([level("1")], [level("2")], stamp(clock))
    for gap in (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 10.0, 0.1):
        clock.advance(gap)
        book.update([level("1", "2")], [], stamp(clock))
    assert stale_after(book.pace) == 1.5
    book.mark_broken("The connection was lost.")
    clock.advance(60)
    book.replace([level("1")], [level("2")], stamp(clock))
    assert stale_after(book.pace) == 1.5
