"""The order book equals a dictionary that is sorted when read, and is never good while crossed."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Level, Stamp
from terminal_app.core.money import ceil_to, floor_to
from terminal_app.market.book import CROSSED, EMPTY, WAITING, OrderBook
from tests.helpers.market import level

STAMP = Stamp(1, 1.0)
D = Decimal

sizes = st.integers(0, 5).map(Decimal)
low_prices = st.integers(1, 60).map(lambda ticks: D(ticks) / 10)
high_prices = st.integers(61, 120).map(lambda ticks: D(ticks) / 10)
any_prices = st.integers(1, 120).map(lambda ticks: D(ticks) / 10)
Changes = list[tuple[list[Level], list[Level]]]


def changes_of(
    bids: st.SearchStrategy[Decimal], asks: st.SearchStrategy[Decimal]
) -> st.SearchStrategy[Changes]:
    side = [st.lists(st.tuples(prices, sizes), max_size=12) for prices in (bids, asks)]
    return st.lists(st.tuples(*side), max_size=12)


def made(bids: list[Level], asks: list[Level]) -> OrderBook:
    book = OrderBook()
    book.replace(bids, asks, STAMP)
    return book


@given(changes_of(low_prices, high_prices))
def test_equals_a_sorted_dictionary(changes: Changes) -> None:
    book = made([], [])
    model: tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]] = ({}, {})
    for bids, asks in changes:
        book.update(bids, asks, STAMP)
        for side, side_changes in zip(model, (bids, asks), strict=True):
            side.update(side_changes)
            for price in [price for price, size in side.items() if not size]:
                del side[price]
    bids, asks = sorted(model[0].items(), reverse=True), sorted(model[1].items())
    assert book.top(1_000) == (bids, asks)
    assert book.top(3) == (bids[:3], asks[:3])
    assert book.best_bid == (bids[0] if bids else None)
    assert book.best_ask == (asks[0] if asks else None)


@given(changes_of(any_prices, any_prices))
def test_a_good_book_is_never_crossed(changes: Changes) -> None:
    book = made([], [])
    for bids, asks in changes:
        book.update(bids, asks, STAMP)
        if book.good and book.best_bid and book.best_ask:
            assert book.best_bid[0] < book.best_ask[0]


@given(
    st.dictionaries(low_prices, st.integers(1, 5).map(Decimal)),
    st.dictionaries(high_prices, st.integers(1, 5).map(Decimal)),
    st.sampled_from([D("0.1"), D("0.2"), D("0.5"), D(1), D(10)]),
    st.integers(1, 20),
)
def test_groups_equal_naive_buckets(
    bids: dict[Decimal, Decimal], asks: dict[Decimal, Decimal], step: Decimal, count: int
) -> None:
    buckets: tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]] = ({}, {})
    for price, size in bids.items():
        edge = floor_to(price, step)
        buckets[0][edge] = buckets[0].get(edge, D(0)) + size
    for price, size in asks.items():
        edge = ceil_to(price, step)
        buckets[1][edge] = buckets[1].get(edge, D(0)) + size
    expected = (sorted(buckets[0].items(), reverse=True)[:count], sorted(buckets[1].items())[:count])
    assert made(list(bids.items()), list(asks.items())).grouped(step, count) == expected


def test_a_book_waits_for_its_first_snapshot() -> None:
    book = OrderBook()
    book.update([level("1")], [], STAMP)
    assert (book.good, book.reason, book.top(1)) == (False, WAITING, ([], []))


def test_prices_written_differently_are_one_level() -> None:
    book = made([level("0.5000", "1")], [])
    book.update([level("0.5", "2")], [], STAMP)
    assert book.top(5)[0] == [(D("0.5"), D(2))]


def test_an_empty_book_is_not_good_but_can_be_filled() -> None:
    book = made([], [])
    assert (book.good, book.reason) == (False, EMPTY)
    book.update([level("1")], [], STAMP)
    assert (book.good, book.reason) == (True, "")


def test_a_crossed_book_is_given_up_until_a_snapshot() -> None:
    book = made([level("10")], [level("11")])
    book.update([level("11")], [], Stamp(2, 2.0))
    assert (book.good, book.crossed, book.reason) == (False, True, CROSSED)
    assert book.stamp == STAMP
    book.update([level("11", "0")], [], STAMP)
    assert not book.good
    book.replace([level("10")], [level("11")], STAMP)
    assert (book.good, book.crossed) == (True, False)


def test_a_broken_book_says_why_and_ignores_updates() -> None:
    book = made([level("10")], [level("11")])
    before = book.version
    book.mark_broken("An update was missed.")
    book.update([level("10", "7")], [], STAMP)
    assert (book.good, book.reason) == (False, "An update was missed.")
    assert book.top(1)[0] == [level("10")]
    assert book.version > before


def test_spread_and_age() -> None:
    clock = ManualClock()
    book = OrderBook()
    assert (book.spread, book.age(clock)) == (None, None)
    book.replace([level("10")], [level("10.5")], Stamp(clock.now_ms(), clock.monotonic()))
    clock.advance(2.5)
    assert (book.spread, book.age(clock)) == (D("0.5"), 2.5)
