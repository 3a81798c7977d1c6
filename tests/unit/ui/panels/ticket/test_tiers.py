"""Position tiers: asked for once, kept, and asked for again when that failed."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.core.instrument import InstrumentId, PositionTier
from terminal_app.tasks import TaskOwner
from terminal_app.ui.panels.ticket.tiers import TierShelf
from tests.helpers.examples import PERP_ID, SPOT_ID

TIERS = (PositionTier(1, Decimal(0), Decimal(100), Decimal(10), Decimal("0.01")),)


class Stage:
    """A shelf and the venue behind it."""

    def __init__(self, clock: ManualClock) -> None:
        self.tasks = TaskOwner("test")
        self.asked: list[InstrumentId] = []
        self.told: list[InstrumentId] = []
        self.down = False
        self.shelf = TierShelf(self.load, self.tasks, clock, self.told.append)

    async def load(self, instrument: InstrumentId) -> Sequence[PositionTier]:
        """The venue."""
        self.asked.append(instrument)
        if self.down:
            raise LinkError("There is no connection.")
        return TIERS


async def test_tiers_are_asked_for_once(manual_clock: ManualClock) -> None:
    stage = Stage(manual_clock)
    assert stage.shelf.get(PERP_ID) == ()
    assert stage.shelf.get(PERP_ID) == ()
    await stage.tasks.drain()
    assert stage.shelf.get(PERP_ID) == TIERS
    manual_clock.advance(60)
    assert stage.shelf.get(PERP_ID) == TIERS
    assert (stage.asked, stage.told) == ([PERP_ID], [PERP_ID])


async def test_spot_has_none(manual_clock: ManualClock) -> None:
    stage = Stage(manual_clock)
    assert stage.shelf.get(SPOT_ID) == ()
    await stage.tasks.drain()
    assert stage.asked == []


async def test_after_a_failure_it_asks_again_but_not_at_once(manual_clock: ManualClock) -> None:
    stage = Stage(manual_clock)
    stage.down = True
    assert stage.shelf.get(PERP_ID) == ()
    await stage.tasks.drain()
    stage.down = False
    assert stage.shelf.get(PERP_ID) == ()
    await stage.tasks.drain()
    assert (len(stage.asked), stage.told) == (1, [])
    manual_clock.advance(11)
    stage.shelf.get(PERP_ID)
    await stage.tasks.drain()
    assert stage.shelf.get(PERP_ID) == TIERS
