"""The candles of one followed instrument: those that were told, and what the trades add up to beside them."""

from collections.abc import Iterable, Mapping

from terminal_app.core.market import Candle, Interval, Trade
from terminal_app.paper.engine.models.calendar import slot_at

_KEPT = 5_000


class Bars:
    """Candles by interval. One that was told is shown as it was; others are made from shorter ones."""

    def __init__(self) -> None:
        self._told: dict[Interval, dict[int, Candle]] = {}
        self._traded: dict[int, Candle] = {}

    def tell(self, interval: Interval, candles: Iterable[Candle]) -> None:
        """Take candles of the followed market."""
        rows = self._told.setdefault(interval, {})
        for candle in candles:
            rows[candle.open_ms] = candle
        _forget(rows)

    def add(self, trade: Trade) -> None:
        """Take a trade that happened just now."""
        open_ms = trade.time_ms // Interval.M1.ms * Interval.M1.ms
        price, value = trade.price, trade.price * trade.size
        one = Candle(open_ms, price, price, price, price, trade.size, value)
        before = self._traded.get(open_ms)
        self._traded[open_ms] = one if before is None else _joined(before, one)
        _forget(self._traded)

    def candles(self, interval: Interval, start_ms: int, end_ms: int, limit: int) -> list[Candle]:
        """Bars that open at or after `start_ms` and before `end_ms`: the newest `limit`, oldest first."""
        rows = self._told.get(interval) or self._made(interval)
        found = [rows[open_ms] for open_ms in sorted(rows) if start_ms <= open_ms < end_ms]
        return found[-limit:]

    def _made(self, interval: Interval) -> Mapping[int, Candle]:
        """Longer candles from the longest ones that divide them."""
        parts = [one for one in self._told if one.ms < interval.ms and interval.ms % one.ms == 0]
        base = self._told[max(parts, key=lambda one: one.ms)] if parts else self._traded
        made: dict[int, Candle] = {}
        for open_ms in sorted(base):
            start_ms = slot_at(interval, open_ms).start_ms
            candle = base[open_ms]._replace(open_ms=start_ms)
            made[start_ms] = _joined(made[start_ms], candle) if start_ms in made else candle
        return made


def _joined(first: Candle, then: Candle) -> Candle:
    return Candle(
        first.open_ms,
        first.open,
        max(first.high, then.high),
        min(first.low, then.low),
        then.close,
        first.volume + then.volume,
        first.turnover + then.turnover,
    )


def _forget(rows: dict[int, Candle]) -> None:
    while len(rows) > _KEPT:
        del rows[min(rows)]
