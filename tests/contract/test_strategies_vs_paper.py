"""Our client's trigger orders, take-profits and stop-losses against our paper exchange, over the wire."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendStrategy,
    Approved,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
)
from terminal_app.core.events import StrategyOrdersSeen
from terminal_app.core.ids import new_client_oid
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, OrderType, PositionSide, Side, TriggerBy
from terminal_app.core.outcomes import Accepted, Rejected
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.contract.test_client_vs_paper import CLOCK, PERP, Heard, connected, ticker_of
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract]

SIZE = Decimal("0.01")


@pytest.fixture(scope="module")
def venue() -> Iterator[PaperProcess]:
    with paper_process() as running:
        yield running


@pytest.fixture
def told() -> Heard:
    return Heard()


@pytest.fixture
async def trader(venue: PaperProcess, told: Heard) -> AsyncIterator[BitgetClient]:
    """A connected client; what it leaves behind is cancelled and closed."""
    async with connected(venue, venue.credentials, told) as running:
        yield running
        for row in await running.strategy_orders(PERP.product):
            await running.cancel_strategy(CancelStrategy(row.client_oid, PERP, row.order_id))
        for position in await running.positions(PERP.product):
            side = position.side if position.hold_mode is HoldMode.HEDGE else PositionSide.NET
            await running.close_position(ClosePosition(PERP, side))


def oid() -> str:
    return new_client_oid(CLOCK.now_ms())


async def near(client: BitgetClient, share: str) -> Decimal:
    """A price on the tick, a share of the last one."""
    rules = next(one for one in await client.instruments(PERP.product) if one.id == PERP)
    return rules.snap_price((await ticker_of(client, PERP)).last * Decimal(share), Side.BUY)


async def hold(
    client: BitgetClient,
    side: Side = Side.BUY,
    key: PositionSide = PositionSide.NET,
    stop_loss: ExitLeg | None = None,
) -> None:
    """Open a position."""
    order = PlaceOrder(
        oid(),
        PERP,
        side,
        OrderType.MARKET,
        BaseQty(SIZE),
        position_side=key,
        margin_mode=MarginMode.CROSSED,
        stop_loss=stop_loss,
    )
    assert isinstance(await client.place(Approved(order)), Accepted)


async def waiting(client: BitgetClient) -> list[StrategyOrder]:
    return await client.strategy_orders(PERP.product)


async def test_exits_of_a_position_are_placed_changed_and_taken_back(trader: BitgetClient) -> None:
    await hold(trader)
    stop, take = await near(trader, "0.9"), await near(trader, "1.1")
    gain, loss = ExitLeg(take, TriggerBy.MARK, take), ExitLeg(stop)
    mine = oid()
    exits = PlaceTpSl(mine, PERP, Side.SELL, take_profit=gain, stop_loss=loss)
    assert isinstance(await trader.place_tp_sl(Approved(exits)), Accepted)
    (row,) = await waiting(trader)
    assert (row.client_oid, row.kind, row.side) == (mine, StrategyKind.TP_SL, Side.SELL)
    assert (row.take_profit, row.stop_loss) == (gain, loss)

    lower = ExitLeg(await near(trader, "0.89"), TriggerBy.MARK)
    change = AmendStrategy(mine, PERP, row.order_id, stop_loss=lower, take_profit=gain)
    assert isinstance(await trader.amend_strategy(Approved(change)), Accepted)
    assert [one.stop_loss for one in await waiting(trader)] == [lower]
    assert isinstance(await trader.cancel_strategy(CancelStrategy(mine, PERP, row.order_id)), Accepted)
    assert await waiting(trader) == []
    past = await trader.strategy_history(PERP.product)
    assert [one.status for one in past if one.client_oid == mine] == [StrategyStatus.CANCELLED]
    assert isinstance(await trader.cancel_strategy(CancelStrategy(mine, PERP)), Rejected)


async def test_attached_exits_wait_when_the_order_is_filled_and_the_stream_tells(
    trader: BitgetClient, told: Heard
) -> None:
    await trader.start()
    stop = ExitLeg(await near(trader, "0.9"))

    def rows() -> list[StrategyOrder]:
        events = [event for event in told.account if isinstance(event, StrategyOrdersSeen)]
        return [row for event in events for row in event.orders]

    await eventually(lambda: told.account)
    await hold(trader, stop_loss=stop)
    assert [(row.stop_loss, row.size) for row in await waiting(trader)] == [(stop, SIZE)]
    await eventually(lambda: any(row.stop_loss == stop for row in rows()))
    await trader.close_position(ClosePosition(PERP))
    await eventually(lambda: rows()[-1].status is StrategyStatus.CANCELLED)


async def test_a_trigger_order_waits(trader: BitgetClient) -> None:
    price, worst = await near(trader, "1.05"), await near(trader, "1.06")
    order = PlaceTrigger(oid(), PERP, Side.BUY, BaseQty(SIZE), price, TriggerBy.MARK, worst)
    assert isinstance(await trader.place_trigger(Approved(order)), Accepted)
    (row,) = await waiting(trader)
    assert (row.kind, row.side, row.trigger, row.by, row.price, row.size) == (
        StrategyKind.TRIGGER,
        Side.BUY,
        price,
        TriggerBy.MARK,
        worst,
        SIZE,
    )


async def test_a_stop_on_the_wrong_side_is_rejected_with_its_code(trader: BitgetClient) -> None:
    await hold(trader)
    wrong = PlaceTpSl(oid(), PERP, Side.SELL, stop_loss=ExitLeg(await near(trader, "1.1")))
    outcome = await trader.place_tp_sl(Approved(wrong))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "25586"


async def test_a_second_stop_of_the_whole_position_is_a_plain_no(trader: BitgetClient) -> None:
    await hold(trader)
    stop = ExitLeg(await near(trader, "0.9"))
    assert isinstance(
        await trader.place_tp_sl(Approved(PlaceTpSl(oid(), PERP, Side.SELL, stop_loss=stop))), Accepted
    )
    outcome = await trader.place_tp_sl(Approved(PlaceTpSl(oid(), PERP, Side.SELL, stop_loss=stop)))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "25594"
    assert "may have one only" in outcome.sentence


async def test_hedge_mode_names_the_position(trader: BitgetClient) -> None:
    assert isinstance(await trader.set_hold_mode(SetHoldMode(HoldMode.HEDGE)), Accepted)
    try:
        await hold(trader, Side.SELL, PositionSide.SHORT)
        stop = ExitLeg(await near(trader, "1.1"))
        exits = PlaceTpSl(oid(), PERP, Side.BUY, PositionSide.SHORT, SIZE / 2, stop_loss=stop)
        assert isinstance(await trader.place_tp_sl(Approved(exits)), Accepted)
        (row,) = await waiting(trader)
        assert (row.position_side, row.size, row.side) == (PositionSide.SHORT, SIZE / 2, Side.BUY)
        await trader.close_position(ClosePosition(PERP, PositionSide.SHORT))
        assert await waiting(trader) == []
    finally:
        await trader.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY))
