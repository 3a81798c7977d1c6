"""Our orders among those of a followed book: their place in the queue, and what fills them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Level, Trade
from terminal_app.core.orders import Side, VenueStatus
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.followed.quotes import Quotes
from terminal_app.paper.engine.messages import Printed
from tests.helpers.paper_engine import BUY, NOW, SELL, SPOT, SPOT_ID, D, exchange, limit, place


class Stage:
    """A followed book with our account on it; sizes are in base coin."""

    def __init__(self) -> None:
        self.made: PaperExchange = exchange()
        self.quotes = Quotes(self.made.desk, SPOT)
        self.now = NOW
        self.trades = 0

    def book(self, bids: dict[str, str], asks: dict[str, str]) -> None:
        self.quotes.replace(levels(bids), levels(asks), self.now)

    def change(self, bids: dict[str, str], asks: dict[str, str]) -> None:
        self.quotes.change(levels(bids), levels(asks), self.now)

    def trade(self, side: Side, price: str, size: str) -> None:
        self.trades += 1
        self.quotes.trade(Trade(f"t{self.trades}", D(price), D(size), side, self.now), self.now)

    def bid(self, price: str, size: str) -> str:
        return place(self.made, limit(SPOT_ID, BUY, price, size)).order_id

    def filled(self, order_id: str) -> Decimal:
        row = self.made.order("u", order_id=order_id)
        assert row is not None
        return row.filled

    def depth(self) -> tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]]:
        bids, asks = self.made.depth(SPOT_ID, 100)
        return dict(bids), dict(asks)


def levels(rows: dict[str, str]) -> list[Level]:
    return [(D(price), D(size)) for price, size in rows.items()]


def test_the_book_is_the_followed_one() -> None:
    stage = Stage()
    stage.book({"100": "1", "99.5": "2"}, {"100.01": "3"})
    stage.change({"99.5": "0", "99": "4"}, {"100.01": "1.5"})

    assert stage.depth() == ({D(100): D(1), D(99): D(4)}, {D("100.01"): D("1.5")})
    stage.book({"50": "1"}, {"51": "1"})
    assert stage.depth() == ({D(50): D(1)}, {D(51): D(1)})
    stage.quotes.clear(NOW)
    assert stage.depth() == ({}, {})


def test_a_market_order_takes_followed_prices_until_they_change() -> None:
    stage = Stage()
    stage.book({"99": "1"}, {"100": "1", "101": "5"})
    order = stage.bid("101", "3")

    assert stage.filled(order) == 3
    assert stage.depth()[1] == {D(101): D(3)}
    stage.change({}, {"100": "2"})
    assert stage.depth()[1] == {D(100): D(2), D(101): D(3)}


def test_an_order_waits_behind_what_was_there() -> None:
    stage = Stage()
    stage.book({"100": "5"}, {"101": "5"})
    order = stage.bid("100", "1")

    stage.trade(SELL, "100", "4")
    assert stage.filled(order) == 0
    stage.trade(SELL, "100", "1.4")
    assert stage.filled(order) == D("0.4")
    stage.trade(SELL, "100", "9")
    assert stage.filled(order) == 1


def test_what_comes_later_stands_behind_it() -> None:
    stage = Stage()
    stage.book({"100": "1"}, {"101": "5"})
    order = stage.bid("100", "1")
    stage.change({"100": "50"}, {})

    stage.trade(SELL, "100", "2")
    assert stage.filled(order) == 1


def test_what_is_cancelled_elsewhere_goes_from_behind_first() -> None:
    stage = Stage()
    stage.book({"100": "5"}, {"101": "5"})
    order = stage.bid("100", "1")
    stage.change({"100": "8"}, {})
    stage.change({"100": "5"}, {})
    stage.now += 5_000

    stage.trade(SELL, "100", "5")
    assert stage.filled(order) == 0
    stage.trade(SELL, "100", "1")
    assert stage.filled(order) == 1


def test_a_loss_and_its_trade_count_once() -> None:
    stage = Stage()
    stage.book({"100": "5"}, {"101": "5"})
    order = stage.bid("100", "1")

    stage.change({"100": "2"}, {})
    stage.trade(SELL, "100", "3")
    assert stage.filled(order) == 0
    assert stage.depth()[0] == {D(100): D(3)}
    stage.trade(SELL, "100", "2.5")
    assert stage.filled(order) == D("0.5")


def test_a_trade_first_and_its_loss_afterwards_count_once() -> None:
    stage = Stage()
    stage.book({"100": "5"}, {"101": "5"})
    order = stage.bid("100", "1")

    stage.trade(SELL, "100", "3")
    stage.change({"100": "2"}, {})
    assert stage.depth()[0] == {D(100): D(3)}
    stage.trade(SELL, "100", "2")
    assert stage.filled(order) == 0
    stage.trade(SELL, "100", "1")
    assert stage.filled(order) == 1


def test_prices_that_go_through_an_order_fill_it() -> None:
    stage = Stage()
    stage.book({"100": "5"}, {"101": "5"})
    best = stage.bid("100.5", "1")
    stage.trade(SELL, "100", "0.4")
    assert stage.filled(best) == D("0.4")

    stage.change({"100": "0"}, {"99": "7"})
    assert stage.filled(best) == 1
    assert stage.depth()[1][D(99)] == D("6.4")


def test_a_price_that_crosses_old_ones_takes_them_away() -> None:
    stage = Stage()
    stage.book({"100": "5", "99": "5"}, {"101": "5"})
    stage.change({}, {"99.5": "1"})

    assert stage.depth() == ({D(99): D(5)}, {D("99.5"): D(1), D(101): D(5)})


def test_only_the_followed_trade_is_printed() -> None:
    stage = Stage()
    stage.book({"100": "1", "99": "1"}, {"101": "5"})
    order = stage.bid("100", "1")
    stage.made.desk.end_step(NOW)
    stage.made.desk.take_prints()

    stage.trade(SELL, "99", "3")
    assert stage.filled(order) == 1
    assert stage.made.desk.take_prints() == [Printed(SPOT_ID, "t1", D(99), D(3), SELL, NOW)]


@pytest.mark.parametrize(("price", "shown"), [("100.005", "100"), ("100", "100")])
def test_a_finer_price_goes_away_from_the_other_side(price: str, shown: str) -> None:
    stage = Stage()
    stage.book({price: "1.00005"}, {"100.015": "1"})

    assert stage.depth() == ({D(shown): D(1)}, {D("100.02"): D(1)})


SIZES = st.integers(0, 9)
BOOKS = st.lists(st.tuples(st.integers(95, 105), SIZES, st.sampled_from([BUY, SELL])), min_size=1, max_size=6)


@given(st.lists(BOOKS, max_size=12), st.integers(96, 104))
def test_it_is_never_crossed_and_an_order_of_ours_never_vanishes(
    steps: list[list[tuple[int, int, Side]]], price: int
) -> None:
    stage = Stage()
    order = stage.bid(str(price), "2")
    for step in steps:
        bids = {str(at): str(size) for at, size, side in step if side is BUY}
        asks = {str(at): str(size) for at, size, side in step if side is SELL}
        stage.change(bids, asks)
        bid, ask = stage.made.best(SPOT_ID)
        assert bid is None or ask is None or bid < ask
        row = stage.made.order("u", order_id=order)
        assert row is not None
        if row.status is not VenueStatus.FILLED:
            assert stage.depth()[0][D(price)] >= 2 - row.filled
