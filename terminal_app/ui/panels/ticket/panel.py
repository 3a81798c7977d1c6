"""The ticket: reads its fields, shows what they mean, and hands on exactly what it shows.

It knows no exchange and no journal. How its page is laid out is in `page`, what a press does in `sending`.
"""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from terminal_app.core.abilities import unavailable
from terminal_app.core.account import AccountSettings
from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.commands import Command
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import Outcome
from terminal_app.core.ports import Clock
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer, never_ask
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.form import SizeUnit, Stores, TicketView, look
from terminal_app.ui.panels.ticket.head import TicketHead
from terminal_app.ui.panels.ticket.page import TicketPage
from terminal_app.ui.panels.ticket.parsing import FieldErrors
from terminal_app.ui.panels.ticket.picks import ClosePick, PricePick, SizePick
from terminal_app.ui.panels.ticket.sending import Decision, PlaceGroup, TicketSending
from terminal_app.ui.panels.ticket.sizing import BadSizeError, typed_size
from terminal_app.ui.panels.ticket.state import SideState, build, chip_price, reason_text, stale_price
from terminal_app.ui.style import set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import set_tip

_CALM_MS = 200
_MARKET = frozenset({Kind.TICKER, Kind.BOOK})
_ACCOUNT: frozenset[Kind | Topic] = frozenset({Kind.POSITIONS, Kind.BALANCES, Kind.TRADING, Kind.INSTRUMENTS})
_CHOICES = "choices"
_AFTER = "consequences"
_TALL_PX = 740
_ENTER_SIGN = "  ↵"


