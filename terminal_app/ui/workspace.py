"""The workspace: where everything stands and what is chosen, kept while the person works and put back later.

It looks twice a second whether something stands elsewhere than was kept. Asking instead of being told misses
nothing, whatever was dragged, and costs less than the signals of every splitter, tab and window would. Panels
say themselves when a choice of theirs changes.
"""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.keeping import Keeping
from terminal_app.ui.layout import (
    Floating,
    Layout,
    Place,
    alike,
    clamp,
    from_saved,
    place_from,
    saved_place,
    to_save,
)
from terminal_app.ui.links import instrument_from, saved_instrument
from terminal_app.ui.registry import DOCKS, SPARE_DOCKS

_LOOK_MS = 500
_MOST_EARLIER = 10
_LEAST_FLOATING = (120, 80)
_OURS = {"layout", "earlier", "window", "locked", "chosen", "choices"}
_STANDING = [spec.id for spec in DOCKS]
_SPARE = [spec.id for spec in SPARE_DOCKS]


class Chosen(Protocol):
    """Who knows which instrument the window shows."""

    @property
    def chosen(self) -> InstrumentId | None:
        """The instrument, `None` before the first."""
        ...


class Workspace(QObject):
    """Keeps and restores the workspace of one window.

    Args:
        window: whose place is kept.
        docks: whose arrangement is kept; ten earlier ones can be had back.
        memory: the choices of the panels.
        chosen: the instrument.
        keeping: where it is kept.
    """

    def __init__(
        self, window: QMainWindow, docks: DockBoard, memory: Memory, chosen: Chosen, keeping: Keeping
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._memory = memory
        self._chosen = chosen
        self._keeping = keeping
        self._others = {name: value for name, value in keeping.workspace.items() if name not in _OURS}
        self._kept: Mapping[str, object] = {}
        self._seen: Mapping[str, object] = {}
        self._earlier: list[object] = []
        self._choices: Mapping[str, object] | None = None
        self.locked = False
        memory.on_change(self.on_choice)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.on_look)

    def restore(self) -> bool:
        """Put everything back that was kept. Returns whether the docks were among it."""
        saved = self._keeping.workspace
        earlier = saved.get("earlier")
        self._earlier = list(earlier)[-_MOST_EARLIER:] if isinstance(earlier, list) else []
        self._restore_window(saved.get("window"))
        layout = from_saved(saved.get("layout"), _STANDING, _SPARE)
        if layout is not None:
            self._docks.arrange(on_screen(layout))
        else:
            self._docks.reset(self._window.size())
        choices = saved.get("choices")
        if isinstance(choices, Mapping):
            self._memory.recall(choices, _SPARE)
        self.lock(locked=saved.get("locked") is True)
        return layout is not None

    def instrument(self) -> InstrumentId | None:
        """The instrument that was shown last."""
        return instrument_from(self._keeping.workspace.get("chosen"))

    def start(self) -> None:
        """The window stands: from now on keep what changes."""
        self._keeping.workspace_stands()
        self._kept = self._seen = self._state()
        self._timer.start()

    def stop(self) -> None:
        """Keep what has changed last, and look no more."""
        if self._timer.isActive():
            self._timer.stop()
            self._choices = None
            self._keep(self._state())

    def on_choice(self) -> None:
        """A panel has another choice to remember."""
        self._choices = None

    def on_look(self) -> None:
        """Keep what is different from what was kept, once it has stayed so for a moment."""
        state = self._state()
        if state == self._seen and state != self._kept:
            self._keep(state)
        self._seen = state

    def lock(self, *, locked: bool) -> None:
        """Let nothing be moved, or let it again."""
        self.locked = locked
        self._docks.lock(locked=locked)

    def reset(self) -> None:
        """Put the docks where they are at first; it can be undone."""
        self._keep(self._state())
        self._docks.reset(self._docks.manager.size())
        self.lock(locked=self.locked)
        self._keep(self._state())

    def undo(self) -> bool:
        """Put the docks where they were before the last change. Returns whether there was one."""
        now = self._docks.read()
        while self._earlier:
            saved = self._earlier.pop()
            layout = from_saved(saved, _STANDING, _SPARE)
            if layout is not None and not alike(layout, now):
                self._docks.arrange(on_screen(layout))
                self.lock(locked=self.locked)
                self._kept = self._seen = self._state()
                self._keeping.keep_workspace(self._kept)
                return True
        return False

    def _keep(self, state: Mapping[str, object]) -> None:
        before = from_saved(self._kept.get("layout"), _STANDING, _SPARE)
        if before is not None and not alike(before, self._docks.read()):
            self._earlier.append(self._kept["layout"])
            del self._earlier[:-_MOST_EARLIER]
            state = {**state, "earlier": list(self._earlier)}
        if state != self._kept:
            self._kept = self._seen = state
            self._keeping.keep_workspace(state)

    def _state(self) -> Mapping[str, object]:
        window, chosen = self._window, self._chosen.chosen
        if self._choices is None:
            self._choices = self._memory.remember()
        return {
            **self._others,
            "layout": to_save(self._docks.read()),
            "earlier": list(self._earlier),
            "window": {
                "place": saved_place(_place(window.normalGeometry())),
                "maximised": window.isMaximized(),
                "full": window.isFullScreen(),
            },
            "locked": self.locked,
            "chosen": saved_instrument(chosen) if chosen else None,
            "choices": self._choices,
        }

    def _restore_window(self, saved: object) -> None:
        if not isinstance(saved, Mapping):
            return
        place = place_from(saved.get("place"))
        if place is not None:
            least = self._window.minimumSize()
            fitting = clamp(place, screens(), (least.width(), least.height()))
            self._window.setGeometry(fitting.x, fitting.y, fitting.width, fitting.height)
        if saved.get("full") is True:
            self._window.setWindowState(self._window.windowState().WindowFullScreen)
        elif saved.get("maximised") is True:
            self._window.setWindowState(self._window.windowState().WindowMaximized)


def screens() -> list[Place]:
    """What can be seen: every screen without the bars of the desktop."""
    return [_place(screen.availableGeometry()) for screen in QGuiApplication.screens()]


def on_screen(layout: Layout) -> Layout:
    """The same layout with its own windows where they can be seen."""
    seen = screens()
    floating = tuple(
        Floating(window.node, clamp(window.place, seen, _LEAST_FLOATING)) for window in layout.floating
    )
    return Layout(layout.main, floating, layout.closed)


def _place(box: QRect) -> Place:
    return Place(box.x(), box.y(), box.width(), box.height())
