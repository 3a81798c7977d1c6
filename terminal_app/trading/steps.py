"""What every road to the exchange does the same way, and what it asks of the service around it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import PlaceTrigger, VenueCommand
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Refused, VenueOutcome
from terminal_app.core.ports import AccountData, OrderEntry
from terminal_app.core.records import Record
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.gate import Gate
from terminal_app.trading.risk import RiskView
from terminal_app.trading.timings import OrderTimings

C = TypeVar("C")
A = TypeVar("A")

NO_ANSWER = "The program stopped waiting before the exchange answered."
SENT_ALREADY = "This order was sent already; nothing is ever sent twice."


class TradingClient(OrderEntry, AccountData, Protocol):
    """What trading needs of an exchange."""


@dataclass(frozen=True, slots=True)
class OrderTiming:
    """How long the exchange took to answer a command, in milliseconds from send to answer."""

    intent_id: str
    answer_ms: float


@dataclass(frozen=True, slots=True)
class Door:
    """What the road asks of the service around it.

    `block` says why nothing but cancels and closes may pass; `gate` holds the kill switch; `hold_mode` how
    a product is set up; `spot_triggers` whether spot has trigger orders; `remember` takes a record for the
    journal and returns at once; `read_account` reads the account again, shutting orders for it when told why;
    `answered` hears how long an answer took; `timings` keeps the times of each order; `replaces` says whether
    the venue changes an order by putting another in its place, and `paired` whether an order is one of a pair
    that this program holds.
    """

    block: Callable[[], str | None]
    gate: Gate
    hold_mode: Callable[[ProductType], HoldMode | None]
    spot_triggers: Callable[[], bool]
    remember: Callable[[Record], None]
    read_account: Callable[[str | None], None]
    answered: Callable[[OrderTiming], None]
    timings: OrderTimings
    replaces: Callable[[], bool]
    paired: Callable[[str], bool]

    def shut(self, *, reducing: bool) -> str | None:
        """Why an order may not pass; one that only reduces passes where nothing may grow."""
        block = self.block()
        return block if block or reducing else self.gate.reducing()


class Writing(Protocol):
    """Puts an intent on disk, with the rules it passed."""

    async def __call__(
        self, command: VenueCommand, source: Source, intent_id: str, rules: tuple[str, ...] | None = None
    ) -> Refused | None:
        """Write it; the refusal when that fails."""
        ...


class Timed(Protocol):
    """Sends something and takes the time."""

    async def __call__(self, intent_id: str, send: Callable[[C], Awaitable[A]], command: C) -> A:
        """Send `command`."""
        ...


@dataclass(frozen=True, slots=True)
class Steps:
    """What every road does the same way.

    `reserve` uses a client order id up; `write` puts an intent on disk or says why not; `timed` sends;
    `answered` remembers an answer; `new_id` names an intent that has no order id of its own; `block` says why
    nothing may leave, `growing` why nothing may that can grow a position, `halted` that all is halted; `view`
    gathers what the risk check needs, for a change of a waiting order with that order; `leaving` counts a
    trigger order until the books have it.
    """

    reserve: Callable[[str], bool]
    write: Writing
    timed: Timed
    answered: Callable[[str, VenueOutcome], None]
    new_id: Callable[[], str]
    block: Callable[[], str | None]
    growing: Callable[[], str | None]
    halted: Callable[[], str | None]
    view: Callable[[InstrumentId, StrategyOrder | None], RiskView]
    leaving: Callable[[PlaceTrigger], AbstractContextManager[None]]
