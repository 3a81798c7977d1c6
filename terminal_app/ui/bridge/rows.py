"""A table model whose columns are data and whose rows are values told apart by a key.

It compares what it is given with what it shows and tells Qt only the difference, so that a selection, a
scroll position and a hundred unchanged rows stay as they are. It never resizes anything. Of the rows it is
given it shows those that are wanted, and it keeps the others.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from terminal_app.ui.bridge.columns import (
    Align,
    Cell,
    CellRole,
    Column,
    Tone,
    faint,
    normal,
    signed,
    sort_number,
)
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_tip

__all__ = [
    "Align",
    "Cell",
    "CellRole",
    "Column",
    "RowsModel",
    "Tone",
    "faint",
    "normal",
    "signed",
    "sort_number",
]

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows of one type under columns that are data.

    Args:
        columns: what is shown, left to right.
        key: tells rows apart for as long as they live.
        theme: the colours behind the tones.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._colours = _colours(theme)
        self._every: tuple[R, ...] = ()
        self._wanted: Callable[[R], bool] | None = None
        self._rows: list[R] = []
        self._keys: list[Hashable] = []
        self._where: dict[Hashable, int] = {}
        self._sorting: tuple[int, Qt.SortOrder] | None = None

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks of a cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.ForegroundRole:
                return self._colours[column.tone(row)]
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.align.value | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.tip(row)) if column.tip is not None else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return column.spoken(row)
            case _:
                ours = role >= CellRole.TAG
                return self._extra(self.cell(index.row(), index.column()), role) if ours else None

    def cell(self, number: int, column: int) -> Cell:
        """Everything about a cell at once: painting asks often, and Qt's roles are slow to ask one by one."""
        made, row = self.columns[column], self._rows[number]
        return Cell(
            made.text(row),
            self._colours[made.tone(row)],
            made.align,
            made.tag(row) if made.tag is not None else "",
            made.below(row) if made.below is not None else "",
            self._colours[made.below_tone(row)],
            made.spark(row) if made.spark is not None else (),
            made.action,
            made.glyph,
        )

    def _extra(self, cell: Cell, role: int) -> object:
        match role:
            case CellRole.TAG:
                return cell.tag
            case CellRole.ACTION:
                return cell.action
            case CellRole.BELOW:
                return cell.below
            case CellRole.BELOW_COLOUR:
                return cell.below_colour
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.align.value | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.heading_tip) or None
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column from now on; a column that cannot be sorted by, or -1, means the order given."""
        sortable = 0 <= column < len(self.columns) and self.columns[column].sort is not None
        self._sorting = (column, order) if sortable else None
        if sortable:
            self._reorder(self._sorted(self._rows))

    def show(self, rows: Iterable[R]) -> None:
        """Show these rows, as far as they are wanted, in this order unless a sort is on.

        Tells Qt what differs.
        """
        self._every = tuple(rows)
        self._show()

    def want(self, wanted: Callable[[R], bool] | None) -> None:
        """From now on show only the rows that this says yes to; `None` for all."""
        self._wanted = wanted
        self._show()

    def replace(self, rows: Iterable[R]) -> None:
        """Put newer values into the rows of the same key, where they are. Unknown keys are ignored."""
        changed = []
        for row in rows:
            number = self._where.get(self._key(row))
            if number is not None and self._rows[number] != row:
                self._rows[number] = row
                changed.append(number)
        self._tell_changed(sorted(changed))

    def repaint_column(self, column: int) -> None:
        """Say that a column's text changed by itself, as an age does."""
        if self._rows:
            self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))

    def apply_theme(self, theme: Theme) -> None:
        """Say every cell anew, in the colours of this theme."""
        self._colours = _colours(theme)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def row(self, number: int) -> R:
        """The row shown at a place."""
        return self._rows[number]

    def rows(self) -> Sequence[R]:
        """Everything shown, top to bottom."""
        return tuple(self._rows)

    def every(self) -> Sequence[R]:
        """Everything given, also what is not wanted, in the order given."""
        return self._every

    def find(self, key: Hashable) -> R | None:
        """The row of a key, whether it is shown or not; `None` when there is none."""
        place = self._where.get(key)
        if place is not None:
            return self._rows[place]
        return next((row for row in self._every if self._key(row) == key), None)

    def place_of(self, key: Hashable) -> int | None:
        """Where the row of a key is, `None` when it is not shown."""
        return self._where.get(key)

    def _show(self) -> None:
        every = self._every
        wanted = self._sorted(every if self._wanted is None else filter(self._wanted, every))
        # The usual frame brings the same rows in the same order: then keys are made once and nothing moves.
        keys = [self._key(row) for row in wanted]
        if keys != self._keys:
            self._rearrange(wanted, keys)
        changed = [number for number, row in enumerate(wanted) if row != self._rows[number]]
        self._rows[:] = wanted
        self._tell_changed(changed)

    def _rearrange(self, wanted: Sequence[R], keys: Sequence[Hashable]) -> None:
        fresh = set(keys)
        self._drop([number for number, key in enumerate(self._keys) if key not in fresh])
        kept = [row for row, key in zip(wanted, keys, strict=True) if key in self._where]
        if [key for key in keys if key in self._where] != self._keys:
            self._reorder(kept)
        self._insert(wanted)

    def _tell_changed(self, numbers: Sequence[int]) -> None:
        for first, last in _runs(numbers):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _sorted(self, rows: Iterable[R]) -> list[R]:
        if self._sorting is None:
            return list(rows)
        column, order = self._sorting
        by = self.columns[column].sort
        if by is None:
            return list(rows)
        return sorted(rows, key=by, reverse=order is Qt.SortOrder.DescendingOrder)

    def _drop(self, numbers: Sequence[int]) -> None:
        for first, last in reversed(_runs(numbers)):
            self.beginRemoveRows(_ROOT, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self._index()

    def _insert(self, wanted: Sequence[R]) -> None:
        new = [number for number, row in enumerate(wanted) if self._key(row) not in self._where]
        for first, last in _runs(new):
            self.beginInsertRows(_ROOT, first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        self._index()

    def _reorder(self, rows: list[R]) -> None:
        if not rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._key(self._rows[index.row()]) for index in before]
        self._rows = [self._rows[self._where[self._key(row)]] for row in rows]
        self._index()
        after = [self.index(self._where[key], old.column()) for key, old in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _index(self) -> None:
        self._keys = [self._key(row) for row in self._rows]
        self._where = {key: number for number, key in enumerate(self._keys)}


def _colours(theme: Theme) -> dict[Tone, QColor]:
    return {tone: QColor(getattr(theme, tone.value)) for tone in Tone}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs of neighbours: 1, 2, 3, 7 is (1, 3), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
