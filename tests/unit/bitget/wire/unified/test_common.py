"""The venue's words and what they mean."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.unified import common
from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import ZERO
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    VenueStatus,
)


def test_every_core_value_has_a_word_and_the_word_means_it() -> None:
    assert {common.product_of(common.CATEGORY[product]) for product in ProductType} == set(ProductType)
    assert {common.side_of(common.SIDE[side]) for side in Side} == set(Side)
    assert {common.order_type_of(common.ORDER_TYPE[kind]) for kind in OrderType} == set(OrderType)
    assert {common.time_in_force_of(common.TIME_IN_FORCE[tif]) for tif in TimeInForce} == set(TimeInForce)
    assert {common.margin_mode_of(common.MARGIN_MODE[mode]) for mode in MarginMode} == set(MarginMode)
    assert {common.hold_mode_of(common.HOLD_MODE[mode]) for mode in HoldMode} == set(HoldMode)
    assert set(common.INTERVAL) == set(Interval)
    assert len(set(common.INTERVAL.values())) == len(Interval)


def test_case_does_not_matter() -> None:
    assert common.product_of("usdt-futures") is ProductType.USDT_FUTURES
    assert common.side_of("Buy") is Side.BUY
    assert common.time_in_force_of("GTC") is TimeInForce.GTC


@pytest.mark.parametrize("category", [None, "", "MARGIN", "OTHER"])
def test_a_category_of_another_kind_is_not_ours(category: str | None) -> None:
    assert common.product_of(category) is None
    assert common.instrument_of(category, "BTCUSDT") is None


def test_an_instrument() -> None:
    assert common.instrument_of("SPOT", "BTCUSDT") == InstrumentId(ProductType.SPOT, "BTCUSDT")


def test_what_the_venue_leaves_out_has_its_default() -> None:
    assert common.time_in_force_of(None) is TimeInForce.GTC
    assert common.margin_mode_of("") is MarginMode.CROSSED
    assert common.hold_mode_of("") is HoldMode.ONE_WAY


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("live", VenueStatus.LIVE),
        ("new", VenueStatus.LIVE),
        ("partially_filled", VenueStatus.PARTIALLY_FILLED),
        ("filled", VenueStatus.FILLED),
        ("cancelled", VenueStatus.CANCELLED),
        ("canceled", VenueStatus.CANCELLED),
    ],
)
def test_order_states(word: str, status: VenueStatus) -> None:
    assert common.status_of(word) is status


def test_an_unknown_word_is_refused_without_being_repeated() -> None:
    for read in (common.side_of, common.order_type_of, common.status_of, common.time_in_force_of):
        with pytest.raises(BadPayloadError) as caught:
            read("surprise")
        assert "surprise" not in str(caught.value)
    with pytest.raises(BadPayloadError):
        common.side_of(None)


def test_the_position_of_an_order_is_net_in_one_way_mode() -> None:
    assert common.position_side_of("long", HoldMode.ONE_WAY) is PositionSide.NET
    assert common.position_side_of("long", HoldMode.HEDGE) is PositionSide.LONG
    assert common.position_side_of("SHORT", HoldMode.HEDGE) is PositionSide.SHORT
    assert common.position_side_of("net", HoldMode.HEDGE) is PositionSide.NET
    assert common.position_side_of(None, HoldMode.HEDGE) is PositionSide.NET


def test_flags() -> None:
    assert [common.yes(word) for word in ("YES", "yes", "true", "NO", "no", "", None)] == [True] * 3 + [
        False
    ] * 4


def test_fees() -> None:
    row = common.FeeRow
    assert common.fee_of(None) == (ZERO, "")
    assert common.fee_of([row(fee_coin="", fee="")]) == (ZERO, "")
    assert common.fee_of([row(fee_coin="USDT", fee="0.64")]) == (Decimal("0.64"), "USDT")
    several = [row("USDT", "1"), row("USDT", "-0.25"), row("BGB", "3"), row(None, None)]
    assert common.fee_of(several) == (Decimal("0.75"), "USDT")
