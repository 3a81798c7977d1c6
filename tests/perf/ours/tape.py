"""Trades pushed down by a few new ones: our tape, and a table view with a model of the same rows."""

import random
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from terminal_app.core.orders import Side
from terminal_app.ui.panels.tape.list_view import HEADER_PX, ROW_PX, TapeList
from terminal_app.ui.panels.tape.state import TapeRow
from terminal_app.ui.theme import DARK
from tests.perf.ours.plain_table import plain_table
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve

_ROWS = 40
_NEW = 3
_WIDTH = 320
_HEIGHT = HEADER_PX + _ROWS * ROW_PX
_Index = QModelIndex | QPersistentModelIndex
_Rows = tuple[TapeRow, ...]


def pictures(count: int, seed: int = 1) -> list[_Rows]:
    """So many pictures of a tape, newest row first; from one to the next a few rows came on top."""
    numbers = random.Random(seed)
    rows: _Rows = tuple(_row(numbers) for _ in range(_ROWS))
    made = []
    for _ in range(count):
        rows = tuple(_row(numbers) for _ in range(_NEW)) + rows[:-_NEW]
        made.append(rows)
    return made


def _row(numbers: random.Random) -> TapeRow:
    side = numbers.choice((Side.BUY, Side.SELL))
    price, size = f"{numbers.randrange(640_000, 640_100) / 10:.1f}", f"{numbers.uniform(0.001, 9):.3f}"
    second, milli = numbers.randrange(60), numbers.randrange(1_000)
    return TapeRow(f"12:00:{second:02}.{milli:03}", price, size, "▲" if side is Side.BUY else "▼", side)


class Rows(QAbstractTableModel):
    """The rows as a model that inserts what is new on top and drops what is too much."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TapeRow] = list(pictures(1)[0])
        self._colours = {Side.BUY: QColor(DARK.buy), Side.SELL: QColor(DARK.sell)}

    def rowCount(self, _parent: _Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, _parent: _Index | None = None) -> int:
        return 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.time, row.price, row.size)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            return self._colours[row.side]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def take(self, new: Sequence[TapeRow]) -> None:
        """New rows on top; so many of the oldest go."""
        nowhere, left = QModelIndex(), len(self._rows) - len(new)
        self.beginRemoveRows(nowhere, left, len(self._rows) - 1)
        del self._rows[left:]
        self.endRemoveRows()
        self.beginInsertRows(nowhere, 0, len(new) - 1)
        self._rows[:0] = new
        self.endInsertRows()


class Table:
    """The model in a view without frills."""

    def __init__(self) -> None:
        self.model = Rows()
        self.view, self.paints = plain_table(self.model, _WIDTH, _HEIGHT + ROW_PX, ROW_PX)

    def shown(self, count: int) -> dict[str, float]:
        """Frames of this table."""
        return frames([partial(self.model.take, rows[:_NEW]) for rows in pictures(count)], self.paints)


class OurTape:
    """Our widget."""

    def __init__(self) -> None:
        self.view = TapeList(DARK)
        self.view.resize(_WIDTH, _HEIGHT)
        self.view.show()
        self.view.show_rows(pictures(1)[0])
        self.paints = Paints(self.view)
        settle()

    def shown(self, count: int) -> dict[str, float]:
        """Frames of the tape."""
        taken: list[Callable[[], object]] = [
            partial(self.view.show_rows, rows) for rows in pictures(count, seed=2)
        ]
        return frames(taken, self.paints)


if __name__ == "__main__":
    application = QApplication([])
    serve({"tape": OurTape().shown, "table": Table().shown})
