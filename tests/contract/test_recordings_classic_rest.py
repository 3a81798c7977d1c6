"""Answers of the classic API, recorded from the venue or kept as examples by other clients, read by ours.

Every value of a recorded row must reappear in the core value it became, or be named here as one that is not
used.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.endpoints import TIME
from terminal_app.bitget.wire.classic import (
    account,
    bills,
    fills,
    instruments,
    market,
    orders,
    plans,
    positions,
)
from terminal_app.bitget.wire.envelope import Envelope, open_envelope
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, PositionSide, Side
from tests.helpers.recorded_values import Fields, Reading, Row, columns, compare, named, whole
from tests.helpers.recordings import needs_recordings, rest_recordings

pytestmark = [pytest.mark.contract, needs_recordings]

JSON = "application/json"
USDT = ProductType.USDT_FUTURES
COIN = ProductType.COIN_FUTURES
BTC = InstrumentId(USDT, "BTCUSDT")
CLASSIC = [found for found in rest_recordings() if found.kind == "rest" and "/v2/" in found.path]
READS = [found for found in CLASSIC if found.method == "GET" and found.path != TIME.path]

_NO_USE = "the terminal has no use for it"
NOT_CALLED: Mapping[str, str] = {
    "/api/v2/account/funding-assets": "the funding account is not traded with",
    "/api/v2/mix/market/symbol-price": "the tickers have these prices",
    "/api/v2/mix/position/adlRank": _NO_USE,
    "/api/v2/spot/account/deduct-info": _NO_USE,
    "/api/v2/spot/public/coins": "instruments and wallets name their coins",
    "/api/v2/spot/wallet/deposit-address": _NO_USE,
    "/api/v2/spot/wallet/deposit-records": "deposits are bills",
    "/api/v2/spot/wallet/transfer-coin-info": "what a wallet holds can be moved",
}
"""Recorded, but this program does not make these calls, and why: their envelope is read, nothing else."""


def under(name: str) -> Any:
    """The rows that data has under a name."""

    def read(data: Any) -> Sequence[Row]:
        rows: Sequence[Row] = data[name] or ()
        return rows

    return read


def levels(side: str) -> Reading:
    return Reading(
        lambda data: [{"price": price, "size": amount} for price, amount in data[side]],
        lambda envelope: getattr(market.book(envelope, BTC, 1.0), side),
        {"price": lambda level: level[0], "size": lambda level: level[1]},
    )


def average(order: Any) -> object:
    return order.avg_price


def fee(order: Any) -> object:
    return -order.fee


def opens(order: Any) -> object:
    """`tradeSide` as hedge rows have it, which all of these do but the one in one-way mode."""
    if order.position_side is PositionSide.NET:
        return ""
    long = order.position_side is PositionSide.LONG
    return "open" if long is (order.side is Side.BUY) else "close"


def hedge_side(order: Any) -> object:
    """`side` as the row has it: that of the position in hedge mode, the real one otherwise."""
    if order.position_side is PositionSide.NET:
        return order.side
    return Side.BUY if order.position_side is PositionSide.LONG else Side.SELL


def hold_mode(order: Any) -> object:
    return "one_way_mode" if order.position_side is PositionSide.NET else "hedge_mode"


def mix_status(order: Any) -> object:
    """As futures spell it: with one l."""
    return {"cancelled": "canceled"}.get(order.status.value, order.status)


SPOT_TICKER: Fields = {
    "symbol": "instrument.symbol",
    "lastPr": "last",
    "askPr": "ask",
    "bidPr": "bid",
    "bidSz": "bid_size",
    "askSz": "ask_size",
    "open": "open_24h",
    "high24h": "high_24h",
    "low24h": "low_24h",
    "ts": "stamp.source_ms",
    "change24h": "change_24h",
    "baseVolume": "volume_24h",
    "quoteVolume": "turnover_24h",
}
MIX_TICKER: Fields = {name: part for name, part in SPOT_TICKER.items() if name != "open"} | {
    "open24h": "open_24h",
    "indexPrice": "index",
    "markPrice": "mark",
    "fundingRate": "funding_rate",
    "holdingAmount": "open_interest",
}
MIX_TICKERS = Reading(
    whole,
    lambda envelope: market.tickers(envelope, COIN, 1.0),
    MIX_TICKER,
    "usdtVolume openUtc changeUtc24h deliveryStartTime deliveryTime deliveryStatus",
)
SPOT_COLUMNS = ("open_ms", "open", "high", "low", "close", "volume", "usdtVolume", "turnover")
SPOT_CANDLES = Reading(
    lambda data: sorted(
        columns(*SPOT_COLUMNS)(data),
        key=lambda row: [Decimal(row[name]) for name in Candle._fields],
    ),
    lambda envelope: market.candles(envelope, ProductType.SPOT),
    {name: name for name in Candle._fields},
    "usdtVolume",
)
MIX_CANDLES = Reading(
    columns(*Candle._fields),
    lambda envelope: market.candles(envelope, USDT),
    {name: name for name in Candle._fields},
)
TRADES = Reading(
    lambda data: data[::-1],
    market.trades,
    {"tradeId": "trade_id", "price": "price", "size": "size", "side": "side", "ts": "time_ms"},
    "symbol",
)
SPOT_ORDER: Fields = {
    "symbol": "instrument.symbol",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "price": "price",
    "size": lambda order: order.size.value if isinstance(order.size, BaseQty) else None,
    "orderType": "order_type",
    "side": "side",
    "status": "status",
    "priceAvg": "avg_price",
    "baseVolume": "filled",
    "feeDetail": "fee_coin",
    "cTime": "created_ms",
    "uTime": "updated_ms",
}
SPOT_ORDERS = Reading(
    whole,
    lambda envelope: orders.spot_orders(envelope)[0],
    SPOT_ORDER,
    "userId quoteVolume enterPointSource orderSource",
)
MIX_ORDER: Fields = {
    "symbol": "instrument.symbol",
    "size": "size.value",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "baseVolume": "filled",
    "priceAvg": average,
    "fee": fee,
    "price": "price",
    "state": mix_status,
    "status": mix_status,
    "side": hedge_side,
    "force": "time_in_force",
    "posSide": "position_side",
    "posMode": hold_mode,
    "tradeSide": opens,
    "marginCoin": "fee_coin",
    "orderType": "order_type",
    "reduceOnly": lambda order: "yes" if order.reduce_only else "no",
    "cTime": "created_ms",
    "uTime": "updated_ms",
}
MIX_ORDER_UNUSED = (
    "totalProfits quoteVolume leverage marginMode enterPointSource orderSource presetStopSurplusPrice "
    "presetStopLossPrice"
)
MIX_ORDERS = Reading(
    under("entrustedList"),
    lambda envelope: orders.mix_orders(envelope, USDT)[0],
    MIX_ORDER,
    MIX_ORDER_UNUSED,
)


def leg(name: str, prefix: str) -> Fields:
    """The fields of an exit that a plan brings along."""

    def read(part: Any) -> Any:
        return lambda plan: part(getattr(plan, name) or ExitLeg(Decimal(0)))

    return {
        f"{prefix}TriggerPrice": read(lambda leg: leg.trigger or None),
        f"{prefix}ExecutePrice": read(lambda leg: leg.price),
        f"{prefix}TriggerType": read(lambda leg: {"last": "fill_price", "mark": "mark_price"}[leg.by.value]),
    }


PLAN: Fields = {
    **leg("take_profit", "stopSurplus"),
    **leg("stop_loss", "stopLoss"),
    "planType": lambda plan: {"trigger": "normal_plan"}[plan.kind.value],
    "symbol": "instrument.symbol",
    "size": "size",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "planStatus": lambda plan: {"pending": "not_trigger", "done": "executed"}.get(
        plan.status.value, plan.status.value
    ),
    "price": "price",
    "callbackRatio": "callback",
    "triggerPrice": "trigger",
    "triggerType": lambda plan: {"last": "fill_price", "mark": "mark_price"}[plan.by.value],
    "side": hedge_side,
    "posSide": "position_side",
    "posMode": hold_mode,
    "tradeSide": opens,
    "orderType": lambda plan: "market" if plan.price is None else "limit",
    "cTime": "created_ms",
    "uTime": lambda plan: plan.updated_ms if plan.updated_ms != plan.created_ms else None,
}
PLANS = Reading(
    under("entrustedList"),
    lambda envelope: plans.mix_plans(envelope, USDT)[0],
    PLAN,
    "marginCoin marginMode enterPointSource orderSource executeOrderId priceAvg baseVolume feeDetail "
    "presetStopSurplusPrice presetStopLossPrice",
)
SPOT_PLANS = Reading(
    under("orderList"),
    lambda envelope: plans.spot_plans(envelope)[0],
    {
        "orderId": "order_id",
        "clientOid": "client_oid",
        "symbol": "instrument.symbol",
        "size": "size",
        "executePrice": "price",
        "triggerPrice": "trigger",
        "status": lambda plan: {"pending": "not_trigger"}[plan.status.value],
        "orderType": lambda plan: "market" if plan.price is None else "limit",
        "side": "side",
        "triggerType": lambda plan: {"last": "fill_price"}[plan.by.value],
        "uTime": "updated_ms",
        "cTime": "created_ms",
    },
    "planType enterPointSource",
)
POSITIONS = Reading(
    whole,
    lambda envelope: positions.positions(envelope, USDT, 1.0),
    {
        "marginCoin": "margin_coin",
        "symbol": "instrument.symbol",
        "holdSide": "side",
        "marginSize": "margin",
        "available": "available",
        "total": "size",
        "leverage": "leverage",
        "achievedProfits": "realised_pnl",
        "openPriceAvg": "avg_price",
        "marginMode": "margin_mode",
        "posMode": lambda position: f"{position.hold_mode.value}_mode",
        "unrealizedPL": "unrealised_pnl",
        "liquidationPrice": "liquidation",
        "keepMarginRate": "maintenance_margin_rate",
        "markPrice": "mark",
        "breakEvenPrice": "break_even",
        "cTime": "created_ms",
    },
    "openDelegateSize locked totalFee deductedFee marginRatio",
)
SETUP = Reading(
    whole,
    lambda envelope: [account.setup(envelope, BTC)],
    {
        "posMode": lambda told: f"{told[0].value}_mode",
        "marginMode": lambda told: told[1].margin_mode,
        "crossedMarginLeverage": lambda told: told[1].leverage,
    },
    "marginCoin locked available crossedMaxAvailable isolatedMaxAvailable maxTransferOut accountEquity "
    "usdtEquity btcEquity crossedRiskRate isolatedLongLever isolatedShortLever unrealizedPL coupon "
    "crossedUnrealizedPL isolatedUnrealizedPL",
)


def first_transfer(envelope: Envelope) -> Sequence[object]:
    return [account.transfer_state(envelope, "1")]


READINGS: Mapping[str, Sequence[Reading]] = {
    endpoints.SPOT_SYMBOLS.path: [
        Reading(
            whole,
            instruments.pairs,
            {
                "symbol": "id.symbol",
                "baseCoin": "base",
                "quoteCoin": "quote",
                "minTradeAmount": "min_qty",
                "takerFeeRate": "taker_fee",
                "makerFeeRate": "maker_fee",
                "pricePrecision": "price_decimals",
                "quantityPrecision": "size_decimals",
                "quotePrecision": lambda found: -found.quote_step.as_tuple().exponent,
                "status": lambda found: {"trading": "online"}[found.status.value],
                "minTradeUSDT": "min_notional",
                "buyLimitPriceRatio": "buy_band",
                "sellLimitPriceRatio": "sell_band",
            },
            "maxTradeAmount",
        )
    ],
    endpoints.CONTRACTS.path: [
        Reading(
            whole,
            lambda envelope: instruments.contracts(envelope, USDT),
            {
                "symbol": "id.symbol",
                "baseCoin": "base",
                "quoteCoin": "quote",
                "buyLimitPriceRatio": "buy_band",
                "sellLimitPriceRatio": "sell_band",
                "makerFeeRate": "maker_fee",
                "takerFeeRate": "taker_fee",
                "minTradeNum": "min_qty",
                "priceEndStep": lambda found: found.tick.scaleb(found.price_decimals),
                "pricePlace": "price_decimals",
                "volumePlace": "size_decimals",
                "sizeMultiplier": "lot",
                "minTradeUSDT": "min_notional",
                "symbolStatus": lambda found: {"trading": "normal"}[found.status.value],
                "fundInterval": "funding_hours",
                "minLever": "min_leverage",
                "maxLever": "max_leverage",
            },
            "feeRateUpRatio openCostUpRatio supportMarginCoins symbolType maxSymbolOrderNum "
            "maxProductOrderNum maxPositionNum offTime limitOpenTime deliveryTime deliveryStartTime "
            "deliveryPeriod launchTime posLimit maintainTime",
        )
    ],
    endpoints.SPOT_TICKERS.path: [
        Reading(
            whole,
            lambda envelope: market.tickers(envelope, ProductType.SPOT, 1.0),
            SPOT_TICKER,
            "usdtVolume openUtc changeUtc24h",
        )
    ],
    endpoints.MIX_TICKERS.path: [MIX_TICKERS],
    "/api/v2/mix/market/ticker": [MIX_TICKERS],
    endpoints.SPOT_BOOK.path: [levels("asks"), levels("bids")],
    endpoints.MERGE_DEPTH.path: [levels("asks"), levels("bids")],
    endpoints.SPOT_CANDLES.path: [SPOT_CANDLES],
    endpoints.SPOT_HISTORY_CANDLES.path: [SPOT_CANDLES],
    endpoints.MIX_CANDLES.path: [MIX_CANDLES],
    endpoints.MIX_HISTORY_CANDLES.path: [MIX_CANDLES],
    "/api/v2/mix/market/history-index-candles": [MIX_CANDLES],
    endpoints.SPOT_PUBLIC_FILLS.path: [TRADES],
    endpoints.MIX_PUBLIC_FILLS.path: [TRADES],
    "/api/v2/spot/market/fills-history": [TRADES],
    "/api/v2/mix/market/fills-history": [TRADES],
    endpoints.FUNDING.path: [
        Reading(
            whole,
            lambda envelope: [market.funding(envelope, BTC)],
            {"symbol": "instrument.symbol", "fundingRate": "rate"},
        )
    ],
    endpoints.FUNDING_TIME.path: [
        Reading(
            whole,
            lambda envelope: [market.funding_time(envelope, BTC)],
            {"nextFundingTime": lambda time_ms: time_ms},
            "symbol ratePeriod",
        )
    ],
    endpoints.FUNDING_HISTORY.path: [
        Reading(
            whole,
            lambda envelope: market.funding_history(envelope, BTC),
            {"symbol": "instrument.symbol", "fundingRate": "rate", "fundingTime": "time_ms"},
        )
    ],
    endpoints.OPEN_INTEREST.path: [
        Reading(
            under("openInterestList"),
            lambda envelope: [market.open_interest(envelope, BTC)],
            {"size": lambda value: value},
            "symbol",
        )
    ],
    endpoints.POSITION_TIERS.path: [
        Reading(
            whole,
            market.position_tiers,
            {
                "level": "tier",
                "startUnit": "min_value",
                "endUnit": "max_value",
                "leverage": "max_leverage",
                "keepMarginRate": "maintenance_margin_rate",
            },
            "symbol",
        )
    ],
    endpoints.TRADE_RATE.path: [
        Reading(
            whole,
            lambda envelope: [account.fee_rate(envelope)],
            {"makerFeeRate": "maker", "takerFeeRate": "taker"},
        )
    ],
    endpoints.SPOT_ASSETS.path: [
        Reading(
            whole,
            account.spot_balances,
            {"coin": "coin", "available": "available", "frozen": "locked"},
            "locked limitAvailable uTime",
        )
    ],
    endpoints.SPOT_BILLS.path: [
        Reading(
            whole,
            lambda envelope: bills.spot_bills(envelope)[0],
            {
                "cTime": "time_ms",
                "coin": "coin",
                "groupType": lambda bill: {"transfer": "deposit"}[bill.kind.value],
                "businessType": "type_text",
                "size": "amount",
                "balance": "balance",
                "fees": fee,
                "billId": lambda bill: bill.bill_id.removeprefix("spot:"),
            },
        )
    ],
    endpoints.TRANSFER_RECORDS.path: [
        Reading(
            whole,
            first_transfer,
            {"status": lambda state: {"done": "Successful"}[state.value]},
            "coin toType toSymbol fromType fromSymbol size ts clientOid transferId",
        )
    ],
    endpoints.SPOT_ORDER_INFO.path: [
        SPOT_ORDERS,
        Reading(
            whole,
            lambda envelope: [orders.spot_order(envelope)],
            SPOT_ORDER,
            "userId quoteVolume enterPointSource orderSource",
        ),
    ],
    endpoints.SPOT_ORDER_HISTORY.path: [SPOT_ORDERS],
    endpoints.SPOT_OPEN_ORDERS.path: [
        Reading(
            whole,
            lambda envelope: orders.spot_orders(envelope)[0],
            {name: part for name, part in SPOT_ORDER.items() if name not in ("price", "status")}
            | {
                "priceAvg": "price",
                "basePrice": "avg_price",
                "status": lambda order: {"live": "new"}[order.status.value],
            },
            "userId quoteVolume enterPointSource tpslType triggerPrice",
        )
    ],
    endpoints.SPOT_FILLS.path: [
        Reading(
            whole,
            lambda envelope: fills.spot_fills(envelope)[0],
            {
                "symbol": "instrument.symbol",
                "orderId": "order_id",
                "tradeId": "exec_id",
                "side": "side",
                "priceAvg": "price",
                "size": "size",
                "amount": "value",
                "tradeScope": "liquidity",
                "cTime": "time_ms",
            },
            "userId orderType feeDetail uTime",
        ),
        Reading(
            lambda data: [row["feeDetail"] for row in data],
            lambda envelope: fills.spot_fills(envelope)[0],
            {"feeCoin": "fee_coin", "totalFee": fee},
            "deduction totalDeductionFee",
        ),
    ],
    endpoints.SPOT_PLAN_ORDERS.path: [SPOT_PLANS],
    endpoints.SPOT_PLAN_HISTORY.path: [SPOT_PLANS],
    endpoints.MIX_ACCOUNT.path: [SETUP],
    endpoints.MIX_ACCOUNTS.path: [
        Reading(
            whole,
            lambda envelope: account.mix_balances(envelope, USDT),
            {
                "marginCoin": "coin",
                "locked": "locked",
                "crossedMaxAvailable": "available",
                "maxTransferOut": "margin.transferable",
                "accountEquity": "equity",
                "usdtEquity": "usd_value",
                "crossedRiskRate": "margin.ratio",
                "unrealizedPL": "margin.unrealised_pnl",
            },
            "available isolatedMaxAvailable btcEquity coupon",
        )
    ],
    endpoints.MIX_BILLS.path: [
        Reading(
            under("bills"),
            lambda envelope: bills.mix_bills(envelope, USDT)[0],
            {
                "billId": lambda bill: bill.bill_id.removeprefix("usdt-futures:"),
                "symbol": "instrument.symbol",
                "amount": "amount",
                "fee": fee,
                "businessType": "type_text",
                "coin": "coin",
                "balance": "balance",
                "cTime": "time_ms",
            },
            "feeByCoupon",
        )
    ],
    endpoints.MIX_ORDER_DETAIL.path: [
        Reading(
            whole,
            lambda envelope: [orders.mix_order(envelope, USDT)],
            {name: part for name, part in MIX_ORDER.items() if name != "posSide"},
            f"{MIX_ORDER_UNUSED} posSide",
        )
    ],
    endpoints.MIX_OPEN_ORDERS.path: [MIX_ORDERS],
    endpoints.MIX_ORDER_HISTORY.path: [MIX_ORDERS],
    endpoints.MIX_FILLS.path: [
        Reading(
            under("fillList"),
            lambda envelope: fills.mix_fills(envelope, USDT)[0],
            {
                "tradeId": "exec_id",
                "symbol": "instrument.symbol",
                "orderId": "order_id",
                "price": "price",
                "baseVolume": "size",
                "side": hedge_side,
                "quoteVolume": "value",
                "profit": "realised_pnl",
                "tradeSide": opens,
                "posMode": hold_mode,
                "tradeScope": "liquidity",
                "cTime": "time_ms",
            },
            "feeDetail enterPointSource",
        ),
        Reading(
            lambda data: [row["feeDetail"][0] for row in data["fillList"]],
            lambda envelope: fills.mix_fills(envelope, USDT)[0],
            {"feeCoin": "fee_coin", "totalFee": fee},
            "deduction totalDeductionFee",
        ),
    ],
    endpoints.MIX_PLAN_ORDERS.path: [PLANS],
    endpoints.MIX_PLAN_HISTORY.path: [PLANS],
    endpoints.POSITIONS.path: [POSITIONS],
    "/api/v2/mix/position/single-position": [POSITIONS],
    endpoints.POSITION_HISTORY.path: [
        Reading(
            under("list"),
            lambda envelope: positions.closed_positions(envelope, USDT)[0],
            {
                "symbol": "instrument.symbol",
                "holdSide": "side",
                "openAvgPrice": "open_price",
                "closeAvgPrice": "close_price",
                "closeTotalPos": "size",
                "pnl": "realised_pnl",
                "netProfit": "net_profit",
                "totalFunding": "funding",
                "openFee": lambda closed: -closed.open_fee,
                "closeFee": lambda closed: -closed.close_fee,
                "ctime": "created_ms",
                "utime": "updated_ms",
            },
            "marginCoin marginMode openTotalPos",
        )
    ],
}


@pytest.mark.parametrize("recording", named([found for found in READS if found.path not in NOT_CALLED]))
def test_every_value_of_a_classic_answer_arrives(recording: Any) -> None:
    envelope = open_envelope(JSON, recording.body)
    data = recording.whole["data"]
    for reading in READINGS[recording.path]:
        rows = reading.rows(data)
        values = reading.values(envelope)
        assert rows
        assert len(values) == len(rows)
        for row, value in zip(rows, values, strict=True):
            compare(row, value, reading)


def test_no_recorded_answer_is_left_over() -> None:
    recorded = {recording.path for recording in READS}
    assert recorded == set(READINGS) | set(NOT_CALLED)
    assert not set(READINGS) & set(NOT_CALLED)


@pytest.mark.parametrize("recording", named([found for found in READS if found.path in NOT_CALLED]))
def test_an_answer_that_is_not_asked_for_is_an_envelope_still(recording: Any) -> None:
    envelope = open_envelope(JSON, recording.body)
    assert envelope.ok
    assert msgspec.json.decode(envelope.data) == recording.whole["data"]


def test_a_page_ends_where_the_venue_says() -> None:
    whole_list = {recording.name: open_envelope(JSON, recording.body) for recording in READS}
    pending = whole_list["rest_get_v2_mix_order_orders_pending__ccxt_fetch_open_orders_3.json"]
    assert orders.mix_orders(pending, USDT)[1] == "1111488897767604224"
    waiting = whole_list["rest_get_v2_spot_trade_current_plan_order__getopentriggerorders.json"]
    assert plans.spot_plans(waiting)[1] == ""
    spot = whole_list["rest_get_v2_spot_trade_fills__ccxt_fetch_my_trades.json"]
    assert fills.spot_fills(spot)[1] == "1098394344974925824"


def test_the_recorded_close_of_a_long_sells() -> None:
    (recording,) = (found for found in READS if found.path == endpoints.MIX_FILLS.path)
    ((fill,), _) = fills.mix_fills(open_envelope(JSON, recording.body), USDT)
    assert (fill.side, fill.position_side) == (Side.SELL, PositionSide.LONG)
    assert fill.fee == Decimal("0.02236284")
