"""The size with everything that fills it in: field, unit, slider and buttons. One text is behind them all."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument
from terminal_app.ui.panels.ticket.chips import USUAL_CHIPS, SizeChip, chips_from_saved
from terminal_app.ui.panels.ticket.form import SizeUnit
from terminal_app.ui.style import GAP, Role, set_role
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.share_slider import ShareSlider
from terminal_app.ui.widgets.text import plain_label

_RISK_STEP = Decimal("0.1")


class SizeBox(QWidget):
    """How much, in a coin or in percent.

    Signals:
        changed(): the text or its unit is another one.
        chosen(): the unit is another one, or a button holds something else.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._whole = ""
        self.counted = SizeUnit.BASE
        self.edit = DecimalEdit("Size", self._step)
        self.unit = QPushButton()
        set_role(self.unit, Role.CHIP)
        self.unit.setAutoDefault(False)
        self.unit.setToolTip("Count the size in a coin, in percent, or by what the stop-loss would lose")
        self.edit.row.addWidget(self.unit)
        self.slider = ShareSlider("Size in percent")
        self.chips = [SizeChip(text) for text in USUAL_CHIPS]
        self._lay_out()
        self.edit.changed.connect(self.changed)
        self.unit.clicked.connect(self._on_unit_clicked)
        self.slider.share_chosen.connect(self._on_share_chosen)
        for chip in self.chips:
            chip.picked.connect(self._on_picked)
            chip.edited.connect(self._on_edited)
        self.name_whole("what is available")

    def text(self) -> str:
        """What is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Type for the person."""
        self.edit.set_text(text)

    def set_base(self, text: str) -> None:
        """Fill a size in base coin in, whatever was counted before."""
        self.set_unit(SizeUnit.BASE)
        self.edit.set_text(text)

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Name the coins of an instrument."""
        self._instrument = instrument
        if self.counted not in self._units():
            self.set_unit(SizeUnit.BASE)
        self._name_unit()
        self._name_chips()

    def name_whole(self, whole: str) -> None:
        """Say what a percentage is a percentage of."""
        if whole != self._whole:
            self._whole = whole
            self.slider.setToolTip(f"Percent of {whole}")
            self._name_chips()

    def may_be_empty(self, means: str) -> None:
        """Say what no size at all means; empty where a size is needed."""
        self.edit.line.setPlaceholderText(means)

    def show_share(self, share: int) -> None:
        """Show which share the text means, on the slider and the buttons."""
        self.slider.show_share(share)
        for chip in self.chips:
            chip.setChecked(self._means(chip))

    def set_unit(self, unit: SizeUnit) -> None:
        """Count something else from now on."""
        if unit is self.counted:
            return
        risk = SizeUnit.RISK in (unit, self.counted)
        self.counted = unit
        if risk or not self.text().endswith("%"):
            self.edit.set_text("")  # 0.5 of one coin is not 0.5 of the other, nor of the equity
        self._name_unit()
        self.changed.emit()
        self.chosen.emit()

    def held(self) -> list[str]:
        """What the buttons hold."""
        return [chip.text() for chip in self.chips]

    def take_held(self, saved: object) -> None:
        """Give the buttons what they held earlier; the usual when nothing sensible is told."""
        for chip, text in zip(self.chips, chips_from_saved(saved), strict=True):
            chip.setText(text)
        self._name_chips()

    def _lay_out(self) -> None:
        name = plain_label("Size", Role.CAPTION)
        name.setBuddy(self.edit)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for chip in self.chips:
            row.addWidget(chip, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(name)
        whole.addWidget(self.edit)
        whole.addWidget(self.slider)
        whole.addLayout(row)

    def _on_unit_clicked(self) -> None:
        units = self._units()
        self.set_unit(units[(units.index(self.counted) + 1) % len(units)])

    def _on_share_chosen(self, share: int) -> None:
        self._count_shares()
        self.edit.set_text(f"{share}%" if share else "")

    def _on_picked(self, text: str) -> None:
        if text.endswith("%"):
            self._count_shares()
            self.edit.set_text(text)
        else:
            self.set_base(text)
        # The press has turned the button over; what it means decides how it stands.
        self.changed.emit()

    def _on_edited(self) -> None:
        self._name_chips()
        self.changed.emit()
        self.chosen.emit()

    def _count_shares(self) -> None:
        # The slider and the buttons are shares of what is there, never of the equity that may be lost.
        if self.counted is SizeUnit.RISK:
            self.set_unit(SizeUnit.PERCENT)

    def _units(self) -> list[SizeUnit]:
        futures = self._instrument is None or self._instrument.id.product.is_futures
        return [unit for unit in SizeUnit if unit is not SizeUnit.RISK or futures]

    def _means(self, chip: SizeChip) -> bool:
        text = self.text().strip()
        if self.counted is SizeUnit.RISK:
            return False
        if chip.is_share:
            return text == chip.text() or (self.counted is SizeUnit.PERCENT and f"{text}%" == chip.text())
        return self.counted is SizeUnit.BASE and text == chip.text()

    def _name_unit(self) -> None:
        instrument = self._instrument
        base, quote = (instrument.base, instrument.quote) if instrument else ("", "")
        names = {
            SizeUnit.BASE: base,
            SizeUnit.QUOTE: quote,
            SizeUnit.PERCENT: "%",
            SizeUnit.RISK: "% risk",
        }
        name = names[self.counted]
        self.unit.setText(f"{name} ⇄")
        self.unit.setAccessibleName(f"Size is counted in {name}; press to change")

    def _name_chips(self) -> None:
        base = self._instrument.base if self._instrument else ""
        for chip in self.chips:
            means = f"{chip.text()} of {self._whole}" if chip.is_share else f"{chip.text()} {base}"
            chip.setToolTip(f"{means}. Double-click to change this button.")
            chip.setAccessibleName(f"Size: {means}")

    def _step(self) -> Decimal | None:
        if self._instrument is None:
            return None
        if self.counted is SizeUnit.RISK:
            return _RISK_STEP
        return self._instrument.lot if self.counted is SizeUnit.BASE else Decimal(1)
