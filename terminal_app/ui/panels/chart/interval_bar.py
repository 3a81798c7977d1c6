"""The row of interval buttons: the usual ones always, the others while there is room, else in a menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QMenu, QToolButton, QWidget

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec, long_name, parse_spec, short_name
from terminal_app.ui.panels.chart.labels import BUILT, HOW_TO_TYPE, INTERVALS, TRADED
from terminal_app.ui.style import GAP, PAD, Role, set_role

USUAL = frozenset({Interval.M1, Interval.M5, Interval.M15, Interval.H1, Interval.H4, Interval.D1})
"""The intervals whose buttons are always there."""

_SPACING = 2


class IntervalBar(QWidget):
    """Interval buttons, and behind them whatever the panel adds.

    Bars that no button stands for have one of their own while they are on show.

    Signals:
        chosen: bars were picked (BarSpec).
    """

    chosen = Signal(object)

    def __init__(self, interval: Interval) -> None:
        super().__init__()
        self._others: list[QWidget] = []
        self._extras: list[QWidget] = []
        self._spare: list[QWidget] = []
        self.buttons = QButtonGroup(self)
        self.buttons.setExclusive(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(PAD, GAP, PAD, GAP)
        self._row.setSpacing(_SPACING)
        # The row may be narrower than all its buttons: the less usual ones then go away.
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for position, (value, label, spoken) in enumerate(INTERVALS):
            button = QToolButton(self)
            button.setText(label)
            button.setCheckable(True)
            button.setChecked(value is interval)
            button.setAccessibleName(f"Interval {spoken}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            set_role(button, Role.CHIP)
            self.buttons.addButton(button, position)
            self._row.addWidget(button)
            if value not in USUAL:
                self._others.append(button)
        self.custom = QToolButton(self)
        self.custom.setCheckable(True)
        self.custom.setAccessibleName("Another interval")
        self.custom.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.custom.hide()
        set_role(self.custom, Role.CHIP)
        self.buttons.addButton(self.custom, len(INTERVALS))
        self._row.addWidget(self.custom)
        self._custom: BarSpec | None = None
        self.more = QToolButton(self)
        self.more.setText("⋯")
        self.more.setAccessibleName("More intervals and other bars")
        self.more.setToolTip("More intervals and other bars")
        self.menu = self._make_menu()
        self.more.clicked.connect(self.on_more)
        set_role(self.more, Role.CHIP)
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.buttons.idClicked.connect(self.on_clicked)

    def add(self, widgets: Sequence[QWidget], spare: Sequence[QWidget] = ()) -> None:
        """Put widgets at the right end; the spare ones behind them are there only while there is room."""
        self._extras += widgets
        self._spare += spare
        for widget in (*widgets, *spare):
            self._row.addWidget(widget)

    def button(self, interval: Interval) -> QToolButton:
        """The button of an interval."""
        position = [entry[0] for entry in INTERVALS].index(interval)
        button = self.buttons.button(position)
        if not isinstance(button, QToolButton):
            raise TypeError("interval buttons are tool buttons")
        return button

    def show_spec(self, spec: BarSpec) -> None:
        """Mark bars as those on show."""
        if isinstance(spec, Interval):
            self.button(spec).setChecked(True)
        else:
            self._custom = spec
            self.custom.setText(short_name(spec))
            self.custom.setAccessibleName(f"Bars: {long_name(spec)}")
            self.custom.setToolTip(long_name(spec))
            self.custom.setChecked(True)
        self.settle()

    def settle(self) -> None:
        """Show as many buttons as there is room for; the one on show always has its place."""
        self.custom.setVisible(self.custom.isChecked())
        room = self.width()
        everything = self._width_of(
            [*map(self.button, (entry[0] for entry in INTERVALS)), self.more, *self._spare]
        )
        narrow = everything > room
        for widget in self._spare:
            widget.setVisible(self._width_of([*self._usual(), *self._spare]) <= room)
        for button in self._others:
            chosen = isinstance(button, QToolButton) and button.isChecked()
            button.setVisible(not narrow or chosen)

    def on_clicked(self, position: int) -> None:
        """A button was pressed."""
        self.chosen.emit(self._custom if position == len(INTERVALS) else INTERVALS[position][0])

    def on_more(self) -> None:
        """The button for the rest was pressed."""
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self.settle()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of(self._usual()), self._row.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _usual(self) -> list[QWidget]:
        """What is always there, and the one on show."""
        shown = [self.button(entry[0]) for entry in INTERVALS]
        usual = [self.button(entry[0]) for entry in INTERVALS if entry[0] in USUAL]
        chosen = [button for button in shown if button.isChecked() and button not in usual]
        return [*usual, *chosen, self.more]

    def _width_of(self, buttons: Sequence[QWidget]) -> int:
        shown = [*buttons, *(extra for extra in self._extras if not extra.isHidden())]
        if self.custom.isChecked():
            shown.append(self.custom)
        return sum(widget.sizeHint().width() + _SPACING for widget in shown) + 2 * PAD

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for value, _, spoken in INTERVALS:
            if value not in USUAL:
                menu.addAction(spoken).setData(value)
        for title, texts in (("Built of these", BUILT), ("Bars of trades", TRADED)):
            menu.addSection(title)
            for spec in map(parse_spec, texts):
                if spec is not None:
                    menu.addAction(_capital(long_name(spec))).setData(spec)
        menu.addSeparator()
        menu.addAction(HOW_TO_TYPE).setEnabled(False)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        return menu


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
