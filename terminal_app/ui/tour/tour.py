"""The tour: five callouts one after the other, each beside what it speaks of, with a ring around that."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QWidget,
)

from terminal_app.ui.keeping import Keeping
from terminal_app.ui.layout import Place
from terminal_app.ui.screens import place_of
from terminal_app.ui.tour.callout import Callout
from terminal_app.ui.tour.state import STEPS, Step, beside

_TYPED_INTO = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)

Target = Callable[[], QWidget | None]


class Tour(QObject):
    """Shows the tour over one window.

    Args:
        window: the window.
        targets: for each step, what it points to now; `None` while that is not there: its step is left out.
        keeping: remembers that it was shown.
    """

    def __init__(self, window: QMainWindow, targets: Mapping[str, Target], keeping: Keeping) -> None:
        super().__init__(window)
        self._window = window
        self._targets = targets
        self._keeping = keeping
        self._steps: list[Step] = []
        self._number = 0
        self.ring = QFrame(window)
        self.ring.setObjectName("tour_ring")
        self.ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ring.hide()
        self.callout = Callout(window)
        self.callout.hide()
        self.callout.next_asked.connect(self.on_next)
        self.callout.back_asked.connect(self.on_back)
        self.callout.skip_asked.connect(self.end)
        window.installEventFilter(self)

    @property
    def step(self) -> Step | None:
        """The step that is shown, `None` while there is no tour."""
        return self._steps[self._number] if self._steps else None

    def offer(self) -> None:
        """Show the tour to somebody who has never seen it."""
        if not self._keeping.settings.tour_seen:
            self._keeping.keep_settings(replace(self._keeping.settings, tour_seen=True))
            self.start()

    def start(self) -> None:
        """Show the tour from its beginning."""
        self._steps = [step for step in STEPS if self._target(step) is not None]
        self._number = 0
        self._show()

    def end(self) -> None:
        """Put the tour away."""
        self._steps = []
        self.callout.hide()
        self.ring.hide()

    def on_next(self) -> None:
        """The next step, or the end."""
        self._number += 1
        if self._number >= len(self._steps):
            self.end()
        self._show()

    def on_back(self) -> None:
        """The step before."""
        self._number = max(0, self._number - 1)
        self._show()

    def on_tick(self) -> None:
        """Some time has passed: what is pointed to may stand elsewhere, or be gone."""
        if self.step is not None:
            self._stand(self.step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc ends the tour when nobody else wants it; the window's other sizes move the callout."""
        if self.step is not None and watched is self._window:
            if event.type() == QEvent.Type.Resize:
                self._stand(self.step)
            elif (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and event.key() == Qt.Key.Key_Escape
                and not isinstance(QApplication.focusWidget(), _TYPED_INTO)
            ):
                self.end()
                return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        step = self.step
        if step is not None:
            self.callout.say(step, self._number + 1, len(self._steps))
            self._stand(step)

    def _target(self, step: Step) -> QWidget | None:
        find = self._targets.get(step.target)
        widget = None if find is None else find()
        return widget if widget is not None and widget.isVisible() else None

    def _stand(self, step: Step) -> None:
        widget = self._target(step)
        place = None if widget is None else self._beside(widget)
        self.callout.setVisible(place is not None)
        self.ring.setVisible(place is not None)
        if widget is None or place is None:
            return
        box = self._box(widget)
        self.ring.setGeometry(box.x, box.y, box.width, box.height)
        self.callout.move(place.x, place.y)
        # Raised again only when something has come above them: it paints all that lies below once more.
        if self._window.children()[-2:] != [self.ring, self.callout]:
            self.ring.raise_()
            self.callout.raise_()

    def _beside(self, widget: QWidget) -> Place | None:
        room = place_of(self._window.rect())
        size = self.callout.sizeHint()
        return beside(self._box(widget), room, self.callout.width(), size.height())

    def _box(self, widget: QWidget) -> Place:
        corner = widget.mapTo(self._window, widget.rect().topLeft())
        return Place(corner.x(), corner.y(), widget.width(), widget.height())
