"""What can be done with the rows of a table, as entries of its context menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtWidgets import QMenu

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RowAction(Generic[R]):
    """Something that can be done with the selected rows, for the context menu.

    `key` is the key that does the same, as the menu writes it; `fits` says whether it makes sense for
    the rows.
    """

    text: str
    run: Callable[[Sequence[R]], None]
    key: str = ""
    fits: Callable[[Sequence[R]], bool] = bool
    separated: bool = False


def add_action(menu: QMenu, entry: RowAction[R], rows: Sequence[R]) -> None:
    """Add an entry that acts on these rows, whatever is selected when it is pressed."""
    if entry.separated:
        menu.addSeparator()
    # What follows the tab is shown where menus show keys, without taking the key away from anybody.
    words = entry.text.replace("&", "&&")
    action = menu.addAction(f"{words}\t{entry.key}" if entry.key else words)
    action.setEnabled(entry.fits(rows))
    action.triggered.connect(lambda: entry.run(rows))
