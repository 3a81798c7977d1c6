"""The fields of the ticket as widgets: type, price, size and flags. They hold text and decide nothing."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.abilities import Ability
from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import OrderType, TimeInForce, TriggerBy
from terminal_app.ui.panels.ticket.exit_box import ExitBox
from terminal_app.ui.panels.ticket.flags import FlagRow
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, TicketForm
from terminal_app.ui.panels.ticket.kinds import KindTabs, kind_tab
from terminal_app.ui.panels.ticket.parsing import FieldErrors
from terminal_app.ui.panels.ticket.price_box import PriceBox
from terminal_app.ui.panels.ticket.size_box import SizeBox
from terminal_app.ui.style import GAP, PAD
from terminal_app.ui.widgets.decimal_edit import DecimalEdit

_TYPE = "type"
_UNIT = "unit"
_CHIPS = "chips"
_EXITS = "exits"


class TicketFields(QWidget):
    """Everything above the preview.

    Signals:
        changed(): what is asked for is something else now.
        chosen(): type, unit, time in force, post-only or a size button is another one.
        price_wanted(str): a price chip was pressed, by its name.
    """

    changed = Signal()
    chosen = Signal()
    price_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._futures = False
        self._hedge = False
        self.opens = kind_tab("Open", "Open a position")
        self.closes = kind_tab("Close", "Close a position")
        self._purposes = QButtonGroup(self)
        for tab in (self.opens, self.closes):
            self._purposes.addButton(tab)
            tab.hide()
        self.opens.setChecked(True)
        self.kinds = kinds = KindTabs()
        self.limit, self.market, self.trigger = kinds.limit, kinds.market, kinds.trigger
        self.more, self.scaled, self.trailing, self.oco = kinds.more, kinds.scaled, kinds.trailing, kinds.oco
        self.prices = PriceBox(self._price_step)
        self.price, self.price_chips = self.prices.price, self.prices.chips
        self.size_box = SizeBox()
        self.size_edit, self.unit = self.size_box.edit, self.size_box.unit
        self.slider, self.size_chips = self.size_box.slider, self.size_box.chips
        self.exits = ExitBox(self._price_step)
        self.flags = flags = FlagRow()
        self.time_in_force, self.trigger_by = flags.time_in_force, flags.trigger_by
        self.post_only, self.reduce_only, self.lifetime = flags.post_only, flags.reduce_only, flags.lifetime
        self._lay_out()
        self._connect_signals()
        self._show_parts()

    def form(self) -> TicketForm:
        """The fields as they are."""
        target, stop = self.exits.texts()
        kind, force = self.kind, TimeInForce(self.time_in_force.currentData())
        market = self.market.isChecked() or kind is OrderKind.TRAILING
        market = market or (kind is OrderKind.TRIGGER and not self.price.text().strip())
        waits = kind in (OrderKind.TRIGGER, OrderKind.TRAILING, OrderKind.OCO)
        by = TriggerBy(self.trigger_by.currentData()) if waits else self.exits.by
        return TicketForm(
            order_type=OrderType.MARKET if market else OrderType.LIMIT,
            price=self.price.text(),
            size=self.size_edit.text(),
            unit=self.size_box.counted,
            time_in_force=force if kind is OrderKind.PLAIN else TimeInForce.GTC,
            post_only=self.post_only.isChecked(),
            reduce_only=self.reduce_only.isChecked() or kind is OrderKind.TRAILING,
            take_profit=target,
            stop_loss=stop,
            trigger_by=by,
            kind=kind,
            trigger=self.prices.trigger.text(),
            price_to=self.prices.price_to.text(),
            count=self.prices.count.text(),
            distance=self.prices.distance.text(),
            activation=self.prices.activation.text(),
            lifetime=self.flags.life(),
        )

    @property
    def kind(self) -> OrderKind:
        """What the ticket sends."""
        return self.kinds.kind

    def show_instrument(
        self,
        instrument: Instrument | None,
        *,
        hedge: bool = False,
        missing: Mapping[Ability, str] | None = None,
    ) -> None:
        """Name the coins of an instrument; `None` while its rules are not known.

        With `hedge`, long and short stand beside each other: whether an order opens or closes is then chosen
        on tabs of its own. `missing` is what this account does not have, each with its reason.
        """
        futures = instrument is not None and instrument.id.product.is_futures
        self._futures, self._hedge = futures, hedge
        if instrument is not None:
            spot_triggers = (missing or {}).get(Ability.SPOT_TRIGGERS, "")
            self.kinds.show_for(futures=futures, no_trigger="" if futures else spot_triggers)
        self._show_parts()
        for tab in (self.opens, self.closes):
            tab.setVisible(futures and hedge and self.kind is not OrderKind.TRAILING)
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self.prices.show_instrument(instrument)
        self.size_box.show_instrument(instrument)

    def show_errors(self, errors: FieldErrors) -> None:
        """Say by each field what is wrong with it."""
        prices = self.prices
        prices.price.show_error(errors.price)
        prices.trigger.show_error(errors.trigger)
        prices.price_to.show_error(errors.price_to)
        prices.count.show_error(errors.count)
        prices.distance.show_error(errors.distance)
        prices.activation.show_error(errors.activation)
        self.size_edit.show_error(errors.size)
        self.exits.show_errors(errors.target, errors.stop)

    def forget_numbers(self) -> None:
        """Clear what another instrument must not inherit: prices, and a size that counts its base coin."""
        self.prices.forget()
        self.exits.forget()
        if self.size_box.counted is SizeUnit.BASE and not self.size_edit.text().endswith("%"):
            self.size_edit.set_text("")

    def choices(self) -> dict[str, object]:
        """Type, unit, flags and the size buttons, as values that fit in JSON."""
        form = self.form()
        return {
            _TYPE: form.order_type.value if form.kind is OrderKind.PLAIN else form.kind.value,
            _UNIT: form.unit.value,
            **self.flags.choices(),
            _CHIPS: self.size_box.held(),
            _EXITS: self.exits.choices(),
        }

    def take_choices(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier; what is not understood stays as it is."""
        kinds = {
            OrderType.LIMIT.value: self.limit,
            OrderType.MARKET.value: self.market,
            OrderKind.TRIGGER.value: self.trigger,
            OrderKind.SCALED.value: self.scaled,
            OrderKind.TRAILING.value: self.trailing,
            OrderKind.OCO.value: self.oco,
        }
        if (tab := kinds.get(str(saved.get(_TYPE)))) is not None:
            tab.setChecked(True)
        units = {unit.value: unit for unit in SizeUnit}
        self.size_box.set_unit(units.get(str(saved.get(_UNIT)), self.size_box.counted))
        self.size_box.take_held(saved.get(_CHIPS))
        if isinstance(exits := saved.get(_EXITS), Mapping):
            self.exits.take_choices(exits)
        self.flags.take_choices(saved)

    def set_base_size(self, text: str) -> None:
        """Fill a size in base coin in, whatever was counted before."""
        self.size_box.set_base(text)

    def set_closing(self, text: str) -> None:
        """Fill in what closes a size in base coin at market and can open nothing."""
        self.market.setChecked(True)
        self.reduce_only.setChecked(True)
        self.set_base_size(text)

    def set_limit_price(self, text: str) -> None:
        """Fill a price in; a market ticket becomes a limit one, because it has no price."""
        if self.market.isChecked():
            self.limit.setChecked(True)
        self.prices.set_price(text)

    def first_empty(self) -> DecimalEdit:
        """The field to fill in next: a price if one is missing, else the size."""
        empty = None if self.market.isChecked() else self.prices.first_empty()
        return empty or self.size_edit

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through, in its order."""
        return [
            self.opens,
            self.closes,
            *self.kinds.tab_order(),
            *self.prices.tab_order(),
            self.size_edit.line,
            self.unit,
            self.slider,
            *self.size_chips,
            *self.exits.tab_order(),
            *self.flags.tab_order(),
        ]

    def _lay_out(self) -> None:
        purposes = QHBoxLayout()
        purposes.setSpacing(GAP)
        purposes.addWidget(self.opens, 1)
        purposes.addWidget(self.closes, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(PAD)
        whole.addLayout(purposes)
        whole.addWidget(self.kinds)
        whole.addWidget(self.prices)
        whole.addWidget(self.size_box)
        whole.addWidget(self.exits)
        whole.addWidget(self.flags)

    def _connect_signals(self) -> None:
        self.kinds.chosen.connect(self._on_type_chosen)
        self.closes.toggled.connect(self.reduce_only.setChecked)
        self.prices.changed.connect(self.changed)
        self.prices.price_wanted.connect(self.price_wanted)
        self.flags.chosen.connect(self._on_rule_chosen)
        self.flags.closing.connect(self._on_reduce_only)
        self.size_box.changed.connect(self.changed)
        self.size_box.chosen.connect(self.chosen)
        self.exits.changed.connect(self.changed)
        self.exits.chosen.connect(self.chosen)

    def _on_type_chosen(self) -> None:
        self._show_parts()
        self._on_rule_chosen()

    def _on_rule_chosen(self) -> None:
        self.changed.emit()
        self.chosen.emit()

    def _on_reduce_only(self, wanted: bool) -> None:
        (self.closes if wanted else self.opens).setChecked(True)
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        """Show what belongs to the kind of order, and nothing else."""
        kind, market = self.kind, self.market.isChecked()
        reduces = self.reduce_only.isChecked()
        closing = reduces or kind is OrderKind.TRAILING
        self.kinds.explain(closing=reduces)
        self.prices.show_kind(kind, closing=reduces)
        self.prices.setVisible(not market)
        self.flags.show_for(kind, market=market, futures=self._futures, hedge=self._hedge)
        self.size_box.name_whole("the position" if closing else "what is available")
        whole = kind is OrderKind.TRAILING or (kind is OrderKind.OCO and reduces)
        self.size_box.may_be_empty("whole position" if whole else "")
        self.exits.setVisible(self._futures and kind is OrderKind.PLAIN and not reduces)

    def _price_step(self) -> Decimal | None:
        return self._instrument.tick if self._instrument else None
