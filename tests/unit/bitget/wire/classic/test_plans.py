"""Plans: trigger orders, exits and the venue's own trailing orders."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import plans
from terminal_app.bitget.wire.classic.plan_bodies import plan_type_of, spot_cancel_body
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.commands import CancelStrategy
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
MIX_ROW: dict[str, object] = {
    "planType": "normal_plan",
    "symbol": "BTCUSDT",
    "size": "0.5",
    "orderId": "1",
    "clientOid": "tb-1",
    "planStatus": "live",
    "price": "1900",
    "executePrice": "1900",
    "callbackRatio": "",
    "triggerPrice": "1901",
    "triggerType": "mark_price",
    "side": "buy",
    "posSide": "long",
    "tradeSide": "open",
    "posMode": "hedge_mode",
    "orderType": "limit",
    "stopSurplusTriggerPrice": "2002",
    "stopSurplusExecutePrice": "",
    "stopSurplusTriggerType": "fill_price",
    "stopLossTriggerPrice": "1820",
    "stopLossExecutePrice": "1815",
    "stopLossTriggerType": "mark_price",
    "cTime": "5",
    "uTime": "",
}
EXIT = MIX_ROW | {
    "tradeSide": "close",
    "orderType": "market",
    "price": "",
    "executePrice": "",
    "stopSurplusTriggerPrice": "",
    "stopLossTriggerPrice": "",
}
SPOT_ROW: dict[str, object] = {
    "orderId": "2",
    "clientOid": "tb-2",
    "symbol": "TRXUSDT",
    "size": "151",
    "executePrice": "0.041572",
    "triggerPrice": "0.0416",
    "status": "not_trigger",
    "orderType": "limit",
    "side": "sell",
    "planType": "amount",
    "triggerType": "fill_price",
    "uTime": "7",
    "cTime": "6",
}


def mix(row: dict[str, object] = MIX_ROW, **other: object) -> StrategyOrder:
    ((found,), _) = plans.mix_plans(holding({"entrustedList": [row | other], "endId": "1"}), USDT)
    return found


def spot(**other: object) -> StrategyOrder:
    ((found,), _) = plans.spot_plans(holding({"orderList": [SPOT_ROW | other]}))
    return found


def test_a_trigger_order_on_futures() -> None:
    assert mix() == StrategyOrder(
        instrument=InstrumentId(USDT, "BTCUSDT"),
        order_id="1",
        client_oid="tb-1",
        kind=StrategyKind.TRIGGER,
        side=Side.BUY,
        status=StrategyStatus.PENDING,
        created_ms=5,
        updated_ms=5,
        position_side=PositionSide.LONG,
        size=D("0.5"),
        trigger=D(1901),
        by=TriggerBy.MARK,
        price=D(1900),
        take_profit=ExitLeg(D(2002)),
        stop_loss=ExitLeg(D(1820), TriggerBy.MARK, D(1815)),
    )


def test_a_trigger_order_on_spot() -> None:
    assert spot() == StrategyOrder(
        instrument=InstrumentId(ProductType.SPOT, "TRXUSDT"),
        order_id="2",
        client_oid="tb-2",
        kind=StrategyKind.TRIGGER,
        side=Side.SELL,
        status=StrategyStatus.PENDING,
        created_ms=6,
        updated_ms=7,
        size=D(151),
        trigger=D("0.0416"),
        price=D("0.041572"),
    )


def test_a_spot_plan_sized_in_quote_coin_says_so() -> None:
    found = spot(planType="total", orderType="market", executePrice="", side="buy", size="100")
    assert (found.size, found.price) == (None, None)
    assert "100" in found.note


def test_what_works_at_market_has_no_price_whatever_the_row_says() -> None:
    assert mix(orderType="market", price="5", executePrice="5").price is None
    assert spot(orderType="market").price is None


@pytest.mark.parametrize(
    ("word", "gains", "whole"),
    [
        ("profit_plan", True, False),
        ("loss_plan", False, False),
        ("pos_profit", True, True),
        ("pos_loss", False, True),
    ],
)
def test_an_exit_is_one_leg_of_a_position(word: str, gains: bool, whole: bool) -> None:
    found = mix(EXIT, planType=word)
    leg = ExitLeg(D(1901), TriggerBy.MARK)
    assert found.kind is StrategyKind.TP_SL
    assert (found.take_profit, found.stop_loss) == ((leg, None) if gains else (None, leg))
    assert (found.side, found.position_side) == (Side.SELL, PositionSide.LONG)
    assert found.size == (None if whole else D("0.5"))
    assert (found.trigger, found.reduce_only) == (None, True)
    assert plan_type_of(found) == word


def test_an_exit_that_works_at_a_limit() -> None:
    found = mix(EXIT, planType="loss_plan", orderType="limit", executePrice="1890")
    assert found.stop_loss == ExitLeg(D(1901), TriggerBy.MARK, D(1890))


@pytest.mark.parametrize(
    ("side", "position", "closing"),
    [("sell", "net", Side.SELL), ("buy", "long", Side.SELL), ("sell", "short", Side.BUY)],
)
def test_the_side_that_closes_in_one_way_mode(side: str, position: str, closing: Side) -> None:
    words = {"posMode": "one_way_mode", "tradeSide": "sell_single", "side": side, "posSide": position}
    found = mix(EXIT, planType="loss_plan", **words)
    assert (found.side, found.position_side) == (closing, PositionSide.NET)


def test_the_trailing_order_of_the_venue_is_listed_with_its_callback() -> None:
    found = mix(EXIT, planType="track_plan", tradeSide="open", callbackRatio="1.5", reduceOnly="NO")
    assert (found.kind, found.callback) == (StrategyKind.TRAILING, D("0.015"))
    assert (found.side, found.trigger, found.reduce_only) == (Side.BUY, D(1901), False)
    assert plan_type_of(found) == "track_plan"


def test_the_trailing_exit_of_the_venue_closes_its_position() -> None:
    found = mix(EXIT, planType="moving_plan", callbackRatio="2")
    assert (found.kind, found.callback) == (StrategyKind.TRAILING_STOP, D("0.02"))
    assert (found.side, found.reduce_only, found.stop_loss) == (Side.SELL, True, None)
    assert plan_type_of(found) == "moving_plan"


def test_only_what_trails_has_a_callback() -> None:
    assert mix(callbackRatio="3").callback is None
    assert mix(EXIT, planType="track_plan", callbackRatio="").callback is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("live", StrategyStatus.PENDING),
        ("not_trigger", StrategyStatus.PENDING),
        ("executing", StrategyStatus.SUBMITTING),
        ("executed", StrategyStatus.DONE),
        ("fail_execute", StrategyStatus.FAILED),
        ("cancelled", StrategyStatus.CANCELLED),
        ("canceled", StrategyStatus.CANCELLED),
    ],
)
def test_the_states_of_a_plan(word: str, status: StrategyStatus) -> None:
    assert mix(planStatus=word).status is status
    assert spot(status=word).status is status


def test_words_of_no_plan_are_not_guessed() -> None:
    with pytest.raises(BadPayloadError):
        mix(planType="grid_plan")
    with pytest.raises(BadPayloadError):
        mix(planStatus="thinking")


def test_lists_and_pages() -> None:
    assert plans.of_list(USDT, "profit_loss") == {"productType": "USDT-FUTURES", "planType": "profit_loss"}
    assert plans.mix_plans(holding({"entrustedList": None, "endId": None}), USDT) == ([], "")
    assert plans.mix_plans(holding(None), USDT) == ([], "")
    assert plans.mix_plans(holding({"entrustedList": [MIX_ROW], "endId": "8"}), USDT)[1] == "8"
    assert plans.spot_plans(holding(None)) == ([], "")
    assert plans.spot_plans(holding({"orderList": None, "nextFlag": False, "idLessThan": "1"})) == ([], "")
    assert plans.spot_plans(holding({"orderList": [SPOT_ROW], "nextFlag": True, "idLessThan": "2"}))[1] == "2"


SPOT_EXIT: dict[str, object] = {
    "symbol": "BTCUSDT",
    "orderId": "5",
    "clientOid": "tb-5",
    "size": "0.01",
    "orderType": "limit",
    "side": "sell",
    "status": "live",
    "triggerPrice": "60000",
    "priceAvg": "59900",
    "basePrice": "0",
    "tpslType": "tpsl",
    "cTime": "5",
    "uTime": "6",
}


def test_an_exit_on_spot_is_a_trigger_order_that_only_closes() -> None:
    ((found,), cursor) = plans.spot_exits(holding([SPOT_EXIT]))
    assert cursor == "5"
    assert found == StrategyOrder(
        instrument=InstrumentId(ProductType.SPOT, "BTCUSDT"),
        order_id="5",
        client_oid="tb-5",
        kind=StrategyKind.TRIGGER,
        side=Side.SELL,
        status=StrategyStatus.PENDING,
        created_ms=5,
        updated_ms=6,
        size=D("0.01"),
        reduce_only=True,
        trigger=D(60_000),
        price=D(59_900),
    )
    past = {name: value for name, value in SPOT_EXIT.items() if name != "basePrice"}
    ((ended,), _) = plans.spot_exits(holding([past | {"price": "7", "status": "filled"}]))
    assert (ended.price, ended.status) == (D(7), StrategyStatus.DONE)
    assert plans.spot_exits(holding(None)) == ([], "")


def test_an_exit_on_spot_is_cancelled_as_an_order_of_its_kind() -> None:
    ((found,), _) = plans.spot_exits(holding([SPOT_EXIT]))
    asked = CancelStrategy("tb-5", found.instrument, "5", known=found)
    assert spot_cancel_body(asked) == {"orderId": "5", "tpslType": "tpsl"}
    assert spot_cancel_body(CancelStrategy("tb-2", found.instrument, "2", known=spot())) == {"orderId": "2"}
