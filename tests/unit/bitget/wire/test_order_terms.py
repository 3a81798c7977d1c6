"""What every order's body has in common: the right coin, the window, one name."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.order_terms import identity, limit_price, size_of, window
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty
from terminal_app.core.orders import OrderType, Side

D = Decimal
BASE, QUOTE = BaseQty(D("1E-7")), QuoteQty(D("100.50"))


def order(product: ProductType, side: Side, kind: OrderType, size: OrderSize) -> PlaceOrder:
    return PlaceOrder("tb-1", InstrumentId(product, "BTCUSDT"), side, kind, size)


@pytest.mark.parametrize("product", ProductType)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("kind", OrderType)
def test_only_a_spot_market_buy_is_sized_in_quote_coin(
    product: ProductType, side: Side, kind: OrderType
) -> None:
    spends = (product, side, kind) == (ProductType.SPOT, Side.BUY, OrderType.MARKET)
    right, wrong = (QUOTE, BASE) if spends else (BASE, QUOTE)
    assert size_of(order(product, side, kind, right)) == ("100.50" if spends else "0.0000001")
    with pytest.raises(ValueError, match="quote coin"):
        size_of(order(product, side, kind, wrong))


def test_a_limit_order_has_a_price() -> None:
    with pytest.raises(ValueError, match="price"):
        limit_price(order(ProductType.SPOT, Side.BUY, OrderType.LIMIT, BASE))


def test_the_window_is_five_seconds_from_the_stamp() -> None:
    assert window(1_700_000_000_000) == {"requestTime": "1700000000000", "receiveWindow": "5000"}


def test_the_venues_number_is_the_better_name() -> None:
    assert identity("tb-1", "7") == {"orderId": "7"}
    assert identity("tb-1", None) == identity("tb-1", "") == {"clientOid": "tb-1"}
