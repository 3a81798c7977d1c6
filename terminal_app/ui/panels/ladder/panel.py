"""The ladder panel: fixed prices, armed on purpose only, one act for each press, doubt shown at once.

What a hand means is decided in `intents.py`, what it would send in `plans.py` from what `desk.py` reads.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui import format as fmt
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer, never_ask
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.book.state import GROUPS, freshness
from terminal_app.ui.panels.ladder.arming import Arming
from terminal_app.ui.panels.ladder.dealing import Dealer
from terminal_app.ui.panels.ladder.desk import LadderDesk, LadderStores
from terminal_app.ui.panels.ladder.foot import LadderFoot
from terminal_app.ui.panels.ladder.hand import NOTHING_SENT, LadderHand
from terminal_app.ui.panels.ladder.head import LadderHead
from terminal_app.ui.panels.ladder.intents import Act, Scheme
from terminal_app.ui.panels.ladder.sizes import Sizes
from terminal_app.ui.panels.ladder.state import centred, drifted
from terminal_app.ui.panels.ladder.talk import LadderTalk
from terminal_app.ui.panels.ladder.view import LadderView
from terminal_app.ui.panels.ladder.volume_column import VolumeColumn
from terminal_app.ui.panels.ladder.volume_desk import VolumeDesk
from terminal_app.ui.panels.ladder.volumes import Since
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.borrowed_focus import BorrowedFocus

_OURS = (Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY, Kind.INSTRUMENTS, Kind.LINK, Kind.TRADING)
_GROUPS_KEY, _SCHEME_KEY, _SIZES_KEY, _VOLUME_KEY = "groups", "scheme", "sizes", "volume"
_SIZE_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)
_GROUP_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_PLAIN_KEYS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class LadderPanel(QWidget):
    """The trading ladder of the selected instrument.

    Signals:
        price_clicked: a row was clicked for its price only, as `PriceClicked`.
        changed_choice: another row step, scheme, working size or span of volumes was chosen.

    Args:
        hub: books, trades and tickers.
        stores: the account.
        theme: the colours.
        sender: the one road.
        tasks: runs the questions.
        refresh: asks the venue for a fresh book.
        confirm: asks before something goes, where a rule wants it.
    """

    price_clicked = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        hub: MarketHub,
        stores: LadderStores,
        theme: Theme,
        sender: Sender,
        tasks: UiTasks,
        refresh: Callable[[InstrumentId], None],
        confirm: Confirmer = never_ask,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._sender = sender
        self._ask_refresh = refresh
        self._groups: dict[str, int] = {}
        self._top: int | None = None
        self._inside = False
        self._shown: object = None
        self._shown_sizes: Sizes | None = None
        self._borrowed = BorrowedFocus(self)
        self.desk = LadderDesk(hub, stores)
        self.arming = Arming(hub.clock.monotonic())
        self.head = LadderHead(self)
        self.view = LadderView(theme, hub.clock.monotonic, self)
        self.veil = StaleVeil(self.view, theme, hub.clock, self.freshness)
        self.foot = LadderFoot(self)
        self.volume_column = VolumeColumn(theme, self)
        self.volumes = VolumeDesk(hub, self.desk, self.volume_column)
        self.talk = LadderTalk(self.desk, self.view, self.head, self.foot, self.arming, hub.clock)
        dealer = Dealer(self, sender, tasks, confirm, hub.clock, self.desk.doubt, self.talk.say)
        self.hand = LadderHand(
            self.desk, self.head, self.talk, self.arming, dealer, self._refused, self._used, self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        rows = QHBoxLayout()
        rows.setSpacing(0)
        rows.addWidget(self.view, 1)
        rows.addWidget(self.volume_column)
        column.addLayout(rows, 1)
        column.addWidget(self.foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setFocusProxy(self)
        self.setAccessibleName("Ladder")
        self._connect_signals()
        self.view.show_sentence("Select an instrument to see its ladder.")
        self._show_arming()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The market of the instrument, and everything of ours on it."""
        here = self.desk.instrument
        if here is None:
            return frozenset()
        return topics_of(here, Kind.BOOK, Kind.TICKER, Kind.TRADES) | topics_of(None, *_OURS)

    @property
    def armed(self) -> bool:
        """Whether clicks trade."""
        return self.arming.armed

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the ladder of another instrument, disarmed."""
        if instrument == self.desk.instrument:
            return
        self.disarm("Another symbol was chosen." if self.armed else "")
        self.foot.sizes.close_editor()
        self.view.clear()
        self._top = self._shown = self._shown_sizes = None
        self.talk.forget()
        self.desk.instrument = None
        self.head.choose_group(self._groups.get(str(instrument), GROUPS[0]))
        self.desk.show(instrument, self.head.group)
        self._name_groups()
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if batch.has(Kind.INSTRUMENTS) and self.desk.read_rules(self.head.group):
            self._name_groups()
            self._top = self._shown = None
        if any(batch.has(kind) for kind in (Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY)):
            self.desk.read_account()
            self._shown = None
        self._refresh()

    def arm(self) -> bool:
        """Let clicks trade from now on, unless something is in doubt; says whether they do."""
        armed = self.arming.arm(self._hub.clock.monotonic(), self.desk.doubt())
        if armed:
            self.volumes.note_armed()
        self.talk.forget()
        self._show_arming()
        return armed

    def disarm(self, reason: str = "") -> None:
        """Let no click trade; `reason` is said when it was not a hand that did it."""
        self.arming.disarm(reason)
        self._show_arming()

    def remember(self) -> Mapping[str, object]:
        """Row steps and working sizes by instrument, mouse scheme and volumes. Never whether it was armed."""
        return {
            _GROUPS_KEY: dict(self._groups),
            _SCHEME_KEY: self.head.mouse_scheme.value,
            _SIZES_KEY: self.desk.memory.remember(),
            _VOLUME_KEY: self.volumes.since.value,
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the choices of an earlier run."""
        groups = saved.get(_GROUPS_KEY)
        if isinstance(groups, Mapping):
            self._groups = {
                str(name): group
                for name, group in groups.items()
                if isinstance(group, int) and group in GROUPS
            }
        scheme = next((one for one in Scheme if one.value == saved.get(_SCHEME_KEY)), None)
        if scheme is not None:
            self.head.choose_scheme(scheme)
        self.desk.memory.recall(saved.get(_SIZES_KEY))
        self.volumes.recall(saved.get(_VOLUME_KEY))
        self.head.choose_group(self._groups.get(str(self.desk.instrument), GROUPS[0]))

    def show_volume(self, since: Since) -> None:
        """Show the volume at each price since then, or not."""
        if self.volumes.choose(since):
            self._refresh()
            self.changed_choice.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers may be another one."""
        del theme
        self.desk.state = self._shown = self._shown_sizes = None
        self.desk.read_rules(self.head.group)
        self._name_groups()
        self._refresh()

    def freshness(self) -> Freshness | None:
        """How old the rows are; `None` when there are none."""
        if self.desk.instrument is None or not self.view.picture.rungs:
            return None
        return freshness(self._hub.book(self.desk.instrument))

    def on_arm_asked(self, wanted: bool) -> None:
        """The switch was pressed."""
        if wanted:
            self.arm()
        else:
            self.disarm()

    def on_group_chosen(self) -> None:
        """Another row step was chosen."""
        here = self.desk.instrument
        if here is None:
            return
        if self.desk.read_rules(self.head.group):
            self._top = self._shown = None
        self._refresh()
        if self._groups.get(str(here), GROUPS[0]) != self.head.group:
            self._groups[str(here)] = self.head.group
            self.changed_choice.emit()

    def on_scheme_chosen(self) -> None:
        """Another mouse scheme: nobody shall find out by a trade."""
        self.disarm("The mouse scheme is another one now." if self.armed else "")
        self.changed_choice.emit()

    def on_centre_asked(self) -> None:
        """The market is to be in the middle."""
        self._used()
        self._top = None
        self._refresh()

    def on_scrolled(self, rows: int) -> None:
        """Other rows are to be seen."""
        if self._top is not None:
            self._top = max(self.view.row_count, self._top + rows)
            self._refresh()

    def on_size_picked(self, place: int) -> None:
        """Another working size."""
        sizes = self.desk.sizes
        if sizes is not None:
            self._choose_sizes(sizes.pick(place))

    def on_size_changed(self, place: int, size: object) -> None:
        """A working size was edited."""
        sizes = self.desk.sizes
        if sizes is not None and isinstance(size, Decimal):
            self._choose_sizes(sizes.put(place, size))

    def on_tick(self) -> None:
        """Time passes: ages grow, and an idle ladder disarms itself."""
        self._refresh()
        self._show_foot()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.accept()
            return
        key = Qt.Key(event.key())
        if key in _SIZE_KEYS and event.modifiers() in _PLAIN_KEYS:
            self.on_size_picked(_SIZE_KEYS.index(key))
        elif key == Qt.Key.Key_Escape:
            if not self.view.abort_drag():
                self.disarm()
        elif key == Qt.Key.Key_Space:
            self.on_centre_asked()
        elif key in _GROUP_KEYS:
            self._used()
            self.head.change_group(_GROUP_KEYS[key])
        else:
            super().keyPressEvent(event)
        self.talk.show()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        self.talk.show()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keys act on the panel under the mouse, unless somebody types: the keyboard follows the mouse."""
        super().enterEvent(event)
        self._inside = True
        self._borrowed.take()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._inside = False
        self._borrowed.give_back()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows come before what stands under them."""
        super().resizeEvent(event)
        rows = self.view.minimumSizeHint().height()
        self.foot.fit(self.height() - self.head.minimumSizeHint().height() - rows)

    def hideEvent(self, event: QHideEvent) -> None:
        """What cannot be seen must not trade."""
        super().hideEvent(event)
        self._inside = False
        self.disarm("The ladder was out of sight." if self.armed else "")

    def _connect_signals(self) -> None:
        self.head.arm_asked.connect(self.on_arm_asked)
        self.head.centre_asked.connect(self.on_centre_asked)
        self.head.group_chosen.connect(self.on_group_chosen)
        self.head.scheme_chosen.connect(self.on_scheme_chosen)
        self.view.hit.connect(self.hand.on_hit)
        self.view.cross_hit.connect(self.hand.on_cross_hit)
        self.view.dropped.connect(self.hand.on_dropped)
        self.hand.price_clicked.connect(self.price_clicked)
        self.view.hover_changed.connect(self._on_hover_changed)
        self.view.touched.connect(self._used)
        self.view.scrolled.connect(self.on_scrolled)
        self.view.group_turned.connect(self.head.change_group)
        self.view.resized.connect(self._refresh)
        self.foot.asked.connect(self.hand.on_deed)
        self.foot.sizes.picked.connect(self.on_size_picked)
        self.foot.sizes.changed.connect(self.on_size_changed)
        self.foot.sizes.edit_closed.connect(self.setFocus)

    def _on_hover_changed(self) -> None:
        self.talk.forget()
        self.talk.show()

    def _refused(self, act: Act) -> bool:
        """Whether the book cannot be trusted; it then says why, and asks for a fresh one."""
        age, here = self.freshness(), self.desk.instrument
        reason = "" if age is None else age.sentence(self._hub.clock.monotonic())
        if not reason or here is None or act in (Act.CANCEL, Act.NOTHING):
            return False
        self.veil.say(NOTHING_SENT)
        doubt = f"Ladder of {here}: {reason.rstrip('.')}."
        self._sender.refuse(f"{doubt} {NOTHING_SENT} A fresh book is asked for.")
        self._ask_refresh(here)
        self._look()
        return True

    def _used(self) -> None:
        self.arming.used(self._hub.clock.monotonic())

    def _look(self) -> None:
        clock = self._hub.clock
        doubt = self.desk.doubt() if self.armed else ""
        if self.arming.look(clock.monotonic(), clock.now_ms(), doubt):
            self._show_arming()

    def _show_arming(self) -> None:
        armed = self.armed
        self.view.may_drag = armed
        self.view.show_armed(armed=armed)
        self.head.show_armed(armed=armed)
        self._show_foot()
        self.talk.show()

    def _refresh(self) -> None:
        here = self.desk.instrument
        if here is None:
            return
        self._look()
        if self.desk.state is None:
            self.volumes.show(self.view.picture)
            self.view.show_sentence(f"The rules of {here} are not loaded yet.")
            return
        self._follow_market()
        shown = (self.desk.stamp(), self.view.row_count, self._top)
        if self._top is not None and (self._shown is None or shown != self._shown):
            if self._shown is None:
                self._show_foot()
            self._shown = shown
            self.view.show_picture(self.desk.picture(self._top, self.view.row_count))
            self.head.show_out(self.view.picture.out)
        self.volumes.show(self.view.picture)
        self.view.show_sentence(self._hub.book(here).reason)
        self.veil.on_tick()
        self._show_sizes()
        self.talk.show()

    def _follow_market(self) -> None:
        """Centre when there is no first row yet, or when the market drifted while the mouse is elsewhere."""
        touch, count = self.desk.touch(), self.view.row_count
        if self._top is None or (not self._inside and drifted(touch, self._top, count)):
            middle = centred(touch, count)
            self._top = self._top if middle is None else middle

    def _show_sizes(self) -> None:
        sizes, state = self.desk.sizes, self.desk.state
        if sizes is None or sizes != self._shown_sizes:
            self._shown_sizes = sizes
            self.foot.sizes.show_sizes(None if state is None else state.rules, sizes)

    def _choose_sizes(self, sizes: Sizes) -> None:
        self._used()
        self.desk.choose_sizes(sizes)
        self._show_sizes()
        self.talk.show()
        self.changed_choice.emit()

    def _show_foot(self) -> None:
        self.foot.show_position(self.desk.position_line())
        self.foot.show_plans(self.desk.deeds(armed=self.armed))

    def _name_groups(self) -> None:
        state = self.desk.state
        for place, group in enumerate(GROUPS):
            step = fmt.DASH if state is None else fmt.price(state.rules.tick * group, state.rules)
            self.head.name_group(place, step)
