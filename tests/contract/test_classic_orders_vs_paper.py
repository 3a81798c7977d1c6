"""Our orders of a classic account against our paper exchange: two readings of the documents must agree."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.wire.classic.plan_bodies import take_profit_oid
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import ExitLeg, MarginMode, OrderType, PositionSide, Side, TriggerBy
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers.classic_desk import ETHER, PERP, SPOT, ClassicDesk, again, classic_desk, fresh
from tests.helpers.paper_process import PaperProcess, paper_process

pytestmark = [pytest.mark.contract]

D = Decimal
FUTURES = ProductType.USDT_FUTURES


@pytest.fixture(scope="module")
def exchange() -> Iterator[PaperProcess]:
    # Each test brings a new client that knows nothing of the calls of the last one.
    with paper_process("--account", "classic", "--no-rate-limits") as running:
        yield running


@pytest.fixture
async def desk(exchange: PaperProcess) -> AsyncIterator[ClassicDesk]:
    async with classic_desk(exchange) as running:
        yield running
        await running.cancel_all(CancelAll(ProductType.SPOT))
        await running.cancel_all(CancelAll(FUTURES))
        for side in await running.positions():
            mode = (await account_of(running))["posMode"]
            held = PositionSide(side) if mode == "hedge_mode" else PositionSide.NET
            await running.close_position(ClosePosition(PERP, held))
        await running.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY, FUTURES))


async def account_of(desk: ClassicDesk) -> dict[str, object]:
    found: dict[str, object] = await desk.told(
        endpoints.MIX_ACCOUNT, symbol="BTCUSDT", productType="USDT-FUTURES", marginCoin="USDT"
    )
    return found


def taken(outcome: VenueOutcome) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


def market(
    side: Side, size: str, position: PositionSide = PositionSide.NET, *, reduce_only: bool = False
) -> PlaceOrder:
    return PlaceOrder(
        fresh(),
        PERP,
        side,
        OrderType.MARKET,
        BaseQty(D(size)),
        reduce_only=reduce_only,
        position_side=position,
        margin_mode=MarginMode.CROSSED,
    )


def change(order: PlaceOrder, size: str, price: Decimal) -> AmendOrder:
    return AmendOrder(order.client_oid, order.instrument, D(size), price, None, fresh(), D(size))


async def test_a_spot_order_lives(desk: ClassicDesk) -> None:
    order = await desk.resting(SPOT)
    placed = taken(await desk.place(Approved(order)))
    row = await desk.spot_order(order.client_oid)
    assert row is not None
    assert (row["orderId"], row["status"], row["side"]) == (placed.order_id, "live", "buy")
    assert (D(row["size"]), D(row["price"])) == (D("0.02"), order.price)
    taken(await desk.cancel(CancelOrder(order.client_oid, SPOT, placed.order_id)))
    row = await desk.spot_order(order.client_oid)
    assert row is not None
    assert row["status"] == "cancelled"
    assert isinstance(await desk.cancel(CancelOrder(order.client_oid, SPOT)), Rejected)


async def test_a_spot_market_buy_spends_quote_coin(desk: ClassicDesk) -> None:
    buy = PlaceOrder(fresh(), SPOT, Side.BUY, OrderType.MARKET, QuoteQty(D(1000)))
    taken(await desk.place(Approved(buy)))
    row = await desk.spot_order(buy.client_oid)
    assert row is not None
    assert row["status"] == "filled"
    assert D(900) < D(row["quoteVolume"]) <= D(1000)
    sell = PlaceOrder(fresh(), SPOT, Side.SELL, OrderType.MARKET, BaseQty(D("0.005")))
    taken(await desk.place(Approved(sell)))
    row = await desk.spot_order(sell.client_oid)
    assert row is not None
    assert D(row["baseVolume"]) == D("0.005")


@pytest.mark.parametrize("instrument", [SPOT, PERP], ids=["spot", "futures"])
async def test_a_change_ends_the_old_order_and_names_the_new_one(
    desk: ClassicDesk, instrument: InstrumentId
) -> None:
    order = await desk.resting(instrument)
    taken(await desk.place(Approved(order)))
    assert order.price is not None
    command = change(order, "0.03", order.price - 10)
    outcome = taken(await desk.amend(Approved(command)))
    assert outcome.client_oid == command.new_client_oid
    assert await desk.working() == {command.new_client_oid}
    if instrument is SPOT:
        old, new = await desk.spot_order(order.client_oid), await desk.spot_order(command.new_client_oid)
        assert old is not None
        assert new is not None
        assert old["status"] == "cancelled"
    else:
        old, new = await desk.mix_order(order.client_oid), await desk.mix_order(command.new_client_oid)
        assert old["state"] == "canceled"
    assert (D(new["size"]), D(new["price"])) == (D("0.03"), command.price)
    assert outcome.order_id == new["orderId"]


async def test_a_change_that_cannot_be_paid_ends_the_old_order_and_is_not_called_definite(
    desk: ClassicDesk,
) -> None:
    order = await desk.resting(SPOT)
    taken(await desk.place(Approved(order)))
    assert order.price is not None
    command = change(order, "9", order.price)
    outcome = await desk.amend(Approved(command))
    assert isinstance(outcome, Unknown)
    assert outcome.client_oid == command.new_client_oid
    assert await desk.spot_order(command.new_client_oid) is None
    old = await desk.spot_order(order.client_oid)
    assert old is not None
    assert old["status"] == "cancelled"


@pytest.mark.parametrize("instrument", [SPOT, PERP], ids=["spot", "futures"])
async def test_a_change_whose_answer_is_lost_is_unknown_and_can_be_looked_up(
    tmp_path: Path, instrument: InstrumentId
) -> None:
    path = endpoints.SPOT_CANCEL_REPLACE.path if instrument is SPOT else endpoints.MIX_MODIFY_ORDER.path
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"seed": 1, "rules": [{"kind": "drop-reply", "path": path, "count": 1}]}))
    options = ("--account", "classic", "--no-rate-limits", "--faults", str(plan))
    with paper_process(*options) as exchange:
        async with classic_desk(exchange) as desk:
            order = await desk.resting(instrument)
            taken(await desk.place(Approved(order)))
            assert order.price is not None
            command = change(order, "0.03", order.price - 10)
            outcome = await desk.amend(Approved(command))
            assert isinstance(outcome, Unknown)
            assert outcome.client_oid == command.new_client_oid
            assert await desk.working() == {command.new_client_oid}


async def test_a_batch_has_an_outcome_for_each_order(desk: ClassicDesk) -> None:
    for instrument in (SPOT, PERP):
        good = await desk.resting(instrument)
        poor = replace(again(good), size=BaseQty(D(900)))
        twice = again(good)
        outcomes = await desk.place_batch([Approved(good), Approved(poor), Approved(twice)])
        assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Accepted], outcomes
        assert await desk.working() == {good.client_oid, twice.client_oid}
        first, third = taken(outcomes[0]), taken(outcomes[2])
        cancels = [
            CancelOrder(good.client_oid, instrument, first.order_id),
            CancelOrder(twice.client_oid, instrument),
            CancelOrder(poor.client_oid, instrument),
        ]
        ends = await desk.cancel_batch(cancels)
        assert [type(end) for end in ends] == [Accepted, Accepted, Rejected]
        assert taken(ends[1]).order_id == third.order_id
        assert await desk.working() == set()


async def test_cancelling_all_of_spot_goes_symbol_by_symbol(desk: ClassicDesk) -> None:
    orders = [await desk.resting(SPOT), await desk.resting(SPOT), await desk.resting(ETHER)]
    for order in orders:
        taken(await desk.place(Approved(order)))
    future = await desk.resting(PERP)
    taken(await desk.place(Approved(future)))
    taken(await desk.cancel_all(CancelAll(ProductType.SPOT, "ETHUSDT")))
    assert len(await desk.working()) == 3
    taken(await desk.cancel_all(CancelAll(ProductType.SPOT)))
    assert await desk.working() == {future.client_oid}
    taken(await desk.cancel_all(CancelAll(FUTURES)))
    assert await desk.working() == set()
    taken(await desk.cancel_all(CancelAll(ProductType.SPOT)))
    taken(await desk.cancel_all(CancelAll(FUTURES, "BTCUSDT")))


async def test_one_way_mode_opens_reduces_and_closes(desk: ClassicDesk) -> None:
    taken(await desk.place(Approved(market(Side.SELL, "0.03"))))
    assert await desk.positions() == {"short": "0.03"}
    taken(await desk.place(Approved(market(Side.BUY, "0.01", reduce_only=True))))
    assert await desk.positions() == {"short": "0.02"}
    closed = taken(await desk.close_position(ClosePosition(PERP)))
    assert closed.order_id
    assert await desk.positions() == {}
    assert isinstance(await desk.close_position(ClosePosition(PERP)), Rejected)
    wrong = await desk.place(Approved(market(Side.BUY, "0.01", PositionSide.LONG)))
    assert isinstance(wrong, Rejected)
    assert wrong.code == "40774"


async def test_hedge_mode_opens_and_closes_both_positions(desk: ClassicDesk) -> None:
    taken(await desk.set_hold_mode(SetHoldMode(HoldMode.HEDGE, FUTURES)))
    long, short = PositionSide.LONG, PositionSide.SHORT
    taken(await desk.place(Approved(market(Side.BUY, "0.03", long))))
    taken(await desk.place(Approved(market(Side.SELL, "0.02", short))))
    assert await desk.positions() == {"long": "0.03", "short": "0.02"}
    taken(await desk.place(Approved(market(Side.SELL, "0.01", long))))
    taken(await desk.place(Approved(market(Side.BUY, "0.01", short))))
    assert await desk.positions() == {"long": "0.02", "short": "0.01"}
    taken(await desk.close_position(ClosePosition(PERP, long)))
    assert await desk.positions() == {"short": "0.01"}
    refused = await desk.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY, FUTURES))
    assert isinstance(refused, Rejected)
    assert refused.code == "40920"
    assert isinstance(await desk.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY)), NotSent)


async def test_leverage_and_margin_mode(desk: ClassicDesk) -> None:
    taken(await desk.set_leverage(SetLeverage(PERP, D(7))))
    assert (await account_of(desk))["crossedMarginLeverage"] == 7
    taken(await desk.set_leverage(SetLeverage(PERP, D(9), MarginMode.ISOLATED)))
    account = await account_of(desk)
    assert (account["marginMode"], account["isolatedLongLever"]) == ("isolated", 9)
    taken(await desk.set_leverage(SetLeverage(PERP, D(20))))
    order = await desk.resting(PERP)
    taken(await desk.place(Approved(order)))
    # In the mode it is set to, a working order does not stand in the way.
    taken(await desk.set_leverage(SetLeverage(PERP, D(10))))
    refused = await desk.set_leverage(SetLeverage(PERP, D(9), MarginMode.ISOLATED))
    assert isinstance(refused, Rejected)
    assert refused.code == "45117"


@pytest.mark.parametrize("hedge", [False, True], ids=["one-way", "hedge"])
async def test_trigger_orders_wait_change_and_go(desk: ClassicDesk, *, hedge: bool) -> None:
    if hedge:
        taken(await desk.set_hold_mode(SetHoldMode(HoldMode.HEDGE, FUTURES)))
    price = (await desk.last(PERP) * D("1.05")).quantize(D("0.1"))
    position = PositionSide.LONG if hedge else PositionSide.NET
    order = PlaceTrigger(
        fresh(),
        PERP,
        Side.BUY,
        BaseQty(D("0.02")),
        price,
        TriggerBy.MARK,
        price + 5,
        position_side=position,
        margin_mode=MarginMode.CROSSED,
    )
    placed = taken(await desk.place_trigger(Approved(order)))
    (row,) = await desk.plans("normal_plan")
    assert (row["clientOid"], row["orderId"], row["side"]) == (order.client_oid, placed.order_id, "buy")
    assert (D(row["triggerPrice"]), row["triggerType"], row["orderType"]) == (price, "mark_price", "limit")
    wanted = AmendStrategy(
        order.client_oid, PERP, placed.order_id, D("0.03"), price + 10, TriggerBy.LAST, price + 20
    )
    taken(await desk.amend_strategy(Approved(wanted)))
    (row,) = await desk.plans("normal_plan")
    assert (D(row["triggerPrice"]), row["triggerType"], D(row["size"])) == (
        price + 10,
        "fill_price",
        D("0.03"),
    )
    assert D(row["price"]) == price + 20
    known = waiting(order.client_oid, StrategyKind.TRIGGER)
    taken(await desk.cancel_strategy(CancelStrategy(order.client_oid, PERP, placed.order_id, known)))
    assert await desk.plans("normal_plan") == []
    gone = await desk.cancel_strategy(CancelStrategy(order.client_oid, PERP, placed.order_id, known))
    assert isinstance(gone, Rejected)
    assert gone.code == "43025"


@pytest.mark.parametrize("hedge", [False, True], ids=["one-way", "hedge"])
async def test_both_exits_of_a_position_are_two_plans_sent_once(desk: ClassicDesk, *, hedge: bool) -> None:
    if hedge:
        taken(await desk.set_hold_mode(SetHoldMode(HoldMode.HEDGE, FUTURES)))
    position = PositionSide.SHORT if hedge else PositionSide.NET
    taken(await desk.place(Approved(market(Side.SELL, "0.03", position))))
    last = (await desk.last(PERP)).quantize(D("0.1"))
    both = PlaceTpSl(
        fresh(),
        PERP,
        Side.BUY,
        position,
        take_profit=ExitLeg(last - 3000),
        stop_loss=ExitLeg(last + 3000, TriggerBy.MARK),
    )
    placed = taken(await desk.place_tp_sl(Approved(both)))
    rows = {row["clientOid"]: row for row in await desk.plans("profit_loss")}
    stop, gain = rows[both.client_oid], rows[take_profit_oid(both.client_oid)]
    assert (stop["planType"], gain["planType"], stop["orderId"]) == (
        "pos_loss",
        "pos_profit",
        placed.order_id,
    )
    assert (stop["triggerType"], gain["triggerType"]) == ("mark_price", "fill_price")
    wanted = AmendStrategy(both.client_oid, PERP, placed.order_id, stop_loss=ExitLeg(last + 4000))
    taken(await desk.amend_strategy(Approved(wanted)))
    rows = {row["clientOid"]: row for row in await desk.plans("profit_loss")}
    assert D(rows[both.client_oid]["triggerPrice"]) == last + 4000
    known = replace(waiting(both.client_oid, StrategyKind.TP_SL), stop_loss=both.stop_loss)
    taken(await desk.cancel_strategy(CancelStrategy(both.client_oid, PERP, None, known)))
    assert [row["planType"] for row in await desk.plans("profit_loss")] == ["pos_profit"]


async def test_orders_that_trail_at_the_venue_are_cancelled_by_their_kind(desk: ClassicDesk) -> None:
    taken(await desk.place(Approved(market(Side.BUY, "0.03"))))
    price = str((await desk.last(PERP) * D("1.05")).quantize(D("0.1")))
    at = {"size": "0.01", "triggerPrice": price, "triggerType": "fill_price"}
    entry = {**at, "planType": "track_plan", "marginMode": "crossed", "side": "sell", "orderType": "market"}
    track = await desk.leave(endpoints.MIX_PLACE_PLAN, **entry, callbackRatio="1")
    stop = {**at, "planType": "moving_plan", "holdSide": "buy", "rangeRate": "1"}
    moving = await desk.leave(endpoints.PLACE_TP_SL, **stop)
    for client_oid, kind, listed in (
        (track, StrategyKind.TRAILING, "track_plan"),
        (moving, StrategyKind.TRAILING_STOP, "profit_loss"),
    ):
        assert [row["clientOid"] for row in await desk.plans(listed)] == [client_oid]
        known = waiting(client_oid, kind)
        taken(await desk.cancel_strategy(CancelStrategy(client_oid, PERP, None, known)))
        assert await desk.plans(listed) == []


async def test_one_exit_of_a_part_of_a_position(desk: ClassicDesk) -> None:
    taken(await desk.place(Approved(market(Side.BUY, "0.03"))))
    last = (await desk.last(PERP)).quantize(D("0.1"))
    part = PlaceTpSl(
        fresh(), PERP, Side.SELL, size=D("0.01"), take_profit=ExitLeg(last + 3000, price=last + 2990)
    )
    taken(await desk.place_tp_sl(Approved(part)))
    (row,) = await desk.plans("profit_loss")
    assert (row["planType"], D(row["size"]), D(row["executePrice"])) == (
        "profit_plan",
        D("0.01"),
        last + 2990,
    )
    wrong = replace(part, client_oid=fresh(), take_profit=ExitLeg(last - 3000))
    refused = await desk.place_tp_sl(Approved(wrong))
    assert isinstance(refused, Rejected)
    assert "wrong side" in refused.sentence


async def test_a_futures_order_takes_its_exits_along(desk: ClassicDesk) -> None:
    order = await desk.resting(PERP)
    price = order.price
    assert price is not None
    order = replace(order, take_profit=ExitLeg(price + 5000), stop_loss=ExitLeg(price - 5000))
    taken(await desk.place(Approved(order)))
    row = await desk.mix_order(order.client_oid)
    assert (D(row["presetStopSurplusPrice"]), D(row["presetStopLossPrice"])) == (price + 5000, price - 5000)


async def test_trigger_orders_of_spot(desk: ClassicDesk) -> None:
    price = (await desk.last(SPOT) * D("1.05")).quantize(D("0.1"))
    order = PlaceTrigger(fresh(), SPOT, Side.BUY, BaseQty(D("0.02")), price, price=price + 5)
    placed = taken(await desk.place_trigger(Approved(order)))
    (row,) = (await desk.told(endpoints.SPOT_PLAN_ORDERS, symbol="BTCUSDT"))["orderList"]
    assert (row["clientOid"], row["orderId"]) == (order.client_oid, placed.order_id)
    assert (D(row["triggerPrice"]), D(row["executePrice"]), row["planType"]) == (price, price + 5, "amount")
    wanted = AmendStrategy(order.client_oid, SPOT, placed.order_id, D("0.03"), price + 10, price=price + 20)
    taken(await desk.amend_strategy(Approved(wanted)))
    (row,) = (await desk.told(endpoints.SPOT_PLAN_ORDERS, symbol="BTCUSDT"))["orderList"]
    assert (D(row["triggerPrice"]), D(row["size"])) == (price + 10, D("0.03"))
    taken(await desk.cancel_strategy(CancelStrategy(order.client_oid, SPOT, placed.order_id)))
    assert (await desk.told(endpoints.SPOT_PLAN_ORDERS, symbol="BTCUSDT"))["orderList"] == []


async def test_money_moves_between_wallets_once(desk: ClassicDesk) -> None:
    async def spot_money() -> Decimal:
        rows = await desk.told(endpoints.SPOT_ASSETS, coin="USDT")
        return D(rows[0]["available"])

    before = await spot_money()
    command = Transfer(fresh(), "USDT", D("12.5"), ProductType.SPOT, FUTURES)
    first, second = [taken(await desk.transfer(Approved(command))) for _ in range(2)]
    assert first.order_id
    assert second.order_id == first.order_id
    assert await spot_money() == before - D("12.5")
    back = Transfer(fresh(), "USDT", D("12.5"), FUTURES, ProductType.SPOT)
    taken(await desk.transfer(Approved(back)))
    assert await spot_money() == before
    assert isinstance(
        await desk.transfer(Approved(replace(command, client_oid=fresh(), amount=D(10) ** 9))), Rejected
    )


async def test_a_classic_account_has_no_switch_at_the_venue(desk: ClassicDesk) -> None:
    outcome = await desk.countdown_cancel_all(30)
    assert isinstance(outcome, NotSent)
    assert outcome.sentence.startswith("A classic account has no switch")


def waiting(client_oid: str, kind: StrategyKind) -> StrategyOrder:
    return StrategyOrder(PERP, "", client_oid, kind, Side.BUY, StrategyStatus.PENDING, 0, 0)
