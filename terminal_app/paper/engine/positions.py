"""A futures position: how trades open, grow, shrink and end it, and what it is worth.

The entry value is kept as an exact sum (`cost`), never as an average price, so that profit paid out plus
value left always equals what was traded. Knows nothing of balances.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.exact import ratio

_COST_GRAIN = Decimal("1e-10")


@dataclass(slots=True)
class Position:
    """One position.

    `key` is `NET` in one-way mode, else the side it is held on; `direction` is the side of the trades that
    open it, and never changes: a net position that flips ends and a new one begins. `side` is LONG or SHORT,
    also when it has just been closed; `closing_side` is the side of an order that makes it smaller. `size` is
    signed: positive is long. `cost` is the value at entry of what is held, `isolated` the margin set aside
    for it (zero when crossed). `opened` and `closed` are the sizes and values traded in its life; fees are
    positive when charged, `funding` when received. With `auto_margin` an isolated one is given more margin
    before it is lost.
    """

    position_id: str
    instrument: Instrument
    key: PositionSide
    direction: Side
    margin_mode: MarginMode
    created_ms: int
    updated_ms: int
    size: Decimal = ZERO
    cost: Decimal = ZERO
    isolated: Decimal = ZERO
    realised: Decimal = ZERO
    funding: Decimal = ZERO
    open_fee: Decimal = ZERO
    close_fee: Decimal = ZERO
    opened: Decimal = ZERO
    opened_value: Decimal = ZERO
    closed: Decimal = ZERO
    closed_value: Decimal = ZERO
    auto_margin: bool = False
    side: PositionSide = field(init=False)
    closing_side: Side = field(init=False)

    def __post_init__(self) -> None:
        self.side = PositionSide.LONG if self.direction is Side.BUY else PositionSide.SHORT
        self.closing_side = self.direction.opposite

    @property
    def avg_price(self) -> Decimal:
        """The average entry price; zero when nothing is held."""
        return ratio(self.cost, abs(self.size)) if self.size else ZERO

    def value(self, mark: Decimal) -> Decimal:
        """The notional at a price, never negative."""
        return abs(self.size) * mark

    def unrealised(self, mark: Decimal) -> Decimal:
        """Profit if it were closed at a price, before fees."""
        gain = self.value(mark) - self.cost
        return gain if self.direction is Side.BUY else -gain

    def increase(self, size: Decimal, value: Decimal) -> None:
        """Open it or make it larger."""
        self.size += size if self.direction is Side.BUY else -size
        self.cost += value
        self.opened += size
        self.opened_value += value

    def decrease(self, size: Decimal, value: Decimal) -> tuple[Decimal, Decimal]:
        """Make it smaller by at most what is held; returns realised profit and isolated margin set free."""
        held = abs(self.size)
        cost = _share(self.cost, size, held)
        freed = _share(self.isolated, size, held)
        gain = value - cost if self.direction is Side.BUY else cost - value
        self.size += -size if self.direction is Side.BUY else size
        self.cost -= cost
        self.isolated -= freed
        self.realised += gain
        self.closed += size
        self.closed_value += value
        return gain, freed


def _share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The share of an amount that goes with a part; all of it with the whole: rounding leaves nothing."""
    if part == whole:
        return amount
    return (amount * part / whole).quantize(_COST_GRAIN, rounding=ROUND_HALF_EVEN)
