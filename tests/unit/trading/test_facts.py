"""Orders in words."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import Side, Source
from terminal_app.trading.facts import describe
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.examples import SPOT_ID, limit_buy


def test_orders_in_words() -> None:
    order = OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1)
    assert describe(order) == "Buy 0.01 BTCUSDT perp at 64000"
    spot = replace(order, instrument=SPOT_ID, side=Side.SELL, price=None, size=QuoteQty(Decimal("50.0")))
    assert describe(spot) == "Sell 50 (quote coin) BTCUSDT at market"
