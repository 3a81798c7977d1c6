"""Open interest of one contract: a share of a usual day's volume that drifts from day to day."""

from random import Random

from terminal_app.core.instrument import Instrument
from terminal_app.paper.engine.models.history import History
from terminal_app.paper.engine.models.walk import Span

_SHARE_OF_DAY = 0.3
_DRIFT = 0.08


class InterestCurve:
    """The open interest at any time, given the seed."""

    def __init__(self, seed: int, instrument: Instrument, history: History) -> None:
        self._name = f"{seed}:interest:{instrument.id.symbol}"
        self._usual = history.daily_lots * _SHARE_OF_DAY

    def lots(self, at_ms: int) -> int:
        """Open contracts in lots."""
        day, rest = divmod(at_ms, Span.DAY.ms)
        share = rest / Span.DAY.ms
        return max(0, int(self._usual * (self._level(day) * (1 - share) + self._level(day + 1) * share)))

    def _level(self, day: int) -> float:
        return 1.0 + Random(f"{self._name}:{day}").gauss(0.0, _DRIFT)
