"""The candle store of a program that keeps no candles."""

from collections.abc import Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Hole


class NoStore:
    """Implements `core.ports.CandleStore`: nothing is ever there."""

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        del instrument, interval, before_ms, count
        return []

    async def open_times(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int, count: int
    ) -> list[int]:
        del instrument, interval, before_ms, count
        return []

    async def holes(self, instrument: InstrumentId, interval: Interval) -> frozenset[Hole]:
        del instrument, interval
        return frozenset()

    def keep(self, instrument: InstrumentId, interval: Interval, candles: Sequence[Candle]) -> None:
        pass

    def keep_hole(self, instrument: InstrumentId, interval: Interval, hole: Hole) -> None:
        pass

    def forget(self, instrument: InstrumentId, interval: Interval) -> None:
        pass
