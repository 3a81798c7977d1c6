"""The account's rows as the classic private streams tell them: other names than REST, and other signs.

A fee is negative when it was charged, but for spot fills, where it is positive. In hedge mode the side of an
order names the position while that of a fill is the trade's (the venue's documentation, fill channel).
"""

from decimal import Decimal

from terminal_app.core.account import Liquidity
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, QuoteQty
from terminal_app.core.orders import Side
from terminal_app.paper.engine.messages import ClosedPositionRow, CoinRow, FillRow, OrderRow, PositionRow
from terminal_app.paper.server.classic.words import MIX_STATUS, reduce_only, told_side, trade_side
from terminal_app.paper.server.encode.classic_mix import fill_mode, limit_price, preset
from terminal_app.paper.server.encode.classic_position import Purse
from terminal_app.paper.server.encode.numbers import average, charged, number, share
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.words import HOLD_MODE, ORDER_STATUS, TIME_IN_FORCE, TRADE_SCOPE

_SCOPE = {Liquidity.TAKER: "T", Liquidity.MAKER: "M"}


def spot_order(row: OrderRow, instrument: Instrument, fill: FillRow | None) -> Row:
    """One row of spot `orders`. `newSize` is the size: in quote coin for a market buy."""
    in_quote = isinstance(row.size, QuoteQty)
    size = row.size.value
    notional = size if in_quote else size * (row.price or row.avg_price or ZERO)
    told: Row = {
        "instId": instrument.id.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "size": number(notional if row.request.side is Side.BUY else size),
        "newSize": number(size),
        "notional": number(notional),
        "orderType": row.request.order_type.value,
        "force": TIME_IN_FORCE[row.request.time_in_force],
        "side": row.request.side.value,
        "accBaseVolume": number(row.filled),
        "priceAvg": average(row.avg_price, instrument),
        "status": ORDER_STATUS[row.status],
        "stpMode": row.request.stp_mode.value,
        "feeDetail": _fees(row),
        "enterPointSource": "API",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }
    if row.price is not None:
        told["price"] = number(row.price)
    return told if fill is None else told | _filled(fill)


def mix_order(row: OrderRow, instrument: Instrument, fill: FillRow | None, usd: Decimal) -> Row:
    """One row of futures `orders`. `usd` is what one unit of the quote coin is worth in USD."""
    request, mode = row.request, row.hold_mode
    size = row.size.value
    told: Row = {
        "instId": instrument.id.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "price": limit_price(row),
        "size": number(size),
        "leverage": number(row.leverage),
        "marginCoin": instrument.quote,
        "marginMode": request.margin_mode.value,
        "posMode": HOLD_MODE[mode],
        "posSide": request.position_side.value,
        "tradeSide": trade_side(request.side, request.position_side, mode, burst=row.liquidation),
        "side": told_side(request.side, request.position_side, mode).value,
        "reduceOnly": "yes" if reduce_only(row) else "no",
        "orderType": request.order_type.value,
        "force": TIME_IN_FORCE[request.time_in_force],
        "notionalUsd": number(size * (row.price or row.avg_price or ZERO) * usd),
        "accBaseVolume": number(row.filled),
        "priceAvg": average(row.avg_price, instrument),
        "status": MIX_STATUS[row.status],
        "cancelReason": row.cause.value,
        **preset("presetStopSurplus", request.exits.take_profit),
        **preset("presetStopLoss", request.exits.stop_loss),
        "stpMode": request.stp_mode.value,
        "totalProfits": number(row.realised_pnl),
        "feeDetail": _fees(row),
        "enterPointSource": "API",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }
    if fill is None:
        return told
    worth = number(fill.value * usd)
    return told | _filled(fill) | {"fillNotionalUsd": worth, "pnl": number(fill.realised_pnl)}


def spot_fill(row: FillRow) -> Row:
    """One row of spot `fill`: here a fee is positive when it was charged."""
    return {
        "orderId": row.order_id,
        "tradeId": row.exec_id,
        "symbol": row.instrument.symbol,
        "orderType": row.order_type.value,
        "side": row.side.value,
        "priceAvg": number(row.price),
        "size": number(row.size),
        "amount": number(row.value),
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "feeDetail": [_fee_detail(row, number(row.fee))],
        "cTime": str(row.time_ms),
        "uTime": str(row.time_ms),
    }


