"""What makes the instruments of an exchange trade: a synthetic market, or one that follows another."""

from decimal import Decimal
from typing import NamedTuple, Protocol

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.paper.engine.messages import EngineEvent, Printed


class DayStats(NamedTuple):
    """The last 24 hours: prices, volume in base coin, turnover in quote coin."""

    open: Decimal
    high: Decimal
    low: Decimal
    last: Decimal
    volume: Decimal
    turnover: Decimal


class Market(Protocol):
    """Everybody else on the exchange, and what is known of the past."""

    def advance(self, now_ms: int) -> list[EngineEvent]:
        """Let everybody act up to now; returns what happened, in order."""
        ...

    def candles(
        self,
        instrument: InstrumentId,
        interval: Interval,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        limit: int = 100,
    ) -> list[Candle]:
        """Bars that open at or after `start_ms` and before `end_ms`: the newest `limit`, oldest first."""
        ...

    def stats_24h(self, instrument: InstrumentId) -> DayStats:
        """The last 24 hours."""
        ...

    def recent_prints(self, instrument: InstrumentId, limit: int) -> list[Printed]:
        """The latest public trades, newest first."""
        ...

    def funding_history(self, instrument: InstrumentId, limit: int) -> list[tuple[int, Decimal]]:
        """Past settlements and their rates, newest first; none on spot."""
        ...

    def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open contracts in base coin; zero on spot."""
        ...

    def silent_since(self, instrument: InstrumentId) -> int | None:
        """When its ticker was heard last (Unix ms, 0 for never), `None` unless it has fallen silent."""
        ...
