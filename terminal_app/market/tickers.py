"""The latest ticker of every instrument, and how old it is."""

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.ports import Clock


class TickerTable:
    """Tickers by instrument."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tickers: dict[InstrumentId, Ticker] = {}

    def apply(self, ticker: Ticker) -> bool:
        """Keep a ticker unless we already have a later one (a REST answer may be overtaken by the stream).

        Returns:
            Whether it was kept.
        """
        held = self._tickers.get(ticker.instrument)
        if held is not None and held.stamp.source_ms > ticker.stamp.source_ms:
            return False
        self._tickers[ticker.instrument] = ticker
        return True

    def get(self, instrument: InstrumentId) -> Ticker | None:
        """The latest ticker."""
        return self._tickers.get(instrument)

    def all(self) -> list[Ticker]:
        """Every ticker, in no order."""
        return list(self._tickers.values())

    def age(self, instrument: InstrumentId) -> float | None:
        """Seconds since the ticker reached us; `None` without one."""
        ticker = self._tickers.get(instrument)
        return None if ticker is None else self._clock.monotonic() - ticker.stamp.received
