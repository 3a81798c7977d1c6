"""Prices as the trading room wants them: it never meets the market room itself."""

from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Stamp, Ticker
from terminal_app.core.ports import Clock
from terminal_app.market.hub import MarketHub

_LAG_SECONDS = 1.5
_DOLLAR = "USDT"


class HubPrices:
    """Reads the market hub for risk checks and for the ticket."""

    def __init__(self, hub: MarketHub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock

    def instrument(self, instrument: InstrumentId) -> Instrument | None:
        """The current rules of an instrument."""
        return self._hub.instruments.get(instrument)

    def ticker(self, instrument: InstrumentId) -> Ticker | None:
        """The latest ticker."""
        return self._hub.tickers.get(instrument)

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Best bid and ask: of the order book while it is sound and keeps up, else of the ticker."""
        book, ticker = self._hub.book(instrument), self._hub.tickers.get(instrument)
        if book.good and not (ticker is not None and _lags(book.stamp, ticker.stamp)):
            bid, ask = book.best_bid, book.best_ask
            return (bid[0] if bid else None), (ask[0] if ask else None)
        return (ticker.bid, ticker.ask) if ticker else (None, None)

    def in_usd(self, coin: str) -> Decimal | None:
        """What a coin is worth in USD, by its spot market against USDT; `None` without a price."""
        if coin == _DOLLAR:
            return Decimal(1)
        ticker = self._hub.tickers.get(InstrumentId(ProductType.SPOT, f"{coin}{_DOLLAR}"))
        return ticker.last if ticker else None

    def age(self, instrument: InstrumentId) -> float | None:
        """Seconds since the newest price of the instrument reached us, `None` without one."""
        stamps = [
            stamp.received
            for stamp in (self._hub.book(instrument).stamp, self._ticker_stamp(instrument))
            if stamp is not None
        ]
        return self._clock.monotonic() - max(stamps) if stamps else None

    def _ticker_stamp(self, instrument: InstrumentId) -> Stamp | None:
        ticker = self._hub.tickers.get(instrument)
        return ticker.stamp if ticker else None


def _lags(book: Stamp | None, ticker: Stamp) -> bool:
    """Whether a book stands still while the ticker goes on: its best prices may be gone."""
    return book is not None and book.received + _LAG_SECONDS < ticker.received
