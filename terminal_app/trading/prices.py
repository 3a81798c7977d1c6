"""How the trading room sees prices: a protocol, because it never meets the market room."""

from decimal import Decimal
from typing import Protocol

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker


class PriceView(Protocol):
    """Rules and prices of instruments as they stand."""

    def instrument(self, instrument: InstrumentId) -> Instrument | None:
        """The current rules of an instrument."""
        ...

    def ticker(self, instrument: InstrumentId) -> Ticker | None:
        """The latest ticker."""
        ...

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Best bid and best ask."""
        ...

    def age(self, instrument: InstrumentId) -> float | None:
        """Seconds since a price last arrived, `None` before the first."""
        ...
