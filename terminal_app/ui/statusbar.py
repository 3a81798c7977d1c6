"""The status bar: always there, and always with a word beside a colour. A click opens what is behind it."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QToolButton, QWidget

from terminal_app.ui import statusbar_state as state
from terminal_app.ui.honesty.popover import StatusPopover
from terminal_app.ui.honesty.report import Section
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar_state import StatusFacts, StatusItem
from terminal_app.ui.style import GAP, PAD, Role, set_role, set_state
from terminal_app.ui.widgets.text import SteadyLabel, plain_label, set_tip, steady_label

_HEIGHT_PX = 24
_LINKS = 2
_UNCONFIRMED = "Unconfirmed"
_LEAST_FIRST = ("REST", "Clock", "Account age", "Last order", "Feed age", _UNCONFIRMED)
_DOT = "● "
_EDGES_PX = 9 * PAD


class StatusBar(QStatusBar):
    """Link words, ages, budgets, and the version at the right end.

    Signals:
        unconfirmed_asked: the orders without an answer were pressed, and there are some.

    Args:
        facts: what is to be said, read at every tick.
        links: the connections.
        version: of the program.
        report: what is behind it, for the popover; `None` for a bar without one.
    """

    unconfirmed_asked = Signal()

    def __init__(
        self,
        facts: Callable[[], StatusFacts],
        links: LinkStates,
        version: str,
        report: Callable[[], Sequence[Section]] | None = None,
    ) -> None:
        super().__init__()
        self._facts = facts
        self._links = links
        self.items: dict[str, SteadyLabel] = {}
        self._boxes: dict[str, QWidget] = {}
        self._shown: tuple[StatusItem, ...] = ()
        self._widths: tuple[int, ...] = ()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName("Status")
        self.popover = None if report is None else StatusPopover(report, self)
        line = QWidget()
        self._row = QHBoxLayout(line)
        self._row.setContentsMargins(PAD, 0, PAD, 0)
        self._row.setSpacing(GAP)
        for item in state.items(facts(), links):
            self._add(item.name)
        self._row.addStretch(1)
        self.details = QToolButton()
        self.details.setText("Details")
        self.details.setAccessibleName("Status in detail")
        self.details.setToolTip("Ages, clock, round trips, paint times, order times and rate limits")
        set_role(self.details, Role.QUIET)
        self.details.setVisible(self.popover is not None)
        self.details.clicked.connect(self.on_details)
        self._row.addWidget(self.details)
        self.version = plain_label(f"v{version}", Role.CAPTION)
        self.version.setAccessibleName("Version of the program")
        self._row.addWidget(self.version)
        self._marks: list[QWidget] = []
        self.addWidget(line, 1)
        self.on_tick()

    def add_mark(self, mark: QWidget) -> None:
        """Have something stand at the right end that is seen whatever else has no room."""
        self._marks.append(mark)
        self._row.insertWidget(self._row.indexOf(self.details), mark)

    def on_tick(self) -> None:
        """Say how things are now."""
        if self.popover is not None:
            self.popover.on_tick()
        fresh = tuple(state.items(self._facts(), self._links))
        if fresh == self._shown:
            return
        before, self._shown = self._shown, fresh
        for number, (item, was) in enumerate(zip_longest(fresh, before)):
            if item == was:
                continue
            label = self.items[item.name]
            label.say((_DOT if number < _LINKS else "") + item.value)
            set_tip(label, item.tip)
            label.setAccessibleName(f"{item.name} {item.value}")
            set_state(label, item.mood.value)
        widths = tuple(label.width() for label in self.items.values())
        if widths != self._widths:
            self._widths = widths
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def on_details(self) -> None:
        """Open what is behind the words, above the left end of the bar: never over a ticket at the right."""
        if self.popover is not None:
            self.popover.open_above(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on anything the bar says opens what is behind it; orders without an answer are a table."""
        left = event.button() is Qt.MouseButton.LeftButton
        box = self._boxes[_UNCONFIRMED]
        pressed = box.rect().contains(box.mapFrom(self, event.position().toPoint()))
        if left and pressed and box.isVisible() and self._facts().unconfirmed:
            self.unconfirmed_asked.emit()
            return
        if self.popover is None or not left:
            super().mousePressEvent(event)
            return
        self.on_details()

    def _add(self, name: str) -> None:
        box = QWidget()
        column = QHBoxLayout(box)
        column.setContentsMargins(0, 0, PAD + GAP, 0)
        column.setSpacing(GAP)
        caption = plain_label(name, Role.CAPTION)
        value = steady_label()
        value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        set_role(value, Role.STATUS)
        if self.popover is not None:
            for label in (caption, value):
                label.setCursor(Qt.CursorShape.PointingHandCursor)
        column.addWidget(caption)
        column.addWidget(value)
        self._row.addWidget(box)
        self.items[name] = value
        self._boxes[name] = box

    def _fit(self) -> None:
        """Leave out what matters least while there is no room for everything."""
        boxes = [self.version, *(self._boxes[name] for name in _LEAST_FIRST if name in self._boxes)]
        marks = [mark for mark in self._marks if mark.isVisibleTo(self)]
        parts = (self.version, self.details, *marks, *self._boxes.values())
        needed = sum(part.sizeHint().width() + GAP for part in parts)
        for box in boxes:
            fits = needed + _EDGES_PX <= self.width()
            box.setVisible(fits)
            needed -= 0 if fits else box.sizeHint().width() + GAP
