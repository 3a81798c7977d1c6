"""Moves trailing stops: one change under way at a time, none while one is in doubt, at most one a second."""

from decimal import Decimal

from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl, PlaceTrail, VenueCommand
from terminal_app.core.held import Trail
from terminal_app.core.market import Ticker
from terminal_app.core.orders import ExitLeg, PositionSide, Side, Source, TriggerBy
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Unknown
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading import trailing
from terminal_app.trading.held_steps import PAUSE_S, HeldSteps

LATE_S = 30
"""Seconds after a restart in which a change of the run before may still arrive at the exchange."""

_GONE_AFTER_S = 10
_NOT_KNOWN = "its stop is not confirmed; the exchange is asked"
_IN_DOUBT = "the last move of the stop is not confirmed; the exchange is asked, and nothing is sent again"
_NO_POSITION = "no position is open"
_GONE = "The position is gone, so nothing trails any more."
_NEVER_LEFT = "Its stop never left this computer, so nothing trails and nothing is protected by it."
_NOT_PLACED = "Its stop was not placed."
_CANCELLED = "Its stop was cancelled by hand."
_STOPPED = "Trailing was stopped by hand. The stop stays where it is."


class HeldTrails:
    """The trails of one account.

    Args:
        steps: the book, the journal and the door out.
    """

    def __init__(self, steps: HeldSteps) -> None:
        self._steps = steps
        self._in_doubt: dict[str, Decimal] = {}
        self._hands: set[str] = set()
        self._gone_since: dict[str, float] = {}
        self._kept_peaks: dict[str, tuple[float, Decimal | None]] = {}

    async def place(self, command: PlaceTrail, source: Source) -> Outcome:
        """Place the stop, and follow the price from then on."""
        steps = self._steps
        instrument = steps.prices.instrument(command.instrument)
        if reasons := tuple(trailing.trail_refusals(command, instrument)):
            return Refused(reasons)
        trail = trailing.begun(command, steps.clock.now_ms())
        if refused := steps.begin(trail):
            return refused
        try:
            if refused := await steps.write(trail):
                steps.book.drop(trail.key)
                return refused
            leg = ExitLeg(command.stop, command.by)
            stop = PlaceTpSl(
                command.client_oid,
                command.instrument,
                command.side,
                command.position_side,
                command.size,
                stop_loss=leg,
            )
            outcome = await steps.door.submit(stop, source)
            if not isinstance(outcome, Accepted | Unknown):
                steps.finish(trailing.ended(self._now(trail), _NOT_PLACED), announce=False)
        finally:
            steps.give_back(trail.key, taken=True)
        self.follow(trail.key)
        return outcome

    def stop(self, trail: Trail) -> None:
        """The person wants the stop to stay where it is."""
        self._steps.finish(trailing.ended(trail, _STOPPED), announce=False)

    def resume(self, trail: Trail) -> None:
        """Go on with a trail of an earlier run."""
        if len(trail.levels) > 1:
            self._in_doubt[trail.key] = trail.level
            self._steps.hold_back(trail.key, LATE_S)

    def on_price(self, trail: Trail, ticker: Ticker) -> None:
        """A price of its instrument has come."""
        price = _price_of(ticker, trail.by)
        if price is not None:
            after = trailing.seen(trail, price)
            self._steps.put(after, keep=after.active and not trail.active)
            self.follow(trail.key)

    def hand_on(self, command: VenueCommand) -> str:
        """A person changes or cancels something: if that is a trailing stop, it is left alone meanwhile.

        Returns:
            the trail it is about, to be given to `hand_off`; empty for none.
        """
        if not isinstance(command, AmendStrategy | CancelStrategy):
            return ""
        order = self._steps.books.strategies.find(command.client_oid, command.order_id)
        trail = self._steps.book.get(order.client_oid if order else command.client_oid)
        if not isinstance(trail, Trail) or trail.ended:
            return ""
        self._hands.add(trail.key)
        return trail.key

    def hand_off(self, key: str, command: VenueCommand, outcome: Outcome | None) -> None:
        """What became of it: a stop that was moved by hand does not trail any more."""
        self._hands.discard(key)
        trail = self._steps.book.get(key)
        if isinstance(trail, Trail) and (outcome is None or isinstance(outcome, Accepted | Unknown)):
            if isinstance(command, CancelStrategy):
                self._steps.finish(trailing.ended(trail, _CANCELLED), announce=False)
            elif isinstance(command, AmendStrategy):
                stop = command.stop_loss.trigger if command.stop_loss else None
                if stop != trail.level:
                    self._steps.finish(trailing.ended(trail, trailing.BY_HAND))
        self.follow(key)

    def follow(self, key: str) -> None:
        """Look at a trail: what the venue shows of its stop, and whether the stop is to be moved."""
        steps, trail = self._steps, self._steps.book.get(key)
        if not isinstance(trail, Trail) or trail.ended or key in self._hands:
            return
        order = steps.books.strategies.get(key)
        if order is None:
            if not steps.is_busy(key):
                steps.finish(trailing.ended(trail, _NEVER_LEFT))
            return
        trail = self._cleared(trailing.shown(trail, order), order)
        if trail.ended:
            steps.finish(trail, announce=order.status is not StrategyStatus.DONE)
            return
        steps.put(trail)
        if self._position_gone(trail):
            steps.finish(trailing.ended(trail, _GONE))
            return
        ticker = steps.prices.ticker(trail.instrument)
        instrument = steps.prices.instrument(trail.instrument)
        price = None if ticker is None else _price_of(ticker, trail.by)
        steps.pause(key, why := self._why_paused(trail, order, ticker))
        if why:
            self._keep_peak(trail)
        if why or steps.is_busy(key) or steps.rests(key) or price is None or instrument is None:
            return
        level = trailing.due(trail, price, instrument)
        if level is not None:
            steps.take(key)
            steps.door.spawn(self._move(trail, order, level), "trailing stop")

    async def _move(self, trail: Trail, order: StrategyOrder, level: Decimal) -> None:
        steps, outcome = self._steps, None
        wanted = trailing.asked(trail, level)
        try:
            steps.put(wanted, keep=False)
            # On disk before it leaves: a restart must know every level the stop may stand at.
            outcome = await steps.write(wanted) or await steps.door.submit(
                _amend_of(trail, order, level), Source.HELD
            )
        finally:
            taken = outcome is None or isinstance(outcome, Accepted | Unknown)
            if outcome is None or isinstance(outcome, Unknown):
                self._in_doubt[trail.key] = level
            elif not taken:
                steps.put(trailing.not_made(self._now(wanted), level))
            steps.give_back(trail.key, taken=taken)
        self.follow(trail.key)

    def _now(self, trail: Trail) -> Trail:
        """The trail as it stands in the book."""
        found = self._steps.book.get(trail.key)
        return found if isinstance(found, Trail) else trail

    def _cleared(self, trail: Trail, order: StrategyOrder) -> Trail:
        """Without a level in doubt once it is settled: the venue shows it, or has not taken it."""
        level = self._in_doubt.get(trail.key)
        if level is None or order.status is not StrategyStatus.PENDING or trail.ended:
            return trail
        arrived = level == trail.levels[0] or level not in trail.levels
        if not arrived and (self._steps.door.doubtful(trail.key) or self._steps.rests(trail.key)):
            return trail
        del self._in_doubt[trail.key]
        return trail if arrived else trailing.not_made(trail, level)

    def _why_paused(self, trail: Trail, order: StrategyOrder, ticker: Ticker | None) -> str:
        steps = self._steps
        if order.status is not StrategyStatus.PENDING:
            return _NOT_KNOWN
        if trail.key in self._in_doubt:
            return _IN_DOUBT
        if block := steps.door.block():
            return block[:1].lower() + block[1:].rstrip(".")
        if trail.key in self._gone_since:
            return _NO_POSITION
        if ticker is None or _price_of(ticker, trail.by) is None:
            return f"there is no {trail.by.value} price"
        age = int(steps.clock.monotonic() - ticker.stamp.received)
        return f"the last price is {age} s old" if age > steps.door.stale_s() else ""

    def _position_gone(self, trail: Trail) -> bool:
        """Whether nothing has been open for a while that the stop could close."""
        held = PositionSide.LONG if trail.side is Side.SELL else PositionSide.SHORT
        if self._steps.books.positions.get(trail.instrument, held) is not None:
            self._gone_since.pop(trail.key, None)
            return False
        now = self._steps.clock.monotonic()
        return now - self._gone_since.setdefault(trail.key, now) > _GONE_AFTER_S

    def _keep_peak(self, trail: Trail) -> None:
        """Have the peak in the journal, at most once a second, while the stop cannot follow it."""
        now, (at, peak) = self._steps.clock.monotonic(), self._kept_peaks.get(trail.key, (0, None))
        if trail.peak != peak and now - at >= PAUSE_S:
            self._kept_peaks[trail.key] = (now, trail.peak)
            self._steps.keep_soon(trail)


def _amend_of(trail: Trail, order: StrategyOrder, level: Decimal) -> AmendStrategy:
    limit = order.stop_loss.price if order.stop_loss else None
    return AmendStrategy(
        trail.key,
        trail.instrument,
        order.order_id or None,
        size=order.size,
        take_profit=order.take_profit,
        stop_loss=ExitLeg(level, trail.by, limit),
    )


def _price_of(ticker: Ticker, by: TriggerBy) -> Decimal | None:
    return ticker.mark if by is TriggerBy.MARK else ticker.last
