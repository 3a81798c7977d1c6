"""The frame clock: at most once per display frame, hand what changed to the panels that can be seen.

Nothing else paints. A stream callback marks a topic; this clock reads the desk, and a panel reads its store.
"""

import logging
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from terminal_app.core.changes import Batch, Changes, Kind, Topic
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.slow_frames import SlowFrames

log = logging.getLogger(__name__)

FRAME_MS = 16
BUDGET_SECONDS = FRAME_MS / 1000
"""How long the panels may take together. A frame that takes longer is logged, with the slowest of them."""


class Panel(Protocol):
    """What the frame clock asks of a panel.

    `topics` are the kinds of change it wants, either a whole `Kind` or one `Topic`; it may change over time.
    A panel that is a widget is asked only while it can be seen, anything else always.
    """

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """What the panel shows right now."""
        ...

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date with the stores. Called on the Qt thread."""
        ...


class FrameClock(QObject):
    """One timer for the whole window. Hidden panels are not painted; once seen they get a full batch."""

    def __init__(self, changes: Changes, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self._clock = clock
        self._panels: dict[Panel, bool] = {}
        self._broken: set[str] = set()
        self._slow = SlowFrames()
        self._slowest: tuple[float, str] = (0.0, "")
        self.last_frame_seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.step)

    def add(self, panel: Panel) -> None:
        """Serve a panel from the next frame on, beginning with everything it shows."""
        self._panels[panel] = True

    def remove(self, panel: Panel) -> None:
        """Forget a panel."""
        self._panels.pop(panel, None)

    def refresh(self, panel: Panel) -> None:
        """Repaint a panel wholly at the next frame: it now shows something else."""
        if panel in self._panels:
            self._panels[panel] = True

    def start(self) -> None:
        """Begin to paint."""
        self._timer.start()

    def stop(self) -> None:
        """Stop painting."""
        self._timer.stop()

    def step(self) -> None:
        """Paint one frame now."""
        batch = self._changes.drain()
        started = self._clock.monotonic()
        self._slowest = (0.0, "")
        quiet = not batch.topics and not batch.facts
        kinds = {topic.kind for topic in batch.topics}
        for panel, stale in list(self._panels.items()):
            if quiet and not stale:
                continue
            if isinstance(panel, QWidget) and not panel.isVisible():
                # Not even asked what it wants: it gets everything once it is seen.
                self._panels[panel] = True
                continue
            wanted = panel.topics
            hit = stale or not (wanted.isdisjoint(batch.topics) and wanted.isdisjoint(kinds))
            if not hit and not batch.facts:
                continue
            self._panels[panel] = False
            self._paint(panel, Batch(wanted_topics(wanted), batch.facts) if stale else batch)
        now = self._clock.monotonic()
        self.last_frame_seconds = now - started
        if self.last_frame_seconds > BUDGET_SECONDS:
            took, panel_name = self._slowest
            sentence = self._slow.sentence(self.last_frame_seconds, panel_name, took, now)
            if sentence is not None:
                log.info("%s", sentence)

    def _paint(self, panel: Panel, batch: Batch) -> None:
        name = type(panel).__name__
        before = self._clock.monotonic()
        try:
            panel.show_frame(batch)
        except Exception:
            # One broken panel must not take the prices of all others with it.
            if name not in self._broken:
                self._broken.add(name)
                log.exception("%s could not be painted", name)
        took = self._clock.monotonic() - before
        if took > self._slowest[0]:
            self._slowest = (took, name)


def wanted_topics(wanted: frozenset[Kind | Topic]) -> frozenset[Topic]:
    """The topics of a full repaint."""
    return frozenset(want if isinstance(want, Topic) else Topic(want) for want in wanted)