def mix_fill(row: FillRow, *, burst: bool) -> Row:
    """One row of futures `fill`: the side is the trade's, also in hedge mode."""
    mode = fill_mode(row)
    return {
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "tradeId": row.exec_id,
        "symbol": row.instrument.symbol,
        "side": row.side.value,
        "orderType": row.order_type.value,
        "posMode": HOLD_MODE[mode],
        "price": number(row.price),
        "baseVolume": number(row.size),
        "quoteVolume": number(row.value),
        "profit": number(row.realised_pnl),
        "tradeSide": trade_side(row.side, row.position_side, mode, burst=burst),
        "tradeScope": TRADE_SCOPE[row.liquidity],
        "feeDetail": [_fee_detail(row, charged(row.fee))],
        "cTime": str(row.time_ms),
        "uTime": str(row.time_ms),
    }


def spot_coin(row: CoinRow, now_ms: int) -> Row:
    """One row of spot `account`."""
    return {
        "coin": row.coin,
        "available": number(row.available),
        "frozen": number(row.locked),
        "locked": "0",
        "limitAvailable": "0",
        "uTime": str(now_ms),
    }


def mix_account(purse: Purse) -> Row:
    """One row of futures `account`."""
    coin = purse.coin
    return {
        "marginCoin": coin.coin,
        "frozen": number(coin.locked),
        "available": number(coin.available),
        "maxOpenPosAvailable": number(coin.available),
        "maxTransferOut": number(purse.spare),
        "equity": number(coin.equity),
        "usdtEquity": number(coin.usd_value),
        "crossedRiskRate": share(purse.maintenance, coin.equity),
        "unrealizedPL": number(purse.crossed_profit + purse.isolated_profit),
        "unionTotalMargin": "0",
        "unionAvailable": "0",
        "unionMm": "0",
        "assetsMode": "single",
    }


def equity(purse: Purse) -> Row:
    """The one row of `equity`."""
    return {
        "btcEquity": share(purse.coin.usd_value, purse.btc_price),
        "usdtEquity": number(purse.coin.usd_value),
        "unrealizedPL": number(purse.crossed_profit + purse.isolated_profit),
        "unionTotalMargin": "0",
        "unionAvailable": "0",
        "unionMm": "0",
    }


def position(row: PositionRow, instrument: Instrument, ratio: str) -> Row:
    """One row of `positions`. The leverage is a JSON number."""
    return {
        "posId": row.position_id,
        "instId": instrument.id.symbol,
        "marginCoin": instrument.quote,
        "marginSize": number(row.margin),
        "marginMode": row.margin_mode.value,
        "holdSide": row.side.value,
        "posMode": HOLD_MODE[row.hold_mode],
        "total": number(row.size),
        "available": number(row.size - row.frozen),
        "frozen": number(row.frozen),
        "openPriceAvg": average(row.avg_price, instrument),
        "leverage": row.leverage,
        "achievedProfits": number(row.realised_pnl),
        "unrealizedPL": number(row.unrealised_pnl),
        "unrealizedPLR": share(row.unrealised_pnl, row.margin),
        "liquidationPrice": average(row.liquidation, instrument),
        "keepMarginRate": number(row.maintenance_rate),
        "marginRate": ratio,
        "breakEvenPrice": average(row.break_even, instrument),
        "totalFee": number(row.funding),
        "deductedFee": number(row.open_fee + row.close_fee),
        "markPrice": number(row.mark),
        "assetMode": "single",
        "autoMargin": "on" if row.auto_margin else "off",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def closed_position(row: ClosedPositionRow, instrument: Instrument) -> Row:
    """One row of `positions-history`."""
    return {
        "posId": row.position_id,
        "instId": instrument.id.symbol,
        "marginCoin": instrument.quote,
        "marginMode": row.margin_mode.value,
        "holdSide": row.side.value,
        "posMode": HOLD_MODE[row.hold_mode],
        "openPriceAvg": average(row.open_price, instrument),
        "closePriceAvg": average(row.close_price, instrument),
        "openSize": number(row.open_size),
        "closeSize": number(row.close_size),
        "achievedProfits": number(row.realised_pnl),
        "settleFee": number(row.funding),
        "openFee": charged(row.open_fee),
        "closeFee": charged(row.close_fee),
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def _fees(row: OrderRow) -> list[Row]:
    return [{"feeCoin": coin, "fee": charged(fee)} for coin, fee in row.fees.items()]


def _fee_detail(row: FillRow, fee: str) -> Row:
    return {"feeCoin": row.fee_coin, "deduction": "no", "totalDeductionFee": "0", "totalFee": fee}


def _filled(fill: FillRow) -> Row:
    """What an order's row has beyond itself when it has just traded."""
    return {
        "baseVolume": number(fill.size),
        "fillPrice": number(fill.price),
        "fillTime": str(fill.time_ms),
        "fillFee": charged(fill.fee),
        "fillFeeCoin": fill.fee_coin,
        "tradeId": fill.exec_id,
        "tradeScope": _SCOPE[fill.liquidity],
    }
