"""Keeps the day's funding up to date: bills are read when a session begins and after every full hour."""

import logging
from collections.abc import Awaitable, Callable

from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.ports import AccountData, Clock
from terminal_app.trading.controls import Controls

log = logging.getLogger(__name__)

_HOUR_MS = 3_600_000
# Funding is settled at full hours; its bills are written a little later.
_AFTER_MS = 60_000
_AGAIN_SECONDS = 60.0


async def keep_reading(
    client: AccountData, controls: Controls, clock: Clock, sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Read for ever, until it is cancelled; what cannot be read is tried again in a minute.

    Args:
        client: where the bills are.
        controls: what counts them.
        clock: our clock.
        sleep: waits some seconds.
    """
    while True:
        try:
            controls.learn_bills(await client.bills(since_ms=controls.day.start_ms()))
        except (LinkError, VenueError) as error:
            log.info("the day's bills were not read: %s %s", error.sentence, error.detail)
            await sleep(_AGAIN_SECONDS)
        else:
            await sleep((_HOUR_MS - (clock.now_ms() - _AFTER_MS) % _HOUR_MS) / 1000)
