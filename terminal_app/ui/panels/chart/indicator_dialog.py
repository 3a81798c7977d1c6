"""The dialog of a chart's indicators: what there is, what is on the chart, and the templates.

Every step acts at once on the chart behind it; there is nothing to confirm.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.market.indicators.catalogue import find, spec_of
from terminal_app.market.indicators.chosen import MOST, Chosen
from terminal_app.market.indicators.spec import BadParameterError, Spec
from terminal_app.market.indicators.templates import BadTemplateError, Templates
from terminal_app.ui.panels.chart.indicator_editor import IndicatorEditor
from terminal_app.ui.panels.chart.indicators import ChartIndicators, TemplateKeeping
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import dress_search

_SIZE_PX = (760, 480)
_KEYS_OF_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class IndicatorDialog(QDialog):
    """Adds, sets, orders and removes the indicators of one chart.

    Args:
        indicators: those of the chart.
        keeping: the templates.
        theme: the colours to choose from.
        anchor_ms: the moment offered to an indicator that begins at one.
    """

    def __init__(
        self,
        indicators: ChartIndicators,
        keeping: TemplateKeeping,
        theme: Theme,
        anchor_ms: Callable[[], int],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._indicators = indicators
        self._keeping = keeping
        self._theme = theme
        self._anchor_ms = anchor_ms
        self._found: list[Spec] = []
        self.setObjectName("indicators")
        self.setWindowTitle("Indicators")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLineEdit()
        dress_search(self.words, "Name or purpose: EMA, volume, trend …", "Indicator to look for")
        self.words.installEventFilter(self)
        self.offered = QListWidget()
        self.offered.setAccessibleName("Indicators that match")
        self.offered.setUniformItemSizes(True)
        self.shown = QListWidget()
        self.shown.setAccessibleName("Indicators on the chart")
        self.say = QLabel()
        self.say.setTextFormat(Qt.TextFormat.PlainText)
        self.say.setWordWrap(True)
        set_role(self.say, Role.SOFT)
        self.add = self._button("Add", self.on_add)
        self.edit = self._button("Settings …", self.on_edit)
        self.up = self._button("Up", partial(self.on_move, -1))
        self.down = self._button("Down", partial(self.on_move, 1))
        self.remove = self._button("Remove", self.on_remove)
        self.template = QComboBox()
        self.template.setEditable(True)
        self.template.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.template.setAccessibleName("Name of a template")
        self.load = self._button("Load", self.on_load)
        self.save = self._button("Save", self.on_save)
        self.delete = self._button("Delete", self.on_delete)
        self.close_button = self._button("Close", self.close)
        self._lay_out()
        self.words.textChanged.connect(self.on_words_changed)
        self.words.returnPressed.connect(self.on_add)
        self.offered.itemDoubleClicked.connect(self.on_add)
        self.offered.itemActivated.connect(self.on_add)
        self.offered.currentRowChanged.connect(self.on_offered_changed)
        self.shown.itemActivated.connect(self.on_edit)
        self.shown.currentRowChanged.connect(self.settle)
        self.shown.installEventFilter(self)
        self.template.currentTextChanged.connect(self.settle)
        self.show_templates("")
        self.on_words_changed("")
        self.show_chosen(0)
        self.words.setFocus()

    def on_words_changed(self, words: str) -> None:
        """Other words: other matches."""
        self.offered.clear()
        self._found = find(words)
        for spec in self._found:
            item = QListWidgetItem(f"{spec.name.replace('_', ' ')}   {spec.title}")
            item.setToolTip(f"{spec.group}. {spec.about}".strip())
            self.offered.addItem(item)
        self.offered.setCurrentRow(0)
        self.settle()

    def on_offered_changed(self) -> None:
        """Say what the marked one is."""
        spec = self._marked
        if spec is None:
            self.say.setText("No indicator matches. Try another word.")
            return
        self.say.setText(f"{spec.title} · {spec.group}. {spec.about}".strip())

    def on_add(self) -> None:
        """Put the marked one on the chart."""
        spec = self._marked
        if spec is None:
            return
        number = self._indicators.add(spec)
        if number is None:
            self.say.setText(f"A chart shows {MOST} indicators at most. Remove one first.")
            return
        self.show_chosen(number)
        if any(parameter.moment for parameter in spec.parameters):
            self.on_edit()

    def on_edit(self) -> None:
        """Set the marked one of the chart."""
        number = self.shown.currentRow()
        if number >= 0:
            open_editor(self, self._indicators, number, self._theme, self._anchor_ms(), self.show_chosen)

    def on_move(self, by: int) -> None:
        """Put the marked one further up or down."""
        number = self.shown.currentRow()
        if number >= 0 and 0 <= number + by < self.shown.count():
            self._indicators.move(number, number + by)
            self.show_chosen(number + by)

    def on_remove(self) -> None:
        """Take the marked one from the chart."""
        number = self.shown.currentRow()
        if number >= 0:
            self._indicators.remove(number)
            self.show_chosen(min(number, self.shown.count() - 2))

    def on_load(self) -> None:
        """Put a template in place of what is on the chart."""
        name = self.template.currentText()
        self._indicators.choose(Templates(self._keeping.read()).get(name))
        self.show_chosen(0)
        self.say.setText(f"The chart shows the template {name} now.")

    def on_save(self) -> None:
        """Keep what is on the chart under a name."""
        name = self.template.currentText().strip()
        templates = Templates(self._keeping.read())
        try:
            templates.keep(name, self._indicators.chosen)
        except BadTemplateError as error:
            self.say.setText(str(error))
            return
        self._keeping.keep(templates.to_save())
        self.show_templates(name)
        self.say.setText(f"Saved as the template {name}.")

    def on_delete(self) -> None:
        """Forget a template."""
        name = self.template.currentText()
        templates = Templates(self._keeping.read())
        templates.delete(name)
        self._keeping.keep(templates.to_save())
        self.show_templates("")
        self.say.setText(f"The template {name} is deleted.")

    def show_templates(self, name: str) -> None:
        """Offer the templates there are."""
        self.template.clear()
        self.template.addItems(Templates(self._keeping.read()).names)
        self.template.setEditText(name)
        self.settle()

    def show_chosen(self, row: int) -> None:
        """List what is on the chart, with one marked."""
        self.shown.clear()
        self.shown.addItems([label_of(item) for item in self._indicators.chosen.items])
        self.shown.setCurrentRow(min(max(row, 0), self.shown.count() - 1))
        self.settle()

    def settle(self) -> None:
        """Only what can be done now can be pressed."""
        number, count = self.shown.currentRow(), self.shown.count()
        self.add.setEnabled(self._marked is not None)
        self.edit.setEnabled(number >= 0)
        self.remove.setEnabled(number >= 0)
        self.up.setEnabled(number > 0)
        self.down.setEnabled(0 <= number < count - 1)
        known = self.template.findText(self.template.currentText(), Qt.MatchFlag.MatchExactly) >= 0
        self.load.setEnabled(known)
        self.delete.setEnabled(known)
        self.save.setEnabled(bool(self.template.currentText().strip()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move the mark while one types; Delete removes from the chart."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.words and event.key() in _KEYS_OF_LIST:
                self.offered.keyPressEvent(event)
                return True
            if watched is self.shown and event.key() == Qt.Key.Key_Delete:
                self.on_remove()
                return True
        return super().eventFilter(watched, event)

    @property
    def _marked(self) -> Spec | None:
        row = self.offered.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _button(self, text: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        # Return in the field adds; no button may take it.
        button.setAutoDefault(False)

        def call() -> None:
            run()

        button.clicked.connect(call)
        return button

    def _lay_out(self) -> None:
        self.resize(*_SIZE_PX)
        left = self._column("All indicators", self.words, self.offered, (self.add,))
        right = self._column("On this chart", None, self.shown, (self.edit, self.up, self.down, self.remove))
        sides = QHBoxLayout()
        sides.setSpacing(PAD * 2)
        sides.addLayout(left, 3)
        sides.addLayout(right, 2)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(QLabel("Template"))
        foot.addWidget(self.template, 1)
        for button in (self.load, self.save, self.delete):
            foot.addWidget(button)
        foot.addSpacing(PAD * 2)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD * 2, PAD * 2, PAD * 2, PAD * 2)
        column.setSpacing(PAD)
        column.addLayout(sides, 1)
        column.addWidget(self.say)
        column.addLayout(foot)

    def _column(
        self, title: str, field: QLineEdit | None, rows: QListWidget, buttons: tuple[QPushButton, ...]
    ) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP)
        head = QLabel(title)
        set_role(head, Role.STRONG)
        column.addWidget(head)
        if field is not None:
            column.addWidget(field)
        column.addWidget(rows, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return column


def open_editor(
    parent: QWidget,
    indicators: ChartIndicators,
    number: int,
    theme: Theme,
    anchor_ms: int,
    then: Callable[[int], None],
) -> IndicatorEditor | None:
    """Open the settings of one indicator of a chart; `then` is called with its number when they were taken.

    Returns:
        The dialog, or `None` for an indicator that this version does not know.
    """
    item = indicators.chosen.items[number]
    try:
        spec = spec_of(item.name)
    except BadParameterError:
        return None
    editor = IndicatorEditor(spec, item, theme, anchor_ms, parent)
    editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def take() -> None:
        # The set may have changed meanwhile: another symbol may be on show.
        if number < len(indicators.chosen.items) and indicators.chosen.items[number] == item:
            indicators.change(number, editor.result_item)
            then(number)

    editor.accepted.connect(take)
    editor.open()
    return editor


def label_of(item: Chosen) -> str:
    """An indicator with its settings, or with what is wrong with them."""
    try:
        spec = spec_of(item.name)
        return spec.label(spec.checked(item.values))
    except BadParameterError as error:
        return f"{item.name}: {error}"
