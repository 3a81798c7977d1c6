"""The words of the classic account: directions, products, lengths of candles, signs."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic.common import (
    FUTURES,
    MIX_GRANULARITY,
    SPOT_GRANULARITY,
    charged,
    direction_of,
    margin_coin,
    mix_hold_mode_of,
    mix_margin_mode_of,
    of_instrument,
    of_product,
    position_side_of,
    product_of,
    spelled,
    trigger_by_of,
)
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.orders import MarginMode, PositionSide, Side, TriggerBy

LONG, SHORT, NET = PositionSide.LONG, PositionSide.SHORT, PositionSide.NET
BUY, SELL = Side.BUY, Side.SELL


@pytest.mark.parametrize(
    ("side", "trade_side", "position", "real"),
    [
        ("buy", "open", None, (BUY, LONG)),
        ("buy", "close", None, (SELL, LONG)),
        ("sell", "open", None, (SELL, SHORT)),
        ("sell", "close", None, (BUY, SHORT)),
        ("Buy", "Close", "long", (SELL, LONG)),
        ("buy", "burst_close_long", None, (SELL, LONG)),
        ("sell", "reduce_close_short", None, (BUY, SHORT)),
        # A row that names the position is believed before its side.
        ("sell", "close", "long", (SELL, LONG)),
        ("buy", "close", "net", (SELL, LONG)),
    ],
)
def test_hedge_buy_and_close_is_the_close_of_a_long(
    side: str, trade_side: str, position: str | None, real: tuple[Side, PositionSide]
) -> None:
    assert direction_of(side, trade_side, HoldMode.HEDGE, position) == real


@pytest.mark.parametrize("trade_side", ["", "buy_single", "burst_buy_single", "close", None])
@pytest.mark.parametrize("position", ["net", "long", "", None])
def test_one_way_rows_mean_the_trade_itself(trade_side: str | None, position: str | None) -> None:
    assert direction_of("BUY", trade_side, HoldMode.ONE_WAY, position) == (BUY, NET)


def test_a_side_of_neither_kind_is_not_guessed() -> None:
    for mode in HoldMode:
        with pytest.raises(BadPayloadError):
            direction_of("hold", "open", mode)


@pytest.mark.parametrize(
    ("word", "trade_side", "mode"),
    [
        ("hedge_mode", "", HoldMode.HEDGE),
        ("one_way_mode", "close", HoldMode.ONE_WAY),
        (None, "close", HoldMode.HEDGE),
        (None, "burst_close_long", HoldMode.HEDGE),
        ("", "open", HoldMode.HEDGE),
        (None, "buy_single", HoldMode.ONE_WAY),
        (None, None, HoldMode.ONE_WAY),
    ],
)
def test_a_row_without_its_mode_shows_it_by_what_it_does(
    word: str | None, trade_side: str | None, mode: HoldMode
) -> None:
    assert mix_hold_mode_of(word, trade_side) is mode


def test_the_lengths_of_candles_differ_between_spot_and_futures() -> None:
    assert set(SPOT_GRANULARITY) == set(MIX_GRANULARITY) == set(Interval)
    assert (SPOT_GRANULARITY[Interval.M1], MIX_GRANULARITY[Interval.M1]) == ("1min", "1m")
    assert (SPOT_GRANULARITY[Interval.H1], MIX_GRANULARITY[Interval.H1]) == ("1h", "1H")
    assert SPOT_GRANULARITY[Interval.D1] == MIX_GRANULARITY[Interval.D1] == "1Dutc"


def test_products_and_instruments_are_named() -> None:
    assert FUTURES == (ProductType.USDT_FUTURES, ProductType.USDC_FUTURES, ProductType.COIN_FUTURES)
    assert of_product(ProductType.SPOT) == {}
    assert of_product(ProductType.COIN_FUTURES) == {"productType": "COIN-FUTURES"}
    assert of_instrument(InstrumentId(ProductType.SPOT, "BTCUSDT")) == {"symbol": "BTCUSDT"}
    assert of_instrument(InstrumentId(ProductType.USDC_FUTURES, "BTCPERP")) == {
        "symbol": "BTCPERP",
        "productType": "USDC-FUTURES",
    }
    assert product_of("usdt-futures") is ProductType.USDT_FUTURES
    assert product_of("SPOT") is ProductType.SPOT
    assert product_of("SUSDT-FUTURES") is None
    assert product_of(None) is None


@pytest.mark.parametrize(
    ("product", "symbol", "coin"),
    [
        (ProductType.USDT_FUTURES, "BTCUSDT", "USDT"),
        (ProductType.USDC_FUTURES, "ETHPERP", "USDC"),
        (ProductType.COIN_FUTURES, "BTCUSD", "BTC"),
    ],
)
def test_the_margin_coin_of_a_contract(product: ProductType, symbol: str, coin: str) -> None:
    assert margin_coin(InstrumentId(product, symbol)) == coin


def test_spellings() -> None:
    assert (spelled("ethusdt"), spelled("ETHUSDT"), spelled("stETH"), spelled("")) == (
        "ETHUSDT",
        "ETHUSDT",
        "stETH",
        "",
    )
    assert mix_margin_mode_of("cross") is mix_margin_mode_of("Crossed") is MarginMode.CROSSED
    assert mix_margin_mode_of("isolated") is MarginMode.ISOLATED
    assert trigger_by_of("mark_price") is TriggerBy.MARK
    assert trigger_by_of(None) is trigger_by_of("fill_price") is TriggerBy.LAST
    assert position_side_of("Short") is SHORT
    with pytest.raises(BadPayloadError):
        trigger_by_of("index_price")
    with pytest.raises(BadPayloadError):
        position_side_of("net")


@pytest.mark.parametrize(
    ("told", "fee"), [("-0.02", "0.02"), ("0.01", "-0.01"), ("", "0"), (None, "0"), ("0", "0")]
)
def test_rest_writes_a_fee_negative_when_charged(told: str | None, fee: str) -> None:
    assert charged(told) == Decimal(fee)
