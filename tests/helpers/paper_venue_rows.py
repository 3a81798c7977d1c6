"""What the rows of the paper engine are in the words of `core`, as a client would read them off the wire."""

from terminal_app.core.account import ClosedPosition, Fill, Position
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side, TriggerBy, VenueOrder
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.paper.engine.messages import BillRow, ClosedPositionRow, FillRow, OrderRow, PositionRow
from terminal_app.paper.engine.strategy_messages import StrategyRow
from terminal_app.paper.engine.strategy_messages import StrategyStatus as RowStatus

_STATUS = {
    RowStatus.PENDING: StrategyStatus.PENDING,
    RowStatus.SUBMITTING: StrategyStatus.SUBMITTING,
    RowStatus.SUCCESS: StrategyStatus.DONE,
    RowStatus.FAILED: StrategyStatus.FAILED,
    RowStatus.CANCELLED: StrategyStatus.CANCELLED,
}


def venue_order(row: OrderRow) -> VenueOrder:
    """An order as the venue reports it."""
    request = row.request
    coin = next(iter(row.fees), "")
    return VenueOrder(
        instrument=request.instrument,
        order_id=row.order_id,
        client_oid=row.client_oid,
        side=request.side,
        order_type=request.order_type,
        size=row.size,
        price=row.price,
        status=row.status,
        filled=row.filled,
        avg_price=row.avg_price,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        time_in_force=request.time_in_force,
        reduce_only=request.reduce_only,
        position_side=request.position_side,
        margin_mode=request.margin_mode,
        fee=row.fees.get(coin, ZERO),
        fee_coin=coin,
        cancel_reason=row.cause.value,
    )


def fill(row: FillRow) -> Fill:
    """An execution as the venue reports it."""
    return Fill(
        exec_id=row.exec_id,
        order_id=row.order_id,
        client_oid=row.client_oid,
        instrument=row.instrument,
        side=row.side,
        price=row.price,
        size=row.size,
        value=row.value,
        fee=row.fee,
        fee_coin=row.fee_coin,
        liquidity=row.liquidity,
        time_ms=row.time_ms,
        position_side=row.position_side,
        realised_pnl=row.realised_pnl,
    )


def bill(row: BillRow) -> Bill:
    """A line of the ledger as the venue reports it."""
    funding = "SETTLE_FEE" in row.kind
    kind = BillKind.FUNDING if funding else BillKind.TRADE if row.instrument else BillKind.TRANSFER
    return Bill(
        row.bill_id,
        row.time_ms,
        row.coin,
        kind,
        row.instrument,
        row.amount,
        row.fee,
        row.balance,
        row.kind,
    )


def position(row: PositionRow, stamp: Stamp) -> Position:
    """A position as the venue reports it."""
    return Position(
        instrument=row.instrument,
        side=row.side,
        size=row.size,
        available=row.size - row.frozen,
        avg_price=row.avg_price,
        hold_mode=row.hold_mode,
        margin_mode=row.margin_mode,
        leverage=row.leverage,
        stamp=stamp,
        margin=row.margin,
        mark=row.mark,
        liquidation=row.liquidation,
        break_even=row.break_even,
        unrealised_pnl=row.unrealised_pnl,
        realised_pnl=row.realised_pnl,
        maintenance_margin_rate=row.maintenance_rate,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
    )


def strategy_order(row: StrategyRow) -> StrategyOrder:
    """A trigger order, take-profit or stop-loss as the venue reports it."""
    side = PositionSide.LONG if row.direction is Side.BUY else PositionSide.SHORT
    trigger = row.trigger
    return StrategyOrder(
        instrument=row.instrument,
        order_id=row.order_id,
        client_oid=row.client_oid,
        kind=StrategyKind.TP_SL if trigger is None else StrategyKind.TRIGGER,
        side=row.side,
        status=_STATUS[row.status],
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        position_side=side if row.position_side is PositionSide.NET else row.position_side,
        size=row.size,
        reduce_only=row.reduce_only,
        trigger=None if trigger is None else trigger.trigger,
        by=TriggerBy.LAST if trigger is None else trigger.by,
        price=None if trigger is None else trigger.price,
        take_profit=row.exits.take_profit,
        stop_loss=row.exits.stop_loss,
        note=row.note,
    )


def closed_position(row: ClosedPositionRow) -> ClosedPosition:
    """A position of the past as the venue reports it."""
    return ClosedPosition(
        instrument=row.instrument,
        side=row.side,
        size=row.close_size,
        open_price=row.open_price,
        close_price=row.close_price,
        realised_pnl=row.realised_pnl,
        net_profit=row.net_profit,
        funding=row.funding,
        open_fee=row.open_fee,
        close_fee=row.close_fee,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
    )
