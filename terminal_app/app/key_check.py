"""Tries an API key over a connection of its own, which is closed again; no session is needed or touched."""

import asyncio

from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.key_check import examine_key
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.core.errors import AuthError
from terminal_app.core.events import LinkChanged
from terminal_app.core.keys import Environment, KeyFault, KeyReport, LiveToken
from terminal_app.core.ports import Clock
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner

PATIENCE_SECONDS = 20.0
_NO_ANSWER = "The key could not be tried: Bitget did not answer in time. Check the connection and try again."


def venue_of(environment: Environment) -> Venue:
    """Where keys of an environment belong."""
    return Venue.live(LiveToken(environment)) if environment is Environment.LIVE else Venue.demo()


async def check_key(
    venue: Venue, credentials: Credentials, clock: Clock, patience: float = PATIENCE_SECONDS
) -> KeyReport:
    """Say whether the venue lets a key in, and which part is wrong if it does not. Only reads are sent.

    Args:
        venue: where.
        credentials: to be tried.
        clock: the program's clock.
        patience: seconds after which the network is to blame.
    """
    tasks = TaskOwner("key check")
    try:
        rest = BitgetRest(venue, credentials, clock, tasks, LinkWatch(_nobody))
    except AuthError as error:
        return KeyReport(KeyFault.INCOMPLETE, error.sentence)
    try:
        async with asyncio.timeout(patience):
            return await examine_key(rest, venue.badge)
    except TimeoutError:
        return KeyReport(KeyFault.LINK, _NO_ANSWER)
    finally:
        await tasks.aclose()
        await rest.aclose()


def _nobody(_event: LinkChanged) -> None:
    """The link of a trial is of no interest to the window."""
