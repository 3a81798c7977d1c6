"""The venue's clock, as signed calls need it: measured when nobody knows it, and again when ours was set."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import final

from terminal_app.bitget.clock_offset import ClockOffset, RoundTrip
from terminal_app.core.errors import LinkError, VenueError

log = logging.getLogger(__name__)

MEASURE_SECONDS = 3.0
_ROUND_TRIPS = 5
_LOOKS = 2


@final
class VenueClock:
    """Measures one at a time, for all who wait for it.

    Args:
        offset: takes what was measured.
        look: one look at the venue's clock; raises `LinkError`.
    """

    def __init__(self, offset: ClockOffset, look: Callable[[], Awaitable[RoundTrip]]) -> None:
        self._offset = offset
        self._look = look
        self._measuring = asyncio.Lock()

    async def measure(self) -> None:
        """Measure the venue's clock; one measurement at a time, shared by all who wait for it.

        Raises:
            LinkError: the venue's clock cannot be read.
        """
        if self._measuring.locked():
            async with self._measuring:
                return
        async with self._measuring:
            gap_ms = self._offset.gap()
            trips = [await self._look() for _ in range(_ROUND_TRIPS)]
            self._offset.learn(trips, gap_ms)

    async def trust(self) -> None:
        """Measure the venue's clock if ours was set since, as far as that works; never raises."""
        for _ in range(_LOOKS):  # once more when it was set in the middle of the first
            if not self._offset.needs_measuring or not await self.remeasure():
                return

    async def remeasure(self) -> bool:
        """Measure the clock if that works; the venue itself refuses a request whose time is too far off."""
        try:
            async with asyncio.timeout(MEASURE_SECONDS):
                await self.measure()
        except TimeoutError:
            log.info("the venue's clock could not be measured in time")
        except (LinkError, VenueError) as error:
            log.info("the venue's clock could not be measured: %s", error.detail)
        else:
            return True
        return False
