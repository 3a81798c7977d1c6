"""The dialog that sets one indicator: its parameters, the look of each output, and the pane it stands in."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QDateTime, QSize, Qt, QTimeZone
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from terminal_app.market.indicators.chosen import WIDTHS, Chosen, Look
from terminal_app.market.indicators.spec import BadParameterError, Draw, Output, Parameter, Spec, Value
from terminal_app.ui.panels.chart.indicator_layer import usual_looks
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.theme import Theme

_SWATCH_PX = 12
_DECIMALS = 4
_COARSE_STEP, _COARSE_DECIMALS = 0.1, 2
_PANES = (
    ("Where it belongs", None),
    ("Over the prices", 0),
    ("Shared pane 1", 1),
    ("Shared pane 2", 2),
    ("Shared pane 3", 3),
)


class ParameterField:
    """One parameter as a widget."""

    def __init__(self, parameter: Parameter, value: Value) -> None:
        self.parameter = parameter
        self.widget = self._make(parameter)
        self.widget.setAccessibleName(parameter.title)
        self.show_value(value)

    @property
    def value(self) -> Value:
        """What is set."""
        match self.widget:
            case QComboBox() as box:
                return box.currentText()
            case QDateTimeEdit() as edit:
                return int(edit.dateTime().toMSecsSinceEpoch())
            case QSpinBox() as whole:
                return whole.value()
            case QDoubleSpinBox() as number:
                return number.value()
        raise TypeError(type(self.widget).__name__)

    def show_value(self, value: Value) -> None:
        """Set it."""
        match self.widget:
            case QComboBox() as box:
                box.setCurrentText(str(value))
            case QDateTimeEdit() as edit:
                moment = QDateTime.fromMSecsSinceEpoch(int(value), QTimeZone.utc())
                edit.setDateTime(moment)
            case QSpinBox() as whole:
                whole.setValue(int(value))
            case QDoubleSpinBox() as number:
                number.setValue(float(value))

    @staticmethod
    def _make(parameter: Parameter) -> QComboBox | QDateTimeEdit | QSpinBox | QDoubleSpinBox:
        if parameter.choices:
            box = QComboBox()
            box.addItems(list(parameter.choices))
            return box
        if parameter.moment:
            edit = QDateTimeEdit()
            edit.setTimeZone(QTimeZone.utc())
            edit.setDisplayFormat("yyyy-MM-dd HH:mm 'UTC'")
            edit.setCalendarPopup(True)
            return edit
        if isinstance(parameter.default, int):
            whole = QSpinBox()
            whole.setRange(int(parameter.low), int(parameter.high))
            whole.setSingleStep(int(parameter.step))
            whole.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            return whole
        number = QDoubleSpinBox()
        number.setDecimals(_COARSE_DECIMALS if parameter.step >= _COARSE_STEP else _DECIMALS)
        number.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        number.setRange(parameter.low, parameter.high)
        number.setSingleStep(parameter.step)
        return number


class LookField:
    """The look of one output as widgets."""

    def __init__(self, output: Output, look: Look, theme: Theme) -> None:
        title = output.title or "Line"
        self.shown = QCheckBox("Show")
        self.shown.setAccessibleName(f"Show {title}")
        self.colour = QComboBox()
        self.colour.setAccessibleName(f"Colour of {title}")
        self.colour.setIconSize(QSize(_SWATCH_PX, _SWATCH_PX))
        if output.draw is Draw.HISTOGRAM:
            self.colour.addItem("By sign", None)
        for number, colour in enumerate(theme.links):
            self.colour.addItem(_swatch(colour), f"Colour {number + 1}", number)
        self.width = QComboBox()
        self.width.setAccessibleName(f"Width of {title}")
        for width in WIDTHS:
            self.width.addItem(f"{width} px", width)
        self.width.setVisible(output.draw is not Draw.HISTOGRAM)
        self.row = QHBoxLayout()
        self.row.setSpacing(GAP)
        for widget in (self.shown, self.colour, self.width):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        self.show_look(look)

    @property
    def look(self) -> Look:
        """What is set."""
        return Look(self.colour.currentData(), self.width.currentData(), self.shown.isChecked())

    def show_look(self, look: Look) -> None:
        """Set it."""
        self.shown.setChecked(look.shown)
        self.colour.setCurrentIndex(max(0, self.colour.findData(look.colour)))
        self.width.setCurrentIndex(max(0, self.width.findData(look.width)))


class IndicatorEditor(QDialog):
    """Sets one indicator. `result_item` is what was set, once it was accepted.

    Args:
        spec: which one.
        item: how it is set now.
        theme: the colours to choose from.
        anchor_ms: the moment offered for one that begins at a moment and has none yet.
    """

    def __init__(self, spec: Spec, item: Chosen, theme: Theme, anchor_ms: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self._item = item
        self.result_item = item
        self.setWindowTitle(f"{spec.name.replace('_', ' ')} – settings")
        title = QLabel(spec.title)
        set_role(title, Role.STRONG)
        self.error = QLabel()
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setWordWrap(True)
        set_role(self.error, Role.ERROR)
        self.error.hide()
        values = _usable(spec, item.values)
        self.fields = [
            ParameterField(one, values[one.name] or (anchor_ms if one.moment else values[one.name]))
            for one in spec.parameters
        ]
        usual = usual_looks(spec, 0)
        self.looks = {
            output.name: LookField(output, item.looks.get(output.name, usual[output.name]), theme)
            for output in spec.outputs
            if output.draw is not Draw.ROWS
        }
        self.pane = QComboBox()
        self.pane.setAccessibleName("Pane")
        for text, number in _PANES:
            self.pane.addItem(text, number)
        self.pane.setCurrentIndex(max(0, self.pane.findData(item.pane)))
        self.defaults = QPushButton("Usual values")
        self.defaults.setAutoDefault(False)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self.take = QPushButton("Apply")
        self.take.setDefault(True)
        self.defaults.clicked.connect(self.on_defaults)
        self.cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self.on_accepted)
        self._lay_out(title)

    def on_defaults(self) -> None:
        """Set every parameter to its usual value."""
        for field in self.fields:
            if not field.parameter.moment:
                field.show_value(field.parameter.default)

    def on_accepted(self) -> None:
        """Take what is set, or say what cannot be taken."""
        try:
            values = self._spec.checked({field.parameter.name: field.value for field in self.fields})
        except BadParameterError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        unusual = {
            parameter.name: values[parameter.name]
            for parameter in self._spec.parameters
            if values[parameter.name] != parameter.default
        }
        looks = {name: field.look for name, field in self.looks.items()}
        self.result_item = replace(self._item, values=unusual, looks=looks, pane=self.pane.currentData())
        self.accept()

    def _lay_out(self, title: QLabel) -> None:
        form = QFormLayout()
        form.setSpacing(GAP + 2)
        for field in self.fields:
            form.addRow(field.parameter.title, field.widget)
        for output in self._spec.outputs:
            if output.name in self.looks:
                form.addRow(output.title or "Line", self.looks[output.name].row)
        if self.looks:
            form.addRow("Pane", self.pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD * 2, PAD * 2, PAD * 2, PAD * 2)
        column.setSpacing(PAD)
        column.addWidget(title)
        if self._spec.about:
            about = QLabel(self._spec.about)
            about.setWordWrap(True)
            set_role(about, Role.SOFT)
            column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.error)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.defaults)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.take)
        column.addLayout(foot)


def _usable(spec: Spec, values: Mapping[str, object]) -> dict[str, Value]:
    """The parameters as they are set, and the usual value of each that cannot be taken."""
    usable: dict[str, Value] = {}
    for parameter in spec.parameters:
        try:
            usable[parameter.name] = parameter.checked(values.get(parameter.name, parameter.default))
        except BadParameterError:
            usable[parameter.name] = parameter.default
    return usable


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(_SWATCH_PX, _SWATCH_PX)
    picture.fill(QColor(colour))
    return QIcon(picture)
