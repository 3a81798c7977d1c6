"""The properties of one drawing. Every step acts at once on the chart; there is nothing to confirm."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import trimmed
from terminal_app.ui.panels.chart.drawings.entries import COLOUR_WORDS
from terminal_app.ui.panels.chart.drawings.making import typed
from terminal_app.ui.panels.chart.drawings.properties import (
    BadPropertyError,
    levelled,
    levels_text,
    limited,
    limits,
    price_names,
    priced,
    sized_as,
)
from terminal_app.ui.panels.chart.drawings.values import (
    DASH_WORDS,
    TOOL_WORDS,
    WIDTH_WORDS,
    Dash,
    Drawing,
    Style,
    Tool,
)
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label

_SWATCH_PX = 12
_WIDTH_PX = 320

Edit = Callable[[Drawing], Drawing]


class DrawingDialog(QDialog):
    """Shows one drawing and changes it.

    Args:
        drawing: as it is now.
        rules: how its prices and sizes are written.
        theme: the colours to choose from.
        change: takes an edit and makes it on the drawing as it is then.
        remove: takes the drawing away.
        parent: the window.
    """

    def __init__(
        self,
        drawing: Drawing,
        rules: Instrument,
        theme: Theme,
        change: Callable[[Edit], None],
        remove: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._rules = rules
        self._change = change
        self.key = drawing.key
        self.setObjectName("drawing_properties")
        self.setWindowTitle(TOOL_WORDS[drawing.tool])
        self.setMinimumWidth(_WIDTH_PX)
        self._form = QFormLayout()
        self.prices = [
            self._line(name, partial(self._priced, number))
            for number, name in enumerate(price_names(drawing.tool))
        ]
        self.text = self._line("Text", lambda text: lambda one: typed(one, text))
        self.size_edit = self._line(
            f"Size, {rules.base}", lambda text: lambda one: sized_as(one, text, rules)
        )
        self.levels = self._line("Levels", lambda text: lambda one: levelled(one, text))
        self.levels.setToolTip("Shares of the move, such as 0.382 or 38.2%; nothing for the usual ones")
        self.colour = self._choice("Colour", self._colours(theme))
        self.dash = self._choice("Line", [(word, dash) for dash, word in DASH_WORDS.items()])
        self.width_box = self._choice("Width", [(word, width) for width, word in WIDTH_WORDS.items()])
        self.least = self._choice("Shown on, from", [])
        self.most = self._choice("to", [])
        self.trouble = plain_label("", Role.ERROR)
        self.trouble.setWordWrap(True)
        for box in (self.colour, self.dash, self.width_box):
            box.activated.connect(self.on_style_chosen)
        self.least.activated.connect(self.on_span_chosen)
        self.most.activated.connect(self.on_span_chosen)
        self._fit(drawing.tool)
        self._lay_out(remove)
        self.show_drawing(drawing)

    def show_drawing(self, drawing: Drawing) -> None:
        """Show it as it is now."""
        for field, anchor in zip(self.prices, drawing.anchors, strict=False):
            field.setText(trimmed(anchor.price))
        self.text.setText(drawing.text)
        self.size_edit.setText("" if drawing.size is None else trimmed(drawing.size))
        self.levels.setText(levels_text(drawing) if drawing.tool.has_levels else "")
        self.colour.setCurrentIndex(drawing.style.colour)
        self.dash.setCurrentIndex(self.dash.findData(drawing.style.dash))
        self.width_box.setCurrentIndex(self.width_box.findData(drawing.style.width))
        for box, value in ((self.least, drawing.span.least), (self.most, drawing.span.most)):
            box.clear()
            for name, length in limits(value):
                box.addItem(name, length)
            box.setCurrentIndex(next(n for n, (_, length) in enumerate(limits(value)) if length == value))
        self.trouble.setText("")

    def on_style_chosen(self) -> None:
        """Another colour, or another line."""
        colour, dash = self.colour.currentIndex(), self.dash.currentData()
        width = int(self.width_box.currentData())
        if isinstance(dash, Dash):
            self._change(lambda one: one.styled(Style(colour, dash, width)))

    def on_span_chosen(self) -> None:
        """Shown on other bars."""
        least, most = self.least.currentData(), self.most.currentData()
        self._change(lambda one: limited(one, least, most))

    # ------------------------------------------------------------------------------------------- parts

    def _line(self, name: str, edit: Callable[[str], Edit]) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.editingFinished.connect(lambda: self._take(field, edit))
        self._form.addRow(name, field)
        return field

    def _choice(self, name: str, items: list[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for word, data in items:
            if isinstance(data, QIcon):
                box.addItem(data, word)
            else:
                box.addItem(word, data)
        self._form.addRow(name, box)
        return box

    def _take(self, field: QLineEdit, edit: Callable[[str], Edit]) -> None:
        if not field.isModified():
            return
        try:
            self._change(edit(field.text()))
        except BadPropertyError as error:
            self.trouble.setText(str(error))

    def _priced(self, number: int, text: str) -> Edit:
        return lambda one: priced(one, number, text, self._rules)

    def _colours(self, theme: Theme) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for word, colour in zip(COLOUR_WORDS, theme.links, strict=True):
            picture = QPixmap(QSize(_SWATCH_PX, _SWATCH_PX))
            picture.fill(QColor(colour))
            found.append((word, QIcon(picture)))
        return found

    def _fit(self, tool: Tool) -> None:
        """Leave out what this kind of drawing does not have."""
        self._form.setRowVisible(self.text, tool.has_text)
        self._form.setRowVisible(self.size_edit, tool.is_position)
        self._form.setRowVisible(self.levels, tool.has_levels)
        for box in (self.dash, self.width_box):
            self._form.setRowVisible(box, tool is not Tool.TEXT)

    def _lay_out(self, remove: Callable[[], None]) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        self.remove_button, self.close_button = QPushButton("Remove"), QPushButton("Close")
        self.remove_button.setAutoDefault(False)
        self.close_button.setAutoDefault(False)
        self.remove_button.clicked.connect(remove)
        self.close_button.clicked.connect(self.close)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(self._form)
        column.addWidget(self.trouble)
        column.addLayout(row)
