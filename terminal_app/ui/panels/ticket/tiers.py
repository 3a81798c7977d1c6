"""The position tiers of instruments: asked for once, when they are first wanted, and kept."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import InstrumentId, PositionTier
from terminal_app.core.ports import Clock
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_AGAIN_S = 10


class TierShelf:
    """Tiers by instrument. Without them a liquidation cannot be estimated; nothing else waits for them.

    Args:
        load: asks the venue; raises `TerminalError`.
        tasks: runs the asking.
        clock: how long ago it last failed.
        changed: told when tiers have come.
    """

    def __init__(
        self,
        load: Callable[[InstrumentId], Awaitable[Sequence[PositionTier]]],
        tasks: TaskOwner,
        clock: Clock,
        changed: Callable[[InstrumentId], None],
    ) -> None:
        self._load = load
        self._tasks = tasks
        self._clock = clock
        self._changed = changed
        self._known: dict[InstrumentId, tuple[PositionTier, ...]] = {}
        self._asked: dict[InstrumentId, float] = {}

    def get(self, instrument: InstrumentId) -> Sequence[PositionTier]:
        """The tiers, smallest first; empty until they have come."""
        known = self._known.get(instrument)
        if known is None and instrument.product.is_futures and self._may_ask(instrument):
            self._asked[instrument] = self._clock.monotonic()
            self._tasks.spawn(self._ask(instrument), "position tiers")
        return known or ()

    def _may_ask(self, instrument: InstrumentId) -> bool:
        asked = self._asked.get(instrument)
        return asked is None or self._clock.monotonic() - asked > _AGAIN_S

    async def _ask(self, instrument: InstrumentId) -> None:
        try:
            self._known[instrument] = tuple(await self._load(instrument))
        except TerminalError as error:
            log.info("no position tiers of %s: %s %s", instrument, error.sentence, error.detail)
            return
        self._changed(instrument)
