"""Lets the first price pass before the window is built on: both need the same thread."""

import asyncio
from contextlib import suppress

from terminal_app.core.events import MarketEvent, TickerSeen
from terminal_app.market.hub import MarketHub

PATIENCE_SECONDS = 0.3
"""A price that takes longer has other reasons than work on this thread."""


class FirstPrice:
    """Waits for the first price of a hub once it is near.

    Args:
        hub: where it arrives.
        patience: seconds it is waited for at most.
    """

    def __init__(self, hub: MarketHub, patience: float = PATIENCE_SECONDS) -> None:
        self._hub = hub
        self._patience = patience
        self._near = False
        self._here = asyncio.Event()

    def is_near(self) -> None:
        """The venue answers: it will come in a moment."""
        self._near = True
        self._hub.listeners.append(self._hear)

    async def give_way(self) -> None:
        """Let the loop do its work, and wait for the price if it is near; only once."""
        await asyncio.sleep(0)
        if self._near:
            self._near = False
            with suppress(TimeoutError):
                await asyncio.wait_for(self._here.wait(), self._patience)

    def _hear(self, event: MarketEvent) -> None:
        if isinstance(event, TickerSeen):
            self._here.set()
            self._hub.listeners.remove(self._hear)