class TicketPanel(QWidget):
    """Places limit and market orders on the instrument that is shown.

    Signals:
        changed_choice(): type, unit, time in force or post-only of an instrument is another one.

    Args:
        submit: the one road to the exchange.
        place_group: the same road for the orders of a scaled one, which leave together.
        stores: prices, positions and balances to read.
        entry_block: why orders are shut, in a plain sentence; `None` when they are open.
        settings: how the account is set up, `None` until it is known.
        tasks: runs the sending; it survives this panel.
        clock: for order ids, and for how long an answer has been awaited.
        limits: our own limits, which the ticket says before the road would.
        confirm: asks before an order is sent where the person wants it.
        reducing: the sentence of `entry_block` that lets orders pass which only reduce, `None` for none.
        parent: as usual.
    """

    changed_choice = Signal()

    def __init__(
        self,
        submit: Callable[[Command], Awaitable[Outcome]],
        place_group: PlaceGroup,
        stores: Stores,
        entry_block: Callable[[], str | None],
        settings: Callable[[], AccountSettings | None],
        tasks: UiTasks,
        clock: Clock,
        limits: RiskLimits = DEFAULT_LIMITS,
        confirm: Confirmer = never_ask,
        reducing: Callable[[], str | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ticket")
        self._stores = stores
        self._entry_block = entry_block
        self._reducing = reducing
        self._settings = settings
        self._limits = limits
        self._instrument: InstrumentId | None = None
        self._choices: dict[str, Mapping[str, object]] = {}
        self._view: TicketView | None = None
        self._states: dict[Side, SideState] = {}
        self._chosen = Side.BUY
        self._looked_at: Side | None = None
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._behind = False
        self._after_wanted: bool | None = None
        self._sending = TicketSending(submit, place_group, tasks, clock, confirm, self)
        self._page = page = TicketPage(TicketHead(submit, tasks))
        self.head, self.fields, self.preview, self.after = page.head, page.fields, page.preview, page.after
        self.buttons = page.buttons
        self.account = page.head.account
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(page)
        self._connect_signals()
        page.set_tab_order()
        self._refresh()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Prices of the shown instrument, and the account."""
        if self._instrument is None:
            return _ACCOUNT
        return _ACCOUNT | topics_of(self._instrument, Kind.TICKER, Kind.BOOK)

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Trade something else: the price is cleared, and the choices last made for it come back."""
        if instrument == self._instrument:
            return
        # Nothing is judged by the old instrument while the choices of the new one come back.
        self._instrument, self._view = None, None
        self.fields.forget_numbers()
        self.fields.take_choices(self._choices.get(str(instrument), {}))
        self._instrument = instrument
        self._page.answer.setText("")
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Judge the fields by the world as it is now."""
        wanted = self.topics
        changed = [topic for topic in batch.topics if topic.kind in wanted or topic in wanted]
        if not changed:
            return
        # The market moves with every frame; nobody reads its consequences faster than five times a second.
        if all(topic.kind in _MARKET for topic in changed) and self._calm.isActive():
            self._behind = True
            return
        self._refresh()
        self._calm.start()

    def on_tick(self) -> None:
        """Time passes for a silent market as well: its prices grow old, and nothing follows from them."""
        if not self._calm.isActive():
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: the next frame it is shown in brings it up to date."""
        super().hideEvent(event)
        self._calm.stop()
        self._behind = False

    def choose(self, side: Side) -> None:
        """Make a side the one that Ctrl+Enter sends, and go to its first empty field."""
        self._chosen = side
        self.fields.first_empty().setFocus()
        self._refresh()

    def on_price_clicked(self, pick: PricePick) -> None:
        """Take a price of the shown instrument."""
        if pick.instrument == self._instrument:
            self.fields.set_limit_price(plain(pick.price))

    def on_size_clicked(self, pick: SizePick) -> None:
        """Take a size of the shown instrument."""
        if pick.instrument == self._instrument:
            self.fields.set_base_size(plain(pick.size))

    def on_close_wanted(self, pick: ClosePick) -> None:
        """Offer an order that closes a position of the shown instrument; the person still sends it."""
        if pick.instrument == self._instrument:
            self.fields.set_closing(plain(pick.size))
            self.choose(pick.side)

    def working_size(self, instrument: InstrumentId) -> Decimal | None:
        """The size of the fields in base coin; `None` without one, and for an instrument not shown here."""
        view = self._view
        if view is None or instrument != self._instrument:
            return None
        form = self.fields.form()
        if form.unit is not SizeUnit.BASE or form.size.strip().endswith("%"):
            draft = self._states[self._chosen].draft
            size = None if draft is None else draft.order.size
            return size.value if isinstance(size, BaseQty) else None
        try:
            return view.instrument.floor_size(typed_size(form, view.instrument).value)
        except BadSizeError:
            return None

    def use_limits(self, limits: RiskLimits) -> None:
        """Judge orders by other limits from now on."""
        self._limits = limits
        self._refresh()

    def remember(self) -> Mapping[str, object]:
        """What was chosen for each instrument, and whether the consequences are open."""
        choices = {name: dict(choices) for name, choices in self._choices.items()}
        return {_CHOICES: choices, _AFTER: self._after_wanted}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the choices of an earlier run."""
        choices = saved.get(_CHOICES)
        if isinstance(choices, Mapping):
            self._choices = {str(name): made for name, made in choices.items() if isinstance(made, Mapping)}

        if isinstance(wanted := saved.get(_AFTER), bool):
            self._after_wanted = wanted
            self._fit_after()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The consequences are open where there is room for them, unless the person has chosen."""
        super().resizeEvent(event)
        self._fit_after()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers may be another one."""
        self._refresh()

    def draft(self, side: Side) -> Draft | None:
        """What a side would send right now, as it is previewed; `None` while nothing is complete."""
        state = self._states.get(side)
        return state.draft if state is not None else None

    def reason(self) -> str:
        """What is said under the buttons."""
        return self._page.reason.text()

    def answer(self) -> str:
        """What is said about the last order."""
        return self._page.answer.text()

    def _connect_signals(self) -> None:
        self.fields.changed.connect(self._refresh)
        self.fields.chosen.connect(self._on_chosen)
        self.after.chosen.connect(self._on_after_chosen)
        self.fields.price_wanted.connect(self._on_price_wanted)
        self._sending.waited.connect(self._show_buttons)
        self._sending.decided.connect(self._on_decided)
        self.fields.reduce_only.toggled.connect(self._on_purpose_chosen)
        self._calm.timeout.connect(self._on_calm)
        for button in self.buttons.values():
            button.wanted.connect(self._on_button_wanted)
            button.looked_at.connect(self._on_button_looked_at)
            button.chosen.connect(self._on_button_chosen)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self._on_enter_pressed)

    def _on_button_wanted(self, side: Side) -> None:
        self._chosen = side
        self._send(side)

    def _on_enter_pressed(self) -> None:
        self._send(self._chosen)

    def _on_button_looked_at(self, side: Side | None) -> None:
        self._looked_at = side
        self._show_preview()

    def _on_button_chosen(self, side: Side) -> None:
        # Nothing is judged anew here: a press brings the focus, and sends what was seen before it.
        self._chosen = side
        self._show_errors()
        self._show_share()
        self._show_buttons()
        self._show_preview()

    def _on_chosen(self) -> None:
        if self._instrument is not None:
            self._choices[str(self._instrument)] = self.fields.choices()
            self.changed_choice.emit()

    def _on_purpose_chosen(self, closing: bool) -> None:
        """Closing is mostly possible to one side only: that one is meant."""
        view = self._view
        if closing and view is not None and not view.closable(self._chosen):
            other = self._chosen.opposite
            self._chosen = other if view.closable(other) else self._chosen
            self._refresh()

    def _on_calm(self) -> None:
        if self._behind:
            self._behind = False
            self._refresh()
            self._calm.start()

    def _on_after_chosen(self) -> None:
        self._after_wanted = self.after.is_open
        self.changed_choice.emit()
        self._show_preview()

    def _fit_after(self) -> None:
        wanted = self._after_wanted
        self.after.open(self.height() >= _TALL_PX if wanted is None else wanted)

    def _on_price_wanted(self, name: str) -> None:
        self._refresh()
        reason = stale_price(self._view) if self._view else ""
        if reason:
            self._page.answer.setText(reason)
            set_state(self._page.answer, "warning")
            return
        price = chip_price(name, self._view, self._chosen) if self._view else None
        if price is not None:
            self.fields.set_limit_price(plain(price))

    def _send(self, side: Side) -> None:
        state = self._states.get(side)
        draft = state.draft if state is not None and state.ready else None
        if self._sending.side is not None or self._view is None or state is None or draft is None:
            return
        had_focus = self.buttons[side].hasFocus()
        self._page.answer.setText("")
        self._sending.send(state, draft, self._view)
        if had_focus:
            # A disabled button loses the keyboard to whatever comes next; here it waits for the answer.
            self.setFocus()
        self._show_buttons()

    def _on_decided(self, decision: Decision) -> None:
        if decision.taken:
            self.fields.exits.on_sent()
        self._page.answer.setText(decision.text)
        said = f"The exchange said: {decision.detail}" if decision.detail else ""
        set_tip(self._page.answer, said)
        set_state(self._page.answer, decision.tone)
        self._refresh()
        if self.hasFocus():
            self.buttons[decision.side].setFocus()

    def _closes(self) -> bool:
        """Whether the ticket is set to an order that only reduces."""
        chosen = self._instrument
        return chosen is not None and chosen.product.is_futures and self.fields.form().reduce_only

    def _refresh(self) -> None:
        block = self._entry_block()
        if block is not None and block == self._reducing() and self._closes():
            block = None
        if self._instrument is not None:
            self._view = look(self._stores, self._instrument, self._settings(), self._limits, block)
            self.head.name.setText(str(self._instrument))
        view = self._view
        self.fields.setEnabled(view is not None)
        if view is None:
            self.fields.show_instrument(None)
        else:
            self.fields.show_instrument(view.instrument, hedge=view.hedge, missing=unavailable(view.kind))
        self.head.show_view(view)
        form = self.fields.form()
        self._states = {side: build(form, view, side) for side in Side} if view else {}
        self._show_errors()
        self._show_share()
        self._show_preview()
        self._show_buttons()

    def _show_errors(self) -> None:
        self.fields.show_errors(self._states[self._chosen].errors if self._states else FieldErrors())

    def _show_share(self) -> None:
        self.fields.size_box.show_share(self._states[self._chosen].percent if self._states else 0)

    def _show_preview(self) -> None:
        side = self._looked_at or self._chosen
        state = self._states.get(side)
        self.preview.show_lines(state.lines if state else ())
        self.after.show_lines(state.after if state else (), state.summary if state else "")

    def _show_buttons(self) -> None:
        for side, button in self.buttons.items():
            state = self._states.get(side)
            text = state.label if state else side.value.capitalize()
            button.setAccessibleName(text)
            if self._sending.side is side:
                text = self._sending.text()
            elif side is self._chosen:
                text += _ENTER_SIGN
            button.setText(text)
            button.setEnabled(self._sending.side is None and state is not None and state.ready)
        reason = reason_text(self._states) if self._sending.side is None else ""
        self._page.reason.setText(reason)
        self._page.reason.setVisible(bool(reason))
