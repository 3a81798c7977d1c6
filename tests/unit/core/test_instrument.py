"""Rules of an instrument: steps, decimals, and rounding that never adds risk."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import is_multiple
from terminal_app.core.orders import Side
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID

positive = st.decimals(min_value=Decimal("0.00001"), max_value=Decimal(10_000_000), places=9)


def test_the_same_symbol_is_two_instruments() -> None:
    assert SPOT_ID != PERP_ID
    assert (str(SPOT_ID), str(PERP_ID)) == ("BTCUSDT", "BTCUSDT perp")
    assert InstrumentId(ProductType.SPOT, "BTCUSDT") == SPOT_ID


def test_only_spot_is_no_future() -> None:
    assert [product for product in ProductType if not product.is_futures] == [ProductType.SPOT]


def test_decimals_follow_the_steps() -> None:
    assert (PERP.price_decimals, PERP.size_decimals) == (1, 4)
    assert (SPOT.price_decimals, SPOT.size_decimals) == (2, 6)


@given(positive)
def test_prices_snap_to_the_passive_side(price: Decimal) -> None:
    buy, sell = PERP.snap_price(price, Side.BUY), PERP.snap_price(price, Side.SELL)
    assert buy <= price <= sell
    assert is_multiple(buy, PERP.tick)
    assert is_multiple(sell, PERP.tick)
    assert sell - buy in (0, PERP.tick)


@given(positive)
def test_sizes_are_never_rounded_up(size: Decimal) -> None:
    assert size - PERP.lot < PERP.floor_size(size) <= size
