"""How the exchange is spoken to, as the person chooses it: its own switch set, and all of it kept."""

import asyncio
import logging
from dataclasses import replace

from terminal_app.app.exchange_switch import Renewer, Switch, switch_to
from terminal_app.app.guards import Guards
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_SWITCHING = "The switch is being set already. Try again in a moment."


class ExchangeChoosing:
    """Sets the exchange's own switch one at a time, and keeps what holds.

    Args:
        guards: hold the choices, and keep them.
        tasks: own the setting of the switch.
    """

    def __init__(self, guards: Guards, tasks: TaskOwner) -> None:
        self._guards = guards
        self._tasks = tasks
        self._switching: asyncio.Task[str] | None = None

    def choose_orders_over(self, over: OrdersOver) -> str:
        """Have orders go by another way from the next connection on; why that was not kept, if so."""
        return self._keep(replace(self._guards.choices, orders_over=over))

    async def use_countdown(self, seconds: int, venue: Switch, renewer: Renewer) -> str:
        """Set the exchange's own switch, or take it off with zero, and keep that for the next start.

        Returns:
            Why it could not be, in a sentence; empty when it holds.
        """
        if self._switching is not None and not self._switching.done():
            return _SWITCHING
        self._switching = self._tasks.spawn(switch_to(seconds, venue, renewer), "the exchange's own switch")
        trouble = await self._switching
        return trouble or self._keep(replace(self._guards.choices, countdown_s=seconds))

    async def end_switching(self) -> None:
        """Leave no switch half set: what is under way is taken back while there is still a connection."""
        if self._switching is not None:
            self._switching.cancel()
            await asyncio.wait((self._switching,))

    def _keep(self, new: ExchangeChoices) -> str:
        try:
            self._guards.keep_choices(new)
        except OSError as error:
            log.warning("the choices for the exchange could not be kept: %s", error)
            return "This holds now, but could not be written down. Check the disk."
        return ""
