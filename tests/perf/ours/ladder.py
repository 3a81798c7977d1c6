"""Fifty rows of a book of which a few changed: our ladder, and a table view with a model of the same rows."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from terminal_app.core.clock import SystemClock
from terminal_app.core.market import Stamp
from terminal_app.market.book import OrderBook
from terminal_app.ui.panels.book.ladder_view import HEADER_PX, ROW_PX, SPREAD_PX, LadderView
from terminal_app.ui.panels.book.state import BookState, BookView
from terminal_app.ui.theme import DARK
from tests.perf.ours.plain_table import plain_table
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve

_ROWS = 25
_CHANGED = 4
_WIDTH = 320
_HEIGHT = HEADER_PX + SPREAD_PX + 2 * _ROWS * ROW_PX
_Index = QModelIndex | QPersistentModelIndex


def views(count: int, seed: int = 1) -> list[BookView]:
    """So many pictures of a book; from one to the next a few rows have another size and depth."""
    numbers = random.Random(seed)
    book = OrderBook()
    levels = [(Decimal(640_000 + place) / 10, Decimal("1.5")) for place in range(2 * _ROWS)]
    book.replace(levels[:_ROWS], levels[_ROWS:], Stamp(0, 0.0))
    view = BookState(None).build(book, None, _ROWS)
    made = []
    for _ in range(count):
        rows = [*view.asks, *view.bids]
        for place in numbers.sample(range(2 * _ROWS), _CHANGED):
            size = f"{numbers.uniform(0.001, 30):.3f}"
            rows[place] = replace(rows[place], size_text=size, share=numbers.random())
        view = replace(view, asks=tuple(rows[:_ROWS]), bids=tuple(rows[_ROWS:]))
        made.append(view)
    return made


class Rows(QAbstractTableModel):
    """The rows as a model, as one writes it first: three texts each, in colours."""

    def __init__(self, view: BookView) -> None:
        super().__init__()
        self._rows = view.asks + view.bids
        self._colours = (QColor(DARK.sell), QColor(DARK.buy))

    def rowCount(self, _parent: _Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, _parent: _Index | None = None) -> int:
        return 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            row = self._rows[index.row()]
            return (row.price_text, row.size_text, row.total_text)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return self._colours[index.row() >= _ROWS]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def take_all(self, view: BookView) -> None:
        """New rows, all announced."""
        self._rows = view.asks + view.bids
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 2))

    def take_changed(self, view: BookView) -> None:
        """New rows, those announced that differ."""
        before, self._rows = self._rows, view.asks + view.bids
        for place, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(place, 0), self.index(place, 2))


class Table:
    """The model in a view without frills."""

    def __init__(self) -> None:
        self.model = Rows(views(1)[0])
        self.view, self.paints = plain_table(self.model, _WIDTH, _HEIGHT + ROW_PX, ROW_PX)

    def shown(self, take: Callable[[BookView], None], count: int) -> dict[str, float]:
        """Frames of this table."""
        return frames([partial(take, view) for view in views(count)], self.paints)


class Ladder:
    """Our widget."""

    def __init__(self) -> None:
        self.view = LadderView(DARK, SystemClock().monotonic)
        self.view.resize(_WIDTH, _HEIGHT)
        self.view.show()
        self.paints = Paints(self.view)
        settle()

    def shown(self, count: int) -> dict[str, float]:
        """Frames of the ladder."""
        return frames([partial(self.view.show_view, view) for view in views(count)], self.paints)


if __name__ == "__main__":
    application = QApplication([])
    ladder, table = Ladder(), Table()
    serve(
        {
            "ladder": ladder.shown,
            "table": lambda count: table.shown(table.model.take_all, count),
            "careful_table": lambda count: table.shown(table.model.take_changed, count),
        }
    )
