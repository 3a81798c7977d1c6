"""What goes out to a classic account, field by field, as its documentation names it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.classic import order_bodies as bodies
from terminal_app.bitget.wire.classic.common import direction_of
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import ExitLeg, MarginMode, OrderType, PositionSide, Side, TimeInForce

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
INVERSE = InstrumentId(ProductType.COIN_FUTURES, "ETHUSD")

SPOT_BUY = PlaceOrder("tb-1", SPOT, Side.BUY, OrderType.LIMIT, BaseQty(D("0.010")), D("50000.0"))
PERP_BUY = replace(SPOT_BUY, instrument=PERP, margin_mode=MarginMode.ISOLATED)
IN_USDT = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"}


def test_a_spot_limit_order() -> None:
    assert bodies.spot_place_body(replace(SPOT_BUY, time_in_force=TimeInForce.POST_ONLY)) == {
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "limit",
        "force": "post_only",
        "price": "50000.0",
        "size": "0.010",
        "clientOid": "tb-1",
    }


def test_a_spot_market_buy_says_what_it_spends_and_nothing_else_does() -> None:
    market = replace(SPOT_BUY, order_type=OrderType.MARKET, price=None, size=QuoteQty(D("12.30")))
    assert bodies.spot_place_body(market) == {
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "market",
        "size": "12.30",
        "clientOid": "tb-1",
    }
    for wrong in (
        replace(market, side=Side.SELL),
        replace(market, size=BaseQty(D(1))),
        replace(SPOT_BUY, size=market.size),
    ):
        with pytest.raises(ValueError, match="quote coin"):
            bodies.spot_place_body(wrong)
    with pytest.raises(ValueError, match="quote coin"):
        bodies.mix_place_body(replace(PERP_BUY, size=market.size))


def test_exits_of_a_spot_order_and_of_a_futures_order_have_other_names() -> None:
    gain, loss = ExitLeg(D(60000), price=D(59990)), ExitLeg(D(40000))
    spot = bodies.spot_place_body(replace(SPOT_BUY, take_profit=gain, stop_loss=loss))
    assert {name: value for name, value in spot.items() if name.startswith(("preset", "execute"))} == {
        "presetTakeProfitPrice": "60000",
        "executeTakeProfitPrice": "59990",
        "presetStopLossPrice": "40000",
    }
    mix = bodies.mix_place_body(replace(PERP_BUY, take_profit=gain, stop_loss=loss))
    assert {name: value for name, value in mix.items() if name.startswith("preset")} == {
        "presetStopSurplusPrice": "60000",
        "presetStopSurplusExecutePrice": "59990",
        "presetStopLossPrice": "40000",
    }


@pytest.mark.parametrize(("reduce_only", "word"), [(False, "NO"), (True, "YES")])
def test_in_one_way_mode_the_side_is_the_trade_and_reducing_is_a_flag(
    word: str, *, reduce_only: bool
) -> None:
    assert bodies.mix_place_body(replace(PERP_BUY, reduce_only=reduce_only)) == {
        **IN_USDT,
        "marginMode": "isolated",
        "side": "buy",
        "reduceOnly": word,
        "orderType": "limit",
        "force": "gtc",
        "price": "50000.0",
        "size": "0.010",
        "clientOid": "tb-1",
    }


@pytest.mark.parametrize(
    ("side", "position", "wire_side", "trade_side"),
    [
        (Side.BUY, PositionSide.LONG, "buy", "open"),
        (Side.SELL, PositionSide.LONG, "buy", "close"),
        (Side.SELL, PositionSide.SHORT, "sell", "open"),
        (Side.BUY, PositionSide.SHORT, "sell", "close"),
    ],
)
def test_in_hedge_mode_the_side_names_the_position(
    side: Side, position: PositionSide, wire_side: str, trade_side: str
) -> None:
    order = replace(PERP_BUY, side=side, position_side=position, reduce_only=trade_side == "close")
    body = bodies.mix_place_body(order)
    assert (body["side"], body["tradeSide"]) == (wire_side, trade_side)
    assert "reduceOnly" not in body
    # What the reading half makes of a row with these words is the direction that was meant.
    assert direction_of(wire_side, trade_side, HoldMode.HEDGE) == (side, position)


def test_a_futures_order_names_its_margin_mode() -> None:
    with pytest.raises(ValueError, match="margin mode"):
        bodies.mix_place_body(replace(PERP_BUY, margin_mode=None))


def test_a_coin_margined_order_is_in_its_own_coin() -> None:
    body = bodies.mix_place_body(replace(PERP_BUY, instrument=INVERSE))
    assert (body["productType"], body["marginCoin"]) == ("COIN-FUTURES", "ETH")


AMOUNT = st.decimals(min_value="1e-18", max_value="1e15", allow_nan=False, allow_infinity=False)


@given(AMOUNT, AMOUNT)
def test_numbers_go_out_plain_and_exact(size: Decimal, price: Decimal) -> None:
    leg = ExitLeg(price, price=size)
    spot = replace(SPOT_BUY, size=BaseQty(size), price=price, take_profit=leg, stop_loss=leg)
    change = AmendOrder("tb-1", PERP, size, price, "7", "tb-2", size)
    body = bodies.spot_place_body(spot)
    mix = bodies.mix_place_body(replace(spot, instrument=PERP, margin_mode=MarginMode.CROSSED))
    changed = bodies.amend_body(change)
    for text, value in (
        (body["size"], size),
        (body["price"], price),
        (body["presetStopLossPrice"], price),
        (body["executeTakeProfitPrice"], size),
        (mix["size"], size),
        (mix["presetStopSurplusPrice"], price),
        (mix["presetStopLossExecutePrice"], size),
        (changed["newSize"], size),
        (changed["newPrice"], price),
    ):
        assert set(text) <= set("0123456789.")
        assert Decimal(text) == value


def test_batches() -> None:
    other = replace(SPOT_BUY, client_oid="tb-2", instrument=InstrumentId(ProductType.SPOT, "ETHUSDT"))
    spot = bodies.spot_batch_body([SPOT_BUY, other])
    assert spot["batchMode"] == "multiple"
    assert [row["symbol"] for row in rows_of(spot, "orderList")] == ["BTCUSDT", "ETHUSDT"]
    mix = bodies.mix_batch_body([PERP_BUY, replace(PERP_BUY, client_oid="tb-2", reduce_only=True)])
    assert {name: value for name, value in mix.items() if name != "orderList"} == {
        **IN_USDT,
        "marginMode": "isolated",
    }
    assert [(row["clientOid"], row["reduceOnly"]) for row in rows_of(mix, "orderList")] == [
        ("tb-1", "NO"),
        ("tb-2", "YES"),
    ]


def rows_of(body: bodies.Nested, name: str) -> list[dict[str, str]]:
    rows = body[name]
    assert isinstance(rows, list)
    return rows


def test_a_change_is_another_order_with_a_number_of_its_own() -> None:
    change = AmendOrder("tb-1", SPOT, D("0.05"), D(50001), "7", "tb-2", D("0.04"))
    assert bodies.amend_body(change) == {
        "symbol": "BTCUSDT",
        "orderId": "7",
        "newClientOid": "tb-2",
        "size": "0.04",
        "price": "50001",
    }
    assert bodies.amend_body(replace(change, instrument=PERP, order_id=None)) == {
        "symbol": "BTCUSDT",
        "productType": "USDT-FUTURES",
        "clientOid": "tb-1",
        "newClientOid": "tb-2",
        "newSize": "0.04",
        "newPrice": "50001",
    }
    for unsaid in (replace(change, new_client_oid=""), replace(change, rest=None)):
        with pytest.raises(ValueError, match="another in its place"):
            bodies.amend_body(unsaid)


def test_cancels() -> None:
    assert bodies.cancel_body(CancelOrder("tb-1", SPOT, "7")) == {"symbol": "BTCUSDT", "orderId": "7"}
    named = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES"}
    assert bodies.cancel_body(CancelOrder("tb-1", PERP)) == {**named, "clientOid": "tb-1"}
    assert bodies.spot_cancel_batch_body([CancelOrder("tb-1", SPOT, "7")]) == {
        "batchMode": "multiple",
        "orderList": [{"symbol": "BTCUSDT", "orderId": "7"}],
    }
    assert bodies.mix_cancel_batch_body([CancelOrder("tb-1", PERP), CancelOrder("tb-2", PERP)]) == {
        **named,
        "orderIdList": [{"clientOid": "tb-1"}, {"clientOid": "tb-2"}],
    }
    assert bodies.cancel_symbol_body(SPOT) == {"symbol": "BTCUSDT"}
    assert bodies.cancel_product_body(ProductType.USDC_FUTURES) == {
        "productType": "USDC-FUTURES",
    }


def test_a_batch_of_no_cancels_would_cancel_everything_and_is_never_made() -> None:
    with pytest.raises(ValueError, match="everything"):
        bodies.mix_cancel_batch_body([])


def test_closing_names_the_position_in_hedge_mode_only() -> None:
    named = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES"}
    assert bodies.close_body(ClosePosition(PERP)) == named
    assert bodies.close_body(ClosePosition(PERP, PositionSide.SHORT)) == {**named, "holdSide": "short"}


def test_settings() -> None:
    command = SetLeverage(PERP, D("12.5"), MarginMode.ISOLATED)
    assert bodies.leverage_body(command) == {**IN_USDT, "leverage": "12.5"}
    assert bodies.margin_mode_body(command) == {**IN_USDT, "marginMode": "isolated"}
    assert bodies.hold_mode_body(ProductType.COIN_FUTURES, HoldMode.HEDGE) == {
        "productType": "COIN-FUTURES",
        "posMode": "hedge_mode",
    }


def test_a_transfer_is_an_exact_text() -> None:
    command = Transfer("tb-1", "USDT", D("1E-7"), ProductType.COIN_FUTURES, ProductType.SPOT)
    assert bodies.transfer_body(command) == {
        "fromType": "coin_futures",
        "toType": "spot",
        "amount": "0.0000001",
        "coin": "USDT",
        "clientOid": "tb-1",
    }
    assert set(bodies.WALLET) == set(ProductType)
