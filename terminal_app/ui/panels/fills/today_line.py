"""The line under fills and order history that answers: did I make money today?"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from terminal_app.core.account import Fill
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.ui import format as text
from terminal_app.ui.panels.fills.today import TIP, today_text
from terminal_app.ui.style import Role, set_role
from terminal_app.ui.widgets.text import set_tip


class TodayLine(QLabel):
    """Today's sums of all fills that are loaded, whatever the table above is filtered by.

    Args:
        fills: our executions.
        find: the rules of an instrument.
        clock: says what day it is.
    """

    def __init__(
        self,
        fills: Callable[[], Sequence[Fill]],
        find: Callable[[InstrumentId], Instrument | None],
        clock: Clock,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, Role.SOFT)
        set_tip(self, TIP)
        self.setWordWrap(True)
        self._fills = fills
        self._find = find
        self._clock = clock
        self._day = 0
        self.refresh()

    def refresh(self) -> None:
        """Add up anew."""
        now_ms = self._clock.now_ms()
        self._day = text.day_start(now_ms)
        self.setText(today_text(self._fills(), self._find, now_ms))

    def on_tick(self) -> None:
        """Time has passed: at midnight another day begins."""
        if text.day_start(self._clock.now_ms()) != self._day:
            self.refresh()


class ZoneLabel(QLabel):
    """Says once, over a table, which zone its times are in."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, Role.CAPTION)
        self._clock = clock
        self.refresh()

    def refresh(self) -> None:
        """The zone may be another one."""
        self.setText(f"Times are {text.zone_name(self._clock.now_ms())}")
