"""Closing in order: each step gets a deadline, so that one that hangs cannot keep the others from running."""

import asyncio
import logging
from collections.abc import Awaitable

log = logging.getLogger(__name__)

STEP_SECONDS = 5.0


async def within(step: str, work: Awaitable[None], seconds: float = STEP_SECONDS) -> None:
    """Wait for a step of closing, but not for ever; a step that takes longer is left and named in the log."""
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        log.warning("closing: %s did not finish within %.0f s and was left", step, seconds)
