"""Matching follows price, then time; it takes no more than it wants, and stops where it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.orders import Side
from terminal_app.paper.engine.book import Book, Resting
from terminal_app.paper.engine.matching import Execution, SelfTrade, Taker, can_fill, crosses, match, sweep
from terminal_app.paper.engine.messages import StpMode

BUY, SELL = Side.BUY, Side.SELL


def asks(*levels: tuple[str, str, int, int]) -> Book:
    """A book of offers: id, owner, price, lots."""
    book = Book()
    for order_id, owner, price, lots in levels:
        book.add(Resting(order_id, owner, SELL, price, lots))
    return book


def run(book: Book, taker: Taker) -> list[tuple[str, int, int]]:
    """Match and tell maker, price and lots of each step; a self-trade has neither."""
    steps = []
    for step in match(book, taker):
        if isinstance(step, SelfTrade):
            steps.append((step.maker.order_id, 0, 0))
        else:
            assert isinstance(step, Execution)
            steps.append((step.maker.order_id, step.price, step.lots))
    return steps


def test_takes_the_best_price_first_and_at_one_price_the_oldest() -> None:
    book = asks(("late", "m", 11, 5), ("a", "m", 10, 2), ("b", "m", 10, 3))
    taker = Taker("t", BUY, 11, 6)

    assert run(book, taker) == [("a", 10, 2), ("b", 10, 3), ("late", 11, 1)]
    assert taker.lots == 0
    assert book.lots_at(SELL, 11) == 4


def test_stops_at_its_limit() -> None:
    taker = Taker("t", BUY, 10, 6)

    assert run(asks(("a", "m", 10, 2), ("b", "m", 11, 9)), taker) == [("a", 10, 2)]
    assert taker.lots == 4


def test_a_sell_stops_at_its_limit_from_the_other_side() -> None:
    book = Book()
    book.add(Resting("a", "m", BUY, 10, 2))
    book.add(Resting("b", "m", BUY, 9, 2))
    taker = Taker("t", SELL, 10, 6)

    assert run(book, taker) == [("a", 10, 2)]
    assert not taker.accepts(9)


def test_without_a_limit_it_takes_the_whole_book() -> None:
    taker = Taker("t", BUY, None, 10)

    assert run(asks(("a", "m", 10, 2), ("b", "m", 900, 3)), taker) == [("a", 10, 2), ("b", 900, 3)]
    assert taker.lots == 5


def test_a_budget_buys_whole_lots_and_keeps_the_rest() -> None:
    taker = Taker("t", BUY, None, None, budget=47)

    assert run(asks(("a", "m", 10, 3), ("b", "m", 11, 9)), taker) == [("a", 10, 3), ("b", 11, 1)]
    assert taker.budget == 6


@pytest.mark.parametrize(
    ("mode", "steps", "stopped", "left"),
    [
        (StpMode.NONE, [("own", 10, 2), ("other", 10, 2)], False, ["other"]),
        (StpMode.CANCEL_TAKER, [], True, ["own", "other"]),
        (StpMode.CANCEL_MAKER, [("own", 0, 0), ("other", 10, 4)], False, []),
        (StpMode.CANCEL_BOTH, [("own", 0, 0)], True, ["other"]),
    ],
)
def test_self_trade_prevention_follows_the_takers_mode(
    mode: StpMode, steps: list[tuple[str, int, int]], stopped: bool, left: list[str]
) -> None:
    book = asks(("own", "t", 10, 2), ("other", "m", 10, 4))
    taker = Taker("t", BUY, 10, 4, stp=mode)

    assert run(book, taker) == steps
    assert taker.stopped is stopped
    assert [order.order_id for order in book.orders(SELL)] == left


def test_what_the_caller_does_between_two_steps_is_seen() -> None:
    book = asks(("a", "m", 10, 1), ("b", "m", 10, 1), ("c", "m", 10, 1))
    taker = Taker("t", BUY, 10, 3)
    traded = []
    for step in match(book, taker):
        traded.append(step.maker.order_id)
        book.remove("b")

    assert traded == ["a", "c"]
    assert taker.lots == 1


@pytest.mark.parametrize(("limit", "expected"), [(9, False), (10, True), (None, True)])
def test_crosses_when_the_best_price_is_acceptable(limit: int | None, expected: bool) -> None:
    assert crosses(asks(("a", "m", 10, 1)), Taker("t", BUY, limit, 1)) is expected
    assert not crosses(Book(), Taker("t", BUY, limit, 1))


@pytest.mark.parametrize(
    ("mode", "lots", "expected"),
    [
        (StpMode.NONE, 5, True),
        (StpMode.NONE, 6, False),
        (StpMode.CANCEL_MAKER, 3, True),
        (StpMode.CANCEL_MAKER, 4, False),
        (StpMode.CANCEL_TAKER, 1, True),
        (StpMode.CANCEL_TAKER, 2, False),
        (StpMode.CANCEL_BOTH, 2, False),
    ],
)
def test_fill_or_kill_counts_what_is_really_there(mode: StpMode, lots: int, expected: bool) -> None:
    book = asks(("a", "m", 10, 1), ("own", "t", 10, 2), ("b", "m", 11, 2), ("far", "m", 12, 99))

    assert can_fill(book, Taker("t", BUY, 11, lots, stp=mode)) is expected


def test_sweep_values_each_level_and_stops_when_it_has_enough() -> None:
    book = asks(("a", "m", 10, 2), ("b", "m", 11, 2))

    assert sweep(book, BUY, 3) == (3, 31)
    assert sweep(book, BUY, 9) == (4, 42)
    assert sweep(Book(), BUY, 9) == (0, 0)


orders = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), max_size=20)


@given(orders, st.integers(1, 60), st.one_of(st.none(), st.integers(1, 5)))
def test_fills_add_up_and_nobody_is_passed_over(
    levels: list[tuple[int, int]], wanted: int, limit: int | None
) -> None:
    book = asks(*((str(number), "m", price, lots) for number, (price, lots) in enumerate(levels)))
    queue = sorted(range(len(levels)), key=lambda number: (levels[number][0], number))
    reachable = [number for number in queue if limit is None or levels[number][0] <= limit]
    taker = Taker("t", BUY, limit, wanted)
    whole = can_fill(book, taker)

    steps = run(book, taker)

    filled = sum(lots for _, _, lots in steps)
    assert filled == min(wanted, sum(levels[number][1] for number in reachable))
    assert filled + (taker.lots or 0) == wanted
    assert [int(maker) for maker, _, _ in steps] == reachable[: len(steps)]
    assert all(lots == levels[int(maker)][1] for maker, _, lots in steps[:-1])
    assert whole is (filled == wanted)
