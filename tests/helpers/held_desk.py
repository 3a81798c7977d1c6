"""A trading desk with a long position, prices to move, and what its orders look like at the venue."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy, PlaceTrail
from terminal_app.core.events import OrdersSeen, PositionsSeen, StrategyOrdersSeen
from terminal_app.core.held import Distance, Oco, Trail
from terminal_app.core.market import Stamp
from terminal_app.core.orders import ExitLeg, Side, VenueOrder
from terminal_app.core.records import HeldSeen
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.facts import TradingNotice
from tests.helpers.desk import Desk
from tests.helpers.examples import PERP_ID, position, ticker

D = Decimal

TRAIL = PlaceTrail("tb-t1", PERP_ID, Side.SELL, D("63210.5"), Distance(D(1000)))
"""A trailing stop for the long position, 1,000 behind the price of 64,210.5."""


def stop_at(level: str, at_ms: int, status: StrategyStatus = StrategyStatus.PENDING) -> StrategyOrder:
    """The venue's word on the stop of `TRAIL`."""
    return StrategyOrder(
        PERP_ID,
        "s-9",
        TRAIL.client_oid,
        StrategyKind.TP_SL,
        Side.SELL,
        status,
        900,
        at_ms,
        size=D("0.01"),
        stop_loss=ExitLeg(D(level)),
    )


def price(desk: Desk, last: str, *, told: bool = True) -> None:
    """The price moves, and with `told` the service hears of it."""
    fresh = replace(ticker(bid=last, ask=last), stamp=Stamp(1, desk.clock.monotonic()))
    desk.prices.tickers[PERP_ID] = fresh
    if told:
        desk.service.on_price(fresh)


def wait(desk: Desk, seconds: int) -> None:
    """Time passes, and the service looks at its clock as it does once a second."""
    for _ in range(seconds):
        desk.clock.advance(1)
        desk.service.look_at_clock()


def seen(desk: Desk, *reports: StrategyOrder) -> None:
    """The private stream tells of strategy orders."""
    desk.service.on_account_event(StrategyOrdersSeen(reports, Stamp(1, 1.0)))


def orders_seen(desk: Desk, *reports: VenueOrder) -> None:
    """The private stream tells of orders."""
    desk.service.on_account_event(OrdersSeen(reports, Stamp(1, 1.0)))


def hold(desk: Desk) -> None:
    """There is a long position."""
    desk.exchange.open_positions = [position()]
    desk.service.on_account_event(PositionsSeen((position(),), Stamp(1, 1.0)))


def trail_of(desk: Desk) -> Trail:
    """The trail that must be there."""
    found = desk.held.get(TRAIL.client_oid)
    assert isinstance(found, Trail)
    return found


def pair_of(desk: Desk, key: str = "tb-1") -> Oco:
    """The pair that must be there."""
    found = desk.held.get(key)
    assert isinstance(found, Oco)
    return found


def moves(desk: Desk) -> list[Decimal]:
    """Where the stop was asked to be moved, in order."""
    return [
        command.stop_loss.trigger
        for command in desk.exchange.sent
        if isinstance(command, AmendStrategy) and command.stop_loss is not None
    ]


def kept(desk: Desk) -> list[Trail | Oco]:
    """What the journal knows of what is held, in order."""
    return [record.held for record in desk.journal.records if isinstance(record, HeldSeen)]


def told(desk: Desk) -> str:
    """What the person was told since the last time."""
    facts = desk.changes.drain().facts
    return " ".join(fact.sentence for fact in facts if isinstance(fact, TradingNotice))


async def trailing(desk: Desk) -> None:
    """A trail runs, and its stop waits at the venue."""
    price(desk, "64210.5", told=False)
    hold(desk)
    await desk.service.submit(TRAIL)
    desk.exchange.waiting = [stop_at("63210.5", 1_000)]
    seen(desk, *desk.exchange.waiting)
    wait(desk, 2)
    desk.exchange.sent.clear()
    desk.changes.drain()
