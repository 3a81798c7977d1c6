"""Strategy orders on the wire: bodies with plain numbers, and rows that leave things out."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified.strategy import (
    amend_body,
    cancel_body,
    of_kind,
    page,
    tp_sl_body,
    trigger_body,
)
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus

D = Decimal
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
NAMED = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "clientOid": "tb-1"}
TRIGGER = PlaceTrigger("tb-1", BTC, Side.BUY, BaseQty(D("1E-4")), D("65000.0"))
ROW: dict[str, object] = {
    "orderId": "5",
    "clientOid": "tb-1",
    "category": "USDT-FUTURES",
    "symbol": "BTCUSDT",
    "qty": "0.01",
    "posSide": "long",
    "takeProfit": "70000",
    "tpTriggerBy": "market",
    "tpOrderType": "market",
    "createdTime": "1753057411736",
    "updatedTime": "1753057411747",
}
WAITS: dict[str, object] = {
    "orderId": 5,
    "category": "usdt-futures",
    "symbol": "BTCUSDT",
    "qty": "0.01",
    "side": "Buy",
    "reduceOnly": "YES",
    "triggerBy": "mark",
    "triggerPrice": "65000",
    "triggerOrderType": "limit",
    "triggerOrderPrice": "65001",
    "status": "submitting",
    "createdTime": "1753057411736",
}


def answer(data: object) -> Envelope:
    return Envelope("00000", data=msgspec.Raw(msgspec.json.encode(data)))


def one(row: dict[str, object], asked: StrategyKind = StrategyKind.TP_SL) -> object:
    ((found,), _) = page(answer([row]), asked)
    return found


def test_a_trigger_order() -> None:
    body = {**NAMED, "type": "trigger", "qty": "0.0001", "side": "buy", "triggerBy": "market"}
    body |= {"triggerPrice": "65000.0", "triggerOrderType": "market"}
    assert trigger_body(TRIGGER) == body
    limit = replace(TRIGGER, price=D("1E+5"), by=TriggerBy.MARK)
    assert trigger_body(limit) == body | {
        "triggerBy": "mark",
        "triggerOrderType": "limit",
        "triggerOrderPrice": "100000",
    }


def test_the_flag_belongs_to_one_way_mode_and_the_side_to_hedge_mode() -> None:
    reducing = replace(TRIGGER, reduce_only=True)
    assert trigger_body(reducing)["reduceOnly"] == "yes"
    hedged = trigger_body(replace(reducing, position_side=PositionSide.SHORT))
    assert hedged["posSide"] == "short"
    assert "reduceOnly" not in hedged


def test_the_venue_is_told_no_margin_mode_because_it_takes_none() -> None:
    assert trigger_body(replace(TRIGGER, margin_mode=MarginMode.ISOLATED)) == trigger_body(TRIGGER)


@pytest.mark.parametrize(("side", "held"), [(Side.SELL, "long"), (Side.BUY, "short")])
def test_exits_name_the_direction_of_the_position_in_both_modes(side: Side, held: str) -> None:
    guard = PlaceTpSl("tb-1", BTC, side, stop_loss=ExitLeg(D(60000), TriggerBy.MARK, D(59000)))
    body = {**NAMED, "type": "tpsl", "side": side.value, "posSide": held}
    legs = {"stopLoss": "60000", "slTriggerBy": "mark", "slOrderType": "limit", "slLimitPrice": "59000"}
    assert tp_sl_body(guard) == body | legs | {"tpslMode": "full"}
    part = replace(guard, size=D("0.002"))
    assert tp_sl_body(part) == body | legs | {"tpslMode": "partial", "qty": "0.002"}


def test_changes_and_cancels_go_by_the_venues_id_when_it_is_known() -> None:
    change = AmendStrategy("tb-1", BTC, size=D("0.02"), trigger=D(66000), price=D(66001))
    terms = {"qty": "0.02", "triggerBy": "market", "triggerPrice": "66000"}
    terms |= {"triggerOrderType": "limit", "triggerOrderPrice": "66001"}
    assert amend_body(change) == {"clientOid": "tb-1"} | terms
    assert amend_body(replace(change, order_id="5")) == {"orderId": "5"} | terms
    exits = AmendStrategy("tb-1", BTC, take_profit=ExitLeg(D(71000)))
    legs = {"takeProfit": "71000", "tpTriggerBy": "market", "tpOrderType": "market"}
    assert amend_body(exits) == {"clientOid": "tb-1"} | legs
    assert cancel_body(CancelStrategy("tb-1", BTC)) == {"clientOid": "tb-1"}
    assert cancel_body(CancelStrategy("tb-1", BTC, "5")) == {"orderId": "5"}


def test_lists_are_asked_for_by_kind() -> None:
    assert of_kind(ProductType.USDC_FUTURES, StrategyKind.TP_SL) == {
        "category": "USDC-FUTURES",
        "type": "tpsl",
    }


def test_exits_of_a_list_that_says_little() -> None:
    found = one(ROW)
    assert found == one({**ROW, "side": "buy", "type": "tpsl", "status": "pending", "reduceOnly": "no"})
    ((order,), cursor) = page(answer([ROW]), StrategyKind.TRIGGER)
    assert (order, cursor) == (found, "")
    assert (order.kind, order.status, order.side) == (StrategyKind.TP_SL, StrategyStatus.PENDING, Side.SELL)
    assert (order.position_side, order.reduce_only, order.size) == (PositionSide.LONG, True, D("0.01"))
    assert (order.take_profit, order.stop_loss, order.trigger) == (ExitLeg(D(70000)), None, None)
    assert (order.order_id, order.client_oid) == ("5", "tb-1")
    assert (order.created_ms, order.updated_ms) == (1753057411736, 1753057411747)


def test_exits_of_the_whole_position_have_no_size() -> None:
    whole: list[dict[str, object]] = [{"qty": ""}, {"qty": "0"}, {"qty": None}, {"tpslMode": "full"}]
    for nothing in whole:
        ((order,), _) = page(answer([{**ROW, **nothing, "posSide": "short"}]), StrategyKind.TP_SL)
        assert (order.size, order.side) == (None, Side.BUY)


def test_a_trigger_order_of_a_list() -> None:
    ((order,), _) = page(answer([WAITS]), StrategyKind.TP_SL)
    assert (order.kind, order.side, order.status) == (
        StrategyKind.TRIGGER,
        Side.BUY,
        StrategyStatus.SUBMITTING,
    )
    assert (order.trigger, order.by, order.price) == (D(65000), TriggerBy.MARK, D(65001))
    assert (order.order_id, order.client_oid, order.reduce_only) == ("5", "", True)
    assert order.updated_ms == order.created_ms == 1753057411736
    ((market,), _) = page(answer([{**WAITS, "triggerOrderType": "market"}]), StrategyKind.TP_SL)
    assert market.price is None


def test_a_row_with_everything_is_what_was_asked_for() -> None:
    both = {**WAITS, **ROW}
    for kind in StrategyKind:
        ((order,), _) = page(answer([both]), kind)
        assert order.kind is kind
    ((named,), _) = page(answer([{**both, "type": "TRIGGER"}]), StrategyKind.TP_SL)
    assert named.kind is StrategyKind.TRIGGER


def test_pages_with_a_cursor_and_empty_ones() -> None:
    rows, cursor = page(
        answer({"list": [ROW, {**ROW, "category": "MARGIN"}], "cursor": "9"}), StrategyKind.TP_SL
    )
    assert (len(rows), cursor) == (1, "9")
    nothing: list[object] = [None, [], {"list": None, "cursor": None}, {"list": []}]
    for empty in nothing:
        assert page(answer(empty), StrategyKind.TRIGGER) == ([], "")


@pytest.mark.parametrize(
    ("held", "reduces", "side"),
    [
        ("long", "no", Side.BUY),
        ("long", "yes", Side.SELL),
        ("short", None, Side.SELL),
        ("short", "YES", Side.BUY),
    ],
)
def test_a_finished_trigger_order_may_come_without_its_side(
    held: str, reduces: str | None, side: Side
) -> None:
    row = {**WAITS, "side": None, "posSide": held, "reduceOnly": reduces, "status": "success"}
    ((order,), _) = page(answer({"list": [row]}), StrategyKind.TRIGGER)
    assert (order.side, order.status) == (side, StrategyStatus.DONE)


@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "type": "grid"},
        {**ROW, "status": "asleep"},
        {**ROW, "posSide": "net"},
        {**WAITS, "side": None},
        {**WAITS, "triggerBy": "index"},
        {"orderId": "1"},
    ],
)
def test_what_cannot_be_understood_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(BadPayloadError):
        page(answer([row]), StrategyKind.TRIGGER)
