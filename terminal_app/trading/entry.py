"""Whether entry is open, and what shuts it: closing, a lost private stream, a reading, a sleep, a halt."""

import logging

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.events import Link, LinkChanged, LinkEvent, LinkState
from terminal_app.core.ports import Clock
from terminal_app.trading.gate import Gate
from terminal_app.trading.sleep import StillnessWatch, stillness_sentence
from terminal_app.trading.sync import AccountSync

log = logging.getLogger(__name__)

CLOSING = "The terminal is closing."
_LINK_DOWN = "Orders are shut: the private connection to the exchange is down."
_CATCHING_UP = "Orders open again when what happened meanwhile has been read from the exchange."
_FLOWING = (LinkState.LIVE, LinkState.DEGRADED)


class Entry:
    """Says why orders may not pass, and has the account read again when something may have been missed.

    Attributes:
        closing: whether the program ends; set once, by whoever closes.

    Args:
        gate: the kill switch, which is told what else shuts entry.
        sync: reads the account, and shuts entry while it has to.
        changes: told when a lost stream shuts entry.
        own_clock: shows whether this program stood still.
    """

    def __init__(self, gate: Gate, sync: AccountSync, changes: Changes, own_clock: Clock) -> None:
        self.closing = False
        self._gate = gate
        self._sync = sync
        self._changes = changes
        self._own_clock = own_clock
        self._stillness = StillnessWatch(own_clock.now_ms(), own_clock.monotonic())
        self._private: LinkState | None = None
        self._link_block: str | None = None
        gate.shut = self._shut

    def block(self) -> str | None:
        """Why nothing but cancels and closes may pass."""
        return self._gate.halted() or self._shut()

    def read_account(self, shut: str | None) -> None:
        """Read the account again; entry is shut until then when told why."""
        if shut is not None:
            self._sync.shut(shut)
        self._sync.again()

    def on_link(self, event: LinkEvent) -> None:
        """Shut entry when the private stream is lost, and read the account when it is back."""
        if not isinstance(event, LinkChanged) or event.link is not Link.PRIVATE:
            return
        before, self._private = self._private, event.state
        if event.state in _FLOWING:
            if before in _FLOWING:
                return
            shut = _CATCHING_UP if self._link_block is not None else None
            self._link_block = None
            # Whatever happened between the last reading and the first push was told to nobody.
            self.read_account(shut)
        elif event.state is not LinkState.CONNECTING or before is not None:
            self._link_block = event.sentence or _LINK_DOWN
            self._changes.mark(Topic(Kind.TRADING))

    def begin(self) -> None:
        """The account is about to be read: from here on a gap between two looks shuts entry."""
        self._look()

    def look_at_clock(self) -> None:
        """To be called about once a second: finds out that the computer slept."""
        lost = self._look()
        if lost is not None:
            sentence = stillness_sentence(lost)
            log.warning("%s", sentence)
            self.read_account(sentence)

    def _shut(self) -> str | None:
        return CLOSING if self.closing else self._link_block or self._sync.block or self._slept()

    def _slept(self) -> str | None:
        """Why orders are shut right after a sleep, before the next look at the clocks has noticed it."""
        lost = self._stillness.lost(self._own_clock.now_ms(), self._own_clock.monotonic())
        return None if lost is None else stillness_sentence(lost)

    def _look(self) -> int | None:
        return self._stillness.look(self._own_clock.now_ms(), self._own_clock.monotonic())
