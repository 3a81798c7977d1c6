"""The docks: which panels there are, and how they are shown, moved, locked and read.

Knows QtAds and no panel: a panel is a widget with an id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import PySide6QtAds as QtAds
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QSplitter, QWidget

from terminal_app.ui import dock_builder
from terminal_app.ui.layout import Layout, alike, usual_layout
from terminal_app.ui.resources import icon
from terminal_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class DockSpec:
    """One panel: a name for layouts and a title for people."""

    id: str
    title: str


DOCKS: Sequence[DockSpec] = (
    DockSpec("watchlist", "Markets"),
    DockSpec("chart", "Chart"),
    DockSpec("book", "Order book"),
    DockSpec("tape", "Trades"),
    DockSpec("ticket", "Order"),
    DockSpec("positions", "Positions"),
    DockSpec("orders", "Open orders"),
    DockSpec("fills", "Fills"),
    DockSpec("history", "Order history"),
    DockSpec("balances", "Balances"),
    DockSpec("log", "Log"),
)

_MARKETS = "watchlist"
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
    """All docks of a window; they stand nowhere until they are arranged.

    Args:
        window: gets the docks as its central widget.
        panels: a widget for each id of `DOCKS`.
        theme: the colour of the icons.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget], theme: Theme) -> None:
        QtAds.CDockManager.setConfigFlags(_CONFIG)
        self.manager = QtAds.CDockManager(window)
        self._set_icons(theme)
        self._docks: dict[str, QtAds.CDockWidget] = {}
        for spec in DOCKS:
            dock = QtAds.CDockWidget(self.manager, spec.title)
            dock.setObjectName(spec.id)
            dock.setWidget(panels[spec.id], QtAds.CDockWidget.eInsertMode.ForceNoScrollArea)
            dock.toggleViewAction().setText(spec.title)
            self._docks[spec.id] = dock
        self._layout = Layout(None)
        self._usual: Layout | None = None
        self._markets_made_room = False

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

    def is_open(self, panel: str) -> bool:
        """Whether a panel is anywhere in the window or in one of its own."""
        return not self._docks[panel].isClosed()

    def toggle(self, panel: str) -> None:
        """Show a panel, or close it."""
        self.put_away(panel) if self.is_open(panel) else self.bring(panel)
        self._markets_made_room = False

    def put_away(self, panel: str) -> None:
        """Close a panel; it keeps its place."""
        self._docks[panel].toggleView(False)

    def read(self) -> Layout:
        """How the docks stand now."""
        return dock_builder.read(self.manager, self._docks)

    def arrange(self, layout: Layout) -> None:
        """Make the docks stand so; the layout has every panel of `DOCKS`."""
        self._layout = layout
        dock_builder.build(self.manager, self._docks, layout)
        self._let_the_chart_grow()

    def fit(self) -> None:
        """Give the docks the sizes of the layout they were arranged in, now that the window has its own."""
        dock_builder.set_sizes(self.manager, self._docks, self._layout)

    def fit_usual(self, size: QSize) -> None:
        """The same for docks that were reset in a window of another size."""
        layout = usual_layout(size.width(), size.height())
        if alike(layout, self._layout):
            self._layout = layout
            self.fit()
        else:
            self.arrange(layout)

    def follow(self, size: QSize) -> None:
        """The window has this much room now.

        Docks that stand as usual take the places that are usual here. Where somebody has arranged them, only
        the list of markets is closed while the window is narrow.
        """
        before, self._usual = self._usual, usual_layout(size.width(), size.height())
        if before is None or alike(before, self._usual):
            return
        if alike(self.read(), before):
            self.arrange(self._usual)
        elif _MARKETS in self._usual.closed - before.closed and self.is_open(_MARKETS):
            self.put_away(_MARKETS)
            self._markets_made_room = True
        elif _MARKETS in before.closed - self._usual.closed and self._markets_made_room:
            self.bring(_MARKETS)
            self._markets_made_room = False

    def reset(self, size: QSize) -> None:
        """Put everything where it is at first, in a window with this much room."""
        self.arrange(usual_layout(size.width(), size.height()))

    def lock(self, *, locked: bool) -> None:
        """Let nothing be moved, closed or resized, or let it again."""
        features = QtAds.CDockWidget.DockWidgetFeature
        fixed = features.GloballyLockableFeatures if locked else features.NoDockWidgetFeatures
        self.manager.lockDockWidgetFeaturesGlobally(fixed)
        for splitter in self.manager.findChildren(QSplitter):
            for number in range(1, splitter.count()):
                splitter.handle(number).setEnabled(not locked)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the small icons in the colour of this theme."""
        self._set_icons(theme)
        for name, picture in (("dockAreaCloseButton", "close"), ("detachGroupButton", "undock")):
            for button in self.manager.findChildren(QAbstractButton, name):
                button.setIcon(icon(picture, theme.text_faint))

    def close(self) -> None:
        """Close the windows of docks that float."""
        self.manager.hideManagerAndFloatingWidgets()

    def _set_icons(self, theme: Theme) -> None:
        icons = self.manager.iconProvider()
        # The provider deletes what it is given when it goes, so it gets copies.
        icons.registerCustomIcon(QtAds.DockAreaCloseIcon, QIcon(icon("close", theme.text_faint)))
        icons.registerCustomIcon(QtAds.DockAreaUndockIcon, QIcon(icon("undock", theme.text_faint)))

    def _let_the_chart_grow(self) -> None:
        """When the window grows, the chart gets the room and the narrow columns keep their width."""
        widget: QWidget | None = self._docks["chart"].dockAreaWidget()
        while widget is not None:
            parent = widget.parentWidget()
            if isinstance(parent, QSplitter):
                for number in range(parent.count()):
                    parent.setStretchFactor(number, int(parent.widget(number) is widget))
            widget = parent if parent is not self.manager else None
