"""Plausible values for tests of the window: two instruments, and orders, positions and fills on them."""

from decimal import Decimal

from terminal_app.core.account import Fill, HoldMode, Liquidity, Position
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Stamp, Ticker
from terminal_app.core.money import BaseQty, OrderSize
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    Order,
    OrderStatus,
    OrderType,
    PositionSide,
    Side,
    Source,
    TimeInForce,
    TriggerBy,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

NOW_MS = 1_700_000_000_000
STAMP = Stamp(NOW_MS, 1_000.0)
BTC_PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH_SPOT = InstrumentId(ProductType.SPOT, "ETHUSDT")


def instrument(which: InstrumentId, tick: str = "0.1", lot: str = "0.001") -> Instrument:
    """The rules of an instrument quoted in USDT."""
    return Instrument(
        id=which,
        base=which.symbol.removesuffix("USDT"),
        quote="USDT",
        tick=Decimal(tick),
        lot=Decimal(lot),
        quote_step=Decimal("0.01"),
        min_qty=Decimal(lot),
        min_notional=Decimal(5),
        max_leverage=125 if which.product.is_futures else 1,
        funding_hours=8 if which.product.is_futures else 0,
    )


RULES = {BTC_PERP: instrument(BTC_PERP), ETH_SPOT: instrument(ETH_SPOT, "0.01", "0.0001")}


def ticker(
    which: InstrumentId,
    last: str,
    *,
    change: str | None = "0.0123",
    turnover: str | None = "1500000",
    mark: str | None = None,
    at_ms: int = NOW_MS,
    received: float = 1_000.0,
) -> Ticker:
    """A ticker with what the window shows of it."""
    futures = which.product.is_futures
    return Ticker(
        which,
        Stamp(at_ms, received),
        Decimal(last),
        high_24h=Decimal(last) + 10,
        low_24h=Decimal(last) - 10,
        change_24h=None if change is None else Decimal(change),
        turnover_24h=None if turnover is None else Decimal(turnover),
        mark=Decimal(mark or last) if futures else None,
        index=Decimal(last) if futures else None,
        funding_rate=Decimal("0.0001") if futures else None,
        next_funding_ms=NOW_MS + 2_470_000 if futures else None,
    )


def order(
    oid: str = "tb-1",
    which: InstrumentId = BTC_PERP,
    *,
    side: Side = Side.BUY,
    price: str | None = "64000.5",
    size: OrderSize | None = None,
    filled: str = "0",
    status: OrderStatus = OrderStatus.OPEN,
    terms: TimeInForce = TimeInForce.GTC,
    source: Source = Source.MANUAL,
    reduce_only: bool = False,
    note: str = "",
) -> Order:
    """An order of the blotter."""
    return Order(
        client_oid=oid,
        instrument=which,
        side=side,
        order_type=OrderType.MARKET if price is None else OrderType.LIMIT,
        size=size or BaseQty(Decimal("0.25")),
        price=None if price is None else Decimal(price),
        status=status,
        created_ms=NOW_MS - 3_000,
        updated_ms=NOW_MS,
        order_id=f"id-{oid}",
        time_in_force=terms,
        reduce_only=reduce_only,
        filled=Decimal(filled),
        source=source,
        note=note,
    )


def venue_order(which: InstrumentId) -> VenueOrder:
    """A working limit order as the venue reports it."""
    return VenueOrder(
        instrument=which,
        order_id=f"id-{which}",
        client_oid=f"tb-{which.symbol}",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.25")),
        price=Decimal("64000.5"),
        status=VenueStatus.LIVE,
        filled=Decimal(0),
        avg_price=None,
        created_ms=NOW_MS,
        updated_ms=NOW_MS,
    )


def position(
    which: InstrumentId = BTC_PERP,
    side: PositionSide = PositionSide.LONG,
    size: str = "0.5",
    entry: str = "64000",
    hold_mode: HoldMode = HoldMode.ONE_WAY,
) -> Position:
    """An open position at ten times leverage."""
    return Position(
        instrument=which,
        side=side,
        size=Decimal(size),
        available=Decimal(size),
        avg_price=Decimal(entry),
        hold_mode=hold_mode,
        margin_mode=MarginMode.CROSSED,
        leverage=Decimal(10),
        stamp=STAMP,
        liquidation=Decimal("52000.04"),
        realised_pnl=Decimal("-3.8"),
    )


def fill(number: int = 1, side: Side = Side.BUY, price: str = "64198.2", fee: str = "1.925946") -> Fill:
    """An execution; each number is another one."""
    return Fill(
        exec_id=f"e{number}",
        order_id="o1",
        client_oid="tb-1",
        instrument=BTC_PERP,
        side=side,
        price=Decimal(price),
        size=Decimal("0.05"),
        value=Decimal("3209.91"),
        fee=Decimal(fee),
        fee_coin="USDT",
        liquidity=Liquidity.TAKER,
        time_ms=NOW_MS - number * 1_000,
    )


def waiting(
    oid: str = "tb-s1",
    which: InstrumentId = BTC_PERP,
    *,
    side: Side = Side.SELL,
    status: StrategyStatus = StrategyStatus.PENDING,
    profit: ExitLeg | None = None,
    loss: ExitLeg | None = None,
    size: str | None = None,
    note: str = "",
) -> StrategyOrder:
    """Exits of a position that wait at the venue; without legs, a stop-loss at 63000 by the mark price."""
    if profit is None and loss is None:
        loss = ExitLeg(Decimal(63000), TriggerBy.MARK)
    return StrategyOrder(
        which,
        f"id-{oid}",
        oid,
        StrategyKind.TP_SL,
        side,
        status,
        NOW_MS - 3_000,
        NOW_MS,
        size=None if size is None else Decimal(size),
        reduce_only=True,
        take_profit=profit,
        stop_loss=loss,
        note=note,
    )


def trigger_order(
    oid: str = "tb-t1",
    *,
    side: Side = Side.BUY,
    trigger: str = "65000",
    price: str | None = None,
    size: str = "0.25",
    by: TriggerBy = TriggerBy.LAST,
    reduce_only: bool = False,
    status: StrategyStatus = StrategyStatus.PENDING,
) -> StrategyOrder:
    """A trigger order that waits at the venue."""
    return StrategyOrder(
        BTC_PERP,
        f"id-{oid}",
        oid,
        StrategyKind.TRIGGER,
        side,
        status,
        NOW_MS - 3_000,
        NOW_MS,
        size=Decimal(size),
        reduce_only=reduce_only,
        trigger=Decimal(trigger),
        by=by,
        price=None if price is None else Decimal(price),
    )
