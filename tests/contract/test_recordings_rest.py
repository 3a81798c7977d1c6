"""Answers recorded from the venue, or kept as examples by other clients, read by ours.

Every value of a recorded row must reappear in the core value it became, or be named here as one that is not
used.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from terminal_app.bitget.codes import MEANINGS
from terminal_app.bitget.endpoints import TIME
from terminal_app.bitget.errors import outcome_of, venue_error
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.envelope import Envelope, open_envelope
from terminal_app.bitget.wire.server_time import server_time
from terminal_app.bitget.wire.unified import account, bills, instruments, market, orders, positions, strategy
from terminal_app.bitget.wire.unified.key_info import key_info
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import ExitLeg
from terminal_app.core.outcomes import Rejected
from terminal_app.core.strategy_orders import StrategyKind
from tests.helpers.recorded_values import Fields, Reading, Row, columns, compare, named, of_list, whole
from tests.helpers.recordings import Recording, needs_recordings, rest_recordings

pytestmark = [pytest.mark.contract, needs_recordings]

ALL = rest_recordings()
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
JSON = "application/json"

_NO_USE = "the terminal has no use for it"
_SWITCH = "the kind of account is changed on the venue's own pages"
NOT_CALLED: Mapping[str, str] = {
    "/api/v3/account/adjust-account-mode": _SWITCH,
    "/api/v3/account/all-fee-rate": "the fee of one instrument is asked for at a time",
    "/api/v3/account/deposit-address": _NO_USE,
    "/api/v3/account/funding-assets": "the funding account is not traded with",
    "/api/v3/account/max-open-available": "what can be opened is worked out from the balance",
    "/api/v3/account/max-transferable": "a unified account has nothing to move",
    "/api/v3/account/open-interest-limit": _NO_USE,
    "/api/v3/account/switch": _SWITCH,
    "/api/v3/account/switch-status": _SWITCH,
    "/api/v3/account/transfer": "a unified account has nothing to move",
    "/api/v3/account/transferable-coins": "a unified account has nothing to move",
    "/api/v3/account/withdrawal-records": "the terminal never withdraws",
    "/api/v3/market/oi-limit": _NO_USE,
}
"""Recorded, but this program does not make these calls, and why: their envelope is read, nothing else."""


def size(order: Any) -> object:
    """What was ordered, in the coin the row counts in."""
    return order.size.value if isinstance(order.size, BaseQty) else None


def amount(order: Any) -> object:
    return order.size.value if isinstance(order.size, QuoteQty) else None


def _names_instrument(value: Any) -> object:
    return value.instrument.product


ID: Fields = {"symbol": "instrument.symbol", "category": _names_instrument}
TIMES: Fields = {"createdTime": "created_ms", "updatedTime": "updated_ms"}
ORDER: Fields = {
    **ID,
    **TIMES,
    "orderId": "order_id",
    "clientOid": "client_oid",
    "orderType": "order_type",
    "side": "side",
    "price": "price",
    "qty": size,
    "amount": amount,
    "cumExecQty": "filled",
    "avgPrice": "avg_price",
    "timeInForce": "time_in_force",
    "orderStatus": "status",
    "posSide": "position_side",
    "reduceOnly": lambda order: "YES" if order.reduce_only else "NO",
    "feeDetail": lambda order: [{"feeCoin": order.fee_coin, "fee": order.fee}],
    "marginMode": "margin_mode",
    "cancelReason": "cancel_reason",
}
ORDER_UNUSED = (
    "cumExecValue execType stpMode tradeSide holdMode tpTriggerBy slTriggerBy takeProfit stopLoss "
    "tpOrderType slOrderType tpLimitPrice slLimitPrice"
)
ACK: Fields = {"orderId": "order_id", "clientOid": "client_oid", "code": "code", "msg": "message"}
CANDLE = ("open_ms", "open", "high", "low", "close", "volume", "turnover")
CANDLES = Reading(columns(*CANDLE), market.candles, {name: name for name in CANDLE})
ORDERS = Reading(of_list, lambda envelope: orders.orders(envelope)[0], ORDER, ORDER_UNUSED)


def leg(name: str, prefix: str) -> Fields:
    """The fields of a leg; one that is not there counts as the harmless one at market by the last price."""

    def read(part: Callable[[ExitLeg], object]) -> Callable[[Any], object]:
        return lambda order: part(getattr(order, name) or ExitLeg(Decimal(0)))

    return {
        {"tp": "takeProfit", "sl": "stopLoss"}[prefix]: read(lambda leg: leg.trigger or None),
        f"{prefix}TriggerBy": read(lambda leg: {"last": "market", "mark": "mark"}[leg.by.value]),
        f"{prefix}OrderType": read(lambda leg: "market" if leg.price is None else "limit"),
        f"{prefix}LimitPrice": read(lambda leg: leg.price),
    }


LIMITS = ("tpLimitPrice", "slLimitPrice")
"""A leg that works at market has no limit price, whatever the recording says of one."""
STRATEGY: Fields = {
    **ID,
    **TIMES,
    **leg("take_profit", "tp"),
    **leg("stop_loss", "sl"),
    "orderId": "order_id",
    "clientOid": "client_oid",
    "qty": "size",
    "posSide": "position_side",
    "status": lambda order: {"done": "success"}[order.status.value],
}
AT_MARKET: Fields = {name: field for name, field in STRATEGY.items() if name not in LIMITS}
TRIGGER: Fields = {
    "triggerBy": lambda order: {"last": "market", "mark": "mark"}[order.by.value],
    "triggerPrice": "trigger",
    "triggerOrderType": lambda order: "market" if order.price is None else "limit",
    "triggerOrderPrice": "price",
}


def strategies(asked: StrategyKind) -> Callable[[Envelope], Sequence[object]]:
    return lambda envelope: strategy.page(envelope, asked)[0]


ONE_ACK = Reading(whole, lambda envelope: [orders.ack(envelope)], ACK)
ACKS = Reading(whole, orders.acks, ACK)
ACK_PAGE = Reading(of_list, orders.ack_page, ACK)


def book_levels(side: str) -> Callable[[Any], Sequence[Row]]:
    return lambda data: [{"price": price, "size": amount} for price, amount in data[side]]


def tickers(envelope: Envelope) -> Sequence[object]:
    return market.tickers(envelope, ProductType.USDT_FUTURES, 1.0)


READINGS: Mapping[str, Sequence[Reading]] = {
    endpoints.INSTRUMENTS.path: [
        Reading(
            whole,
            instruments.instruments,
            {
                "symbol": "id.symbol",
                "category": "id.product",
                "baseCoin": "base",
                "quoteCoin": "quote",
                "buyLimitPriceRatio": "buy_band",
                "sellLimitPriceRatio": "sell_band",
                "makerFeeRate": "maker_fee",
                "takerFeeRate": "taker_fee",
                "minOrderQty": "min_qty",
                "maxOrderQty": "max_qty",
                "minOrderAmount": "min_notional",
                "pricePrecision": "price_decimals",
                "quantityPrecision": "size_decimals",
                "quotePrecision": lambda found: -found.quote_step.as_tuple().exponent,
                "priceMultiplier": "tick",
                "quantityMultiplier": "lot",
                "minLeverage": "min_leverage",
                "maxLeverage": "max_leverage",
                "fundInterval": "funding_hours",
                "status": lambda found: {"trading": "online"}[found.status.value],
            },
            "type feeRateUpRatio openCostUpRatio maxSymbolOrderNum maxProductOrderNum maxPositionNum offTime "
            "limitOpenTime deliveryTime deliveryStartTime deliveryPeriod launchTime maintainTime areaSymbol "
            "isReality",
        )
    ],
    endpoints.TICKERS.path: [
        Reading(
            whole,
            tickers,
            {
                "symbol": "instrument.symbol",
                "ts": "stamp.source_ms",
                "lastPrice": "last",
                "openPrice24h": "open_24h",
                "highPrice24h": "high_24h",
                "lowPrice24h": "low_24h",
                "ask1Price": "ask",
                "bid1Price": "bid",
                "bid1Size": "bid_size",
                "ask1Size": "ask_size",
                "price24hPcnt": "change_24h",
                "volume24h": "volume_24h",
                "turnover24h": "turnover_24h",
                "indexPrice": "index",
                "markPrice": "mark",
                "fundingRate": "funding_rate",
                "openInterest": "open_interest",
            },
            "category deliveryStartTime deliveryTime deliveryStatus",
        )
    ],
    endpoints.ORDER_BOOK.path: [
        Reading(
            book_levels("a"),
            lambda envelope: market.book(envelope, BTC, 1.0).asks,
            {"price": lambda level: level[0], "size": lambda level: level[1]},
        ),
        Reading(
            book_levels("b"),
            lambda envelope: market.book(envelope, BTC, 1.0).bids,
            {"price": lambda level: level[0], "size": lambda level: level[1]},
        ),
        Reading(
            whole,
            lambda envelope: [market.book(envelope, BTC, 1.0)],
            {"ts": "stamp.source_ms"},
            "a b",
        ),
    ],
    endpoints.CANDLES.path: [CANDLES],
    endpoints.HISTORY_CANDLES.path: [CANDLES],
    endpoints.PUBLIC_FILLS.path: [
        Reading(
            lambda data: data[::-1],
            market.trades,
            {"execId": "trade_id", "price": "price", "size": "size", "side": "side", "ts": "time_ms"},
            "execLinkId isRPI",
        )
    ],
    endpoints.FUNDING.path: [
        Reading(
            whole,
            lambda envelope: [market.funding(envelope, BTC)],
            {"symbol": "instrument.symbol", "fundingRate": "rate", "nextUpdate": "time_ms"},
            "fundingRateInterval minFundingRate maxFundingRate",
        )
    ],
    endpoints.FUNDING_HISTORY.path: [
        Reading(
            lambda data: data["resultList"],
            lambda envelope: market.funding_history(envelope, BTC),
            {"symbol": "instrument.symbol", "fundingRate": "rate", "fundingRateTimestamp": "time_ms"},
        )
    ],
    endpoints.OPEN_INTEREST.path: [
        Reading(
            of_list,
            lambda envelope: [market.open_interest(envelope, BTC)],
            {"openInterest": lambda value: value},
            "symbol",
        )
    ],
    endpoints.POSITION_TIERS.path: [
        Reading(
            whole,
            market.position_tiers,
            {
                "tier": "tier",
                "minTierValue": "min_value",
                "maxTierValue": "max_value",
                "leverage": "max_leverage",
                "mmr": "maintenance_margin_rate",
            },
        )
    ],
    endpoints.FINANCIAL_RECORDS.path: [
        Reading(
            of_list,
            lambda envelope: bills.bills(envelope)[0],
            {
                "id": "bill_id",
                "coin": "coin",
                "type": "type_text",
                "amount": "amount",
                "fee": lambda bill: -bill.fee,
                "balance": "balance",
                "ts": "time_ms",
            },
            # The one line that was recorded is of the margin market, which is not traded here.
            "category symbol",
        )
    ],
    endpoints.KEY_INFO.path: [
        Reading(
            whole,
            lambda envelope: [key_info(envelope)],
            {
                "userId": "user",
                "ips": lambda key: ",".join(key.addresses),
                "permType": lambda key: {True: "read-and-write"}[key.may_write],
            },
            "permissions inviterId parentId channelCode channel regisTime",
        )
    ],
    endpoints.ASSETS.path: [
        Reading(
            whole,
            lambda envelope: [account.account(envelope, 1.0)],
            {
                "accountEquity": "equity",
                "unrealisedPnl": "unrealised_pnl",
                "mmr": "maintenance_margin",
                "imr": "initial_margin",
                "mgnRatio": "margin_ratio",
            },
            "assets usdtEquity btcEquity usdtUnrealisedPnl btcUnrealizedPnl effEquity positionMgnRatio",
        ),
        Reading(
            lambda data: data["assets"],
            lambda envelope: account.account(envelope, 1.0).balances,
            {
                "coin": "coin",
                "equity": "equity",
                "usdValue": "usd_value",
                "available": "available",
                "debt": "debt",
                "locked": "locked",
            },
            "balance",
        ),
    ],
    endpoints.POSITIONS.path: [
        Reading(
            of_list,
            lambda envelope: positions.positions(envelope, 1.0),
            {
                **ID,
                **TIMES,
                "marginCoin": "margin_coin",
                "holdMode": lambda position: f"{position.hold_mode.value}_mode",
                "posSide": "side",
                "marginMode": "margin_mode",
                "positionBalance": "margin",
                "available": "available",
                "total": "size",
                "leverage": "leverage",
                "curRealisedPnl": "realised_pnl",
                "avgPrice": "avg_price",
                "unrealisedPnl": "unrealised_pnl",
                "liquidationPrice": "liquidation",
                "mmr": "maintenance_margin_rate",
                "markPrice": "mark",
                "breakEvenPrice": "break_even",
            },
            "frozen positionStatus profitRate totalFunding openFeeTotal closeFeeTotal",
        )
    ],
    endpoints.POSITION_HISTORY.path: [
        Reading(
            of_list,
            lambda envelope: positions.closed_positions(envelope)[0],
            {
                **ID,
                **TIMES,
                "posSide": "side",
                "openPriceAvg": "open_price",
                "closePriceAvg": "close_price",
                "closeTotalPos": "size",
                "cumRealisedPnl": "realised_pnl",
                "netProfit": "net_profit",
                "totalFunding": "funding",
                "openFeeTotal": lambda closed: -closed.open_fee,
                "closeFeeTotal": lambda closed: -closed.close_fee,
            },
            "positionId marginCoin holdMode marginMode openTotalPos",
        )
    ],
    endpoints.FILLS.path: [
        Reading(
            of_list,
            lambda envelope: positions.fills(envelope)[0],
            {
                **ID,
                "execId": "exec_id",
                "orderId": "order_id",
                "clientOid": "client_oid",
                "side": "side",
                "execPrice": "price",
                "execQty": "size",
                "execValue": "value",
                "tradeScope": "liquidity",
                "feeDetail": lambda fill: [{"feeCoin": fill.fee_coin, "fee": fill.fee}],
                "createdTime": "time_ms",
                "execPnl": "realised_pnl",
            },
            "execLinkId orderType tradeSide updatedTime isRPI",
        )
    ],
    endpoints.ORDER_INFO.path: [
        Reading(whole, lambda envelope: [orders.order(envelope)], ORDER, ORDER_UNUSED)
    ],
    endpoints.OPEN_ORDERS.path: [ORDERS],
    endpoints.ORDER_HISTORY.path: [ORDERS],
    endpoints.PLACE_ORDER.path: [ONE_ACK],
    endpoints.MODIFY_ORDER.path: [ONE_ACK],
    endpoints.CANCEL_ORDER.path: [ONE_ACK],
    endpoints.PLACE_BATCH.path: [ACKS],
    endpoints.CANCEL_BATCH.path: [ACKS],
    endpoints.CANCEL_SYMBOL.path: [ACK_PAGE],
    endpoints.CLOSE_POSITIONS.path: [ACK_PAGE],
    endpoints.PLACE_STRATEGY.path: [ONE_ACK],
    endpoints.MODIFY_STRATEGY.path: [ONE_ACK],
    endpoints.CANCEL_STRATEGY.path: [],
    endpoints.STRATEGY_ORDERS.path: [Reading(whole, strategies(StrategyKind.TP_SL), STRATEGY)],
    endpoints.STRATEGY_HISTORY.path: [
        Reading(of_list, strategies(StrategyKind.TP_SL), AT_MARKET, " ".join((*LIMITS, *TRIGGER))),
        Reading(of_list, strategies(StrategyKind.TRIGGER), {**AT_MARKET, **TRIGGER}, " ".join(LIMITS)),
    ],
    endpoints.SET_LEVERAGE.path: [],
    endpoints.SET_HOLD_MODE.path: [],
}


@pytest.mark.parametrize("recording", named(ALL))
def test_every_envelope_opens(recording: Recording) -> None:
    envelope = open_envelope(JSON, recording.body)
    whole_answer = recording.whole
    assert envelope.code == whole_answer["code"]
    assert envelope.msg == whole_answer.get("msg")
    assert envelope.ok is (recording.kind == "rest")
    assert envelope.time_ms == int(str(whole_answer.get("requestTime") or 0))


@pytest.mark.parametrize("recording", named([found for found in ALL if found.kind == "rest-error"]))
def test_every_error_has_a_meaning(recording: Recording) -> None:
    envelope = open_envelope(JSON, recording.body)
    meaning = MEANINGS[envelope.code]
    error = venue_error(envelope.code, envelope.message)
    assert (error.code, error.sentence) == (envelope.code, meaning.sentence)
    assert isinstance(outcome_of(envelope.code, envelope.message, "tb-1"), Rejected)


@pytest.mark.parametrize(
    "recording", named([found for found in ALL if found.kind == "rest" and "/v3/" in found.path])
)
def test_every_value_of_a_unified_answer_arrives(recording: Recording) -> None:
    if recording.path in NOT_CALLED:
        assert recording.path not in READINGS
        return
    envelope = open_envelope(JSON, recording.body)
    data = recording.whole["data"]
    for reading in READINGS[recording.path]:
        rows = reading.rows(data)
        values = reading.values(envelope)
        assert len(values) == len(rows)
        for row, value in zip(rows, values, strict=True):
            compare(row, value, reading)


def test_the_rights_of_a_key_arrive() -> None:
    (recording,) = (found for found in ALL if found.path == endpoints.KEY_INFO.path)
    key = key_info(open_envelope(JSON, recording.body))
    assert key.rights[:3] == ("manage the account", "trade", "withdraw funds")
    assert key.rights[3:] == ("copy futures position", "copy futures order")
    assert (key.may_trade, key.may_withdraw) == (True, True)


def test_the_clock_arrives() -> None:
    clocks = [recording for recording in ALL if recording.path == TIME.path]
    assert clocks
    for recording in clocks:
        data: Any = recording.whole["data"]
        assert server_time(open_envelope(JSON, recording.body)) == int(data["serverTime"])


def test_every_call_that_was_recorded_is_read() -> None:
    recorded = {recording.path for recording in ALL if recording.kind == "rest" and "/v3/" in recording.path}
    assert recorded == set(READINGS) | set(NOT_CALLED)
    assert not set(READINGS) & set(NOT_CALLED)
