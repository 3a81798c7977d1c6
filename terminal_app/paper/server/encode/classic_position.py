"""Futures wallets, positions and bills as the classic API tells them over REST."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg, MarginMode
from terminal_app.paper.engine.messages import BillRow, ClosedPositionRow, CoinRow, PositionRow
from terminal_app.paper.engine.strategy_messages import StrategyRow
from terminal_app.paper.server.encode.numbers import average, charged, number, share
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.words import HOLD_MODE

_BILLS: Mapping[str, str] = {
    "BUY_DEAL": "buy",
    "SELL_DEAL": "sell",
    "BURST_BUY_DEAL": "burst_buy",
    "BURST_SELL_DEAL": "burst_sell",
    "CONTRACT_MAIN_SETTLE_FEE_USER_IN": "contract_settle_fee",
    "CONTRACT_MAIN_SETTLE_FEE_USER_OUT": "contract_settle_fee",
    "TRANSFER_IN": "trans_from_exchange",
    "TRANSFER_OUT": "trans_to_exchange",
}


class Purse(NamedTuple):
    """One margin coin of a futures wallet, in that coin. `spare` is what could be transferred out."""

    coin: CoinRow
    spare: Decimal
    btc_price: Decimal
    crossed_profit: Decimal
    isolated_profit: Decimal
    isolated_margin: Decimal
    crossed_margin: Decimal
    maintenance: Decimal


def account(purse: Purse) -> Row:
    """One row of accounts."""
    coin = purse.coin
    profit = purse.crossed_profit + purse.isolated_profit
    free = number(coin.available)
    return {
        "marginCoin": coin.coin,
        "locked": number(coin.locked),
        "available": free,
        "crossedMaxAvailable": free,
        "isolatedMaxAvailable": free,
        "maxTransferOut": number(purse.spare),
        "accountEquity": number(coin.equity),
        "usdtEquity": number(coin.usd_value),
        "btcEquity": share(coin.usd_value, purse.btc_price),
        "crossedRiskRate": share(purse.maintenance, coin.equity),
        "unrealizedPL": number(profit),
        "coupon": "0",
        "unionTotalMargin": "",
        "unionAvailable": "",
        "unionMm": "",
        "assetList": [],
        "isolatedMargin": number(purse.isolated_margin),
        "crossedMargin": number(purse.crossed_margin),
        "crossedUnrealizedPL": number(purse.crossed_profit),
        "isolatedUnrealizedPL": number(purse.isolated_profit),
        "assetMode": "single",
    }


def single_account(purse: Purse, leverage: Decimal, mode: MarginMode, hold_mode: HoldMode) -> Row:
    """The answer of account: one margin coin, with how one contract is set up. Levers are JSON numbers."""
    levers = ("crossedMarginLeverage", "isolatedLongLever", "isolatedShortLever")
    return account(purse) | {
        **dict.fromkeys(levers, int(leverage)),
        "marginMode": mode.value,
        "posMode": HOLD_MODE[hold_mode],
    }


def position(
    row: PositionRow, instrument: Instrument, *, delegated: Decimal, ratio: str, exits: list[StrategyRow]
) -> Row:
    """One row of all-position and single-position.

    Args:
        delegated: what open orders would still open on this side.
        ratio: maintenance margin over what backs the position.
        exits: the waiting exits of the whole position.
    """
    take = next((one for one in exits if one.exits.take_profit is not None), None)
    stop = next((one for one in exits if one.exits.stop_loss is not None), None)
    return {
        "marginCoin": instrument.quote,
        "symbol": instrument.id.symbol,
        "holdSide": row.side.value,
        "openDelegateSize": number(delegated),
        "marginSize": number(row.margin),
        "available": number(row.size - row.frozen),
        "locked": number(row.frozen),
        "total": number(row.size),
        "leverage": number(row.leverage),
        "achievedProfits": number(row.realised_pnl),
        "openPriceAvg": average(row.avg_price, instrument),
        "marginMode": row.margin_mode.value,
        "posMode": HOLD_MODE[row.hold_mode],
        "unrealizedPL": number(row.unrealised_pnl),
        "liquidationPrice": average(row.liquidation, instrument),
        "keepMarginRate": number(row.maintenance_rate),
        "markPrice": number(row.mark),
        "marginRatio": ratio,
        "breakEvenPrice": average(row.break_even, instrument),
        "totalFee": number(row.funding) if row.funding else "",
        "deductedFee": number(row.open_fee + row.close_fee),
        "takeProfit": trigger(take.exits.take_profit) if take else "",
        "stopLoss": trigger(stop.exits.stop_loss) if stop else "",
        "takeProfitId": take.order_id if take else "",
        "stopLossId": stop.order_id if stop else "",
        "autoMargin": "on" if row.auto_margin else "off",
        "assetMode": "single",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def closed_position(row: ClosedPositionRow, instrument: Instrument) -> Row:
    """One row of history-position. The keys of the times are in lower case here."""
    return {
        "positionId": row.position_id,
        "marginCoin": instrument.quote,
        "symbol": instrument.id.symbol,
        "holdSide": row.side.value,
        "openAvgPrice": average(row.open_price, instrument),
        "closeAvgPrice": average(row.close_price, instrument),
        "marginMode": row.margin_mode.value,
        "openTotalPos": number(row.open_size),
        "closeTotalPos": number(row.close_size),
        "pnl": number(row.realised_pnl),
        "netProfit": number(row.net_profit),
        "totalFunding": number(row.funding),
        "openFee": charged(row.open_fee),
        "closeFee": charged(row.close_fee),
        "posMode": HOLD_MODE[row.hold_mode],
        "ctime": str(row.created_ms),
        "utime": str(row.updated_ms),
    }


def bill(row: BillRow) -> Row:
    """One line of a futures wallet's ledger."""
    return {
        "billId": row.bill_id,
        "symbol": row.instrument.symbol if row.instrument else "",
        "amount": number(row.amount),
        "fee": charged(row.fee) if row.fee else "0",
        "feeByCoupon": "",
        "businessType": business_type(row.kind),
        "coin": row.coin,
        "balance": number(row.balance),
        "cTime": str(row.time_ms),
    }


def business_type(kind: str) -> str:
    """The classic word for a line of the ledger."""
    return _BILLS.get(kind, kind.lower())


def trigger(leg: ExitLeg | None) -> str:
    """The price that sets an exit off, empty when there is none."""
    return "" if leg is None else number(leg.trigger)


def margin_ratio(row: PositionRow, purse: Purse) -> str:
    """How close a position is to its end: 1 is lost. Crossed positions share what backs them."""
    if row.margin_mode is MarginMode.CROSSED:
        return share(purse.maintenance, purse.coin.equity - purse.isolated_margin)
    return share(row.size * row.mark * row.maintenance_rate, max(ZERO, row.margin + row.unrealised_pnl))
