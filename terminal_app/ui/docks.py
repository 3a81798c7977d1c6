"""The docks: which panels there are, and how they are shown, moved, locked and read.

Knows QtAds and no panel: a panel is a widget with an id, built when its dock is first shown.
"""

from collections.abc import Callable

import PySide6QtAds as QtAds
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QSplitter, QWidget

from terminal_app.ui import dock_builder
from terminal_app.ui.layout import (
    Layout,
    alike,
    fronts,
    panels_in,
    usual_layout,
    with_fronts,
    with_panel,
    without,
)
from terminal_app.ui.registry import ALL_DOCKS, DockSpec, spec_of
from terminal_app.ui.resources import icon
from terminal_app.ui.theme import Theme
from terminal_app.ui.zoom import Zoom

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
        panel: gives the widget of a panel, and builds it if there is none yet.
        theme: the colour of the icons.
    """

    def __init__(self, window: QMainWindow, panel: Callable[[str], QWidget], theme: Theme) -> None:
        QtAds.CDockManager.setConfigFlags(_CONFIG)
        self.manager = QtAds.CDockManager(window)
        self.watchers: list[Callable[[], None]] = []
        self._panel = panel
        self._set_icons(theme)
        self._docks: dict[str, QtAds.CDockWidget] = {}
        self._actions: dict[str, QAction] = {}
        self._parked: set[str] = set()
        self._arranging = False
        self._locked = False
        self._zoom = Zoom(self.manager)
        self._before_zoom: Layout | None = None
        self._titles = _DoubleClicks(self.manager, self.on_title_double_clicked)
        for spec in ALL_DOCKS:
            self._docks[spec.id] = dock = QtAds.CDockWidget(self.manager, spec.title)
            dock.setObjectName(spec.id)
            self._actions[spec.id] = self._action(window, spec)
            dock.tabWidget().installEventFilter(self._titles)
            if not spec.spare:
                self._fill(spec.id)
        self._layout = Layout(None)
        self._usual_for: Callable[[int, int], Layout] = usual_layout
        self._usual: Layout | None = None
        self._markets_made_room = False

    def dock(self, panel: str) -> QtAds.CDockWidget:
        """The dock of a panel."""
        return self._docks[panel]

    def action(self, panel: str) -> QAction:
        """The action that shows or hides a panel."""
        return self._actions[panel]

    def actions(self, *, spare: bool = False) -> list[QAction]:
        """The actions of the first panels of every kind, or of the others."""
        return [self._actions[spec.id] for spec in ALL_DOCKS if spec.spare is spare]

    def set_title(self, panel: str, note: str = "") -> None:
        """Put a short note, such as a count, behind a panel's title."""
        self._docks[panel].setWindowTitle(f"{spec_of(panel).title} {note}".strip())

    @property
    def zoomed(self) -> str | None:
        """The panel that has the whole window, `None` while every panel has its place."""
        return self._zoom.panel

    def zoom(self, panel: str | None) -> None:
        """Let a panel have the whole window for a while, or let all have their places again."""
        self._zoom.off()
        self._before_zoom = None
        if panel is not None and self.is_open(panel):
            before = self.read()
            self.bring(panel)
            self._zoom.on(self._docks[panel])
            self._before_zoom = before if self._zoom.panel else None

    def on_title_double_clicked(self, panel: str) -> None:
        """A title was double-clicked: its panel gets the whole window, or gives it back."""
        if self._locked or panel not in self._docks:
            return
        floating = self._docks[panel].floatingDockContainer()
        if floating is not None:
            floating.showNormal() if floating.isMaximized() else floating.showMaximized()
        else:
            self.zoom(None if self.zoomed == panel else panel)

    def bring(self, panel: str) -> None:
        """Show a panel, in front of those it shares a place with; one without a place gets its usual one."""
        if self.zoomed not in {None, panel}:
            self.zoom(None)
        if panel in self._parked:
            size = self.manager.size()
            self.arrange(with_panel(self.read(), panel, (size.width(), size.height())))
        dock = self._docks[panel]
        dock.toggleView(True)
        dock.setAsCurrentTab()

    def is_open(self, panel: str) -> bool:
        """Whether a panel is anywhere in the window or in one of its own."""
        return panel not in self._parked and not self._docks[panel].isClosed()

    def has_place(self, panel: str) -> bool:
        """Whether a panel stands somewhere in this layout, if only closed."""
        return panel not in self._parked

    def place(self, panel: str) -> QWidget | None:
        """The part of the window in which a panel is seen, with its title; `None` while it is not there."""
        area = self._docks[panel].dockAreaWidget() if self.is_open(panel) else None
        return area if area is not None and area.window() is self.manager.window() else None

    def owns(self, widget: QWidget) -> bool:
        """Whether a widget stands in one of the docks that float."""
        window = widget.window()
        return any(floating is window for floating in self.manager.floatingWidgets())

    def toggle(self, panel: str) -> None:
        """Show a panel, or close it."""
        self.put_away(panel) if self.is_open(panel) else self.bring(panel)
        self._markets_made_room = False

    def put_away(self, panel: str) -> None:
        """Close a panel; it keeps its place."""
        self._docks[panel].toggleView(False)

    def read(self) -> Layout:
        """How the docks stand now."""
        if self._before_zoom is not None:
            return self._before_zoom
        return without(dock_builder.read(self.manager, self._docks), self._parked)

    def arrange(self, layout: Layout) -> None:
        """Make the docks stand so; a panel without a place is not seen. The layout has one at least."""
        self.zoom(None)
        self._layout = layout
        standing = panels_in(layout)
        self._parked = set(self._docks) - set(standing)
        for panel in standing:
            if panel not in layout.closed:
                self._fill(panel)
        self._arranging = True
        focus = QApplication.focusWidget()
        shown = not self.manager.isHidden()
        # Out of sight, a step costs a fraction of what it costs when everything is laid out after each.
        self.manager.hide()
        try:
            dock_builder.build(self.manager, self._docks, layout)
        finally:
            self._arranging = False
            self.manager.setVisible(shown)
        if focus is not None and focus.isVisible() and focus.window() is self.manager.window():
            focus.setFocus()
        self._leave_no_mark_behind()
        self._let_the_chart_grow()
        self._tell()

    def use(self, usual: Callable[[int, int], Layout]) -> None:
        """From now on this is what is usual in a window with so much room."""
        self._usual_for = usual
        self._usual = None
        self._markets_made_room = False

    def fit(self) -> None:
        """Give the docks the sizes of the layout they were arranged in, now that the window has its own."""
        dock_builder.set_sizes(self.manager, self._docks, self._layout)

    def fit_usual(self, size: QSize) -> None:
        """The same for docks that were reset in a window of another size."""
        layout = self._usual_for(size.width(), size.height())
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
        before, self._usual = self._usual, self._usual_for(size.width(), size.height())
        if before is None or alike(before, self._usual):
            return
        now = self.read()
        if alike(now, before):
            self.arrange(with_fronts(self._usual, fronts(now)))
        elif _MARKETS in self._usual.closed - before.closed and self.is_open(_MARKETS):
            self.put_away(_MARKETS)
            self._markets_made_room = True
        elif _MARKETS in before.closed - self._usual.closed and self._markets_made_room:
            self.bring(_MARKETS)
            self._markets_made_room = False

    def reset(self, size: QSize) -> None:
        """Put everything where it is at first, in a window with this much room."""
        self.arrange(self._usual_for(size.width(), size.height()))

    def lock(self, *, locked: bool) -> None:
        """Let nothing be moved, closed or resized, or let it again."""
        self._locked = locked
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

    def _action(self, window: QMainWindow, spec: DockSpec) -> QAction:
        action = QAction(spec.title, window)
        action.setCheckable(True)

        def on_triggered() -> None:
            self.toggle(spec.id)

        def on_toggled(shown: bool) -> None:
            if not self._arranging:
                self._on_toggled(spec.id, shown=shown)

        action.triggered.connect(on_triggered)
        self._docks[spec.id].viewToggled.connect(on_toggled)
        return action

    def _on_toggled(self, panel: str, *, shown: bool) -> None:
        if self.zoomed is not None:
            self.zoom(None)
        if shown:
            self._fill(panel)
            self._parked.discard(panel)
        self._tell()

    def _tell(self) -> None:
        """Somebody wants to know which panels are open."""
        for panel, action in self._actions.items():
            action.setChecked(self.is_open(panel))
        for watcher in self.watchers:
            watcher()

    def _fill(self, panel: str) -> None:
        if self._docks[panel].widget() is None:
            widget = self._panel(panel)
            self._docks[panel].setWidget(widget, QtAds.CDockWidget.eInsertMode.ForceNoScrollArea)

    def _set_icons(self, theme: Theme) -> None:
        icons = self.manager.iconProvider()
        # The provider deletes what it is given when it goes, so it gets copies.
        icons.registerCustomIcon(QtAds.DockAreaCloseIcon, QIcon(icon("close", theme.text_faint)))
        icons.registerCustomIcon(QtAds.DockAreaUndockIcon, QIcon(icon("undock", theme.text_faint)))

    def _leave_no_mark_behind(self) -> None:
        """The mark of the focus is on no tab that is not seen."""
        marked = self.manager.focusedDockWidget()
        area = None if marked is None else marked.dockAreaWidget()
        front = None if area is None else area.currentDockWidget()
        if front is not None and front is not marked:
            self.manager.setDockWidgetFocused(front)

    def _let_the_chart_grow(self) -> None:
        """When the window grows, the chart gets the room and the narrow columns keep their width."""
        widget: QWidget | None = self._docks["chart"].dockAreaWidget() if self.is_open("chart") else None
        while widget is not None:
            parent = widget.parentWidget()
            if isinstance(parent, QSplitter):
                for number in range(parent.count()):
                    parent.setStretchFactor(number, int(parent.widget(number) is widget))
            widget = parent if parent is not self.manager else None


class _DoubleClicks(QObject):
    """Hears double-clicks on the titles of docks."""

    def __init__(self, parent: QObject, heard: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._heard = heard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a double-click with the left button."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonDblClick
            and event.button() == Qt.MouseButton.LeftButton
            and isinstance(watched, QtAds.CDockWidgetTab)
        ):
            self._heard(watched.dockWidget().objectName())
            return True
        return super().eventFilter(watched, event)
