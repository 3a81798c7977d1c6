"""The ticket: reads its fields, shows what they mean, and sends exactly what it shows.

It knows no exchange and no journal. A press takes the draft that is on the screen, disarms both buttons, and
hands the order to the one road; the buttons are armed again when there is a decision.
"""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from itertools import pairwise

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from terminal_app.core.account import AccountSettings
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import Command
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Rejected
from terminal_app.core.ports import Clock
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer, never_ask
from terminal_app.ui.panels.ticket.after_box import AfterBox
from terminal_app.ui.panels.ticket.answers import answer, answer_of_several, waiting
from terminal_app.ui.panels.ticket.draft import WORDS, Draft, order_text
from terminal_app.ui.panels.ticket.fields import TicketFields
from terminal_app.ui.panels.ticket.form import SizeUnit, Stores, TicketView, look
from terminal_app.ui.panels.ticket.head import TicketHead
from terminal_app.ui.panels.ticket.parsing import FieldErrors
from terminal_app.ui.panels.ticket.picks import ClosePick, PricePick, SizePick
from terminal_app.ui.panels.ticket.preview import Preview
from terminal_app.ui.panels.ticket.question import asked_of, question_of
from terminal_app.ui.panels.ticket.send_button import SendButton
from terminal_app.ui.panels.ticket.sizing import BadSizeError, typed_size
from terminal_app.ui.panels.ticket.state import SideState, build, chip_price, reason_text, stale_price
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label, plain_tip

