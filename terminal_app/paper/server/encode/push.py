"""The account's rows as the private streams tell them: other names than REST, and lower case words."""

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import QuoteQty
from terminal_app.paper.engine.messages import AccountRow, FillRow, OrderRow, PositionRow
from terminal_app.paper.server.encode.numbers import average, charged, number, share
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.encode.strategy import pushed_order_exits
from terminal_app.paper.server.encode.trading import fees, limit_price, trade_side
from terminal_app.paper.server.words import CATEGORY, HOLD_MODE, ORDER_STATUS, TIME_IN_FORCE, TRADE_SCOPE


def order(row: OrderRow, instrument: Instrument) -> Row:
    """One row of the `order` topic."""
    request = row.request
    in_quote = isinstance(row.size, QuoteQty)
    futures = instrument.id.product.is_futures
    return {
        "category": CATEGORY[instrument.id.product].lower(),
        "symbol": instrument.id.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "price": limit_price(row),
        "qty": "0" if in_quote else number(row.size.value),
        "amount": number(row.size.value) if in_quote else "0",
        "holdMode": HOLD_MODE[row.hold_mode] if futures else "",
        "holdSide": request.position_side.value if futures else "",
        "tradeSide": trade_side(row),
        "orderType": request.order_type.value,
        "timeInForce": TIME_IN_FORCE[request.time_in_force],
        "side": request.side.value,
        "marginMode": request.margin_mode.value,
        "marginCoin": instrument.quote if futures else "",
        "reduceOnly": "yes" if request.reduce_only else "no",
        "cumExecQty": number(row.filled),
        "cumExecValue": number(row.filled_value),
        "avgPrice": average(row.avg_price, instrument),
        "totalProfit": number(row.realised_pnl),
        "orderStatus": ORDER_STATUS[row.status],
        "cancelReason": row.cause.value,
        "leverage": number(row.leverage) if futures else "",
        "feeDetail": fees(row.fees),
        "delegateType": "liquidation" if row.liquidation else "normal",
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
        "stpMode": request.stp_mode.value,
        **pushed_order_exits(request.exits),
    }


def fill(row: FillRow) -> Row:
    """One row of the `fill` topic."""
    return {
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "execId": row.exec_id,
        "execLinkId": row.exec_id,
        "category": CATEGORY[row.instrument.product],
        "symbol": row.instrument.symbol,
        "orderType": row.order_type.value,
        "side": row.side.value,
        "holdSide": row.position_side.value if row.instrument.product.is_futures else "",
        "tradeSide": "open" if row.opens else "close",
        "execQty": number(row.size),
        "execValue": number(row.value),
        "execPrice": number(row.price),
        "execPnl": number(row.realised_pnl),
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "feeDetail": [{"feeCoin": row.fee_coin, "fee": number(row.fee)}],
        "execTime": str(row.time_ms),
        "updatedTime": str(row.time_ms),
    }


def position(row: PositionRow, instrument: Instrument) -> Row:
    """One row of the `position` topic; a closed position comes once with size zero and `ended`."""
    return {
        "symbol": instrument.id.symbol,
        "marginCoin": instrument.quote,
        "marginSize": number(row.margin),
        "marginMode": row.margin_mode.value,
        "posSide": row.side.value,
        "holdMode": HOLD_MODE[row.hold_mode],
        "positionStatus": "opening" if row.size else "ended",
        "size": number(row.size),
        "available": number(row.size - row.frozen),
        "frozen": number(row.frozen),
        "avgPrice": average(row.avg_price, instrument),
        "leverage": number(row.leverage),
        "curRealisedPnl": number(row.realised_pnl),
        "unrealisedPnl": number(row.unrealised_pnl),
        "liqPrice": average(row.liquidation, instrument),
        "mmr": number(row.maintenance_rate),
        "markPrice": number(row.mark),
        "breakEvenPrice": average(row.break_even, instrument),
        "profitRate": share(row.unrealised_pnl, row.margin),
        "totalFundingFee": number(row.funding),
        "openFeeTotal": charged(row.open_fee),
        "closeFeeTotal": charged(row.close_fee),
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
    }


def account(row: AccountRow) -> Row:
    """The one row of the `account` topic."""
    return {
        "unrealisedPnL": number(row.unrealised_pnl),
        "totalEquity": number(row.equity),
        "positionMgnRatio": share(row.maintenance_margin, row.equity),
        "mmr": number(row.maintenance_margin),
        "effEquity": number(row.equity),
        "imr": number(row.initial_margin),
        "mgnRatio": share(row.maintenance_margin, row.equity),
        "coin": [
            {
                "coin": coin.coin,
                "balance": number(coin.balance),
                "available": number(coin.available),
                "locked": number(coin.locked),
                "equity": number(coin.equity),
                "usdValue": number(coin.usd_value),
                "borrow": "0",
                "debts": "0",
            }
            for coin in row.coins
        ],
    }
