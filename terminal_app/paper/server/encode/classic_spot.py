"""Spot orders, fills, coins and bills as the classic API tells them over REST."""

from collections.abc import Mapping
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg, OrderType
from terminal_app.paper.engine.messages import BillRow, CoinRow, FillRow, OrderRow
from terminal_app.paper.engine.strategy_messages import StrategyRow, StrategyStatus
from terminal_app.paper.server.classic.plan_words import leg_of
from terminal_app.paper.server.encode.numbers import average, charged, number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.words import ORDER_STATUS, TRADE_SCOPE

_EXIT_STATUS: Mapping[StrategyStatus, str] = {
    StrategyStatus.PENDING: "live",
    StrategyStatus.SUBMITTING: "live",
    StrategyStatus.SUCCESS: "filled",
    StrategyStatus.FAILED: "cancelled",
    StrategyStatus.CANCELLED: "cancelled",
}
_GROUP: Mapping[str, str] = {"TRANSFER_IN": "transfer", "TRANSFER_OUT": "transfer"}


def order(row: OrderRow, instrument: Instrument, uid: str) -> Row:
    """One row of orderInfo and history-orders. The size of a market buy is in quote coin."""
    return _common(row, uid) | {
        "price": padded(row.price or ZERO),
        "priceAvg": average(row.avg_price, instrument),
        "feeDetail": fee_text(row.fees),
        "cancelReason": row.cause.value,
    }


def past_order(row: OrderRow, instrument: Instrument, uid: str) -> Row:
    """One row of history-orders."""
    return order(row, instrument, uid) | {"tpslType": "normal", "triggerPrice": None}


def open_order(row: OrderRow, instrument: Instrument, uid: str) -> Row:
    """One row of unfilled-orders: here `priceAvg` is the limit and `basePrice` the average fill."""
    return _common(row, uid) | {
        "priceAvg": padded(row.price or ZERO),
        "basePrice": average(row.avg_price, instrument),
        **_preset("TakeProfit", row.request.exits.take_profit),
        **_preset("StopLoss", row.request.exits.stop_loss),
        "triggerPrice": None,
        "tpslType": "normal",
    }


def open_exit(row: StrategyRow, uid: str) -> Row:
    """One row of unfilled-orders that is a take-profit or stop-loss."""
    return _exit(row, uid, None) | {
        "priceAvg": padded(leg_of(row).price or ZERO),
        "basePrice": "0",
        **_preset("TakeProfit", None),
        **_preset("StopLoss", None),
    }


def past_exit(row: StrategyRow, uid: str, placed: OrderRow | None) -> Row:
    """One row of history-orders that is a take-profit or stop-loss, with the fills of the order it placed."""
    average_price = None if placed is None else placed.avg_price
    return _exit(row, uid, placed) | {
        "price": padded(leg_of(row).price or ZERO),
        "priceAvg": "0" if average_price is None else number(average_price),
        "feeDetail": fee_text({} if placed is None else placed.fees),
        "cancelReason": "",
    }


def fill(row: FillRow, uid: str) -> Row:
    """One row of spot fills; a fee is negative when it was charged."""
    return {
        "userId": uid,
        "symbol": row.instrument.symbol,
        "orderId": row.order_id,
        "tradeId": row.exec_id,
        "orderType": row.order_type.value,
        "side": row.side.value,
        "priceAvg": number(row.price),
        "size": number(row.size),
        "amount": number(row.value),
        "feeDetail": {
            "deduction": "no",
            "feeCoin": row.fee_coin,
            "totalDeductionFee": "",
            "totalFee": charged(row.fee),
        },
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "cTime": str(row.time_ms),
        "uTime": str(row.time_ms),
    }


def asset(row: CoinRow, now_ms: int) -> Row:
    """One coin of the spot wallet; `frozen` is what open orders hold."""
    return {
        "coin": row.coin,
        "available": padded(row.available),
        "frozen": padded(row.locked),
        "locked": "0",
        "limitAvailable": "0",
        "uTime": str(now_ms),
    }


def bill(row: BillRow, instrument: Instrument | None) -> Row:
    """One line of the spot ledger; both lines of a trade say which side it was."""
    kind = row.kind
    if instrument is not None:
        gets = row.amount > ZERO
        kind = "BUY" if gets is (row.coin == instrument.base) else "SELL"
    return {
        "cTime": str(row.time_ms),
        "coin": row.coin,
        "groupType": "transaction" if instrument is not None else _GROUP.get(row.kind, "other"),
        "businessType": kind,
        "size": number(row.amount),
        "balance": number(row.balance),
        "fees": charged(row.fee),
        "billId": row.bill_id,
    }


def padded(value: Decimal) -> str:
    """A number of a spot row, which the venue pads to 16 places."""
    return f"{value:.16f}"


def fee_text(paid: Mapping[str, Decimal]) -> str:
    """The fees of an order: a JSON document inside a text, empty before any fill; negative when charged."""
    if not paid:
        return ""
    total = ZERO - sum(paid.values(), ZERO)
    fees: dict[str, object] = {
        "newFees": {"c": 0, "d": 0, "deduction": False, "r": total, "t": total, "totalDeductionFee": 0}
    }
    for coin, fee in paid.items():
        fees[coin] = {
            "deduction": False,
            "feeCoinCode": coin,
            "totalDeductionFee": 0,
            "totalFee": ZERO - fee,
        }
    return encode(fees).decode()


def _exit(row: StrategyRow, uid: str, placed: OrderRow | None) -> Row:
    leg = leg_of(row)
    return {
        "userId": uid,
        "symbol": row.instrument.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "size": padded(row.size),
        "orderType": OrderType.MARKET.value if leg.price is None else OrderType.LIMIT.value,
        "side": row.side.value,
        "status": _EXIT_STATUS[row.status],
        "baseVolume": padded(ZERO if placed is None else placed.filled),
        "quoteVolume": padded(ZERO if placed is None else placed.filled_value),
        "enterPointSource": "API",
        "orderSource": "normal",
        "triggerPrice": number(leg.trigger),
        "tpslType": "tpsl",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def _preset(name: str, leg: ExitLeg | None) -> Row:
    return {
        f"preset{name}Price": "" if leg is None else number(leg.trigger),
        f"execute{name}Price": "" if leg is None or leg.price is None else number(leg.price),
    }


def _common(row: OrderRow, uid: str) -> Row:
    return {
        "userId": uid,
        "symbol": row.request.instrument.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "size": padded(row.size.value),
        "orderType": row.request.order_type.value,
        "side": row.request.side.value,
        "status": ORDER_STATUS[row.status],
        "baseVolume": padded(row.filled),
        "quoteVolume": padded(row.filled_value),
        "enterPointSource": "API",
        "orderSource": "market" if row.request.order_type is OrderType.MARKET else "normal",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }
