"""The public reads of the client: instruments, prices, candles, funding."""

from decimal import Decimal

from terminal_app.bitget import paging
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.unified import instruments, market
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Ticker, Trade
from terminal_app.core.ports import Clock

_PAGE = 100
_MAX_BOOK = 200


class MarketReads:
    """`ports.MarketData` without its streams. All methods raise `LinkError` or `VenueError`."""

    def __init__(self, rest: BitgetRest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    async def instruments(self, product: ProductType) -> list[Instrument]:
        """Every instrument of a product."""
        return await self._rest.read(
            endpoints.INSTRUMENTS, market.of_product(product), instruments.instruments
        )

    async def tickers(self, product: ProductType) -> list[Ticker]:
        """The ticker of every instrument of a product."""
        return await self._rest.read(
            endpoints.TICKERS,
            market.of_product(product),
            lambda envelope: market.tickers(envelope, product, self._clock.monotonic()),
        )

    async def book(self, instrument: InstrumentId, depth: int = 50) -> BookSnapshot:
        """The order book, without a sequence number."""
        return await self._rest.read(
            endpoints.ORDER_BOOK,
            market.of_instrument(instrument) | {"limit": str(min(depth, _MAX_BOOK))},
            lambda envelope: market.book(envelope, instrument, self._clock.monotonic()),
        )

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        """Up to `count` candles that opened before `before_ms` (or up to now), oldest first.

        The newest thousand come in one page; what is older comes in pages of a hundred.
        """

        async def read(recent: bool, limit: int, until_ms: int | None) -> list[Candle]:
            return await self._rest.read(
                endpoints.CANDLES if recent else endpoints.HISTORY_CANDLES,
                market.of_candles(instrument, interval, limit, until_ms),
                market.candles,
            )

        return await paging.candles(self._rest, read, interval, before_ms, count, _PAGE)

    async def trades(self, instrument: InstrumentId, count: int = 100) -> list[Trade]:
        """The latest public trades, oldest first; at most 100."""
        params = market.of_instrument(instrument) | {"limit": str(min(count, _PAGE))}
        return await self._rest.read(endpoints.PUBLIC_FILLS, params, market.trades)

    async def funding(self, instrument: InstrumentId) -> FundingRate:
        """The current funding rate."""
        return await self._rest.read(
            endpoints.FUNDING,
            market.of_instrument(instrument),
            lambda envelope: market.funding(envelope, instrument),
        )

    async def funding_history(self, instrument: InstrumentId, count: int = 100) -> list[FundingRate]:
        """Past funding rates, newest first; at most 200."""
        return await self._rest.read(
            endpoints.FUNDING_HISTORY,
            market.of_instrument(instrument) | {"limit": str(min(count, 2 * _PAGE))},
            lambda envelope: market.funding_history(envelope, instrument),
        )

    async def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open interest in base coin."""
        return await self._rest.read(
            endpoints.OPEN_INTEREST,
            market.of_instrument(instrument),
            lambda envelope: market.open_interest(envelope, instrument),
        )

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        """The position tiers, smallest first."""
        return await self._rest.read(
            endpoints.POSITION_TIERS, market.of_instrument(instrument), market.position_tiers
        )
