"""Executions: value, fee and direction."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import fills
from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import PositionSide, Side
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
SPOT_ROW: dict[str, object] = {
    "symbol": "BTCUSDT",
    "orderId": "1",
    "tradeId": "2",
    "side": "sell",
    "priceAvg": "28467.68",
    "size": "0.0002",
    "amount": "5.693536",
    "feeDetail": {"feeCoin": "USDT", "totalFee": "-0.005693536"},
    "tradeScope": "taker",
    "cTime": "9",
}
MIX_ROW: dict[str, object] = {
    "tradeId": "3",
    "symbol": "BTCUSDT",
    "orderId": "4",
    "price": "37271.4",
    "baseVolume": "0.001",
    "feeDetail": [{"feeCoin": "USDT", "totalDeductionFee": None, "totalFee": "-0.02236284"}],
    "side": "buy",
    "quoteVolume": "37.2714",
    "profit": "-0.0007",
    "tradeSide": "close",
    "posMode": "hedge_mode",
    "tradeScope": "maker",
    "cTime": "9",
}


def mix(**other: object) -> Fill:
    ((found,), _) = fills.mix_fills(holding({"fillList": [MIX_ROW | other], "endId": "3"}), USDT)
    return found


def spot(**other: object) -> Fill:
    ((found,), _) = fills.spot_fills(holding([SPOT_ROW | other]))
    return found


def test_a_fill_on_spot() -> None:
    assert spot() == Fill(
        exec_id="2",
        order_id="1",
        client_oid="",
        instrument=InstrumentId(ProductType.SPOT, "BTCUSDT"),
        side=Side.SELL,
        price=D("28467.68"),
        size=D("0.0002"),
        value=D("5.693536"),
        fee=D("0.005693536"),
        fee_coin="USDT",
        liquidity=Liquidity.TAKER,
        time_ms=9,
    )


def test_a_fill_on_futures_that_closes_a_long() -> None:
    assert mix() == Fill(
        exec_id="3",
        order_id="4",
        client_oid="",
        instrument=InstrumentId(USDT, "BTCUSDT"),
        side=Side.SELL,
        price=D("37271.4"),
        size=D("0.001"),
        value=D("37.2714"),
        fee=D("0.02236284"),
        fee_coin="USDT",
        liquidity=Liquidity.MAKER,
        time_ms=9,
        position_side=PositionSide.LONG,
        realised_pnl=D("-0.0007"),
    )


@pytest.mark.parametrize(
    ("words", "real"),
    [
        ({"tradeSide": "open"}, (Side.BUY, PositionSide.LONG)),
        ({"tradeSide": "open", "side": "sell"}, (Side.SELL, PositionSide.SHORT)),
        ({"tradeSide": "close", "side": "sell"}, (Side.BUY, PositionSide.SHORT)),
        ({"tradeSide": "burst_close_short", "side": "sell"}, (Side.BUY, PositionSide.SHORT)),
        ({"tradeSide": "buy_single", "posMode": "one_way_mode"}, (Side.BUY, PositionSide.NET)),
        ({"tradeSide": "burst_sell_single", "posMode": None, "side": "sell"}, (Side.SELL, PositionSide.NET)),
    ],
)
def test_the_real_direction_of_a_fill(words: dict[str, object], real: tuple[Side, PositionSide]) -> None:
    found = mix(**words)
    assert (found.side, found.position_side) == real


def test_a_value_that_is_not_told_follows_from_price_and_size() -> None:
    assert spot(amount="").value == D("28467.68") * D("0.0002")
    assert mix(quoteVolume=None).value == D("37.2714")


def test_fees_that_are_not_told_are_none() -> None:
    assert (spot(feeDetail=None).fee, spot(feeDetail=None).fee_coin) == (D(0), "")
    assert (mix(feeDetail=[]).fee, mix(feeDetail=None).fee_coin) == (D(0), "")
    assert mix(profit="").realised_pnl is None


def test_the_fees_of_one_coin_are_summed() -> None:
    rows = [
        {"feeCoin": coin, "totalFee": fee} for coin, fee in (("BGB", "-1"), ("BGB", "-2"), ("USDT", "-4"))
    ]
    assert (mix(feeDetail=rows).fee, mix(feeDetail=rows).fee_coin) == (D(3), "BGB")


def test_pages() -> None:
    assert fills.spot_fills(holding([SPOT_ROW, SPOT_ROW | {"tradeId": "1"}]))[1] == "1"
    assert fills.spot_fills(holding(None)) == ([], "")
    assert fills.mix_fills(holding({"fillList": None, "endId": None}), USDT) == ([], "")
    assert fills.mix_fills(holding(None), USDT) == ([], "")
