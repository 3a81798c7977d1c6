"""What may leave, as a person or a day's loss decides it: the switch and our own limits, told and kept."""

import logging
from collections.abc import Callable, Iterable

from terminal_app.core.bills import Bill
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.outcomes import Refused
from terminal_app.core.ports import Clock
from terminal_app.core.records import EventSeen, Record
from terminal_app.trading.day import loss_lock
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.gate import Gate, TradingState
from terminal_app.trading.judge import Judge
from terminal_app.trading.limits import RiskLimits, loosened, nonsense
from terminal_app.trading.trading_day import TradingDay

log = logging.getLogger(__name__)

_TRADING = Topic(Kind.TRADING)


class Controls:
    """Whatever is chosen holds at once, even when it cannot be written down; that is said.

    Attributes:
        day: what today brought, which may lock entry.

    Args:
        gate: holds the switch.
        judge: holds the limits that orders are checked with.
        day: see above.
        changes: told about every change and every fact.
        clock: time.
        remember: takes a record for the journal and returns at once.
        keep_limits: writes new limits down; raises `OSError`.
    """

    def __init__(
        self,
        gate: Gate,
        judge: Judge,
        day: TradingDay,
        changes: Changes,
        clock: Clock,
        remember: Callable[[Record], None],
        keep_limits: Callable[[RiskLimits], None] | None = None,
    ) -> None:
        self.day = day
        self._gate = gate
        self._judge = judge
        self._changes = changes
        self._clock = clock
        self._remember = remember
        self._keep_limits = keep_limits

    @property
    def state(self) -> TradingState:
        """What may leave at all: everything, reductions, or cancels and closes alone."""
        return self._gate.state

    @property
    def limits(self) -> RiskLimits:
        """Our own limits as they are now."""
        return self._judge.limits

    def halt(self, why: str) -> None:
        """Let nothing leave but cancels and closes, from this moment on and over a restart."""
        self._choose(TradingState.HALTED, why)

    def reduce_only(self, why: str) -> None:
        """Let nothing leave that can grow a position."""
        self._choose(TradingState.REDUCE_ONLY, why)

    def resume(self) -> None:
        """Open again what `halt` or `reduce_only` shut. A lock after a loss stays until its time."""
        self._choose(TradingState.ENABLED, "")

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Change our own limits, from the next order on and over a restart.

        Args:
            new: all of them.
            loosen: whether the person has agreed to what is allowed from now on.

        Returns:
            `None` when they hold, else the reasons: what makes no sense, or what would be loosened.
        """
        old = self._judge.limits
        allowed = loosened(old, new)
        reasons = nonsense(new) or (() if loosen else allowed)
        if reasons:
            return Refused(reasons)
        self._judge.limits = new
        self._note("limits", " ".join(allowed) or "Limits were tightened.")
        try:
            if self._keep_limits is not None:
                self._keep_limits(new)
        except OSError as error:
            log.warning("the limits could not be kept: %s", error)
            self._tell("The new limits hold now, but could not be written down. Check the disk.")
        self.watch_the_day()
        self._changes.mark(_TRADING)
        return None

    def learn_bills(self, bills: Iterable[Bill]) -> None:
        """Take every bill since the day began, and what they do to its result."""
        self.day.learn_bills(bills)
        self.watch_the_day()
        self._changes.mark(_TRADING)

    def watch_the_day(self) -> None:
        """Lock entry for the rest of the day when its loss is too large."""
        if self.limits.max_daily_loss is None:
            return
        lock = loss_lock(self.day.result(), self.limits, self._clock.now_ms())
        if lock is not None and self._gate.locked_until_ms != lock[0]:
            self._guarded(lambda: self._gate.lock(*lock))
            self._note("daily loss", lock[1])
            self._tell(f"Entry is locked: {lock[1]}")

    def _choose(self, state: TradingState, why: str) -> None:
        self._guarded(lambda: self._gate.choose(state, why))
        self._note(state.value, why)

    def _guarded(self, change: Callable[[], None]) -> None:
        """Change the gate; it holds even when it cannot be written down, and then says so."""
        try:
            change()
        except EnvironmentTroubleError as error:
            log.warning("%s %s", error.sentence, error.detail)
            self._tell(error.sentence)
        self._changes.mark(_TRADING)

    def _note(self, kind: str, sentence: str) -> None:
        self._remember(EventSeen(kind, sentence, self._clock.now_ms()))

    def _tell(self, sentence: str) -> None:
        self._changes.post(TradingNotice(sentence))
