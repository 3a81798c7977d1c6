"""What goes wrong with the venue itself: a clock that is off, symbols that go."""

import asyncio
from typing import TYPE_CHECKING

from terminal_app.core.instrument import InstrumentId, InstrumentStatus
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Kind, Plan, Rule
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import PRODUCT

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock


class SkewedClock:
    """A clock that is ahead of another by as much as a plan says (behind when negative)."""

    def __init__(self, clock: "Clock", plan: Plan) -> None:
        self._clock = clock
        self._ahead = sum(rule.milliseconds for rule in plan.rules if rule.kind is Kind.CLOCK_SKEW)

    def now_ms(self) -> int:
        """Wall clock, Unix milliseconds."""
        return self._clock.now_ms() + self._ahead

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return self._clock.monotonic()


async def delist(venue: Venue, dice: Dice) -> None:
    """Take the symbols of a plan off the list, each at its time."""
    rules = sorted(
        (rule for rule in dice.plan.rules if rule.kind is Kind.DELIST), key=lambda rule: rule.seconds
    )
    waited = 0.0
    for rule in rules:
        await asyncio.sleep(max(0.0, rule.seconds - waited))
        waited = max(waited, rule.seconds)
        instrument = _named(rule)
        if instrument is not None and instrument in venue.engine.instruments:
            venue.engine.set_status(instrument, InstrumentStatus.HALTED)
            dice.note(dice.strike(rule), f"symbol {instrument}")


def _named(rule: Rule) -> InstrumentId | None:
    product = PRODUCT.get(rule.category.upper())
    return None if product is None else InstrumentId(product, rule.symbol)
