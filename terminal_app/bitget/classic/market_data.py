"""The public reads of a classic client: instruments, prices, candles, funding."""

from decimal import Decimal

from terminal_app.bitget import paging
from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.wire.classic import instruments, market
from terminal_app.bitget.wire.classic.common import of_instrument, of_product
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Ticker, Trade
from terminal_app.core.ports import Clock

_PAGE = 100
_PAST = 200
_MAX_SPOT_BOOK = 150
_MIX_DEPTHS = (1, 5, 15, 50)


class ClassicMarketReads:
    """`ports.MarketData` without its streams. All methods raise `LinkError` or `VenueError`.

    The venue answers these calls to everybody. Futures reads of a spot instrument are refused by it.
    """

    def __init__(self, rest: BitgetRest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    async def instruments(self, product: ProductType) -> list[Instrument]:
        """Every instrument of a product."""
        if product is ProductType.SPOT:
            return await self._rest.read(endpoints.SPOT_SYMBOLS, {}, instruments.pairs)
        return await self._rest.read(
            endpoints.CONTRACTS,
            of_product(product),
            lambda envelope: instruments.contracts(envelope, product),
        )

    async def tickers(self, product: ProductType) -> list[Ticker]:
        """The ticker of every instrument of a product."""
        return await self._rest.read(
            endpoints.MIX_TICKERS if product.is_futures else endpoints.SPOT_TICKERS,
            of_product(product),
            lambda envelope: market.tickers(envelope, product, self._clock.monotonic()),
        )

    async def book(self, instrument: InstrumentId, depth: int = 50) -> BookSnapshot:
        """The order book, without a sequence number. That of futures has fixed depths, at most about 100."""
        if instrument.product.is_futures:
            limit = next((str(few) for few in _MIX_DEPTHS if few >= depth), "max")
        else:
            limit = str(min(depth, _MAX_SPOT_BOOK))
        return await self._rest.read(
            endpoints.MERGE_DEPTH if instrument.product.is_futures else endpoints.SPOT_BOOK,
            of_instrument(instrument) | {"limit": limit},
            lambda envelope: market.book(envelope, instrument, self._clock.monotonic()),
        )

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        """Up to `count` candles that opened before `before_ms` (or up to now), oldest first.

        The newest thousand come in one page; what is older comes in pages of two hundred.
        """
        if instrument.product.is_futures:
            newest, past = endpoints.MIX_CANDLES, endpoints.MIX_HISTORY_CANDLES
        else:
            newest, past = endpoints.SPOT_CANDLES, endpoints.SPOT_HISTORY_CANDLES

        async def read(recent: bool, limit: int, until_ms: int | None) -> list[Candle]:
            # What is older has to be asked for by its end.
            end_ms = until_ms if recent or until_ms is not None else self._rest.offset.venue_ms()
            return await self._rest.read(
                newest if recent else past,
                market.of_candles(instrument, interval, limit, end_ms),
                lambda envelope: market.candles(envelope, instrument.product),
            )

        return await paging.candles(self._rest, read, interval, before_ms, count, _PAST)

    async def trades(self, instrument: InstrumentId, count: int = 100) -> list[Trade]:
        """The latest public trades, oldest first; at most 100."""
        return await self._rest.read(
            endpoints.MIX_PUBLIC_FILLS if instrument.product.is_futures else endpoints.SPOT_PUBLIC_FILLS,
            of_instrument(instrument) | {"limit": str(min(count, _PAGE))},
            market.trades,
        )

    async def funding(self, instrument: InstrumentId) -> FundingRate:
        """The current funding rate. Where it does not say when it is settled, that is asked for."""
        params = of_instrument(instrument)
        rate = await self._rest.read(
            endpoints.FUNDING, params, lambda envelope: market.funding(envelope, instrument)
        )
        if rate.time_ms:
            return rate
        time_ms = await self._rest.read(
            endpoints.FUNDING_TIME, params, lambda envelope: market.funding_time(envelope, instrument)
        )
        return rate._replace(time_ms=time_ms)

    async def funding_history(self, instrument: InstrumentId, count: int = 100) -> list[FundingRate]:
        """Past funding rates, newest first; at most 100."""
        return await self._rest.read(
            endpoints.FUNDING_HISTORY,
            of_instrument(instrument) | {"pageSize": str(min(count, _PAGE))},
            lambda envelope: market.funding_history(envelope, instrument),
        )

    async def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open interest in base coin."""
        return await self._rest.read(
            endpoints.OPEN_INTEREST,
            of_instrument(instrument),
            lambda envelope: market.open_interest(envelope, instrument),
        )

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        """The position tiers, smallest first."""
        return await self._rest.read(
            endpoints.POSITION_TIERS, of_instrument(instrument), market.position_tiers
        )
