"""Fills and positions become core values."""

from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified import positions
from terminal_app.core.account import ClosedPosition, Fill, HoldMode, Liquidity, Position
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BadNumberError
from terminal_app.core.orders import MarginMode, PositionSide, Side

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
D = Decimal
NOW = 1_700_000_000_000

FILL: dict[str, object] = {
    "execId": "11",
    "orderId": "22",
    "clientOid": "tb-1",
    "category": "USDT-FUTURES",
    "symbol": "BTCUSDT",
    "orderType": "market",
    "side": "sell",
    "execPrice": "106950.1",
    "execQty": "0.01",
    "execValue": "1069.501",
    "tradeScope": "taker",
    "tradeSide": "open",
    "feeDetail": [{"feeCoin": "USDT", "fee": "0.6417006"}],
    "createdTime": "1750141421721",
    "execPnl": "-0.002",
}
POSITION: dict[str, object] = {
    "category": "USDT-FUTURES",
    "symbol": "BTCUSDT",
    "marginCoin": "USDT",
    "holdMode": "hedge_mode",
    "posSide": "short",
    "marginMode": "isolated",
    "positionBalance": "5.435199",
    "available": "0.001",
    "frozen": "0",
    "total": "0.002",
    "leverage": "20",
    "curRealisedPnl": "-1",
    "avgPrice": "107410.3",
    "unrealisedPnl": "0.0047",
    "liquidationPrice": "43099.9",
    "mmr": "0.004",
    "markPrice": "107415.3",
    "breakEvenPrice": "107539.2",
    "createdTime": "1750495670699",
    "updatedTime": "1750929883465",
}


def answer(data: object) -> Envelope:
    return Envelope(code="00000", request_time=NOW, data=msgspec.Raw(msgspec.json.encode(data)))


def test_a_fill() -> None:
    page = {"list": [FILL, FILL | {"category": "MARGIN"}], "cursor": "131"}
    assert positions.fills(answer(page)) == (
        [
            Fill(
                exec_id="11",
                order_id="22",
                client_oid="tb-1",
                instrument=BTC,
                side=Side.SELL,
                price=D("106950.1"),
                size=D("0.01"),
                value=D("1069.501"),
                fee=D("0.6417006"),
                fee_coin="USDT",
                liquidity=Liquidity.TAKER,
                time_ms=1750141421721,
                position_side=PositionSide.NET,
                realised_pnl=D("-0.002"),
            )
        ],
        "131",
    )


def test_a_fill_with_less_told_about_it() -> None:
    sparse = {
        "clientOid": None,
        "execValue": "",
        "tradeScope": "maker",
        "feeDetail": None,
        "execPnl": "",
        "orderId": None,
    }
    ((fill,), cursor) = positions.fills(answer({"list": [FILL | sparse], "cursor": None}))
    assert (fill.client_oid, fill.order_id, fill.value) == ("", "", D("1069.501"))
    assert (fill.liquidity, fill.fee, fill.fee_coin, fill.realised_pnl) == (Liquidity.MAKER, D(0), "", None)
    assert cursor == ""


@pytest.mark.parametrize(
    ("word", "side"),
    [
        ("open_long", PositionSide.LONG),
        ("burst_close_short", PositionSide.SHORT),
        ("buy_single", PositionSide.NET),
        ("open", PositionSide.NET),
        (None, PositionSide.NET),
    ],
)
def test_a_trade_side_may_name_the_position(word: str | None, side: PositionSide) -> None:
    ((fill,), _) = positions.fills(answer({"list": [FILL | {"tradeSide": word}]}))
    assert fill.position_side is side


def test_a_fill_that_names_its_position() -> None:
    named = FILL | {"holdMode": "hedge_mode", "posSide": "long"}
    ((fill,), _) = positions.fills(answer({"list": [named]}))
    assert fill.position_side is PositionSide.LONG


@pytest.mark.parametrize("data", [None, {"list": None}, {"list": [], "cursor": None}, {}])
def test_empty_pages(data: object) -> None:
    assert positions.fills(answer(data)) == ([], "")
    assert positions.closed_positions(answer(data)) == ([], "")
    assert positions.positions(answer(data), 1.0) == []


def test_a_hedge_position() -> None:
    assert positions.positions(answer({"list": [POSITION, POSITION | {"category": "MARGIN"}]}), 3.0) == [
        Position(
            instrument=BTC,
            side=PositionSide.SHORT,
            size=D("0.002"),
            available=D("0.001"),
            avg_price=D("107410.3"),
            hold_mode=HoldMode.HEDGE,
            margin_mode=MarginMode.ISOLATED,
            leverage=D(20),
            stamp=Stamp(NOW, 3.0),
            margin_coin="USDT",
            margin=D("5.435199"),
            mark=D("107415.3"),
            liquidation=D("43099.9"),
            break_even=D("107539.2"),
            unrealised_pnl=D("0.0047"),
            realised_pnl=D("-1"),
            maintenance_margin_rate=D("0.004"),
            created_ms=1750495670699,
            updated_ms=1750929883465,
        )
    ]


@pytest.mark.parametrize(
    ("side", "total", "expected"),
    [
        ("long", "1", PositionSide.LONG),
        ("short", "1", PositionSide.SHORT),
        ("net", "1", PositionSide.LONG),
        ("net", "-1", PositionSide.SHORT),
        (None, "-1", PositionSide.SHORT),
    ],
)
def test_a_one_way_position_has_a_direction(side: str | None, total: str, expected: PositionSide) -> None:
    row = POSITION | {"holdMode": "one_way_mode", "posSide": side, "total": total}
    (position,) = positions.positions(answer({"list": [row]}), 3.0)
    assert (position.side, position.size, position.hold_mode) == (expected, D(1), HoldMode.ONE_WAY)


@pytest.mark.parametrize("price", ["0", "-5", "", None])
def test_no_liquidation_price(price: str | None) -> None:
    (position,) = positions.positions(answer({"list": [POSITION | {"liquidationPrice": price}]}), 3.0)
    assert position.liquidation is None


def test_a_position_that_cannot_be_read_is_never_left_out_silently() -> None:
    with pytest.raises(BadPayloadError):
        positions.positions(answer({"list": [POSITION | {"posSide": "sideways"}]}), 3.0)
    with pytest.raises(BadNumberError):
        positions.positions(answer({"list": [POSITION | {"total": ""}]}), 3.0)


def test_past_positions_and_their_fees() -> None:
    row = {
        "positionId": "1",
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "holdMode": "one_way_mode",
        "posSide": "long",
        "openPriceAvg": "1960.001",
        "closePriceAvg": "1959.999",
        "openTotalPos": "60",
        "closeTotalPos": "58",
        "cumRealisedPnl": "-0.116",
        "netProfit": "-45.588",
        "totalFunding": "0.5",
        "openFeeTotal": "-22.7360116",
        "closeFeeTotal": "-22.7359884",
        "createdTime": "1729928018076",
        "updatedTime": "1729929656321",
    }
    page = {"list": [row, row | {"category": "OTHER"}], "cursor": 111}
    assert positions.closed_positions(answer(page)) == (
        [
            ClosedPosition(
                instrument=BTC,
                side=PositionSide.LONG,
                size=D(58),
                open_price=D("1960.001"),
                close_price=D("1959.999"),
                realised_pnl=D("-0.116"),
                net_profit=D("-45.588"),
                funding=D("0.5"),
                open_fee=D("22.7360116"),
                close_fee=D("22.7359884"),
                created_ms=1729928018076,
                updated_ms=1729929656321,
            )
        ],
        "111",
    )
