"""Turns a `Layout` into docks that stand so, and docks that stand somehow into a `Layout`.

A dock that has no place in a layout is parked: a closed tab somewhere, which nobody sees.

It never uses the byte blob in which QtAds saves itself: a slightly damaged one can end the process.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import PySide6QtAds as QtAds
from PySide6.QtWidgets import QSplitter, QWidget

from terminal_app.ui.layout import Floating, Layout, Node, Place, Split, Tabs, panels_of

Docks = Mapping[str, QtAds.CDockWidget]
Area = QtAds.CDockAreaWidget


def read(manager: QtAds.CDockManager, docks: Docks) -> Layout:
    """How the docks stand now."""
    floating = []
    for window in manager.floatingWidgets():
        node = _read_node(window.dockContainer().rootSplitter())
        box = window.geometry()
        if node is not None:
            floating.append(Floating(node, Place(box.x(), box.y(), box.width(), box.height())))
    closed = frozenset(name for name, dock in docks.items() if dock.isClosed())
    return Layout(_read_node(manager.rootSplitter()), tuple(floating), closed)


def build(manager: QtAds.CDockManager, docks: Docks, layout: Layout) -> None:
    """Make the docks stand so. The layout has every dock at most once, and one at least."""
    manager.setUpdatesEnabled(False)
    try:
        with _lifted(docks):
            _stand(manager, docks, layout)
        set_sizes(manager, docks, layout)
    finally:
        manager.setUpdatesEnabled(True)


def set_sizes(manager: QtAds.CDockManager, docks: Docks, layout: Layout) -> None:
    """Give the parts their sizes; to be done again once the window has its own."""
    if layout.main is not None:
        _size(manager.rootSplitter(), layout.main)
    for window in layout.floating:
        container = docks[next(panels_of(window.node))].dockContainer()
        if container is not None:
            _size(container.rootSplitter(), window.node)


@contextmanager
def _lifted(docks: Docks) -> Iterator[None]:
    """Take the contents out of the docks for a while.

    Qt works the style sheet out anew for everything in a widget that gets another parent, and a dock gets
    several on its way. Its contents are most of that work, and get two: off and on.
    """
    contents = [(dock, widget) for dock in docks.values() if (widget := dock.takeWidget()) is not None]
    try:
        yield
    finally:
        for dock, widget in contents:
            dock.setWidget(widget, QtAds.CDockWidget.eInsertMode.ForceNoScrollArea)
            widget.show()


def _stand(manager: QtAds.CDockManager, docks: Docks, layout: Layout) -> None:
    order = [panel for node in _nodes(layout) for panel in panels_of(node)]
    parked = [panel for panel in docks if panel not in order]
    for panel in order:
        # Moved while it is closed, a dock would open without its tab.
        if panel not in layout.closed and docks[panel].isClosed():
            docks[panel].toggleView(True)
    first = _first_area(manager, docks, layout, order[0])
    for window in layout.floating:
        _float(manager, docks, window)
    if layout.main is not None and first is not None:
        _place(manager, docks, layout.main, first)
    _park(manager, docks, parked, order[0])
    for panel in docks:
        docks[panel].toggleView(panel in order and panel not in layout.closed)
    for node in _nodes(layout):
        _bring_fronts(docks, node, layout.closed)


def _first_area(manager: QtAds.CDockManager, docks: Docks, layout: Layout, first: str) -> Area | None:
    """The place from which the main window is built up; the old places vanish as their docks leave them."""
    fresh = all(dock.dockAreaWidget() is None for dock in docks.values())
    if fresh and layout.main is None:
        return None
    return manager.addDockWidget(QtAds.TopDockWidgetArea, docks[first])


def _park(manager: QtAds.CDockManager, docks: Docks, parked: list[str], beside: str) -> None:
    area = docks[beside].dockAreaWidget()
    for panel in parked:
        if area is not None:
            manager.addDockWidgetTabToArea(docks[panel], area)


def _nodes(layout: Layout) -> list[Node]:
    nodes = [window.node for window in layout.floating]
    return nodes if layout.main is None else [layout.main, *nodes]


def _read_node(widget: QWidget | None) -> Node | None:
    if isinstance(widget, QtAds.CDockAreaWidget):
        names = tuple(dock.objectName() for dock in widget.dockWidgets())
        front = widget.currentDockWidget()
        return Tabs(names, names[0] if front is None else front.objectName()) if names else None
    if not isinstance(widget, QSplitter):
        return None
    sizes = widget.sizes()
    read_parts = [(_read_node(widget.widget(number)), sizes[number]) for number in range(widget.count())]
    parts = [(node, size) for node, size in read_parts if node is not None]
    if len(parts) < 2:
        return parts[0][0] if parts else None
    across = widget.orientation() is widget.orientation().Horizontal
    return Split(across, tuple(node for node, _ in parts), tuple(size for _, size in parts))


def _float(manager: QtAds.CDockManager, docks: Docks, window: Floating) -> None:
    first = docks[next(panels_of(window.node))]
    frame = manager.addDockWidgetFloating(first)
    place = window.place
    frame.setGeometry(place.x, place.y, place.width, place.height)
    area = first.dockAreaWidget()
    if area is not None:
        _place(manager, docks, window.node, area)


def _place(manager: QtAds.CDockManager, docks: Docks, node: Node, area: QtAds.CDockAreaWidget) -> None:
    """Put the panels of a part where its first one already is."""
    if isinstance(node, Tabs):
        if [dock.objectName() for dock in area.dockWidgets()][: len(node.panels)] == list(node.panels):
            return
        for panel in node.panels[1:]:
            manager.addDockWidgetTabToArea(docks[panel], area)
        return
    side = QtAds.RightDockWidgetArea if node.across else QtAds.BottomDockWidgetArea
    areas = [area]
    for part in node.parts[1:]:
        areas.append(manager.addDockWidget(side, docks[next(panels_of(part))], areas[-1]))
    for part, own in zip(node.parts, areas, strict=True):
        _place(manager, docks, part, own)


def _bring_fronts(docks: Docks, node: Node, closed: frozenset[str]) -> None:
    if isinstance(node, Split):
        for part in node.parts:
            _bring_fronts(docks, part, closed)
    elif node.front not in closed:
        docks[node.front].setAsCurrentTab()


def _size(widget: QWidget | None, node: Node) -> None:
    if not isinstance(widget, QSplitter) or not isinstance(node, Split):
        return
    if widget.count() == 1:
        _size(widget.widget(0), node)
    elif widget.count() == len(node.parts):
        widget.setSizes(list(node.sizes))
        for number, part in enumerate(node.parts):
            _size(widget.widget(number), part)
