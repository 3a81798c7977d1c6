"""The instruments are consistent and look like their namesakes."""

from decimal import Decimal
from itertools import pairwise

import pytest

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import is_multiple
from terminal_app.paper.engine.listings import listings, tiers

ALL = listings()


def test_there_are_enough_of_both_products() -> None:
    for product in (ProductType.SPOT, ProductType.USDT_FUTURES):
        assert len({one.id for one in ALL if one.id.product is product}) >= 8


def test_the_bitcoin_contract_is_as_the_venue_lists_it() -> None:
    (one,) = [one for one in ALL if one.id == InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")]

    assert (one.tick, one.lot, one.min_qty, one.min_notional) == (
        Decimal("0.1"),
        Decimal("0.0001"),
        Decimal("0.0001"),
        Decimal(5),
    )
    assert (one.maker_fee, one.taker_fee, one.max_leverage) == (Decimal("0.0002"), Decimal("0.0006"), 150)


@pytest.mark.parametrize("one", ALL, ids=str)
def test_limits_fit_the_grid(one: Instrument) -> None:
    assert one.max_qty is not None
    assert one.max_market_qty is not None
    assert is_multiple(one.min_qty, one.lot)
    assert is_multiple(one.max_market_qty, one.lot)
    assert one.min_qty < one.max_market_qty < one.max_qty
    assert bool(one.funding_hours) is one.id.product.is_futures


@pytest.mark.parametrize("one", [one for one in ALL if one.id.product.is_futures], ids=str)
def test_tiers_join_and_get_stricter(one: Instrument) -> None:
    rows = tiers()[one.id]

    assert rows[0].min_value == 0
    assert rows[0].max_leverage == one.max_leverage
    for lower, upper in pairwise(rows):
        assert lower.max_value == upper.min_value < upper.max_value
        assert lower.max_leverage > upper.max_leverage >= 1
        assert lower.maintenance_margin_rate < upper.maintenance_margin_rate
    for row in rows:
        assert row.maintenance_margin_rate * row.max_leverage < 1
