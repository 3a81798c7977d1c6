"""The docks: which panels there are, where they stand by default, and how they are put there.

Knows QtAds and no panel: a panel is a widget with an id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import PySide6QtAds as QtAds
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from terminal_app.ui.resources import icon
from terminal_app.ui.theme import Theme

WATCHLIST_PX = 220
BOOK_PX = 260
TICKET_PX = 300
TABLES_SHARE = 0.30
TAPE_SHARE = 0.36
_LEAST_FOR_BOTH_PX = 560


class Area(Enum):
    """Where a panel stands by default."""

    LEFT = "left"
    CENTRE = "centre"
    BOOK = "book"
    TAPE = "tape"
    RIGHT = "right"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class DockSpec:
    """One panel: a name for layouts, a title for people, a default place."""

    id: str
    title: str
    area: Area


DOCKS: Sequence[DockSpec] = (
    DockSpec("watchlist", "Markets", Area.LEFT),
    DockSpec("chart", "Chart", Area.CENTRE),
    DockSpec("book", "Order book", Area.BOOK),
    DockSpec("tape", "Trades", Area.TAPE),
    DockSpec("ticket", "Order", Area.RIGHT),
    DockSpec("positions", "Positions", Area.TABLES),
    DockSpec("orders", "Open orders", Area.TABLES),
    DockSpec("fills", "Fills", Area.TABLES),
    DockSpec("balances", "Balances", Area.TABLES),
    DockSpec("log", "Log", Area.TABLES),
)

_FLAGS = QtAds.CDockManager.eConfigFlag
_CONFIG = (
    _FLAGS.OpaqueSplitterResize
    | _FLAGS.AlwaysShowTabs
    | _FLAGS.FocusHighlighting
    | _FLAGS.EqualSplitOnInsertion
    | _FLAGS.DisableTabTextEliding
    | _FLAGS.DockAreaHasCloseButton
    | _FLAGS.DockAreaCloseButtonClosesTab
    | _FLAGS.DockAreaHasUndockButton
    | _FLAGS.DockAreaHideDisabledButtons
    | _FLAGS.FloatingContainerForceQWidgetTitleBar
    | _FLAGS.FloatingContainerHasWidgetTitle
    | _FLAGS.DisableStylesheet
)


class DockBoard:
    """All docks of a window.

    Args:
        window: gets the docks as its central widget.
        panels: a widget for each id of `DOCKS`.
        theme: the colour of the icons.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget], theme: Theme) -> None:
        QtAds.CDockManager.setConfigFlags(_CONFIG)
        self.manager = QtAds.CDockManager(window)
        icons = self.manager.iconProvider()
        # The provider deletes what it is given when it goes, so it gets copies.
        icons.registerCustomIcon(QtAds.DockAreaCloseIcon, QIcon(icon("close", theme.text_faint)))
        icons.registerCustomIcon(QtAds.DockAreaUndockIcon, QIcon(icon("undock", theme.text_faint)))
        self._docks: dict[str, QtAds.CDockWidget] = {}
        for spec in DOCKS:
            dock = QtAds.CDockWidget(self.manager, spec.title)
            dock.setObjectName(spec.id)
            dock.setWidget(panels[spec.id], QtAds.CDockWidget.eInsertMode.ForceNoScrollArea)
            dock.toggleViewAction().setText(spec.title)
            self._docks[spec.id] = dock
        self._arrange()
        self._default = self.manager.saveState()

    def dock(self, panel: str) -> QtAds.CDockWidget:
        """The dock of a panel."""
        return self._docks[panel]

    def actions(self) -> list[QAction]:
        """An action for each dock that shows or hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def set_title(self, panel: str, note: str = "") -> None:
        """Put a short note, such as a count, behind a panel's title."""
        title = next(spec.title for spec in DOCKS if spec.id == panel)
        self._docks[panel].setWindowTitle(f"{title} {note}".strip())

    def bring(self, panel: str) -> None:
        """Show a panel, in front of those it shares a place with."""
        dock = self._docks[panel]
        dock.toggleView(True)
        dock.setAsCurrentTab()

    def reset(self, size: QSize) -> None:
        """Put everything back where it was at first, in the proportions of a window of this size."""
        self.manager.restoreState(self._default)
        self.fit(size)

    def fit(self, size: QSize) -> None:
        """Give the default sizes to a window of this size; the chart gets what is left."""
        tables = int(size.height() * TABLES_SHARE)
        upper = size.height() - tables
        self._set_sizes("ticket", _split(size.width(), TICKET_PX))
        self._set_sizes("positions", _split(size.height(), tables))
        self._place_tape(beside_book=upper < _LEAST_FOR_BOTH_PX)
        if upper >= _LEAST_FOR_BOTH_PX:
            self._set_sizes("tape", _split(upper, int(upper * TAPE_SHARE)))
        middle = size.width() - TICKET_PX
        self._set_sizes("chart", [WATCHLIST_PX, max(1, middle - WATCHLIST_PX - BOOK_PX), BOOK_PX])
        self._let_the_chart_grow()

    def close(self) -> None:
        """Close the windows of docks that float."""
        self.manager.hideManagerAndFloatingWidgets()

    def _arrange(self) -> None:
        add, docks = self.manager.addDockWidget, self._docks
        chart = add(QtAds.CenterDockWidgetArea, docks["chart"])
        add(QtAds.LeftDockWidgetArea, docks["watchlist"], chart)
        book = add(QtAds.RightDockWidgetArea, docks["book"], chart)
        add(QtAds.BottomDockWidgetArea, docks["tape"], book)
        tables = add(QtAds.BottomDockWidgetArea, docks["positions"])
        for spec in DOCKS:
            if spec.area is Area.TABLES and spec.id != "positions":
                self.manager.addDockWidgetTabToArea(docks[spec.id], tables)
        tables.setCurrentIndex(0)
        add(QtAds.RightDockWidgetArea, docks["ticket"])

    def _place_tape(self, *, beside_book: bool) -> None:
        """In a low window the trades are a tab beside the book, so that the book keeps its rows."""
        book, tape = self._docks["book"], self._docks["tape"]
        area = book.dockAreaWidget()
        if not beside_book or area is None or tape.dockAreaWidget() is area:
            return
        self.manager.addDockWidgetTabToArea(tape, area)
        book.setAsCurrentTab()

    def _set_sizes(self, panel: str, sizes: list[int]) -> None:
        area = self._docks[panel].dockAreaWidget()
        if area is not None:
            self.manager.setSplitterSizes(area, sizes)

    def _let_the_chart_grow(self) -> None:
        """When the window grows, the chart gets the room and the narrow columns keep their width."""
        widget: QWidget | None = self._docks["chart"].dockAreaWidget()
        while widget is not None:
            parent = widget.parentWidget()
            if isinstance(parent, QSplitter):
                for number in range(parent.count()):
                    parent.setStretchFactor(number, int(parent.widget(number) is widget))
            widget = parent if parent is not self.manager else None


def _split(whole: int, last: int) -> list[int]:
    return [max(1, whole - last), last]
