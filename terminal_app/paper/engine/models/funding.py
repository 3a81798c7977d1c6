"""Funding rates of one contract: a fixed sequence for all time, given the seed."""

from decimal import Decimal
from random import Random

from terminal_app.core.instrument import Instrument

_HOUR_MS = 3_600_000
_MILLIONTH = Decimal("0.000001")
_BASE, _SPREAD, _MOST = 100, 70, 3_000


class FundingCurve:
    """The rate of each funding period of a contract, near one hundredth of a percent and mostly positive."""

    def __init__(self, seed: int, instrument: Instrument) -> None:
        self._name = f"{seed}:funding:{instrument.id.symbol}"
        self.period_ms = instrument.funding_hours * _HOUR_MS

    def next_ms(self, now_ms: int) -> int:
        """When funding is settled next."""
        return (now_ms // self.period_ms + 1) * self.period_ms

    def rate(self, settled_ms: int) -> Decimal:
        """The rate that is settled at that time; it remembers the period before."""
        period = settled_ms // self.period_ms
        millionths = _BASE + (self._noise(period) + self._noise(period - 1)) * _SPREAD
        return max(-_MOST, min(_MOST, int(millionths))) * _MILLIONTH

    def _noise(self, period: int) -> float:
        return Random(f"{self._name}:{period}").gauss(0.0, 1.0)
