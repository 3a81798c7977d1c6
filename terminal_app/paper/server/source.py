"""Where a followed market comes from: whoever composes the exchange hands one in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from terminal_app.core.events import MarketEvent
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier


class Source(Protocol):
    """A recording, or a live public feed.

    Attributes:
        name: names what is kept of the account in its folder, empty to keep nothing.
        instruments: what is listed, known once it is open.
        tiers: position tiers of the contracts, smallest first, known once it is open.
        start_ms: the market's time at the beginning (Unix ms), known once it is open.
        end_ms: when it stands still for ever, `None` when it never does.
    """

    name: str
    instruments: Sequence[Instrument]
    tiers: Mapping[InstrumentId, tuple[PositionTier, ...]]
    start_ms: int
    end_ms: int | None

    async def open(self) -> None:
        """Get ready.

        Raises:
            TerminalError: there is nothing to follow.
        """
        ...

    def take(self, now_ms: int) -> Iterable[MarketEvent]:
        """What has happened since the last call up to a time of the market, oldest first."""
        ...

    def next_ms(self) -> int | None:
        """When something happens next, `None` when nobody knows."""
        ...

    async def aclose(self) -> None:
        """Follow no longer."""
        ...
