"""Orders, fills, closed positions and bills to plain data and back, field by field.

Dumps of the first version know no exits: what is absent is none.
"""

from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.money import plain
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce, VenueStatus
from terminal_app.paper.engine.dumps import Reader, Row, amounts_row, instrument_text, leg_row, size_row
from terminal_app.paper.engine.messages import (
    BillRow,
    CancelCause,
    ClosedPositionRow,
    FillRow,
    OrderRow,
    PlaceRequest,
    StpMode,
)
from terminal_app.paper.engine.strategy_messages import Exits


def order_row(row: OrderRow) -> Row:
    """An order with the request it came from."""
    request = row.request
    return {
        "order_id": row.order_id,
        "request": {
            "instrument": instrument_text(request.instrument),
            "side": request.side.value,
            "order_type": request.order_type.value,
            "size": size_row(request.size),
            "price": None if request.price is None else plain(request.price),
            "time_in_force": request.time_in_force.value,
            "client_oid": request.client_oid,
            "reduce_only": request.reduce_only,
            "position_side": request.position_side.value,
            "margin_mode": request.margin_mode.value,
            "stp_mode": request.stp_mode.value,
            "take_profit": leg_row(request.exits.take_profit),
            "stop_loss": leg_row(request.exits.stop_loss),
        },
        "client_oid": row.client_oid,
        "size": size_row(row.size),
        "price": None if row.price is None else plain(row.price),
        "hold_mode": row.hold_mode.value,
        "leverage": plain(row.leverage),
        "created_ms": row.created_ms,
        "updated_ms": row.updated_ms,
        "status": row.status.value,
        "filled": plain(row.filled),
        "filled_value": plain(row.filled_value),
        "fees": amounts_row(row.fees),
        "realised_pnl": plain(row.realised_pnl),
        "cause": row.cause.value,
        "liquidation": row.liquidation,
    }


def read_order(row: Reader) -> OrderRow:
    """An order out of a dump."""
    request = row.object("request")
    return OrderRow(
        order_id=row.text("order_id"),
        request=PlaceRequest(
            instrument=request.instrument("instrument"),
            side=request.choice("side", Side),
            order_type=request.choice("order_type", OrderType),
            size=request.size("size"),
            price=request.money_or_none("price"),
            time_in_force=request.choice("time_in_force", TimeInForce),
            client_oid=request.text("client_oid"),
            reduce_only=request.flag("reduce_only"),
            position_side=request.choice("position_side", PositionSide),
            margin_mode=request.choice("margin_mode", MarginMode),
            stp_mode=request.choice("stp_mode", StpMode),
            exits=Exits(request.leg_or_none("take_profit"), request.leg_or_none("stop_loss")),
        ),
        client_oid=row.text("client_oid"),
        size=row.size("size"),
        price=row.money_or_none("price"),
        hold_mode=row.choice("hold_mode", HoldMode),
        leverage=row.money("leverage"),
        created_ms=row.whole("created_ms"),
        updated_ms=row.whole("updated_ms"),
        status=row.choice("status", VenueStatus),
        filled=row.money("filled"),
        filled_value=row.money("filled_value"),
        fees=row.amounts("fees"),
        realised_pnl=row.money("realised_pnl"),
        cause=row.choice("cause", CancelCause),
        liquidation=row.flag("liquidation"),
    )


def fill_row(row: FillRow) -> Row:
    """One execution."""
    return {
        "exec_id": row.exec_id,
        "order_id": row.order_id,
        "client_oid": row.client_oid,
        "instrument": instrument_text(row.instrument),
        "order_type": row.order_type.value,
        "side": row.side.value,
        "position_side": row.position_side.value,
        "opens": row.opens,
        "price": plain(row.price),
        "size": plain(row.size),
        "value": plain(row.value),
        "fee": plain(row.fee),
        "fee_coin": row.fee_coin,
        "realised_pnl": plain(row.realised_pnl),
        "liquidity": row.liquidity.value,
        "time_ms": row.time_ms,
    }


def read_fill(row: Reader) -> FillRow:
    """An execution out of a dump."""
    return FillRow(
        exec_id=row.text("exec_id"),
        order_id=row.text("order_id"),
        client_oid=row.text("client_oid"),
        instrument=row.instrument("instrument"),
        order_type=row.choice("order_type", OrderType),
        side=row.choice("side", Side),
        position_side=row.choice("position_side", PositionSide),
        opens=row.flag("opens"),
        price=row.money("price"),
        size=row.money("size"),
        value=row.money("value"),
        fee=row.money("fee"),
        fee_coin=row.text("fee_coin"),
        realised_pnl=row.money("realised_pnl"),
        liquidity=row.choice("liquidity", Liquidity),
        time_ms=row.whole("time_ms"),
    )


def closed_position_row(row: ClosedPositionRow) -> Row:
    """A position that ended."""
    return {
        "position_id": row.position_id,
        "instrument": instrument_text(row.instrument),
        "side": row.side.value,
        "hold_mode": row.hold_mode.value,
        "margin_mode": row.margin_mode.value,
        "open_size": plain(row.open_size),
        "close_size": plain(row.close_size),
        "open_price": plain(row.open_price),
        "close_price": plain(row.close_price),
        "realised_pnl": plain(row.realised_pnl),
        "net_profit": plain(row.net_profit),
        "funding": plain(row.funding),
        "open_fee": plain(row.open_fee),
        "close_fee": plain(row.close_fee),
        "created_ms": row.created_ms,
        "updated_ms": row.updated_ms,
    }


def read_closed_position(row: Reader) -> ClosedPositionRow:
    """A closed position out of a dump."""
    return ClosedPositionRow(
        position_id=row.text("position_id"),
        instrument=row.instrument("instrument"),
        side=row.choice("side", PositionSide),
        hold_mode=row.choice("hold_mode", HoldMode),
        margin_mode=row.choice("margin_mode", MarginMode),
        open_size=row.money("open_size"),
        close_size=row.money("close_size"),
        open_price=row.money("open_price"),
        close_price=row.money("close_price"),
        realised_pnl=row.money("realised_pnl"),
        net_profit=row.money("net_profit"),
        funding=row.money("funding"),
        open_fee=row.money("open_fee"),
        close_fee=row.money("close_fee"),
        created_ms=row.whole("created_ms"),
        updated_ms=row.whole("updated_ms"),
    )


def bill_row(row: BillRow) -> Row:
    """One line of the ledger."""
    return {
        "bill_id": row.bill_id,
        "instrument": None if row.instrument is None else instrument_text(row.instrument),
        "coin": row.coin,
        "kind": row.kind,
        "amount": plain(row.amount),
        "fee": plain(row.fee),
        "balance": plain(row.balance),
        "time_ms": row.time_ms,
    }


def read_bill(row: Reader) -> BillRow:
    """A line of the ledger out of a dump."""
    return BillRow(
        bill_id=row.text("bill_id"),
        instrument=row.instrument_or_none("instrument"),
        coin=row.text("coin"),
        kind=row.text("kind"),
        amount=row.money("amount"),
        fee=row.money("fee"),
        balance=row.money("balance"),
        time_ms=row.whole("time_ms"),
    )
