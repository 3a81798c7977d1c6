"""The columns of a table as a person arranges them: hidden, moved, resized, sorted, and remembered.

Until a width is set by hand the columns share the width of the table in proportion. Nothing is ever resized
because of what the rows contain.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from terminal_app.ui.bridge.rows import Column, RowsModel

R = TypeVar("R")

HEADER_PX = 24
_LEAST_PX = 24
_MOST_PX = 2_000
_FALLING = Qt.SortOrder.DescendingOrder
_RISING = Qt.SortOrder.AscendingOrder


class TableColumns(QObject, Generic[R]):
    """The header of one table. `choices` adds to its menu what else can be chosen about the table.

    Signals:
        changed: the person arranged something; `remember` says what.
    """

    changed = Signal()

    def __init__(self, table: QTableView, model: RowsModel[R]) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._head = table.horizontalHeader()
        self.choices: Callable[[QMenu], None] | None = None
        self._by_hand = False
        self._absent: set[str] = set()
        self._unwanted: set[str] = set()
        self._busy = True
        head = self._head
        head.setFixedHeight(HEADER_PX)
        head.setMinimumSectionSize(_LEAST_PX)
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        if any(column.sort is not None for column in model.columns):
            head.setSortIndicator(-1, _FALLING)
            head.setSortIndicatorClearable(True)
            table.setSortingEnabled(True)
        self._hide_defaults()
        self._busy = False
        head.sectionResized.connect(self.on_resized)
        head.sectionMoved.connect(self.on_arranged)
        head.sortIndicatorChanged.connect(self.on_arranged)
        head.customContextMenuRequested.connect(self.on_menu_asked)

    def fit(self) -> None:
        """Share the width of the table among the columns, unless somebody has set one by hand."""
        if self._by_hand:
            return
        shown = [(number, column) for number, column in self._numbered() if not self._hidden(number)]
        room, usual = self._table.viewport().width(), sum(column.width for _, column in shown)
        stretch = sum(column.width for _, column in shown if not column.action) or 1
        extra = max(0, room - usual)
        busy, self._busy = self._busy, True
        for number, column in shown:
            share = 0 if column.action else extra * column.width // stretch
            self._table.setColumnWidth(number, column.width + share)
        self._busy = busy

    def shown(self) -> Sequence[Column[R]]:
        """The columns that can be seen, left to right."""
        order = (self._head.logicalIndex(place) for place in range(self._head.count()))
        return [self._model.columns[number] for number in order if not self._hidden(number)]

    def set_shown(self, name: str, *, shown: bool) -> None:
        """Show or hide a column; the last one and a fixed one stay."""
        for number, column in self._numbered():
            stays = column.fixed or len(self.shown()) < 2
            if column.id == name and name not in self._absent and (shown or not stays):
                self._head.setSectionHidden(number, not shown)
                self.fit()
                self.on_arranged()

    def offer(self, names: Collection[str], *, offered: bool) -> None:
        """Say which columns there are at all: one that is not offered is nowhere, whatever was chosen."""
        numbers = [number for number, column in self._numbered() if column.id in names]
        if offered is not any(self._model.columns[number].id in self._absent for number in numbers):
            return
        busy, self._busy = self._busy, True
        for number in numbers:
            name = self._model.columns[number].id
            if offered:
                self._absent.discard(name)
                self._head.setSectionHidden(number, name in self._unwanted)
            else:
                (self._unwanted.add if self._hidden(number) else self._unwanted.discard)(name)
                self._absent.add(name)
                self._head.setSectionHidden(number, True)
        self.fit()
        self._busy = busy

    def reset(self) -> None:
        """Back to the columns, order and widths that the program proposes, unsorted."""
        self._busy = True
        for number in range(len(self._model.columns)):
            self._head.moveSection(self._head.visualIndex(number), number)
        self._hide_defaults()
        self._head.setSortIndicator(-1, _FALLING)
        self._by_hand = False
        self.fit()
        self._busy = False
        self.on_arranged()

    def menu(self) -> QMenu:
        """A menu that shows and hides columns. It deletes itself when it closes."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        return menu

    def fill(self, menu: QMenu) -> None:
        """Put what can be chosen about the columns into a menu."""
        for number, column in self._numbered():
            if column.action or column.fixed or column.id in self._absent:
                continue
            action = menu.addAction((column.title or column.id).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self._hidden(number))
            action.toggled.connect(lambda shown, name=column.id: self.set_shown(name, shown=shown))
        menu.addSeparator()
        menu.addAction("Reset columns").triggered.connect(self.reset)
        if self.choices is not None:
            menu.addSeparator()
            self.choices(menu)

    def on_menu_asked(self, place: QPoint) -> None:
        """The header was right-clicked."""
        self.menu().popup(self._head.mapToGlobal(place))

    def on_resized(self, section: int, before: int, after: int) -> None:
        """A column has a new width; from the first one set by hand on, all are left alone."""
        del section
        if not self._busy and before and after:  # hidden columns are resized whenever rows are sorted
            self._by_hand = True
            self.changed.emit()

    def on_arranged(self) -> None:
        """Columns were moved, hidden, shown or sorted by."""
        if not self._busy:
            self.changed.emit()

    def remember(self) -> Mapping[str, object]:
        """How the columns stand, as JSON can hold it."""
        order = [self._head.logicalIndex(place) for place in range(self._head.count())]
        saved: dict[str, object] = {
            "order": [self._model.columns[number].id for number in order],
            "hidden": [self._model.columns[number].id for number in order if self._is_unwanted(number)],
        }
        if self._by_hand:
            saved["widths"] = {
                column.id: self._head.sectionSize(number)
                for number, column in self._numbered()
                if not self._hidden(number)
            }
        section = self._head.sortIndicatorSection()
        if 0 <= section < len(self._model.columns) and self._model.columns[section].sort is not None:
            saved["sort"] = self._model.columns[section].id
            saved["falling"] = self._head.sortIndicatorOrder() is _FALLING
        return saved

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were; unknown names and values without sense are passed over."""
        numbers = {column.id: number for number, column in self._numbered()}
        sortable = {column.id for column in self._model.columns if column.sort is not None}
        busy, self._busy = self._busy, True
        order, hidden = saved.get("order"), saved.get("hidden")
        if isinstance(order, list):
            known = [name for name in order if isinstance(name, str) and name in numbers]
            for place, name in enumerate(dict.fromkeys(known)):
                self._head.moveSection(self._head.visualIndex(numbers[name]), place)
        if isinstance(hidden, list):
            for number, column in self._numbered():
                mentioned = not isinstance(order, list) or column.id in order
                if column.id in self._absent:
                    (self._unwanted.add if column.id in hidden else self._unwanted.discard)(column.id)
                elif mentioned and not column.fixed:
                    self._head.setSectionHidden(number, column.id in hidden)
        self._recall_widths(saved.get("widths"), numbers)
        sort = saved.get("sort")
        if isinstance(sort, str) and sort in sortable:
            self._head.setSortIndicator(numbers[sort], _FALLING if saved.get("falling") else _RISING)
        self.fit()
        self._busy = busy

    def _recall_widths(self, widths: object, numbers: Mapping[str, int]) -> None:
        if not isinstance(widths, dict):
            return
        for name, width in widths.items():
            if name in numbers and isinstance(width, int) and _LEAST_PX <= width <= _MOST_PX:
                self._head.resizeSection(numbers[name], width)
                self._by_hand = True

    def _hide_defaults(self) -> None:
        for number, column in self._numbered():
            self._head.setSectionHidden(number, column.hidden or column.id in self._absent)
        self._unwanted.clear()

    def _hidden(self, number: int) -> bool:
        return self._head.isSectionHidden(number)

    def _is_unwanted(self, number: int) -> bool:
        """Whether the person has hidden a column; one that is not offered, when it last was."""
        name = self._model.columns[number].id
        return name in self._unwanted if name in self._absent else self._hidden(number)

    def _numbered(self) -> Sequence[tuple[int, Column[R]]]:
        return tuple(enumerate(self._model.columns))
