"""Order rows of spot and of futures: the same core report from two spellings."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import orders
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BadNumberError, BaseQty, QuoteQty
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    VenueOrder,
    VenueStatus,
)
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
SPOT_ROW: dict[str, object] = {
    "symbol": "BTCUSDT",
    "orderId": "11",
    "clientOid": "tb-1",
    "price": "25000.0000000000000000",
    "size": "0.0002000000000000",
    "orderType": "limit",
    "side": "buy",
    "status": "partially_filled",
    "priceAvg": "24999.5",
    "baseVolume": "0.0001",
    "feeDetail": (
        '{"newFees":{"c":0,"d":0,"deduction":false,"r":-0.112,"t":-0.112,"totalDeductionFee":0},'
        '"BTC":{"deduction":false,"feeCoinCode":"BTC","totalDeductionFee":0,"totalFee":-1.0E-7}}'
    ),
    "cancelReason": "",
    "cTime": "5",
    "uTime": "6",
}
MIX_ROW: dict[str, object] = {
    "symbol": "BTCUSDT",
    "size": "0.002",
    "orderId": "12",
    "clientOid": "tb-2",
    "baseVolume": "0.001",
    "fee": "-0.5",
    "price": "25000",
    "priceAvg": "25001",
    "status": "live",
    "side": "buy",
    "force": "post_only",
    "posSide": "long",
    "marginCoin": "USDT",
    "marginMode": "isolated",
    "tradeSide": "close",
    "posMode": "hedge_mode",
    "orderType": "limit",
    "reduceOnly": "YES",
    "cTime": "7",
    "uTime": "8",
}


def spot(**other: object) -> VenueOrder:
    found = orders.spot_order(holding([SPOT_ROW | other]))
    assert found is not None
    return found


def mix(**other: object) -> VenueOrder:
    return orders.mix_order(holding(MIX_ROW | other), USDT)


def test_a_spot_row() -> None:
    assert spot() == VenueOrder(
        instrument=InstrumentId(ProductType.SPOT, "BTCUSDT"),
        order_id="11",
        client_oid="tb-1",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(D("0.0002")),
        price=D(25_000),
        status=VenueStatus.PARTIALLY_FILLED,
        filled=D("0.0001"),
        avg_price=D("24999.5"),
        created_ms=5,
        updated_ms=6,
        fee=D("0.0000001"),
        fee_coin="BTC",
    )


def test_a_futures_row() -> None:
    assert mix() == VenueOrder(
        instrument=InstrumentId(USDT, "BTCUSDT"),
        order_id="12",
        client_oid="tb-2",
        side=Side.SELL,
        order_type=OrderType.LIMIT,
        size=BaseQty(D("0.002")),
        price=D(25_000),
        status=VenueStatus.LIVE,
        filled=D("0.001"),
        avg_price=D(25_001),
        created_ms=7,
        updated_ms=8,
        time_in_force=TimeInForce.POST_ONLY,
        reduce_only=True,
        position_side=PositionSide.LONG,
        margin_mode=MarginMode.ISOLATED,
        fee=D("0.5"),
        fee_coin="USDT",
    )


def test_a_spot_market_buy_is_sized_in_quote_coin() -> None:
    bought = spot(orderType="market", price="0", size="250.0000")
    assert (bought.size, bought.price) == (QuoteQty(D(250)), None)
    assert spot(orderType="market", side="sell").size == BaseQty(D("0.0002"))


def test_a_working_spot_order_swaps_its_two_prices() -> None:
    row = {name: value for name, value in SPOT_ROW.items() if name not in ("price", "feeDetail")}
    for told in ("0", "", None):
        working = row | {"priceAvg": "34829.12", "basePrice": told}
        ((found,), _) = orders.spot_orders(holding([working]))
        assert (found.price, found.avg_price) == (D("34829.12"), None)
    ((found,), _) = orders.spot_orders(holding([row | {"priceAvg": "34829.12", "basePrice": "34000"}]))
    assert found.avg_price == 34_000


@pytest.mark.parametrize("word", ["cancelled", "canceled", "Cancelled"])
def test_cancelled_has_one_l_on_futures_and_two_on_spot(word: str) -> None:
    assert spot(status=word).status is VenueStatus.CANCELLED
    assert mix(status=word).status is VenueStatus.CANCELLED


def test_the_call_about_one_order_says_state_and_the_lists_say_status() -> None:
    assert mix(status=None, state="filled").status is VenueStatus.FILLED
    assert mix(status="filled", state=None).status is VenueStatus.FILLED
    assert mix(status="live", state="filled").status is VenueStatus.FILLED
    with pytest.raises(BadPayloadError):
        mix(status=None)


@pytest.mark.parametrize(
    ("word", "set_"),
    [("YES", True), ("yes", True), ("Yes", True), ("NO", False), ("no", False), ("", False), (None, False)],
)
def test_the_spellings_of_reduce_only(word: str | None, set_: bool) -> None:
    assert mix(reduceOnly=word).reduce_only is set_


def test_one_way_rows_have_the_side_of_the_trade_and_no_position() -> None:
    found = mix(posMode="one_way_mode", tradeSide="buy_single", posSide="long", marginMode="cross")
    assert (found.side, found.position_side) == (Side.BUY, PositionSide.NET)
    assert found.margin_mode is MarginMode.CROSSED


@pytest.mark.parametrize("text", ["", None, "{}", '{"newFees":{"t":-1}}'])
def test_no_fee_before_a_fill(text: str | None) -> None:
    found = spot(feeDetail=text)
    assert (found.fee, found.fee_coin) == (D(0), "")


def test_a_fee_text_may_write_its_numbers_as_texts_too() -> None:
    found = spot(feeDetail='{"BGB":{"totalFee":"-0.25"}}')
    assert (found.fee, found.fee_coin) == (D("0.25"), "BGB")
    with pytest.raises(BadPayloadError):
        spot(feeDetail="{")
    with pytest.raises(BadNumberError):
        spot(feeDetail='{"USDT":{"totalFee":1E99}}')


def test_json_numbers_where_texts_are_documented() -> None:
    found = mix(size=2, price=25_000, orderId=12, cTime=7, uTime=None, baseVolume=0)
    assert (found.size, found.price, found.order_id) == (BaseQty(D(2)), D(25_000), "12")
    assert found.updated_ms == found.created_ms == 7


def test_null_lists_are_empty_pages() -> None:
    assert orders.mix_orders(holding({"entrustedList": None, "endId": None}), USDT) == ([], "")
    assert orders.mix_orders(holding(None), USDT) == ([], "")
    assert orders.spot_orders(holding(None)) == ([], "")
    assert orders.spot_orders(holding([])) == ([], "")


def test_an_empty_list_is_no_order() -> None:
    assert orders.spot_order(holding([])) is None
    assert orders.spot_order(holding(None)) is None
    with pytest.raises(BadPayloadError):
        orders.mix_order(holding(None), USDT)


def test_pages_name_where_the_next_begins() -> None:
    _, cursor = orders.spot_orders(holding([SPOT_ROW, SPOT_ROW | {"orderId": "9"}]))
    assert cursor == "9"
    _, cursor = orders.mix_orders(holding({"entrustedList": [MIX_ROW], "endId": "8"}), USDT)
    assert cursor == "8"


def test_a_waiting_exit_in_the_list_of_spot_orders_is_no_order() -> None:
    exits = SPOT_ROW | {"orderId": "3", "tpslType": "tpsl"}
    found, cursor = orders.spot_orders(holding([SPOT_ROW | {"tpslType": "normal"}, exits]))
    assert ([one.order_id for one in found], cursor) == (["11"], "3")


def test_an_order_is_asked_for_by_the_better_id() -> None:
    assert orders.order_query("tb-1", "5") == {"orderId": "5"}
    assert orders.order_query("tb-1", None) == {"clientOid": "tb-1"}


def test_why_an_order_was_cancelled() -> None:
    assert "same account" in spot(status="cancelled", cancelReason="stp_cancel").cancel_reason
