"""Trigger orders, take-profits and stop-losses as a classic account is asked for them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import plan_bodies as bodies
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.ids import is_ours, new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
IN_USDT = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"}
TRIGGER = PlaceTrigger(
    "tb-1", PERP, Side.SELL, BaseQty(D("0.02")), D(48000), TriggerBy.MARK, margin_mode=MarginMode.CROSSED
)
GAIN, LOSS = ExitLeg(D(60000), TriggerBy.MARK, D(59990)), ExitLeg(D(40000))
GUARD = PlaceTpSl("tb-1", PERP, Side.SELL, stop_loss=LOSS)


def test_a_trigger_order_of_futures() -> None:
    body = {
        **IN_USDT,
        "planType": "normal_plan",
        "marginMode": "crossed",
        "size": "0.02",
        "triggerPrice": "48000",
        "triggerType": "mark_price",
        "clientOid": "tb-1",
    }
    assert bodies.mix_trigger_body(replace(TRIGGER, reduce_only=True)) == {
        **body,
        "orderType": "market",
        "side": "sell",
        "reduceOnly": "YES",
    }
    closing = replace(TRIGGER, position_side=PositionSide.LONG, price=D("47990.5"))
    assert bodies.mix_trigger_body(closing) == {
        **body,
        "orderType": "limit",
        "price": "47990.5",
        "side": "buy",
        "tradeSide": "close",
    }
    with pytest.raises(ValueError, match="margin mode"):
        bodies.mix_trigger_body(replace(TRIGGER, margin_mode=None))


def test_a_trigger_order_of_spot_is_sized_in_base_coin() -> None:
    order = replace(TRIGGER, instrument=SPOT, side=Side.BUY)
    body = {
        "symbol": "BTCUSDT",
        "side": "buy",
        "planType": "amount",
        "size": "0.02",
        "clientOid": "tb-1",
        "triggerPrice": "48000",
        "triggerType": "mark_price",
    }
    assert bodies.spot_trigger_body(order) == {**body, "orderType": "market"}
    assert bodies.spot_trigger_body(replace(order, price=D(48010))) == {
        **body,
        "orderType": "limit",
        "executePrice": "48010",
    }


@pytest.mark.parametrize(
    ("side", "position", "word"),
    [
        (Side.SELL, PositionSide.NET, "buy"),
        (Side.BUY, PositionSide.NET, "sell"),
        (Side.SELL, PositionSide.LONG, "long"),
        (Side.BUY, PositionSide.SHORT, "short"),
    ],
)
def test_the_guarded_position_has_other_words_in_each_mode(
    side: Side, position: PositionSide, word: str
) -> None:
    order = replace(GUARD, side=side, position_side=position)
    assert bodies.exit_body(order)["holdSide"] == word
    assert bodies.exits_body(replace(order, take_profit=GAIN))["holdSide"] == word


@pytest.mark.parametrize(
    ("gains", "size", "kind"),
    [
        (True, None, "pos_profit"),
        (False, None, "pos_loss"),
        (True, D("0.01"), "profit_plan"),
        (False, D("0.01"), "loss_plan"),
    ],
)
def test_one_exit_and_its_cancel_have_the_same_kind(*, gains: bool, size: Decimal | None, kind: str) -> None:
    take_profit, stop_loss = (GAIN, None) if gains else (None, LOSS)
    order = replace(GUARD, size=size, take_profit=take_profit, stop_loss=stop_loss)
    body = bodies.exit_body(order)
    leg = {"triggerPrice": "60000", "triggerType": "mark_price", "executePrice": "59990"}
    if not gains:
        leg = {"triggerPrice": "40000", "triggerType": "fill_price", "executePrice": "0"}
    assert body == {
        **IN_USDT,
        **leg,
        "holdSide": "buy",
        "planType": kind,
        "clientOid": "tb-1",
        **({} if size is None else {"size": "0.01"}),
    }
    assert bodies.plan_type_of(known(size, take_profit, stop_loss)) == kind


def known(size: Decimal | None, take_profit: ExitLeg | None, stop_loss: ExitLeg | None) -> StrategyOrder:
    return StrategyOrder(
        PERP,
        "7",
        "tb-1",
        StrategyKind.TP_SL,
        Side.SELL,
        StrategyStatus.PENDING,
        0,
        0,
        size=size,
        take_profit=take_profit,
        stop_loss=stop_loss,
    )


def test_what_is_cancelled_is_named_with_its_kind() -> None:
    trigger = replace(known(D(1), None, None), kind=StrategyKind.TRIGGER)
    kind = bodies.plan_type_of(trigger)
    assert kind == "normal_plan"
    assert bodies.plan_type_of(known(None, GAIN, LOSS)) is None
    assert bodies.plan_type_of(replace(trigger, kind=StrategyKind.TRAILING)) == "track_plan"
    assert bodies.plan_type_of(replace(trigger, kind=StrategyKind.TRAILING_STOP)) == "moving_plan"
    assert bodies.mix_cancel_body(CancelStrategy("tb-1", PERP, "7"), kind) == {
        **IN_USDT,
        "planType": "normal_plan",
        "orderIdList": [{"orderId": "7"}],
    }
    assert bodies.spot_cancel_body(CancelStrategy("tb-1", SPOT)) == {"clientOid": "tb-1"}


def test_both_exits_go_in_one_request_with_two_numbers() -> None:
    order = replace(GUARD, take_profit=GAIN)
    whole = {
        **IN_USDT,
        "holdSide": "buy",
        "stopSurplusTriggerPrice": "60000",
        "stopSurplusTriggerType": "mark_price",
        "stopSurplusExecutePrice": "59990",
        "stopSurplusClientOid": "tb-1-p",
        "stopLossTriggerPrice": "40000",
        "stopLossTriggerType": "fill_price",
        "stopLossClientOid": "tb-1",
    }
    assert bodies.exits_body(order) == whole
    assert bodies.exits_body(replace(order, size=D("0.5"))) == {
        **whole,
        "stopSurplusSize": "0.5",
        "stopLossSize": "0.5",
    }


def test_the_second_number_is_ours_and_fits() -> None:
    second = bodies.take_profit_oid(new_client_oid(1_700_000_000_000))
    assert is_ours(second)
    assert len(second) <= 32


@pytest.mark.parametrize("take_profit", [None, GAIN])
def test_one_exit_is_one_and_both_are_both(take_profit: ExitLeg | None) -> None:
    order = replace(GUARD, take_profit=take_profit, stop_loss=LOSS if take_profit else None)
    change = AmendStrategy("tb-1", PERP, take_profit=order.take_profit, stop_loss=order.stop_loss)
    with pytest.raises(ValueError, match="one exit"):
        bodies.exit_body(order)
    with pytest.raises(ValueError, match="one exit"):
        bodies.exit_amend_body(change)
    with pytest.raises(ValueError, match="both exits"):
        bodies.exits_body(GUARD)


def test_changes() -> None:
    change = AmendStrategy("tb-1", PERP, "7", D("0.03"), D(47000), TriggerBy.LAST, D(46990))
    assert bodies.mix_amend_body(change) == {
        "symbol": "BTCUSDT",
        "productType": "USDT-FUTURES",
        "orderId": "7",
        "newSize": "0.03",
        "newTriggerPrice": "47000",
        "newTriggerType": "fill_price",
        "newPrice": "46990",
    }
    assert "newPrice" not in bodies.mix_amend_body(replace(change, price=None))
    assert bodies.spot_amend_body(replace(change, instrument=SPOT, order_id=None)) == {
        "clientOid": "tb-1",
        "size": "0.03",
        "triggerPrice": "47000",
        "orderType": "limit",
        "executePrice": "46990",
    }
    exit_change = AmendStrategy("tb-1", PERP, "7", stop_loss=LOSS)
    assert bodies.exit_amend_body(exit_change) == {
        **IN_USDT,
        "orderId": "7",
        "size": "",
        "triggerPrice": "40000",
        "triggerType": "fill_price",
        "executePrice": "0",
    }
    assert bodies.exit_amend_body(replace(exit_change, size=D("0.01")))["size"] == "0.01"
    for lacking in (replace(change, size=None), replace(change, trigger=None)):
        with pytest.raises(ValueError, match="trigger order"):
            bodies.mix_amend_body(lacking)
        with pytest.raises(ValueError, match="trigger order"):
            bodies.spot_amend_body(lacking)
