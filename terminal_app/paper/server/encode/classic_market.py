"""Public market data as the classic API tells it: what clients of either account ask for at their start."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.market import Candle, Level
from terminal_app.core.money import decimals_of
from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.server.encode.market import Quote, Row, candle_row
from terminal_app.paper.server.encode.numbers import number


def coin(name: str, number_of: int) -> Row:
    """One row of spot/public/coins. Paper coins move on no chain."""
    return {"coinId": str(number_of), "coin": name, "transfer": "false", "chains": []}


def spot_symbol(row: Instrument) -> Row:
    """One row of spot/public/symbols."""
    return {
        "symbol": row.id.symbol,
        "baseCoin": row.base,
        "quoteCoin": row.quote,
        "minTradeAmount": "0",
        "maxTradeAmount": _or(row.max_qty, "10000000000"),
        "takerFeeRate": _or(row.taker_fee, "0"),
        "makerFeeRate": _or(row.maker_fee, "0"),
        "pricePrecision": str(row.price_decimals),
        "quantityPrecision": str(row.size_decimals),
        "quotePrecision": str(decimals_of(row.quote_step)),
        "status": "online" if row.status is InstrumentStatus.TRADING else "halt",
        "minTradeUSDT": number(row.min_notional),
        "buyLimitPriceRatio": _or(row.buy_band, ""),
        "sellLimitPriceRatio": _or(row.sell_band, ""),
        "areaSymbol": "no",
        "orderQuantity": "400",
        "openTime": "",
        "offTime": "",
    }


def contract(row: Instrument) -> Row:
    """One row of mix/market/contracts. The tick is `priceEndStep` in units of the last place."""
    places = row.price_decimals
    return {
        "symbol": row.id.symbol,
        "baseCoin": row.base,
        "quoteCoin": row.quote,
        "buyLimitPriceRatio": _or(row.buy_band, ""),
        "sellLimitPriceRatio": _or(row.sell_band, ""),
        "feeRateUpRatio": "0.005",
        "makerFeeRate": _or(row.maker_fee, "0"),
        "takerFeeRate": _or(row.taker_fee, "0"),
        "openCostUpRatio": "0.01",
        "supportMarginCoins": [row.quote],
        "minTradeNum": number(row.min_qty),
        "priceEndStep": number(row.tick.scaleb(places)),
        "volumePlace": str(row.size_decimals),
        "pricePlace": str(places),
        "sizeMultiplier": number(row.lot),
        "symbolType": "perpetual",
        "minTradeUSDT": number(row.min_notional),
        "maxSymbolOrderNum": "400",
        "maxProductOrderNum": "400",
        "maxPositionNum": "150",
        "symbolStatus": "normal" if row.status is InstrumentStatus.TRADING else "maintain",
        "offTime": "-1",
        "limitOpenTime": "-1",
        "deliveryTime": "",
        "deliveryStartTime": "",
        "deliveryPeriod": "",
        "launchTime": "",
        "fundInterval": str(row.funding_hours),
        "minLever": str(row.min_leverage),
        "maxLever": str(row.max_leverage),
        "posLimit": "0.05",
        "maintainTime": "",
        "maxMarketOrderQty": _or(row.max_market_qty, ""),
        "maxOrderQty": _or(row.max_qty, ""),
        "isRwa": "NO",
    }


def ticker(quote: Quote) -> Row:
    """One row of either tickers call."""
    stats = quote.stats
    row: Row = {
        "symbol": quote.instrument.id.symbol,
        "lastPr": number(stats.last),
        "high24h": number(stats.high),
        "low24h": number(stats.low),
        "bidPr": number(quote.bid[0]) if quote.bid else "0",
        "askPr": number(quote.ask[0]) if quote.ask else "0",
        "bidSz": number(quote.bid[1]) if quote.bid else "0",
        "askSz": number(quote.ask[1]) if quote.ask else "0",
        "baseVolume": number(stats.volume),
        "quoteVolume": number(stats.turnover),
        "usdtVolume": number(stats.turnover),
        "openUtc": number(stats.open),
        "changeUtc24h": quote.change,
        "change24h": quote.change,
        "ts": str(quote.time_ms),
    }
    if quote.derivatives is None:
        return row | {"open": number(stats.open)}
    return row | {
        "open24h": number(stats.open),
        "indexPrice": number(quote.derivatives.index),
        "markPrice": number(quote.derivatives.mark),
        "fundingRate": number(quote.derivatives.funding_rate),
        "holdingAmount": number(quote.derivatives.open_interest),
        "deliveryStartTime": "",
        "deliveryTime": "",
        "deliveryStatus": "",
    }


def stream_ticker(quote: Quote) -> Row:
    """One row of the stream's ticker."""
    stats = quote.stats
    row: Row = {
        "instId": quote.instrument.id.symbol,
        "lastPr": number(stats.last),
        "open24h": number(stats.open),
        "high24h": number(stats.high),
        "low24h": number(stats.low),
        "change24h": quote.change,
        "bidPr": number(quote.bid[0]) if quote.bid else "0",
        "askPr": number(quote.ask[0]) if quote.ask else "0",
        "bidSz": number(quote.bid[1]) if quote.bid else "0",
        "askSz": number(quote.ask[1]) if quote.ask else "0",
        "baseVolume": number(stats.volume),
        "quoteVolume": number(stats.turnover),
        "openUtc": number(stats.open),
        "changeUtc24h": quote.change,
        "ts": str(quote.time_ms),
    }
    if quote.derivatives is None:
        return row
    return row | {
        "fundingRate": number(quote.derivatives.funding_rate),
        "nextFundingTime": str(quote.derivatives.next_funding_ms),
        "markPrice": number(quote.derivatives.mark),
        "indexPrice": number(quote.derivatives.index),
        "holdingAmount": number(quote.derivatives.open_interest),
        "symbolType": 1,
        "symbol": quote.instrument.id.symbol,
        "deliveryPrice": "0",
    }


def stream_trade(printed: Printed) -> Row:
    """One row of the stream's trades."""
    return {
        "ts": str(printed.time_ms),
        "price": number(printed.price),
        "size": number(printed.size),
        "side": printed.side.value,
        "tradeId": printed.trade_id,
    }


def spot_candle(candle: Candle) -> list[str]:
    """The eight columns of a spot candle: the volume in USDT comes before the one in quote coin."""
    row = candle_row(candle)
    return [*row, row[-1]]


def public_fill(printed: Printed) -> Row:
    """One row of either fills call."""
    return {
        "symbol": printed.instrument.symbol,
        "tradeId": printed.trade_id,
        "side": printed.side.value,
        "price": number(printed.price),
        "size": number(printed.size),
        "ts": str(printed.time_ms),
    }


def past_fill(printed: Printed) -> Row:
    """One row of either fills-history call: whole seconds, and a side that is written with a capital."""
    return public_fill(printed) | {
        "side": printed.side.value.capitalize(),
        "ts": str(printed.time_ms // 1000 * 1000),
    }


def depth_levels(levels: Sequence[Level], *, as_numbers: bool) -> list[list[Decimal]] | list[list[str]]:
    """Levels of a classic book: futures are JSON numbers, spot are strings."""
    if as_numbers:
        return [[price, size] for price, size in levels]
    return [[number(price), number(size)] for price, size in levels]


def _or(value: Decimal | None, absent: str) -> str:
    return absent if value is None else number(value)
