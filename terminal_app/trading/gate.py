"""The kill switch and its kin: what the person, or a loss limit, allows to leave at all.

It is asked twice: by the service at the door, and by the client when the first byte is about to leave, below
everything that waits. It knows neither orders nor a client, and it is remembered over a restart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ports import Clock, Purpose

_HALTED = "Trading is halted"
_REDUCING = "Only orders that reduce a position are allowed"


class TradingState(Enum):
    """What may leave: everything, what makes risk smaller, or cancels and closes alone."""

    ENABLED = "enabled"
    REDUCE_ONLY = "reduce-only"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class GateState:
    """What is remembered: the person's choice with its reason, and a lock after a day's loss (Unix ms)."""

    chosen: TradingState = TradingState.ENABLED
    why: str = ""
    since_ms: int = 0
    locked_until_ms: int = 0
    lock_why: str = ""


def to_save(state: GateState) -> Mapping[str, object]:
    """The state as a file holds it."""
    return {
        "chosen": state.chosen.value,
        "why": state.why,
        "since_ms": state.since_ms,
        "locked_until_ms": state.locked_until_ms,
        "lock_why": state.lock_why,
    }


def from_saved(saved: Mapping[str, object]) -> GateState:
    """The state of a file; an empty file is an open gate, and a word nobody knows is a halt."""
    words = {state.value: state for state in TradingState}
    chosen = saved.get("chosen", TradingState.ENABLED.value)
    since_ms, until_ms = saved.get("since_ms"), saved.get("locked_until_ms")
    return GateState(
        chosen=words.get(str(chosen), TradingState.HALTED),
        why=str(saved.get("why", "")),
        since_ms=since_ms if isinstance(since_ms, int) else 0,
        locked_until_ms=until_ms if isinstance(until_ms, int) else 0,
        lock_why=str(saved.get("lock_why", "")),
    )


class Gate:
    """Holds the state, and answers who may pass.

    Args:
        clock: tells when a lock ends.
        state: what was remembered.
        keep: writes the state so that it survives a crash; returns when it is on the disk.
    """

    def __init__(
        self,
        clock: Clock,
        state: GateState | None = None,
        keep: Callable[[GateState], None] | None = None,
    ) -> None:
        self.shut: Callable[[], str | None] = _open
        self._clock = clock
        self._kept = state or GateState()
        self._keep = keep

    @property
    def kept(self) -> GateState:
        """What is remembered."""
        return self._kept

    @property
    def state(self) -> TradingState:
        """What may leave now."""
        if self._kept.chosen is TradingState.ENABLED and self._locked:
            return TradingState.REDUCE_ONLY
        return self._kept.chosen

    @property
    def stands(self) -> tuple[TradingState, str]:
        """What may leave now, and why not everything may; "" while it may."""
        if self._kept.chosen is TradingState.ENABLED and not self._locked:
            return TradingState.ENABLED, ""
        return self.state, self.halted() or self.reducing() or ""

    def halted(self) -> str | None:
        """The sentence while only cancels and closes may leave, else `None`."""
        if self._kept.chosen is not TradingState.HALTED:
            return None
        return _sentence(_HALTED, self._kept.why)

    def reducing(self) -> str | None:
        """The sentence while nothing may leave that can grow a position, else `None`."""
        if self._kept.chosen is TradingState.REDUCE_ONLY:
            return _sentence(_REDUCING, self._kept.why)
        return _sentence(_REDUCING, self._kept.lock_why) if self._locked else None

    def may_send(self, purpose: Purpose) -> str | None:
        """Why a call must not leave now, `None` when it may. Reads, cancels and closes always may.

        The guard of a position is held back by a halt alone: it must not wait until growing is safe again.
        """
        if purpose is Purpose.GUARD:
            return self.halted()
        if purpose is not Purpose.ORDER:
            return None
        return self.halted() or self.shut()

    def choose(self, state: TradingState, why: str) -> None:
        """Set what may leave, at once; a lock after a loss stays until its time.

        Raises:
            EnvironmentTroubleError: it holds now, but could not be written down.
        """
        self._set(replace(self._kept, chosen=state, why=why, since_ms=self._clock.now_ms()))

    def lock(self, until_ms: int, why: str) -> None:
        """Allow nothing but reductions until a moment (Unix ms). A lock is never shortened.

        Raises:
            EnvironmentTroubleError: it holds now, but could not be written down.
        """
        if until_ms > self._kept.locked_until_ms:
            self._set(replace(self._kept, locked_until_ms=until_ms, lock_why=why))

    @property
    def locked_until_ms(self) -> int | None:
        """When the lock after a loss ends (Unix ms), `None` without one."""
        return self._kept.locked_until_ms if self._locked else None

    @property
    def _locked(self) -> bool:
        return self._clock.now_ms() < self._kept.locked_until_ms

    def _set(self, state: GateState) -> None:
        # It holds before it is written: a slow disk must not keep the switch open.
        self._kept = state
        if self._keep is None:
            return
        try:
            self._keep(state)
        except OSError as error:
            raise EnvironmentTroubleError(
                "This holds now, but it could not be written down and would be forgotten by a restart. "
                "Check the disk.",
                str(error),
            ) from error


def _sentence(what: str, why: str) -> str:
    return f"{what}: {why}" if why else f"{what}."


def _open() -> str | None:
    return None
