"""One panel over the whole window, and everything back as it was. The layout does not change by it."""

import PySide6QtAds as QtAds
from PySide6.QtWidgets import QSplitter, QWidget


class Zoom:
    """Hides what stands around a place and brings it back.

    Args:
        manager: the widget with all docks of the window.
    """

    def __init__(self, manager: QtAds.CDockManager) -> None:
        self._manager = manager
        self._hidden: list[QWidget] = []
        self._sizes: list[tuple[QSplitter, list[int]]] = []
        self.panel: str | None = None

    def on(self, dock: QtAds.CDockWidget) -> None:
        """Let the place of a dock have the whole window; one that floats has its own."""
        self.off()
        widget: QWidget | None = dock.dockAreaWidget()
        if widget is None or dock.isInFloatingContainer():
            return
        self.panel = dock.objectName()
        while widget is not None and widget is not self._manager:
            parent = widget.parentWidget()
            if isinstance(parent, QSplitter):
                self._sizes.append((parent, parent.sizes()))
                for number in range(parent.count()):
                    sibling = parent.widget(number)
                    if sibling is not None and sibling is not widget and not sibling.isHidden():
                        sibling.hide()
                        self._hidden.append(sibling)
            widget = parent

    def off(self) -> None:
        """Bring everything back."""
        self.panel = None
        hidden, self._hidden = self._hidden, []
        sizes, self._sizes = self._sizes, []
        for widget in hidden:
            widget.show()
        for splitter, before in reversed(sizes):
            splitter.setSizes(before)