_TICK_MS = 200
_CALM_MS = 100
_MARKET = frozenset({Kind.TICKER, Kind.BOOK})
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
        self._submit = submit
        self._stores = stores
        self._entry_block = entry_block
        self._reducing = reducing
        self._settings = settings
        self._tasks = tasks
        self._clock = clock
        self._limits = limits
        self._confirm = confirm
        self._instrument: InstrumentId | None = None
        self._choices: dict[str, Mapping[str, object]] = {}
        self._view: TicketView | None = None
        self._states: dict[Side, SideState] = {}
        self._chosen = Side.BUY
        self._looked_at: Side | None = None
        self._sending: Side | None = None
        self._confirming = False
        self._sent_at = clock.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._behind = False
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self.fields = TicketFields()
        self.preview = Preview()
        self.after = AfterBox()
        self._after_wanted: bool | None = None
        self.buttons = {side: SendButton(side) for side in Side}
        self.head = TicketHead(submit, tasks)
        self.account = self.head.account
        self._reason = plain_label(role=Role.SOFT)
        self._answer = plain_label(role=Role.SOFT)
        self._lay_out()
        self._connect_signals()
        self._set_tab_order()
        self._refresh()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Prices of the shown instrument, and the account."""
        account: frozenset[Kind | Topic] = frozenset(
            {Kind.POSITIONS, Kind.BALANCES, Kind.TRADING, Kind.INSTRUMENTS}
        )
        if self._instrument is None:
            return account
        return account | {Topic(Kind.TICKER, self._instrument), Topic(Kind.BOOK, self._instrument)}

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Trade something else: the price is cleared, and the choices last made for it come back."""
        if instrument == self._instrument:
            return
        self._instrument = None
        self.fields.forget_numbers()
        self.fields.take_choices(self._choices.get(str(instrument), {}))
        self._instrument = instrument
        self._answer.setText("")
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Judge the fields by the world as it is now."""
        wanted = self.topics
        changed = [topic for topic in batch.topics if topic.kind in wanted or topic in wanted]
        if not changed:
            return
        # The market moves with every frame; nobody reads its consequences faster than ten times a second.
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
        return self._reason.text()

    def answer(self) -> str:
        """What is said about the last order."""
        return self._answer.text()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(PAD)
        for side in Side:
            row.addWidget(self.buttons[side], 1)
        for label in (self._reason, self._answer):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(PAD, PAD, PAD, PAD)
        whole.setSpacing(PAD)
        whole.addWidget(self.head)
        whole.addWidget(self.fields)
        whole.addWidget(self.preview)
        whole.addWidget(self.after)
        whole.addLayout(row)
        notes = QVBoxLayout()
        notes.setSpacing(GAP)
        notes.addWidget(self._reason)
        notes.addWidget(self._answer)
        whole.addLayout(notes)
        whole.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(_scrolled(page))

    def _set_tab_order(self) -> None:
        """From the kind of order down to the buttons; the account comes last, out of the way of a hurry."""
        order = [*self.fields.tab_order(), self.after.head, *self.buttons.values(), self.account]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect_signals(self) -> None:
        self.fields.changed.connect(self._refresh)
        self.fields.chosen.connect(self._on_chosen)
        self.after.chosen.connect(self._on_after_chosen)
        self.fields.price_wanted.connect(self._on_price_wanted)
        self._timer.timeout.connect(self._show_buttons)
        self.fields.reduce_only.toggled.connect(self._on_purpose_chosen)
        self._asking.timeout.connect(self._on_asking)
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
            self._answer.setText(reason)
            set_state(self._answer, "warning")
            return
        price = chip_price(name, self._view, self._chosen) if self._view else None
        if price is not None:
            self.fields.set_limit_price(plain(price))

    def _send(self, side: Side) -> None:
        state = self._states.get(side)
        draft = state.draft if state is not None and state.ready else None
        if self._sending is not None or self._view is None or state is None or draft is None:
            return
        self._sending = side
        if self.buttons[side].hasFocus():
            # A disabled button loses the keyboard to whatever comes next; here it waits for the answer.
            self.setFocus()
        self._sent_at = self._clock.monotonic()
        self._answer.setText("")
        self._show_buttons()
        self._timer.start()
        order = order_text(draft, self._view.instrument)
        self._tasks.start(self._deliver(draft, order, question_of(state, draft, self._view)))

    async def _deliver(self, draft: Draft, order: str, question: str) -> None:
        outcome: Outcome | None = None
        taken = 0
        try:
            if not await self._confirmed(draft, question):
                outcome = Refused(("You said no.",))
                return
            for command in draft.commands(self._new_id):
                # One after the other, and none after one that was not taken: the person then decides anew.
                outcome = None
                outcome = await self._submit(command)
                taken += isinstance(outcome, Accepted)
                if not isinstance(outcome, Accepted):
                    break
        finally:
            if shiboken6.isValid(self):
                self._on_decided(order, len(draft.parts), taken, outcome)

    def _new_id(self) -> str:
        return new_client_oid(self._clock.now_ms())

    async def _confirmed(self, draft: Draft, question: str) -> bool:
        """Whether the person wants it, where their rules have them asked."""
        if self._view is None:
            return False
        # Only a question that is really open is shown: most orders are sent without one.
        self._asking.start()
        try:
            return await self._confirm(self, asked_of(draft, self._view), question, WORDS[draft.order.side])
        finally:
            if shiboken6.isValid(self):
                self._asking.stop()
                self._on_asked()

    def _on_asking(self) -> None:
        self._confirming = True
        self._show_buttons()

    def _on_asked(self) -> None:
        if self._confirming:
            self._confirming = False
            self._sent_at = self._clock.monotonic()
            self._show_buttons()

    def _on_decided(self, order: str, parts: int, taken: int, outcome: Outcome | None) -> None:
        sent, self._sending = self._sending, None
        if isinstance(outcome, Accepted):
            self.fields.exits.on_sent()
        self._timer.stop()
        text, state = answer_of_several(order, parts, taken, outcome) if parts else answer(order, outcome)
        self._answer.setText(text)
        detail = outcome.detail if isinstance(outcome, Rejected) else ""
        self._answer.setToolTip(plain_tip(f"The exchange said: {detail}" if detail else ""))
        set_state(self._answer, state)
        self._refresh()
        if sent is not None and self.hasFocus():
            self.buttons[sent].setFocus()

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
        self.fields.show_instrument(view.instrument if view else None, hedge=view is not None and view.hedge)
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
            if self._sending is side:
                text = "Confirm…" if self._confirming else waiting(self._clock.monotonic() - self._sent_at)
            elif side is self._chosen:
                text += _ENTER_SIGN
            button.setText(text)
            button.setEnabled(self._sending is None and state is not None and state.ready)
        reason = reason_text(self._states) if self._sending is None else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))


def _scrolled(page: QWidget) -> QScrollArea:
    """The page in a low window: it is scrolled up and down, never squeezed, and never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    page.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    area.setMinimumWidth(page.minimumSizeHint().width())
    return area
