"""What the chart needs of others."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from terminal_app.core.account import Fill
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel
from terminal_app.market.history import CandleLoad


class CandleFeed(Protocol):
    """What the chart needs of the market feed."""

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        """Replace what this owner wants."""
        ...

    def candle_load(self, instrument: InstrumentId, interval: Interval) -> CandleLoad:
        """How the loading of these candles is doing."""
        ...

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        """Load one older page in the background."""
        ...


def no_fills() -> Sequence[Fill]:
    """An account that has not traded."""
    return ()


def no_offset() -> int | None:
    """A venue whose clock is not known."""
    return None
