"""Positions, current and past."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import positions
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.account import ClosedPosition, HoldMode, Position
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import MarginMode, PositionSide
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
PERP = InstrumentId(USDT, "BTCUSDT")
ROW: dict[str, object] = {
    "marginCoin": "USDT",
    "symbol": "BTCUSDT",
    "holdSide": "short",
    "marginSize": "3.7",
    "available": "0.001",
    "total": "0.002",
    "leverage": 20,
    "achievedProfits": "0",
    "openPriceAvg": "37355.5",
    "marginMode": "crossed",
    "posMode": "hedge_mode",
    "unrealizedPL": "0.007",
    "liquidationPrice": "-3",
    "keepMarginRate": "0.004",
    "markPrice": "37359",
    "breakEvenPrice": "",
    "cTime": "5",
}
CLOSED: dict[str, object] = {
    "symbol": "XRPUSDT",
    "holdSide": "long",
    "openAvgPrice": "0.64967",
    "closeAvgPrice": "0.58799",
    "closeTotalPos": "10",
    "pnl": "-0.62",
    "netProfit": "-0.65",
    "totalFunding": "-0.01",
    "openFee": "-0.003",
    "closeFee": "-0.004",
    "ctime": "1",
    "utime": "2",
}


def position(**other: object) -> Position:
    (found,) = positions.positions(holding([ROW | other]), USDT, 1.5)
    return found


def test_a_position() -> None:
    assert position() == Position(
        instrument=PERP,
        side=PositionSide.SHORT,
        size=D("0.002"),
        available=D("0.001"),
        avg_price=D("37355.5"),
        hold_mode=HoldMode.HEDGE,
        margin_mode=MarginMode.CROSSED,
        leverage=D(20),
        stamp=Stamp(1_700_000_000_123, 1.5),
        margin=D("3.7"),
        mark=D(37_359),
        unrealised_pnl=D("0.007"),
        realised_pnl=D(0),
        maintenance_margin_rate=D("0.004"),
        created_ms=5,
        updated_ms=5,
    )


def test_the_direction_of_a_net_position_is_told_too() -> None:
    found = position(posMode="one_way_mode", holdSide="long", uTime="9", liquidationPrice="1")
    assert (found.side, found.hold_mode) == (PositionSide.LONG, HoldMode.ONE_WAY)
    assert (found.updated_ms, found.liquidation) == (9, D(1))


def test_a_position_that_names_no_side_is_not_guessed() -> None:
    with pytest.raises(BadPayloadError):
        position(holdSide="net")


def test_no_positions() -> None:
    assert positions.positions(holding([]), USDT, 1.0) == []
    assert positions.positions(holding(None), USDT, 1.0) == []


def test_a_closed_position_has_its_times_in_small_letters_and_fees_positive_when_charged() -> None:
    found, cursor = positions.closed_positions(holding({"list": [CLOSED], "endId": "77"}), USDT)
    assert cursor == "77"
    assert found == [
        ClosedPosition(
            instrument=InstrumentId(USDT, "XRPUSDT"),
            side=PositionSide.LONG,
            size=D(10),
            open_price=D("0.64967"),
            close_price=D("0.58799"),
            realised_pnl=D("-0.62"),
            net_profit=D("-0.65"),
            funding=D("-0.01"),
            open_fee=D("0.003"),
            close_fee=D("0.004"),
            created_ms=1,
            updated_ms=2,
        )
    ]


def test_no_closed_positions() -> None:
    assert positions.closed_positions(holding(None), USDT) == ([], "")
    assert positions.closed_positions(holding({"list": None}), USDT) == ([], "")
