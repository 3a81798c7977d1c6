"""Menus and shortcuts from one table: what can be asked for, where it stands, and its key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing that can be asked for.

    `keys` are its shortcuts; a separator stands before it if wanted. With `checked` it is a switch.
    """

    menu: str
    text: str
    run: Callable[[], None]
    keys: Sequence[str] = ()
    separated: bool = False
    checked: bool | None = None


def fill_menus(bar: QMenuBar, owner: QWidget, table: Sequence[ActionSpec]) -> dict[str, QMenu]:
    """Make the menus of a table, in its order.

    A held key does not repeat, and every shortcut works wherever the focus is in the window.

    Returns:
        The menus by their plain titles.
    """
    menus: dict[str, QMenu] = {}
    for spec in table:
        title = spec.menu.replace("&", "")
        if title not in menus:
            menus[title] = bar.addMenu(spec.menu)
            menus[title].setAccessibleName(f"{title} menu")
        if spec.separated:
            menus[title].addSeparator()
        action = QAction(spec.text, owner)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        if spec.checked is not None:
            action.setCheckable(True)
            action.setChecked(spec.checked)
        action.triggered.connect(_without_checked(spec.run))
        menus[title].addAction(action)
        owner.addAction(action)
    return menus


def _without_checked(run: Callable[[], None]) -> Callable[[], None]:
    """A slot that takes no `checked` from the signal."""

    def slot() -> None:
        run()

    return slot
