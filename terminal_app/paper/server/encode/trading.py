"""The account's rows as REST tells them: orders, fills, positions, balances, bills.

The `push` file writes the same things for the streams, where the venue uses other names and another case.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, QuoteQty
from terminal_app.core.orders import OrderType
from terminal_app.paper.engine.messages import (
    AccountRow,
    BillRow,
    ClosedPositionRow,
    FillRow,
    OrderRow,
    PositionRow,
)
from terminal_app.paper.server.encode.numbers import average, charged, number, share
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.encode.strategy import order_exits
from terminal_app.paper.server.words import CATEGORY, HOLD_MODE, ORDER_STATUS, TIME_IN_FORCE, TRADE_SCOPE

_NO_FEE: list[Row] = [{"feeCoin": "", "fee": ""}]


def order(row: OrderRow, instrument: Instrument) -> Row:
    """An order of order-info, unfilled-orders and history-orders."""
    request = row.request
    in_quote = isinstance(row.size, QuoteQty)
    futures = instrument.id.product.is_futures
    return {
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "category": CATEGORY[instrument.id.product],
        "symbol": instrument.id.symbol,
        "orderType": request.order_type.value,
        "side": request.side.value,
        "price": limit_price(row),
        "qty": "0" if in_quote else number(row.size.value),
        "amount": number(row.size.value) if in_quote else "0",
        "cumExecQty": number(row.filled),
        "cumExecValue": number(row.filled_value),
        "avgPrice": average(row.avg_price, instrument),
        "timeInForce": TIME_IN_FORCE[request.time_in_force],
        "orderStatus": ORDER_STATUS[row.status],
        "posSide": request.position_side.value if futures else "",
        "holdMode": HOLD_MODE[row.hold_mode] if futures else "",
        "tradeSide": trade_side(row),
        "marginMode": request.margin_mode.value,
        "reduceOnly": "YES" if request.reduce_only else "NO",
        "feeDetail": fees(row.fees) or _NO_FEE,
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
        "cancelReason": row.cause.value,
        "execType": "liquidation" if row.liquidation else "normal",
        "stpMode": request.stp_mode.value,
        **order_exits(request.exits),
    }


def limit_price(row: OrderRow) -> str:
    """The price of an order, "0" for a market order."""
    return "0" if row.price is None or row.request.order_type is OrderType.MARKET else number(row.price)


def trade_side(row: OrderRow) -> str:
    """Whether an order opens or closes, as far as the order itself says it."""
    request = row.request
    closes = request.reduce_only
    if row.hold_mode is HoldMode.HEDGE and request.position_side.value in {"long", "short"}:
        closes = (request.position_side.value == "long") is (request.side.value == "sell")
    return "close" if closes else "open"


def fees(paid: Mapping[str, Decimal]) -> list[Row]:
    """Fees per coin, positive when charged."""
    return [{"feeCoin": coin, "fee": number(fee)} for coin, fee in paid.items()]


def fill(row: FillRow) -> Row:
    """One execution of trade/fills."""
    return {
        "execId": row.exec_id,
        "execLinkId": row.exec_id,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "category": CATEGORY[row.instrument.product],
        "symbol": row.instrument.symbol,
        "orderType": row.order_type.value,
        "side": row.side.value,
        "execPrice": number(row.price),
        "execQty": number(row.size),
        "execValue": number(row.value),
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "tradeSide": "open" if row.opens else "close",
        "feeDetail": [{"feeCoin": row.fee_coin, "fee": number(row.fee)}],
        "createdTime": str(row.time_ms),
        "updatedTime": str(row.time_ms),
        "execPnl": number(row.realised_pnl),
        "isRPI": "no",
    }


def position(row: PositionRow, instrument: Instrument) -> Row:
    """One row of current-position."""
    return {
        "category": CATEGORY[instrument.id.product],
        "symbol": instrument.id.symbol,
        "marginCoin": instrument.quote,
        "holdMode": HOLD_MODE[row.hold_mode],
        "posSide": row.side.value,
        "marginMode": row.margin_mode.value,
        "positionBalance": number(row.margin),
        "available": number(row.size - row.frozen),
        "frozen": number(row.frozen),
        "total": number(row.size),
        "leverage": number(row.leverage),
        "curRealisedPnl": number(row.realised_pnl),
        "avgPrice": average(row.avg_price, instrument),
        "positionStatus": "normal",
        "unrealisedPnl": number(row.unrealised_pnl),
        "liquidationPrice": average(row.liquidation, instrument),
        "mmr": number(row.maintenance_rate),
        "profitRate": share(row.unrealised_pnl, row.margin),
        "markPrice": number(row.mark),
        "breakEvenPrice": average(row.break_even, instrument),
        "totalFunding": number(row.funding),
        "openFeeTotal": charged(row.open_fee),
        "closeFeeTotal": charged(row.close_fee),
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
    }


def closed_position(row: ClosedPositionRow, instrument: Instrument) -> Row:
    """One row of history-position."""
    return {
        "positionId": row.position_id,
        "category": CATEGORY[instrument.id.product],
        "symbol": instrument.id.symbol,
        "marginCoin": instrument.quote,
        "holdMode": HOLD_MODE[row.hold_mode],
        "posSide": row.side.value,
        "marginMode": row.margin_mode.value,
        "openPriceAvg": average(row.open_price, instrument),
        "closePriceAvg": average(row.close_price, instrument),
        "openTotalPos": number(row.open_size),
        "closeTotalPos": number(row.close_size),
        "cumRealisedPnl": number(row.realised_pnl),
        "netProfit": number(row.net_profit),
        "totalFunding": number(row.funding),
        "openFeeTotal": charged(row.open_fee),
        "closeFeeTotal": charged(row.close_fee),
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
    }


def assets(row: AccountRow, btc_price: Decimal) -> Row:
    """The whole account of account/assets. `btc_price` is in USD; zero when it is not known."""
    return {
        "accountEquity": number(row.equity),
        "usdtEquity": number(row.equity),
        "btcEquity": share(row.equity, btc_price),
        "unrealisedPnl": number(row.unrealised_pnl),
        "usdtUnrealisedPnl": number(row.unrealised_pnl),
        "btcUnrealizedPnl": share(row.unrealised_pnl, btc_price),
        "effEquity": number(row.equity),
        "mmr": number(row.maintenance_margin),
        "imr": number(row.initial_margin),
        "mgnRatio": share(row.maintenance_margin, row.equity),
        "positionMgnRatio": share(row.maintenance_margin, row.equity),
        "assets": [
            {
                "coin": coin.coin,
                "equity": number(coin.equity),
                "usdValue": number(coin.usd_value),
                "balance": number(coin.balance),
                "available": number(coin.available),
                "debt": "0",
                "locked": number(coin.locked),
            }
            for coin in row.coins
            if coin.balance or coin.equity
        ],
    }


def bill(row: BillRow) -> Row:
    """One line of financial-records."""
    return {
        "category": CATEGORY[row.instrument.product] if row.instrument else "OTHER",
        "id": row.bill_id,
        "symbol": row.instrument.symbol if row.instrument else "",
        "coin": row.coin,
        "type": row.kind,
        "amount": number(row.amount),
        "fee": charged(row.fee) if row.fee != ZERO else "0",
        "balance": number(row.balance),
        "ts": str(row.time_ms),
    }


def symbol_configs(settings: Iterable[tuple[InstrumentId, str, Decimal]]) -> list[Row]:
    """Margin mode and leverage of each futures instrument, for account/settings."""
    return [
        {
            "category": CATEGORY[instrument.product],
            "symbol": instrument.symbol,
            "marginMode": margin_mode,
            "leverage": number(leverage),
        }
        for instrument, margin_mode, leverage in settings
    ]
