"""The exchange's own dead-man switch, set because the person asked for it; the exchange says whether it may.

The watchdog renews it afterwards. It is only ever set after the exchange took it, and taken off again when
nobody would renew it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from terminal_app.bitget.codes import Kind
from terminal_app.bitget.errors import meaning_of
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, VenueOutcome
from terminal_app.settings.exchange import LONGEST_COUNTDOWN_S

_APART_S = 1.2
_TRIES = 3
_ON_REQUEST = "Bitget gives its own switch to an account on request only; ask its support for it."
_STILL_ON = (
    f"Bitget did not answer. If it heard the request, it cancels every order in {LONGEST_COUNTDOWN_S} s: "
    "choose “nothing” and save until it answers."
)
_STILL_HELD = "Bitget did not answer, so its switch may still be on. Save again until it answers."


class Switch(Protocol):
    """The venue, as far as its own switch is concerned."""

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """Have the venue cancel EVERY order unless this is called again in time; zero switches it off."""
        ...


class Renewer(Protocol):
    """Who renews the switch while this program lives."""

    async def use_countdown(self, seconds: int) -> None:
        """Renew it from now on; zero lets go of it.

        Raises:
            EnvironmentTroubleError: nobody renews it.
        """
        ...


async def switch_to(
    seconds: int,
    venue: Switch,
    renewer: Renewer,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> str:
    """Set the switch, or take it off with zero.

    The venue is first asked for its longest time: whoever renews it needs some seconds to start.

    Returns:
        Why it could not be, in a sentence; empty when it holds. Cancelled, it is taken off.
    """
    try:
        return await _switched(seconds, venue, renewer, sleep)
    except asyncio.CancelledError:
        # The program ends: whoever was to renew it does not live to do so.
        await venue.countdown_cancel_all(0)
        raise


async def _switched(
    seconds: int, venue: Switch, renewer: Renewer, sleep: Callable[[float], Awaitable[None]]
) -> str:
    outcome = await venue.countdown_cancel_all(LONGEST_COUNTDOWN_S if seconds else 0)
    for _ in range(_TRIES):
        # The venue hears one such call a second, and whoever renews the switch may just have made it.
        if not isinstance(outcome, Rejected) or meaning_of(outcome.code).kind is not Kind.RATE:
            break
        await sleep(_APART_S)
        outcome = await venue.countdown_cancel_all(LONGEST_COUNTDOWN_S if seconds else 0)
    if isinstance(outcome, Rejected):
        return f"{outcome.sentence} (code {outcome.code}) {_ON_REQUEST}"
    if isinstance(outcome, NotSent):
        return outcome.sentence
    if not isinstance(outcome, Accepted):
        off = await venue.countdown_cancel_all(0)
        return outcome.cause if isinstance(off, Accepted) else _STILL_ON if seconds else _STILL_HELD
    await sleep(_APART_S)
    try:
        await renewer.use_countdown(seconds)
    except EnvironmentTroubleError as error:
        off = await venue.countdown_cancel_all(0)
        return error.sentence if isinstance(off, Accepted) else f"{error.sentence} {_STILL_ON}"
    return ""
