"""The table every list of the window is shown in: rows of one model, a plain sentence when there are none.

Columns keep the widths the person gave them; until then they share the width of the table in proportion.
Nothing is ever resized because of what the rows contain.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.style import ROW_PX
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.cells import CellDelegate

R = TypeVar("R")

_HEADER_PX = 24
_LEAST_COLUMN_PX = 24


class RowTable(QTableView, Generic[R]):
    """A table of `RowsModel` rows.

    Signals:
        action_clicked: the row of a cell whose column is an action and which has a text was pressed.
        cell_clicked: the row and the column number of any other cell that was pressed.
        row_activated: the row was double-clicked, or Return was pressed on it.
        delete_pressed: the Delete key was pressed, once per press, on the selected rows (a tuple).
    """

    action_clicked = Signal(object)
    cell_clicked = Signal(object, int)
    row_activated = Signal(object)
    delete_pressed = Signal(object)

    def __init__(
        self, model: RowsModel[R], theme: Theme, name: str, empty: str, *, row_height: int = ROW_PX
    ) -> None:
        super().__init__()
        self.rows_model = model
        self.empty_text = empty
        self._faint = QColor(theme.text_faint)
        self._by_hand = False
        self._second_press = False
        self._fitting = False
        self._cells = CellDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self.setAccessibleDescription(empty)
        self._set_habits()
        self._set_headers(row_height)
        self.clicked.connect(self.on_clicked)
        self.doubleClicked.connect(self.on_double_clicked)
        self.horizontalHeader().sectionResized.connect(self.on_section_resized)

    def _set_habits(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _set_headers(self, row_height: int) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)
        head = self.horizontalHeader()
        head.setFixedHeight(_HEADER_PX)
        head.setMinimumSectionSize(_LEAST_COLUMN_PX)
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if any(column.sort is not None for column in self.rows_model.columns):
            head.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
            head.setSortIndicatorClearable(True)
            self.setSortingEnabled(True)

    def selected(self) -> Sequence[R]:
        """The selected rows, top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows_model.row(number) for number in numbers)

    def select(self, number: int) -> None:
        """Make a row the current one and show it."""
        self.selectRow(number)
        self.scrollTo(self.model().index(number, 0))

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as tab-separated text, numbers as a machine reads them."""
        lines = [
            "\t".join(
                column.copy(row) if column.copy is not None else column.text(row)
                for column in self.rows_model.columns
                if not column.action
            )
            for row in self.selected()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def on_clicked(self, index: QModelIndex) -> None:
        """A cell was pressed and released."""
        row = self.rows_model.row(index.row())
        column = self.rows_model.columns[index.column()]
        if not column.action:
            self.cell_clicked.emit(row, index.column())
        elif column.text(row) and not self._second_press:
            self.action_clicked.emit(row)

    def on_double_clicked(self, index: QModelIndex) -> None:
        """A cell was double-clicked; on a button that is a second press, and the first has done the work."""
        if not self.rows_model.columns[index.column()].action:
            self.row_activated.emit(self.rows_model.row(index.row()))

    def on_section_resized(self) -> None:
        """A column has a new width; from the first one set by hand on, all are left alone."""
        self._by_hand = self._by_hand or not self._fitting

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens, Delete deletes, Ctrl+C copies; a held key counts once."""
        fresh = not event.isAutoRepeat()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if fresh and self.currentIndex().isValid():
                self.row_activated.emit(self.rows_model.row(self.currentIndex().row()))
        elif event.key() == Qt.Key.Key_Delete:
            if fresh and (rows := self.selected()):
                self.delete_pressed.emit(rows)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A first press arms the button under it."""
        self._second_press = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double-click is not a second intent."""
        self._second_press = True
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the mouse, and the button if there is one."""
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row(), index.column())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has left: no row is lit."""
        self._hover(-1, -1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns until somebody has set one."""
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the sentence that says what would be here."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self._faint)
            box = self.viewport().rect().adjusted(16, 0, -16, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_text)
            painter.end()

    def _hover(self, row: int, column: int) -> None:
        if (row, column) == (self._cells.hover_row, self._cells.hover_column):
            return
        before, self._cells.hover_row, self._cells.hover_column = self._cells.hover_row, row, column
        for number in {before, row} - {-1}:
            top = self.rowViewportPosition(number)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(number))
        button = row >= 0 and column >= 0 and self.rows_model.columns[column].action
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if button else Qt.CursorShape.ArrowCursor)

    def _fit_columns(self) -> None:
        if self._by_hand:
            return
        columns = self.rows_model.columns
        room, usual = self.viewport().width(), sum(column.width for column in columns)
        stretch = sum(column.width for column in columns if not column.action)
        extra = max(0, room - usual)
        self._fitting = True
        for number, column in enumerate(columns):
            share = 0 if column.action else extra * column.width // stretch
            self.setColumnWidth(number, column.width + share)
        self._fitting = False
