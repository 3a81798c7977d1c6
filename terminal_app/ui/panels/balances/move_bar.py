"""The line over the balances in which money is moved from one wallet to another."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import trimmed
from terminal_app.trading.transfers import WALLET_WORDS
from terminal_app.ui.panels.balances import moving
from terminal_app.ui.panels.balances.moving import MoveForm, MoveWorld
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.field_bar import Judged
from terminal_app.ui.widgets.text import plain_label

_AMOUNT_PX = 130
_BOX_PX = 92


class MoveBar(QWidget):
    """Hidden until money is to be moved.

    Signals:
        wanted: the person has confirmed (Transfer); the amount is empty again.

    Args:
        world: what a transfer is judged by.
        new_oid: a fresh client id, one for each intent.
    """

    wanted = Signal(object)

    def __init__(self, world: MoveWorld, new_oid: Callable[[], str]) -> None:
        super().__init__()
        self._world = world
        self._new_oid = new_oid
        self.source = _box("From wallet")
        self.target = _box("To wallet")
        self.coin = _box("Coin")
        self.amount = DecimalEdit("Amount to move", lambda: None)
        self.amount.setFixedWidth(_AMOUNT_PX)
        self.most = bar_button("Max", "As much as can be moved")
        self.confirm = bar_button("Move  ↵", "Move the money (Return)")
        self.keep = bar_button("Close  Esc", "Move nothing more (Escape)")
        self.said = plain_label("", Role.SOFT)
        self.said.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(PAD)
        for caption, field in (
            ("Move from", self.source),
            ("to", self.target),
            ("Coin", self.coin),
            ("Amount", self.amount),
        ):
            line.addWidget(plain_label(caption, Role.CAPTION))
            line.addWidget(field)
        for button in (self.most, self.confirm, self.keep):
            line.addWidget(button)
        line.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(PAD, GAP, PAD, GAP)
        whole.setSpacing(GAP)
        whole.addLayout(line)
        whole.addWidget(self.said)
        self.source.currentIndexChanged.connect(self.on_source)
        self.target.currentIndexChanged.connect(self.on_typed)
        self.coin.currentIndexChanged.connect(self.on_typed)
        self.amount.changed.connect(self.on_typed)
        self.amount.line.returnPressed.connect(self.on_confirm)
        self.most.clicked.connect(self.on_most)
        self.confirm.clicked.connect(self.on_confirm)
        self.keep.clicked.connect(self.close_bar)
        self.hide()

    def begin(self, source: ProductType | None = None, coin: str = "") -> None:
        """Open it, perhaps for a coin of a wallet."""
        self.follow()
        self._choose(self.source, source or self.source.currentData())
        self.on_source()
        if coin:
            self._choose(self.coin, coin)
        self.amount.set_text("")
        self.show()
        self.amount.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.on_typed()

    def follow(self) -> None:
        """Take the wallets as they are now; an account without any has nothing to move."""
        wallets = self._world.sheet.wallets
        if not wallets:
            self.close_bar()
            return
        words = [(WALLET_WORDS[product], product) for product in wallets]
        _fill(self.source, words)
        self._offer_rest()
        if self.isVisible():
            self.on_typed()

    def form(self) -> MoveForm | None:
        """The fields as they are, `None` while there are not two wallets."""
        source, target = self.source.currentData(), self.target.currentData()
        if not (isinstance(source, ProductType) and isinstance(target, ProductType)):
            return None
        return MoveForm(source, target, str(self.coin.currentData()), self.amount.text())

    def on_source(self) -> None:
        """Another wallet is to be taken from."""
        self._offer_rest()
        self.on_typed()

    def on_most(self) -> None:
        """As much as there is is wanted."""
        form = self.form()
        most = None if form is None else moving.most(form, self._world)
        if most is not None:
            self.amount.set_text(trimmed(most))

    def on_typed(self) -> None:
        """Say what is wrong, what can be moved, or what it would do; only then it can be confirmed."""
        found = self._judged()
        wrong = next(filter(None, found.wrong), "")
        set_state(self.amount.line, "error" if wrong else "")
        near = found.wanted is not None and moving.is_dangerous(self._world.effects(found.wanted))
        shut = found.wanted is None and not wrong and bool(self.amount.text().strip())
        self.said.setText(wrong or found.whole)
        set_state(self.said, "warning" if wrong or near or shut else "soft")
        self.confirm.setEnabled(found.wanted is not None)

    def on_confirm(self) -> None:
        """Confirm it, once: the amount goes with it."""
        form = self.form()
        if form is None or self._judged().wanted is None:
            return
        made = moving.parse(form, self._new_oid())
        if isinstance(made, Transfer):
            self.amount.set_text("")
            self.wanted.emit(made)

    def close_bar(self) -> None:
        """Move nothing more."""
        self.amount.set_text("")
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _judged(self) -> Judged[Transfer]:
        form = self.form()
        return Judged() if form is None else moving.judge(form, self._world)

    def _offer_rest(self) -> None:
        """The wallets and the coins that go with the one that is taken from."""
        source = self.source.currentData()
        if not isinstance(source, ProductType):
            return
        others = [product for product in self._world.sheet.wallets if product is not source]
        _fill(self.target, [(WALLET_WORDS[product], product) for product in others])
        _fill(self.coin, [(coin, coin) for coin in moving.coins(self._world.sheet, source)])

    @staticmethod
    def _choose(box: QComboBox, value: object) -> None:
        place = box.findData(value)
        if place >= 0:
            box.setCurrentIndex(place)


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumWidth(_BOX_PX)
    return box


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]]) -> None:
    """Offer these, and keep what is chosen where it is still among them."""
    if [box.itemData(place) for place in range(box.count())] == [value for _, value in entries]:
        return
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for words, value in entries:
        box.addItem(words, value)
    place = box.findData(chosen) if chosen is not None else 0
    box.setCurrentIndex(max(0, place))
    box.blockSignals(False)
