"""A table model whose columns are data and whose rows are values told apart by a key.

It compares what it is given with what it shows and tells Qt only the difference, so that a selection, a
scroll position and a hundred unchanged rows stay as they are. It never resizes anything.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_tip

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex
SortKey = str | int | Decimal | tuple[int, Decimal]

_ROOT = QModelIndex()


class Tone(Enum):
    """What a cell's colour says. The value is the name of the theme's token."""

    NORMAL = "text"
    SOFT = "text_soft"
    FAINT = "text_faint"
    UP = "buy"
    DOWN = "sell"
    WARNING = "warning"


class Align(Enum):
    """Words begin at the left, numbers end at the right."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    RIGHT = Qt.AlignmentFlag.AlignRight


class CellRole(IntEnum):
    """What a cell tells its delegate beyond Qt's own roles."""

    TAG = Qt.ItemDataRole.UserRole
    ACTION = Qt.ItemDataRole.UserRole + 1
    BELOW = Qt.ItemDataRole.UserRole + 2
    BELOW_COLOUR = Qt.ItemDataRole.UserRole + 3


def normal(row: object) -> Tone:
    """The tone of a cell that has nothing to say by colour."""
    del row
    return Tone.NORMAL


def faint(row: object) -> Tone:
    """The tone of a second line that has nothing to say by colour."""
    del row
    return Tone.FAINT


def signed(value: Decimal | None) -> Tone:
    """The tone of a gain, a loss, or neither."""
    if value is None or value == 0:
        return Tone.SOFT
    return Tone.UP if value > 0 else Tone.DOWN


def sort_number(value: Decimal | None) -> tuple[int, Decimal]:
    """A sort key for a number that may be unknown; unknown sorts below everything."""
    return (0, Decimal(0)) if value is None else (1, value)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: how a row's text, tone, order and tip are found.

    `width` is the usual width in pixels. `tag` is a short second text, drawn small behind the first; `below`
    is a second line. `sort` makes the column sortable. `copy` is the machine form for the clipboard (the text
    when absent). `action` marks a column whose cells are buttons; a cell with an empty text has none.
    """

    title: str
    text: Callable[[R], str]
    width: int
    align: Align = Align.LEFT
    tone: Callable[[R], Tone] = normal
    tag: Callable[[R], str] | None = None
    below: Callable[[R], str] | None = None
    below_tone: Callable[[R], Tone] = faint
    tip: Callable[[R], str] | None = None
    sort: Callable[[R], SortKey] | None = None
    copy: Callable[[R], str] | None = None
    action: bool = False
    heading_tip: str = ""

    def spoken(self, row: R) -> str:
        """The cell as a screen reader says it."""
        tag = self.tag(row) if self.tag is not None else ""
        below = self.below(row) if self.below is not None else ""
        return " ".join(part for part in (self.title, self.text(row), tag, below) if part)


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
        self._colours = {tone: QColor(getattr(theme, tone.value)) for tone in Tone}
        self._rows: list[R] = []
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
            case CellRole.TAG:
                return column.tag(row) if column.tag is not None else ""
            case CellRole.ACTION:
                return column.action
            case CellRole.BELOW:
                return column.below(row) if column.below is not None else ""
            case CellRole.BELOW_COLOUR:
                return self._colours[column.below_tone(row)]
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
        """Show exactly these rows, in this order unless a sort is on. Tells Qt what differs."""
        wanted = self._sorted(rows)
        keys = {self._key(row) for row in wanted}
        self._drop([number for number, row in enumerate(self._rows) if self._key(row) not in keys])
        kept = [row for row in wanted if self._key(row) in self._where]
        if [self._key(row) for row in kept] != [self._key(row) for row in self._rows]:
            self._reorder(kept)
        self._insert(wanted)
        self.replace(wanted)

    def replace(self, rows: Iterable[R]) -> None:
        """Put newer values into the rows of the same key, where they are. Unknown keys are ignored."""
        changed = []
        for row in rows:
            number = self._where.get(self._key(row))
            if number is not None and self._rows[number] != row:
                self._rows[number] = row
                changed.append(number)
        for first, last in _runs(sorted(changed)):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def repaint_column(self, column: int) -> None:
        """Say that a column's text changed by itself, as an age does."""
        if self._rows:
            self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))

    def row(self, number: int) -> R:
        """The row shown at a place."""
        return self._rows[number]

    def rows(self) -> Sequence[R]:
        """Everything shown, top to bottom."""
        return tuple(self._rows)

    def place_of(self, key: Hashable) -> int | None:
        """Where the row of a key is, `None` when it is not shown."""
        return self._where.get(key)

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
            self._index()
            self.endRemoveRows()

    def _insert(self, wanted: Sequence[R]) -> None:
        new = [number for number, row in enumerate(wanted) if self._key(row) not in self._where]
        for first, last in _runs(new):
            self.beginInsertRows(_ROOT, first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self._index()
            self.endInsertRows()

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
        self._where = {self._key(row): number for number, row in enumerate(self._rows)}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs of neighbours: 1, 2, 3, 7 is (1, 3), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
