"""The table every list of the window is shown in: rows of one model, a plain sentence when there are none.

What can be done with a row stands in its context menu with the key that does the same.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QMenu, QTableView

from terminal_app.ui.bridge.files import save_text
from terminal_app.ui.bridge.filtering import term_for
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.style import ROW_PX
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.cells import CellDelegate
from terminal_app.ui.widgets.table_columns import TableColumns
from terminal_app.ui.widgets.table_menu import RowAction, add_action
from terminal_app.ui.widgets.table_text import csv_text, tab_text

R = TypeVar("R")


class RowTable(QTableView, Generic[R]):
    """A table of `RowsModel` rows.

    `actions_for` makes the entries of the context menu for the selected rows, `actions_of_rows` is for a menu
    that is always the same. `double_click` is what a double-click does, if it is not to open the row.
    `narrow` takes the filter that keeps the rows like the one under the mouse.

    Signals:
        action_clicked: the row of a cell whose column is an action and which has a text was pressed.
        cell_clicked: the row and the column number of any other cell that was pressed.
        row_activated: the row was double-clicked, or Return was pressed on it.
        filter_asked: Ctrl+F was pressed.
        escape_pressed: Escape was pressed.
        delete_pressed: the Delete key was pressed, once per press, on the selected rows (a tuple).
        changed_choice: columns were hidden, moved, resized or sorted by.
    """

    action_clicked = Signal(object)
    cell_clicked = Signal(object, int)
    row_activated = Signal(object)
    delete_pressed = Signal(object)
    filter_asked = Signal()
    escape_pressed = Signal()
    changed_choice = Signal()

    def __init__(
        self, model: RowsModel[R], theme: Theme, name: str, empty: str, *, row_height: int = ROW_PX
    ) -> None:
        super().__init__()
        self.rows_model = model
        self.empty_text = empty
        self.actions_for: Callable[[Sequence[R]], Sequence[RowAction[R]]] = lambda _: self.actions_of_rows
        self.actions_of_rows: Sequence[RowAction[R]] = ()
        self.double_click: Callable[[R], None] | None = None
        self.narrow: Callable[[str], None] | None = None
        self._name = name
        self._faint = QColor(theme.text_faint)
        self._second_press = False
        self._cells = CellDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self.setAccessibleDescription(empty)
        self._set_habits()
        self._set_rows(row_height)
        self.columns = TableColumns(self, model)
        self.clicked.connect(self.on_clicked)
        self.doubleClicked.connect(self.on_double_clicked)
        self.columns.changed.connect(self.changed_choice)

    def apply_theme(self, theme: Theme) -> None:
        """Paint in the colours of this theme from now on."""
        self._faint = QColor(theme.text_faint)
        self._cells.apply_theme(theme)
        self.rows_model.apply_theme(theme)
        self.viewport().update()

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

    def _set_rows(self, row_height: int) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)

    def selected(self) -> Sequence[R]:
        """The selected rows, top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows_model.row(number) for number in numbers)

    def select(self, number: int) -> None:
        """Make a row the current one, the only selected one, and show it."""
        self._select_only(number)
        self.scrollTo(self.model().index(number, 0))

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as tab-separated text, numbers as a machine reads them."""
        if rows := self.selected():
            QGuiApplication.clipboard().setText(tab_text(self.columns.shown(), rows))

    def export(self) -> QFileDialog:
        """Ask for a file and write there, as CSV, what the table shows."""
        name = f"{self._name.lower().replace(' ', '-')}.csv"
        return save_text(
            self,
            f"Export {self._name.lower()}",
            name,
            "Tables (*.csv)",
            lambda: csv_text(self.columns.shown(), self.rows_model.rows()),
        )

    def remember(self) -> Mapping[str, object]:
        """How the person has arranged the columns."""
        return self.columns.remember()

    def recall(self, saved: object) -> None:
        """Arrange the columns as they were; anything that is not a saved arrangement is passed over."""
        if isinstance(saved, Mapping):
            self.columns.recall(saved)

    def menu(self, term: str = "") -> QMenu:
        """The menu of the selected rows; `term` is the filter for rows like the one under the mouse.

        It deletes itself when it closes.
        """
        rows = self.selected()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self.actions_for(rows):
            add_action(menu, entry, rows)
        menu.addSeparator()
        if self.narrow is not None and term:
            menu.addAction(f"Show only {term}").triggered.connect(lambda: self._narrow(term))
        add_action(menu, RowAction("Copy", lambda _: self.copy_selected(), "Ctrl+C"), rows)
        every: RowAction[R] = RowAction(
            "Export as CSV…", lambda _: self._export(), "Ctrl+S", lambda _: bool(self.rows_model.rows())
        )
        add_action(menu, every, rows)
        # The menu of the header once more, for those who work without a mouse.
        self.columns.fill(menu.addMenu("Columns"))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the row under the mouse, or with the selected ones."""
        index = self.indexAt(event.pos())
        chosen = index.isValid() and self.selectionModel().isRowSelected(index.row())
        if event.reason() is QContextMenuEvent.Reason.Mouse and index.isValid() and not chosen:
            self._select_only(index.row())
        column = self.rows_model.columns[index.column()] if index.isValid() else None
        term = term_for(column, self.rows_model.row(index.row())) if column is not None else ""
        self.menu(term).popup(event.globalPos())
        event.accept()

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
        row = self.rows_model.row(index.row())
        if self.rows_model.columns[index.column()].action:
            return
        if self.double_click is not None:
            self.double_click(row)
        else:
            self.row_activated.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens, Delete deletes, Ctrl+C copies, Ctrl+S exports, Ctrl+F filters.

        A held key counts once.
        """
        fresh = not event.isAutoRepeat()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.matches(QKeySequence.StandardKey.Save):
            if fresh and self.rows_model.rows():
                self.export()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if fresh and self.currentIndex().isValid():
                self.row_activated.emit(self.rows_model.row(self.currentIndex().row()))
        elif event.key() == Qt.Key.Key_Delete:
            if fresh and (rows := self.selected()):
                self.delete_pressed.emit(rows)
        elif event.matches(QKeySequence.StandardKey.Find):
            self.filter_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
            super().keyPressEvent(event)
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
        self.columns.fit()

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
        pressable = False
        if row >= 0 and column >= 0:
            under = self.rows_model.columns[column]
            pressable = under.link or (under.action and bool(under.text(self.rows_model.row(row))))
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if pressable else arrow)

    def _select_only(self, number: int) -> None:
        # Not `selectRow`: that looks at the keys that are held, and with Ctrl it does nothing.
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self.model().index(number, 0), flags.ClearAndSelect | flags.Rows
        )

    def _export(self) -> None:
        self.export()

    def _narrow(self, term: str) -> None:
        if self.narrow is not None:
            self.narrow(term)
