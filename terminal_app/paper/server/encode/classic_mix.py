"""Futures orders and fills as the classic API tells them over REST."""

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide
from terminal_app.paper.engine.messages import FillRow, OrderRow
from terminal_app.paper.server.classic.words import (
    MIX_STATUS,
    TRIGGER_TYPE,
    reduce_only,
    told_side,
    trade_side,
)
from terminal_app.paper.server.encode.numbers import average, charged, number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.words import HOLD_MODE, TIME_IN_FORCE, TRADE_SCOPE


def order(row: OrderRow, instrument: Instrument) -> Row:
    """One row of orders-pending. In hedge mode `side` names the position."""
    request, hold_mode = row.request, row.hold_mode
    fee = sum(row.fees.values(), ZERO)
    return {
        "symbol": instrument.id.symbol,
        "size": number(row.size.value),
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "baseVolume": number(row.filled),
        "fee": charged(fee) if fee else "0",
        "price": limit_price(row),
        "priceAvg": "" if row.avg_price is None else average(row.avg_price, instrument),
        "status": MIX_STATUS[row.status],
        "side": told_side(request.side, request.position_side, hold_mode).value,
        "force": TIME_IN_FORCE[request.time_in_force],
        "totalProfits": number(row.realised_pnl),
        "posSide": request.position_side.value,
        "marginCoin": instrument.quote,
        "quoteVolume": number(row.filled_value),
        "leverage": number(row.leverage),
        "marginMode": request.margin_mode.value,
        "enterPointSource": "api",
        "tradeSide": trade_side(request.side, request.position_side, hold_mode, burst=row.liquidation),
        "posMode": HOLD_MODE[hold_mode],
        "orderType": request.order_type.value,
        "orderSource": "market" if request.order_type is OrderType.MARKET else "normal",
        **preset("presetStopSurplus", request.exits.take_profit),
        **preset("presetStopLoss", request.exits.stop_loss),
        "reduceOnly": "YES" if reduce_only(row) else "NO",
        "cancelReason": row.cause.value,
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def detail(row: OrderRow, instrument: Instrument) -> Row:
    """The answer of order detail: its status is called `state`."""
    return order(row, instrument) | {"state": MIX_STATUS[row.status]}


def past_order(row: OrderRow, instrument: Instrument) -> Row:
    """One row of orders-history. What the position was at the time is not kept."""
    return order(row, instrument) | {"posAvg": "", "liqPrice": ""}


def past_fill(row: FillRow, burst: bool) -> Row:
    """One row of fill-history, which names the margin coin besides."""
    return fill(row, burst) | {"marginCoin": row.fee_coin}


def fill(row: FillRow, burst: bool) -> Row:
    """One row of fills; a fee is negative when it was charged, and there is a list of them.

    Args:
        burst: whether a liquidation traded.
    """
    hold_mode = fill_mode(row)
    return {
        "tradeId": row.exec_id,
        "symbol": row.instrument.symbol,
        "orderId": row.order_id,
        "price": number(row.price),
        "baseVolume": number(row.size),
        "feeDetail": [
            {
                "deduction": "no",
                "feeCoin": row.fee_coin,
                "totalDeductionFee": None,
                "totalFee": charged(row.fee),
            }
        ],
        "side": told_side(row.side, row.position_side, hold_mode).value,
        "quoteVolume": number(row.value),
        "profit": number(row.realised_pnl),
        "enterPointSource": "api",
        "tradeSide": trade_side(row.side, row.position_side, hold_mode, burst=burst),
        "posMode": HOLD_MODE[hold_mode],
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "cTime": str(row.time_ms),
    }


def fill_mode(row: FillRow) -> HoldMode:
    """The position mode in which something was traded."""
    return HoldMode.ONE_WAY if row.position_side is PositionSide.NET else HoldMode.HEDGE


def limit_price(row: OrderRow) -> str:
    """The price of an order, "0" for a market order."""
    return "0" if row.price is None else number(row.price)


def preset(name: str, leg: ExitLeg | None) -> Row:
    """The three fields of an exit that an order carries; empty when there is none."""
    return {
        f"{name}Price": "" if leg is None else number(leg.trigger),
        f"{name}Type": "" if leg is None else TRIGGER_TYPE[leg.by],
        f"{name}ExecutePrice": "" if leg is None or leg.price is None else number(leg.price),
    }
