"""The money path of the wire: what an order looks like going out, and what an answer says."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.ack import Ack
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified import orders
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder, ClosePosition, PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BadNumberError, BaseQty, OrderSize, QuoteQty
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    VenueOrder,
    VenueStatus,
)

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
D = Decimal
NOW = 1_700_000_000_000
STAMP = {"requestTime": "1700000000000", "receiveWindow": "5000"}

ROW: dict[str, object] = {
    "orderId": "1320244799629316096",
    "clientOid": "tb-1",
    "category": "USDT-FUTURES",
    "symbol": "BTCUSDT",
    "orderType": "limit",
    "side": "buy",
    "price": "50000",
    "qty": "0.001",
    "amount": "0",
    "cumExecQty": "0",
    "cumExecValue": "0",
    "avgPrice": "0",
    "timeInForce": "post_only",
    "orderStatus": "live",
    "posSide": "long",
    "holdMode": "hedge_mode",
    "reduceOnly": "NO",
    "feeDetail": [{"feeCoin": "", "fee": ""}],
    "createdTime": "1750496809871",
    "updatedTime": "1750496809886",
    "cancelReason": "",
    "takeProfit": None,
}


def answer(data: object) -> Envelope:
    return Envelope(code="00000", request_time=NOW, data=msgspec.Raw(msgspec.json.encode(data)))


LIMIT = PlaceOrder(
    "tb-1",
    PERP,
    Side.BUY,
    OrderType.LIMIT,
    BaseQty(D("0.00100")),
    D("50000.10"),
    TimeInForce.POST_ONLY,
    margin_mode=MarginMode.CROSSED,
)


def test_a_one_way_limit_order() -> None:
    assert orders.place_body(LIMIT, NOW) == STAMP | {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "limit",
        "qty": "0.00100",
        "price": "50000.10",
        "timeInForce": "post_only",
        "clientOid": "tb-1",
        "marginMode": "crossed",
    }


def test_reduce_only_in_one_way_mode() -> None:
    closing = replace(LIMIT, side=Side.SELL, reduce_only=True)
    body = orders.place_body(closing, NOW)
    assert (body["side"], body["reduceOnly"]) == ("sell", "yes")
    assert "posSide" not in body


@pytest.mark.parametrize("reduce_only", [True, False])
@pytest.mark.parametrize(
    ("side", "position", "words"),
    [
        (Side.BUY, PositionSide.LONG, ("buy", "long")),
        (Side.SELL, PositionSide.LONG, ("sell", "long")),
        (Side.SELL, PositionSide.SHORT, ("sell", "short")),
        (Side.BUY, PositionSide.SHORT, ("buy", "short")),
    ],
)
def test_hedge_mode_names_the_position(
    side: Side, position: PositionSide, words: tuple[str, str], reduce_only: bool
) -> None:
    body = orders.place_body(replace(LIMIT, side=side, position_side=position, reduce_only=reduce_only), NOW)
    assert (body["side"], body["posSide"]) == words
    assert "reduceOnly" not in body


def test_a_market_order_has_neither_price_nor_time_in_force() -> None:
    body = orders.place_body(replace(LIMIT, order_type=OrderType.MARKET, price=None, margin_mode=None), NOW)
    assert body == STAMP | {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "market",
        "qty": "0.00100",
        "clientOid": "tb-1",
    }


def test_spot_knows_no_margin_and_no_reduce_only() -> None:
    body = orders.place_body(replace(LIMIT, instrument=SPOT, reduce_only=True), NOW)
    assert set(body) == {
        "category",
        "symbol",
        "side",
        "orderType",
        "qty",
        "price",
        "timeInForce",
        "clientOid",
    } | set(STAMP)
    assert body["category"] == "SPOT"


def test_a_spot_market_buy_spends_quote_coin() -> None:
    order = PlaceOrder("tb-2", SPOT, Side.BUY, OrderType.MARKET, QuoteQty(D("25.50")))
    assert orders.place_body(order, NOW)["qty"] == "25.50"


@pytest.mark.parametrize(
    ("instrument", "side", "kind", "size"),
    [
        (SPOT, Side.BUY, OrderType.MARKET, BaseQty(D(1))),
        (SPOT, Side.SELL, OrderType.MARKET, QuoteQty(D(1))),
        (SPOT, Side.BUY, OrderType.LIMIT, QuoteQty(D(1))),
        (PERP, Side.BUY, OrderType.MARKET, QuoteQty(D(1))),
        (PERP, Side.SELL, OrderType.LIMIT, QuoteQty(D(1))),
    ],
)
def test_a_size_in_the_wrong_coin_never_leaves(
    instrument: InstrumentId, side: Side, kind: OrderType, size: OrderSize
) -> None:
    with pytest.raises(ValueError, match="coin"):
        orders.place_body(PlaceOrder("tb-1", instrument, side, kind, size, D(1)), NOW)


def test_a_limit_order_without_a_price_never_leaves() -> None:
    with pytest.raises(ValueError, match="price"):
        orders.place_body(replace(LIMIT, price=None), NOW)


@given(
    st.decimals(min_value="1e-18", max_value="1e15", allow_nan=False, allow_infinity=False),
    st.decimals(min_value="1e-18", max_value="1e15", allow_nan=False, allow_infinity=False),
)
def test_numbers_go_out_plain_and_exact(size: Decimal, price: Decimal) -> None:
    body = orders.place_body(replace(LIMIT, size=BaseQty(size), price=price), NOW)
    for text, value in ((body["qty"], size), (body["price"], price)):
        assert set(text) <= set("0123456789.")
        assert Decimal(text) == value


def test_amending() -> None:
    command = AmendOrder("tb-1", PERP, D("0.0020"), D("50001.5"))
    expected = {
        "qty": "0.0020",
        "price": "50001.5",
        "autoCancel": "no",
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
    }
    assert orders.amend_body(command) == expected | {"clientOid": "tb-1"}
    assert orders.amend_body(replace(command, order_id="77")) == expected | {"orderId": "77"}


def test_cancelling() -> None:
    named = {"category": "SPOT", "symbol": "BTCUSDT"}
    assert orders.cancel_body(CancelOrder("tb-1", SPOT)) == named | {"clientOid": "tb-1"}
    assert orders.cancel_body(CancelOrder("tb-1", SPOT, "77")) == named | {"orderId": "77"}
    assert orders.cancel_all_body(CancelAll(ProductType.SPOT)) == {"category": "SPOT"}
    assert orders.cancel_all_body(CancelAll(ProductType.SPOT, "BTCUSDT")) == named


def test_closing() -> None:
    named = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
    assert orders.close_body(ClosePosition(PERP)) == named
    assert orders.close_body(ClosePosition(PERP, PositionSide.SHORT)) == named | {"posSide": "short"}


def test_asking_for_one_order() -> None:
    assert orders.order_query("tb-1", None) == {"clientOid": "tb-1"}
    assert orders.order_query("tb-1", "77") == {"orderId": "77"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"orderId": "1", "clientOid": "tb-1"}, Ack("1", "tb-1", "00000", "")),
        ({"orderId": None, "clientOid": "tb-1"}, Ack(None, "tb-1", "00000", "")),
        ({"orderId": "", "clientOid": "tb-1"}, Ack(None, "tb-1", "00000", "")),
        (
            {"orderId": 1320244799629316096, "clientOid": "tb-1"},
            Ack("1320244799629316096", "tb-1", "00000", ""),
        ),
        ({"clientOid": "tb-1", "code": "43012", "msg": "no\nmoney"}, Ack(None, "tb-1", "43012", "no money")),
        ({"clientOid": "tb-1", "code": 43012}, Ack(None, "tb-1", "43012", "")),
        ({"code": "0"}, Ack(None, "", "00000", "")),
        ({}, Ack(None, "", "00000", "")),
        (None, Ack(None, "", "00000", "")),
    ],
)
def test_the_word_on_one_order(data: object, expected: Ack) -> None:
    found = orders.ack(answer(data))
    assert found == expected
    assert found.ok is (expected.code == "00000")


def test_an_answer_of_another_shape() -> None:
    shapes: tuple[object, ...] = ("success", [], {"orderId": ["1"]})
    for data in shapes:
        with pytest.raises(BadPayloadError):
            orders.ack(answer(data))


def test_batches_and_pages_of_acknowledgements() -> None:
    rows = [
        {"orderId": "1", "clientOid": "a"},
        {"orderId": "", "clientOid": "b", "code": "43012", "msg": "no"},
    ]
    expected = [Ack("1", "a", "00000", ""), Ack(None, "b", "43012", "no")]
    assert orders.acks(answer(rows)) == expected
    assert orders.ack_page(answer({"list": rows})) == expected
    assert orders.acks(answer(None)) == []
    assert orders.ack_page(answer(None)) == orders.ack_page(answer({"list": None})) == []


def test_a_working_hedge_order() -> None:
    assert orders.order(answer(ROW)) == VenueOrder(
        instrument=PERP,
        order_id="1320244799629316096",
        client_oid="tb-1",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(D("0.001")),
        price=D(50000),
        status=VenueStatus.LIVE,
        filled=D(0),
        avg_price=None,
        created_ms=1750496809871,
        updated_ms=1750496809886,
        time_in_force=TimeInForce.POST_ONLY,
        reduce_only=False,
        position_side=PositionSide.LONG,
        margin_mode=MarginMode.CROSSED,
    )


def test_a_filled_spot_market_buy_is_sized_in_quote_coin() -> None:
    row = ROW | {
        "category": "SPOT",
        "orderType": "market",
        "price": "0",
        "qty": "0",
        "amount": "100",
        "cumExecQty": "0.0372",
        "avgPrice": "2684.23",
        "timeInForce": "gtc",
        "orderStatus": "filled",
        "posSide": "",
        "holdMode": "",
        "marginMode": "crossed",
        "reduceOnly": "yes",
        "feeDetail": [{"feeCoin": "BTC", "fee": "0.00000744"}],
        "cancelReason": "odd\u0000reason",
    }
    found = orders.order(answer(row))
    assert found is not None
    assert (found.size, found.price, found.filled) == (QuoteQty(D(100)), None, D("0.0372"))
    assert (found.avg_price, found.status) == (D("2684.23"), VenueStatus.FILLED)
    assert (found.fee, found.fee_coin, found.position_side) == (D("0.00000744"), "BTC", PositionSide.NET)
    assert (found.reduce_only, found.cancel_reason) == (True, "odd reason")


def test_a_spot_market_buy_without_an_amount_has_its_quantity() -> None:
    row = ROW | {"category": "SPOT", "orderType": "market", "qty": "25", "amount": "0"}
    found = orders.order(answer(row))
    assert found is not None
    assert found.size == QuoteQty(D(25))


def test_an_order_with_less_told_about_it() -> None:
    bare = {name: ROW[name] for name in ("category", "symbol", "side", "orderType", "qty")}
    found = orders.order(
        answer(bare | {"orderId": 5, "orderStatus": "cancelled", "createdTime": "1750496809871"})
    )
    assert found is not None
    assert (found.order_id, found.client_oid, found.price, found.status) == (
        "5",
        "",
        None,
        VenueStatus.CANCELLED,
    )
    assert (found.created_ms, found.updated_ms) == (1750496809871, 1750496809871)
    assert found.time_in_force is TimeInForce.GTC
    timeless = orders.order(answer(bare | {"orderId": "5", "orderStatus": "new"}))
    assert timeless is not None
    assert (timeless.created_ms, timeless.updated_ms) == (0, 0)


def test_orders_of_other_categories_are_left_out() -> None:
    assert orders.order(answer(ROW | {"category": "MARGIN"})) is None
    page = {"list": [ROW | {"category": "MARGIN"}, ROW], "cursor": "99"}
    found, cursor = orders.orders(answer(page))
    assert [order.order_id for order in found] == [ROW["orderId"]]
    assert cursor == "99"


@pytest.mark.parametrize("data", [None, {"list": None}, {"list": [], "cursor": None}, {}])
def test_empty_pages(data: object) -> None:
    assert orders.orders(answer(data)) == ([], "")


@pytest.mark.parametrize("broken", [{"orderStatus": "odd"}, {"side": None}, {"symbol": 5}])
def test_an_order_that_cannot_be_read_is_never_left_out_silently(broken: dict[str, object]) -> None:
    with pytest.raises(BadPayloadError):
        orders.orders(answer({"list": [ROW, ROW | broken]}))


def test_an_order_without_a_size_is_never_guessed() -> None:
    with pytest.raises(BadNumberError):
        orders.order(answer(ROW | {"qty": ""}))
