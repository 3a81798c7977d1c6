"""Holds trailing stops and linked pairs: watches prices and orders, and sends what follows by the one road.

What follows is decided in `trailing` and `oco`. Nothing happens before the account has been read. Every step
is in the journal, so that a restart goes on where this run ends.
"""

from collections.abc import Iterable

from terminal_app.core.commands import EndHeld, HeldCommand, PlaceOco, PlaceTrail, VenueCommand
from terminal_app.core.held import Held, Trail
from terminal_app.core.market import Ticker
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Outcome, Refused
from terminal_app.trading.held_pairs import HeldPairs
from terminal_app.trading.held_steps import HeldSteps
from terminal_app.trading.held_trails import HeldTrails

_NOT_HELD = "This is not held by this program any more."


class HeldOrders:
    """Everything that this program holds for one account.

    Args:
        steps: the book, the journal and the door out.
    """

    def __init__(self, steps: HeldSteps) -> None:
        self._book = steps.book
        self._trails = HeldTrails(steps)
        self._pairs = HeldPairs(steps)
        self._ready = False

    async def carry(self, command: HeldCommand, source: Source) -> Outcome:
        """Take a command about what is held to its outcome."""
        match command:
            case PlaceTrail():
                return await self._trails.place(command, source)
            case PlaceOco():
                return await self._pairs.place(command, source)
            case EndHeld():
                return self._end(command)

    def recover(self, held: Iterable[Held]) -> None:
        """Take over what an earlier run held; it goes on after `start`."""
        for one in held:
            self._book.put(one)
            if isinstance(one, Trail):
                self._trails.resume(one)

    def start(self) -> None:
        """The account has been read: go on from here."""
        self._ready = True
        self.look()

    def stop(self) -> None:
        """Send nothing more."""
        self._ready = False

    def on_price(self, ticker: Ticker) -> None:
        """A price has come."""
        if self._ready:
            for held in self._book.running():
                if isinstance(held, Trail) and held.instrument == ticker.instrument:
                    self._trails.on_price(held, ticker)

    def look(self) -> None:
        """Something about the account may have changed, or time has passed."""
        if self._ready:
            for held in self._book.running():
                if isinstance(held, Trail):
                    self._trails.follow(held.key)
                else:
                    self._pairs.follow(held.key)

    def hand_on(self, command: VenueCommand, source: Source) -> str:
        """A command is about to leave: what a person has a hand on is left alone until `hand_off`."""
        return "" if source is Source.HELD else self._trails.hand_on(command)

    def hand_off(self, key: str, command: VenueCommand, outcome: Outcome | None) -> None:
        """What became of a command that `hand_on` named something for; no outcome means nobody knows."""
        if key:
            self._trails.hand_off(key, command, outcome)

    def _end(self, command: EndHeld) -> Outcome:
        held = self._book.get(command.client_oid)
        if held is None or held.ended:
            return Refused((_NOT_HELD,))
        if isinstance(held, Trail):
            self._trails.stop(held)
        else:
            self._pairs.stop(held)
        return Accepted(command.client_oid)
