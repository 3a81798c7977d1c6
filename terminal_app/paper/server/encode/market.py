"""Public market data as the unified API tells it, over REST and in the streams."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument, PositionTier
from terminal_app.core.market import Candle, Level
from terminal_app.core.money import decimals_of
from terminal_app.paper.engine.market import DayStats
from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.server.encode.numbers import number, share
from terminal_app.paper.server.words import CATEGORY, INSTRUMENT_STATUS

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Derivatives:
    """What a futures ticker has beyond a spot one."""

    mark: Decimal
    index: Decimal
    funding_rate: Decimal
    next_funding_ms: int
    open_interest: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """Everything a ticker of any dialect is made of."""

    instrument: Instrument
    stats: DayStats
    bid: Level | None
    ask: Level | None
    derivatives: Derivatives | None
    time_ms: int

    @property
    def change(self) -> str:
        """The change of 24 hours as a share."""
        return share(self.stats.last - self.stats.open, self.stats.open)


def instrument(row: Instrument) -> Row:
    """One row of market/instruments."""
    common: Row = {
        "symbol": row.id.symbol,
        "category": CATEGORY[row.id.product],
        "baseCoin": row.base,
        "quoteCoin": row.quote,
        "buyLimitPriceRatio": _optional(row.buy_band),
        "sellLimitPriceRatio": _optional(row.sell_band),
        "makerFeeRate": _optional(row.maker_fee),
        "takerFeeRate": _optional(row.taker_fee),
        "minOrderQty": number(row.min_qty),
        "maxOrderQty": _optional(row.max_qty),
        "maxMarketOrderQty": _optional(row.max_market_qty),
        "pricePrecision": str(row.price_decimals),
        "quantityPrecision": str(row.size_decimals),
        "priceMultiplier": number(row.tick),
        "quantityMultiplier": number(row.lot),
        "minOrderAmount": number(row.min_notional),
        "maxSymbolOrderNum": "400",
        "maxProductOrderNum": "400",
        "maxPositionNum": "150",
        "status": INSTRUMENT_STATUS[row.status],
        "maintainTime": "",
        "launchTime": "",
    }
    if row.id.product.is_futures:
        return common | {
            "quotePrecision": None,
            "feeRateUpRatio": "0.005",
            "openCostUpRatio": "0.01",
            "type": "perpetual",
            "symbolType": "perpetual",
            "offTime": "-1",
            "limitOpenTime": "-1",
            "deliveryTime": "",
            "deliveryStartTime": "",
            "deliveryPeriod": "",
            "fundInterval": str(row.funding_hours),
            "minLeverage": str(row.min_leverage),
            "maxLeverage": str(row.max_leverage),
        }
    places = decimals_of(row.quote_step)
    return common | {"quotePrecision": str(places), "areaSymbol": "no", "isReality": "yes"}


def ticker(quote: Quote) -> Row:
    """One row of market/tickers."""
    row: Row = {
        "category": CATEGORY[quote.instrument.id.product],
        "symbol": quote.instrument.id.symbol,
        "ts": str(quote.time_ms),
    }
    row |= stream_ticker(quote)
    row.pop("nextFundingTime", None)
    return row


def stream_ticker(quote: Quote) -> Row:
    """One row of the stream's ticker; it does not repeat the symbol."""
    stats = quote.stats
    row: Row = {
        "highPrice24h": number(stats.high),
        "lowPrice24h": number(stats.low),
        "openPrice24h": number(stats.open),
        "lastPrice": number(stats.last),
        "turnover24h": number(stats.turnover),
        "volume24h": number(stats.volume),
        "bid1Price": number(quote.bid[0]) if quote.bid else "0",
        "ask1Price": number(quote.ask[0]) if quote.ask else "0",
        "bid1Size": number(quote.bid[1]) if quote.bid else "0",
        "ask1Size": number(quote.ask[1]) if quote.ask else "0",
        "price24hPcnt": quote.change,
    }
    if quote.derivatives is not None:
        row |= {
            "indexPrice": number(quote.derivatives.index),
            "markPrice": number(quote.derivatives.mark),
            "fundingRate": number(quote.derivatives.funding_rate),
            "openInterest": number(quote.derivatives.open_interest),
            "deliveryTime": "",
            "deliveryStartTime": "",
            "deliveryStatus": "",
            "nextFundingTime": str(quote.derivatives.next_funding_ms),
        }
    return row


def candle_row(candle: Candle) -> list[str]:
    """The seven columns of a REST candle: time, open, high, low, close, base volume, quote volume."""
    return [
        str(candle.open_ms),
        number(candle.open),
        number(candle.high),
        number(candle.low),
        number(candle.close),
        number(candle.volume),
        number(candle.turnover),
    ]


def candle_object(candle: Candle) -> Row:
    """A candle of the stream."""
    return {
        "start": str(candle.open_ms),
        "open": number(candle.open),
        "close": number(candle.close),
        "high": number(candle.high),
        "low": number(candle.low),
        "volume": number(candle.volume),
        "turnover": number(candle.turnover),
    }


def public_fill(printed: Printed) -> Row:
    """One row of market/fills."""
    return {
        "execId": printed.trade_id,
        "execLinkId": printed.trade_id,
        "price": number(printed.price),
        "size": number(printed.size),
        "side": printed.side.value,
        "ts": str(printed.time_ms),
        "isRPI": "no",
    }


def stream_trade(printed: Printed) -> Row:
    """One row of the stream's trades. The price goes under both names that clients in the field read."""
    price = number(printed.price)
    return {
        "i": printed.trade_id,
        "L": printed.trade_id,
        "p": price,
        "P": price,
        "v": number(printed.size),
        "S": printed.side.value,
        "T": str(printed.time_ms),
        "isRPI": "no",
    }


def level_texts(levels: Iterable[Level]) -> list[list[str]]:
    """Levels as the streams write them: strings."""
    return [[number(price), number(size)] for price, size in levels]


def level_numbers(levels: Sequence[Level]) -> list[list[Decimal]]:
    """Levels as REST writes them: JSON numbers."""
    return [[price, size] for price, size in levels]


def tier(row: PositionTier) -> Row:
    """One row of market/position-tier."""
    return {
        "tier": str(row.tier),
        "minTierValue": number(row.min_value),
        "maxTierValue": number(row.max_value),
        "leverage": number(row.max_leverage),
        "mmr": number(row.maintenance_margin_rate),
    }


def funding(row: Instrument, derivatives: Derivatives) -> Row:
    """One row of current-fund-rate."""
    return {
        "symbol": row.id.symbol,
        "fundingRate": number(derivatives.funding_rate),
        "fundingRateInterval": str(row.funding_hours),
        "nextUpdate": str(derivatives.next_funding_ms),
        "minFundingRate": "-0.003",
        "maxFundingRate": "0.003",
    }


def _optional(value: Decimal | None) -> str:
    return "" if value is None else number(value)
