"""What one may ask the exchange."""

import pytest

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import MarginMode
from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.engine.reads import is_of
from tests.helpers.paper_engine import (
    BUY,
    PERP_ID,
    SELL,
    SPOT_ID,
    TIERS,
    D,
    book,
    exchange,
    limit,
    market,
    place,
    quote,
)

SPOT, FUTURES = ProductType.SPOT, ProductType.USDT_FUTURES


def test_orders_and_fills_come_newest_first_and_can_be_narrowed() -> None:
    made = exchange()
    book(made, SPOT_ID)
    book(made, PERP_ID)
    spot = [place(made, limit(SPOT_ID, BUY, price, "1")) for price in ("90", "91")]
    perp = place(made, limit(PERP_ID, BUY, "90", "1"))
    done = [place(made, market(one, BUY, "1")) for one in (SPOT_ID, PERP_ID)]

    assert [row.order_id for row in made.open_orders("u")] == [
        perp.order_id,
        spot[1].order_id,
        spot[0].order_id,
    ]
    assert [row.order_id for row in made.open_orders("u", FUTURES)] == [perp.order_id]
    assert made.open_orders("u", SPOT, "ETHUSDT") == []
    assert [row.order_id for row in made.order_history("u")] == [done[1].order_id, done[0].order_id]
    assert [row.order_id for row in made.fills("u")] == [done[1].order_id, done[0].order_id]
    assert [row.order_id for row in made.fills("u", SPOT)] == [done[0].order_id]
    assert [row.instrument for row in made.fills("u", order_id=done[1].order_id)] == [PERP_ID]
    assert len(made.positions("u", FUTURES, "BTCUSDT")) == 1
    assert made.positions("u", SPOT) == []
    assert made.closed_positions("u") == []


def test_bills_can_be_narrowed_by_product_and_coin() -> None:
    made = exchange()
    book(made, SPOT_ID)
    place(made, limit(SPOT_ID, BUY, "100.01", "1"))

    assert [row.kind for row in made.bills("u", SPOT)] == ["ORDER_DEALT_IN", "ORDER_DEALT_FROZEN_OUT"]
    assert [row.kind for row in made.bills("u", coin="BTC")] == ["ORDER_DEALT_IN", "TRANSFER_IN"]
    assert made.bills("u", FUTURES) == []


def test_depth_and_best() -> None:
    made = exchange()
    quote(made, SPOT_ID, BUY, "99", "1")
    quote(made, SPOT_ID, BUY, "98", "2")
    quote(made, SPOT_ID, SELL, "101", "3")

    assert made.depth(SPOT_ID, 1) == (((D(99), D(1)),), ((D(101), D(3)),))
    assert made.best(SPOT_ID) == (D(99), D(101))
    assert made.best(PERP_ID) == (None, None)


def test_prices_settings_and_tiers() -> None:
    made = exchange()
    made.set_mark(PERP_ID, D(101), D(100), 0)
    made.set_funding(PERP_ID, D("0.0001"), 7)

    assert [made.mark(PERP_ID), made.index(PERP_ID), *made.funding(PERP_ID)] == [101, 100, D("0.0001"), 7]
    assert made.tiers(PERP_ID) == TIERS[PERP_ID]
    assert made.leverage("u", PERP_ID) == (D(20), MarginMode.CROSSED)
    assert made.accounts() == ("u",)
    assert set(made.instruments) == {SPOT_ID, PERP_ID}


def test_what_is_not_listed_is_refused() -> None:
    with pytest.raises(RefusalError, match="Trading pair NOPE does not exist"):
        exchange().best(InstrumentId(SPOT, "NOPE"))


def test_none_stands_for_any() -> None:
    assert is_of(SPOT_ID, None, None)
    assert is_of(SPOT_ID, SPOT, "BTCUSDT")
    assert not is_of(SPOT_ID, FUTURES, None)
    assert not is_of(SPOT_ID, SPOT, "ETHUSDT")
