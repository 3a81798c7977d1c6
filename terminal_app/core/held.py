"""Orders that this program holds because the venue has none of their kind: trailing stops and linked pairs.

What protects or opens is always an order at the venue; only the moving along and the linking happen here. So
when the program ends, the last stop still stands and both orders of a pair still wait.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import PositionSide, Side, TriggerBy


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a trailing stop stays behind: in quote coin, or in percent of the best price."""

    value: Decimal
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """A stop-loss at the venue that is moved along behind the price, never back.

    `stop_oid` is the client order id of the stop and names the trail. `side` is the side that closes, `size`
    is in base coin, `None` for the whole position. `levels` are the prices the stop may stand at now, looser
    first: the one the venue has shown, then those that were asked for and not seen yet. `peak` is the best
    price since it is active, `None` before; with `activation` it becomes active when that price is reached.
    `note` says why it ended, in a sentence.
    """

    stop_oid: str
    instrument: InstrumentId
    side: Side
    distance: Distance
    levels: tuple[Decimal, ...]
    started_ms: int
    by: TriggerBy = TriggerBy.LAST
    position_side: PositionSide = PositionSide.NET
    size: Decimal | None = None
    activation: Decimal | None = None
    peak: Decimal | None = None
    ended: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        """What names it among all that is held."""
        return self.stop_oid

    @property
    def orders(self) -> tuple[str, ...]:
        """The client order ids of what it holds at the venue."""
        return (self.stop_oid,)

    @property
    def level(self) -> Decimal:
        """The tightest price that was asked for."""
        return self.levels[-1]

    @property
    def active(self) -> bool:
        """Whether the stop moves already."""
        return self.peak is not None


class Winner(Enum):
    """What decided a linked pair, so that the other order has to go; or the person, who wants neither."""

    LIMIT = "limit"
    TRIGGER = "trigger"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Oco:
    """A limit order and a trigger order of which one cancels the other.

    The client order id of the limit order names the pair. `size` is what either was placed for, in base coin.
    `won` is what decided it, `None` while both wait. `note` says how it ended, in a sentence.
    """

    limit_oid: str
    trigger_oid: str
    instrument: InstrumentId
    side: Side
    size: Decimal
    started_ms: int
    won: Winner | None = None
    ended: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        """What names it among all that is held."""
        return self.limit_oid

    @property
    def orders(self) -> tuple[str, ...]:
        """The client order ids of what it holds at the venue."""
        return (self.limit_oid, self.trigger_oid)


Held = Trail | Oco
