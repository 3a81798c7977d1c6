"""The main window: lays the panels out, wires them to each other, serves them frames, decides nothing."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from terminal_app import APP_NAME, __version__
from terminal_app.core.abilities import unavailable
from terminal_app.core.commands import Command
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.keys import CLASSIC_PAPER_PROFILE, PAPER_PROFILE, Profile
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import TradeBars
from terminal_app.ui.actions import ActionSpec, fill_menus
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.dialogs import show_text
from terminal_app.ui.bridge.frame import FrameClock
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirm_box import Asker
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.departure import Departure
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.fact_notices import FactNotices
from terminal_app.ui.honesty.freshness import Ticks
from terminal_app.ui.honesty.report import Section, collect, sections
from terminal_app.ui.keys.dialog import ProfilesDialog
from terminal_app.ui.layout import TABLES
from terminal_app.ui.linking import Linking
from terminal_app.ui.links import Links
from terminal_app.ui.looks import Looks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.notices import Notices
from terminal_app.ui.panel_set import PanelSet, build_panels
from terminal_app.ui.panels.orders.state import cancel_all, cancel_symbol
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.parts import Parts
from terminal_app.ui.recording.mark import RecordingMark
from terminal_app.ui.registry import PANELS
from terminal_app.ui.replay.bar import ReplayBar
from terminal_app.ui.resources import app_icon
from terminal_app.ui.safety.flat import KEYS as FLATTEN_KEYS
from terminal_app.ui.safety.flat import Flattening
from terminal_app.ui.safety.switch import KillSwitch
from terminal_app.ui.screens import screens_now
from terminal_app.ui.settings.dialog import SettingsDialog
from terminal_app.ui.settings.state import Chosen, Present
from terminal_app.ui.spares import serves
from terminal_app.ui.statusbar import StatusBar
from terminal_app.ui.ticket_side import ticket_moved
from terminal_app.ui.titles import Titles
from terminal_app.ui.topbar import TopBar
from terminal_app.ui.topbar_state import Venue
from terminal_app.ui.tour.tour import Tour
from terminal_app.ui.widgets.bar import stacked
from terminal_app.ui.window_facts import equity, flattening_plan, status_facts
from terminal_app.ui.wiring import Wiring
from terminal_app.ui.workspace import Workspace
from terminal_app.ui.workspace_menu import WorkspaceMenu

__all__ = ["MainWindow", "Parts"]

_USUAL_SIZE = (1920, 1080)
_LEAST_SIZE = (1280, 720)
_TICK_MS = 250
_TITLE_SECONDS = 1.0
_MINUTE_MS = 60_000
_ABOUT = (
    f"{APP_NAME} {__version__}\n\n"
    "A desktop trading terminal. It is an independent program: neither made nor endorsed by Bitget.\n\n"
    "MIT licence. No warranty: what you trade is your own decision and risk."
)
_LISTED = "the list of markets"


class MainWindow(QMainWindow):
    """The window of the terminal.

    Closing it asks `Parts.on_close` once and stays open; the program ends in order and calls `finish_close`.
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._may_close = False
        self._fitted = False
        self.setWindowTitle(APP_NAME)
        self.setWindowIcon(app_icon())
        self.resize(*_USUAL_SIZE)
        self.setMinimumSize(*_LEAST_SIZE)
        self.board = NoticeBoard(parts.clock)
        self._ui_tasks = ui_tasks = UiTasks(parts.tasks, self.board)
        self._departure = Departure(self, parts, ui_tasks)
        self.commands = Sender(parts.submit, ui_tasks, self.board, parts.cancel_group)
        asker = Asker(parts.keeping, parts.venue)
        self._ask_first = AskFirst(self.commands, asker)
        self.panels: PanelSet = build_panels(parts, self.commands, ui_tasks, asker)
        self.docks = DockBoard(self, self.panels.panel, parts.theme)
        self.topbar = TopBar(
            parts.hub,
            parts.links,
            parts.health,
            lambda: equity(parts),
            parts.entry_block,
            parts.venue,
            parts.theme,
            lambda: (parts.guard.trading_state(), parts.guard.trading_why()),
            parts.account_kind,
        )
        self.replay = None if parts.replay is None else ReplayBar(parts.replay, self._bar_ms)
        self.setMenuWidget(self.topbar if self.replay is None else stacked(self.topbar, self.replay))
        keep_clear = (self.panels.book, self.panels.ladder, self.panels.ticket)
        self.notices = Notices(self.board, parts.theme, self.docks.manager, keep_clear)
        self.looks = Looks(self, self.panels.by_id().values(), parts.keeping)
        self.looks.add(self.docks)
        self.frames = FrameClock(parts.changes, parts.clock, self)
        self.linking = Linking(Links(PANELS), self.docks, self.panels, self.frames, parts.feed, self.topbar)
        self.status = StatusBar(
            lambda: status_facts(parts, self.chosen), parts.links, __version__, self._report
        )
        self.setStatusBar(self.status)
        self.recording = None if parts.recording is None else RecordingMark(parts.recording)
        if self.recording is not None:
            self.status.add_mark(self.recording)
            self.recording.clicked.connect(self.on_recording)
        self.titles = Titles(self.docks, self.linking.links, parts.theme)
        self.looks.add(self.titles)
        self.memory = Memory({**self.panels.by_id(), "statusbar": self.status})
        self.wiring = Wiring(self, parts.hub.instruments, self.panels, self.docks, self.linking, self.titles)
        self.workspace = Workspace(self, self.docks, self.memory, self.linking, parts.keeping, screens_now)
        self.panels.spares.on_built.append(self.on_panel_built)
        self._restored = self.workspace.restore()
        self.tour = Tour(self, self._tour_targets(), parts.keeping)
        live = parts.venue is Venue.LIVE
        self.kill_switch = KillSwitch(self, parts.guard, ui_tasks, self.board, live=live)
        self.flattening = Flattening(
            self, parts.guard, lambda: flattening_plan(parts), ui_tasks, self.board, parts.clock, live=live
        )
        self.flattening.sheet.resume_asked.connect(self.kill_switch.on_resume)
        self._named = float("-inf")
        self._slow = QTimer(self)
        self._slow.setInterval(_TICK_MS)
        self._fill_menus()
        self._serve_frames()
        self._connect_signals()
        for trouble in parts.keeping.troubles:
            self.board.add(Notice(Level.WARNING, trouble))

    @property
    def chosen(self) -> InstrumentId | None:
        """The instrument the top bar stands for: what an order would be for."""
        return self.linking.chosen

    def choose_instrument(self, instrument: InstrumentId) -> None:
        """Show an instrument in the panel the top bar stands for, and in all that are linked with it."""
        self.linking.choose(self.linking.lead, instrument)

    def on_panel_built(self, name: str, panel: QWidget) -> None:
        """A spare panel is shown for the first time: let it take part in everything."""
        self.looks.join(panel)
        self.memory.add(name, panel)
        self.wiring.join(name, panel)
        if serves(panel):
            self.frames.add(panel)

    def begin_close(self) -> None:
        """The program is ending: nothing more can be asked for."""
        self.workspace.stop()
        self.setWindowTitle(f"{APP_NAME}: closing…")
        self.docks.manager.setEnabled(False)

    def finish_close(self) -> None:
        """Stop painting and really close; Qt frees the window in its next turn, with everything in it."""
        self._may_close = True
        self.frames.stop()
        self._slow.stop()
        self.docks.close()
        self.close()
        self.deleteLater()

    def on_view_changed(self, seen: frozenset[InstrumentId]) -> None:
        """Other rows of the list of markets can be seen: want their tickers."""
        self._parts.feed.watch(_LISTED, [Channel(Feed.TICKER, instrument) for instrument in seen])

    def on_orders_counted(self, count: int) -> None:
        """The number of open orders has changed."""
        self.docks.set_title("orders", f"({count})" if count else "")

    def on_triggers_counted(self, count: int) -> None:
        """The number of waiting trigger orders, take-profits and stop-losses has changed."""
        self.docks.set_title("triggers", f"({count})" if count else "")

    def on_positions_counted(self, count: int) -> None:
        """The number of open positions has changed."""
        self.docks.set_title("positions", f"({count})" if count else "")

    def on_tick(self) -> None:
        """Some time has passed: ages, countdowns and notices move on."""
        self.topbar.on_tick()
        if self.replay is not None:
            self.replay.on_tick()
        if self.recording is not None:
            self.recording.on_tick()
        self.status.on_tick()
        for panel in self.panels.all():
            if isinstance(panel, QWidget) and panel.isVisible() and isinstance(panel, Ticks):
                panel.on_tick()
        self.flattening.on_tick()
        self.board.expire()
        self.tour.on_tick()
        self._name_window()

    def _name_window(self) -> None:
        """Say the last price in the title, once a second: what lists windows reads no faster."""
        now = self._parts.clock.monotonic()
        if self.chosen is None or self._departure.closing or now < self._named + _TITLE_SECONDS:
            return
        self._named = now
        venue = self._parts.venue.value
        self.setWindowTitle(f"{self.chosen} {self.topbar.last.text()} · {venue} · {APP_NAME}")

    def on_search_asked(self) -> None:
        """The person wants to look for an instrument."""
        self.wiring.search(self.linking.lead)

    def on_cancel_symbol(self) -> None:
        """Cancel every order of the chosen instrument."""
        if self.chosen is not None:
            self._cancel_if_agreed(f"Cancel every order on {self.chosen}", [cancel_symbol(self.chosen)])

    def on_cancel_everything(self) -> None:
        """Cancel every open order."""
        products = [order.instrument.product for order in self._parts.blotter.open()]
        self._cancel_if_agreed("Cancel every open order", cancel_all(products))

    def on_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def on_reset_layout(self) -> None:
        """Put the docks back where they were at first."""
        self.workspace.reset()

    def on_undo_layout(self) -> None:
        """Put the docks back where they were before the last change."""
        if not self.workspace.undo():
            self.board.add(Notice(Level.INFO, "There is no earlier layout."))

    def on_ticket_side(self) -> None:
        """Put the ticket left of the book, or back to the right edge."""
        room = self._room()
        moved = ticket_moved(self.docks.read(), (room.width(), room.height()))
        if moved is None:
            self.board.add(Notice(Level.INFO, "There is no order book in this workspace to stand beside."))
        elif self.workspace.locked:
            self.board.add(Notice(Level.INFO, "The layout is locked. Unlock it in the View menu first."))
        else:
            self.docks.arrange(moved)

    def on_lock_layout(self) -> None:
        """Let nothing be moved, or let it again."""
        self.workspace.lock(locked=not self.workspace.locked)

    def on_unconfirmed(self) -> None:
        """The orders that nobody knows the state of are to be shown."""
        self.docks.bring("orders")
        self.panels.orders.show_unconfirmed()

    def on_markets(self) -> None:
        """Show the list of markets, or put it away."""
        self.docks.toggle("watchlist")

    def on_close_wanted(self, draft: ClosingDraft) -> None:
        """A position is to be closed through the ticket."""
        self.docks.bring("ticket")
        self.linking.choose("ticket", draft.instrument)
        self.panels.ticket.on_close_wanted(draft)

    def on_profiles(self) -> None:
        """Show the profiles and their keys."""
        if self._parts.keys is None:
            return
        dialog = ProfilesDialog(self._parts.keys, self._parts.tasks, self._parts.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_asked.connect(self.on_profile_asked)
        dialog.open()

    def on_recording(self) -> None:
        """Show the settings of what is recorded."""
        self.on_settings().show_recording()

    def on_settings(self) -> SettingsDialog:
        """Show the settings."""
        guard = self._parts.guard
        kind = self._parts.account_kind()
        missing = {} if kind is None else unavailable(kind)
        present = Present(
            self.looks.settings, guard.limits, guard.exchange_choices, guard.day_result(), missing
        )
        dialog = SettingsDialog(
            present,
            self._keep_settings,
            guard.use_countdown,
            self._ui_tasks,
            self,
            recording=self._parts.recording,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def on_profile_asked(self, profile: Profile) -> None:
        """Trade on an account, the present one anew too: this window closes and another one opens."""
        self._departure.switch_to(profile.name)

    def on_paper_asked(self) -> None:
        """Trade on the paper account."""
        if self._parts.account != PAPER_PROFILE:
            self._departure.switch_to(PAPER_PROFILE)

    def on_classic_paper_asked(self) -> None:
        """Trade on the paper account that is a classic one."""
        if self._parts.account != CLASSIC_PAPER_PROFILE:
            self._departure.switch_to(CLASSIC_PAPER_PROFILE)

    def on_arm_asked(self, armed: bool) -> None:
        """Open or shut orders with real money."""
        if self._parts.arm is not None:
            self._parts.arm(armed=armed)

    def on_about(self) -> None:
        """Say what this program is."""
        show_text(self, f"About {APP_NAME}", _ABOUT)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to paint; the first time, give the docks their sizes."""
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self._fit_docks()
            # Not in the first button of the top bar, where Return would press it.
            self.setFocus()
        self.frames.start()
        self._slow.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the docks take the places that are usual in a window of this size."""
        super().resizeEvent(event)
        if self._fitted:
            self.docks.follow(self._room())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the program to end; it closes the window when it has."""
        if self._may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self._departure.close()

    def _connect_signals(self) -> None:
        panels = self.panels
        panels.watchlist.view_changed.connect(self.on_view_changed)
        panels.positions.close_wanted.connect(self.on_close_wanted)
        panels.orders.count_changed.connect(self.on_orders_counted)
        panels.triggers.count_changed.connect(self.on_triggers_counted)
        panels.positions.count_changed.connect(self.on_positions_counted)

        self.topbar.search_asked.connect(self.on_search_asked)
        self.topbar.arm_asked.connect(self.on_arm_asked)
        self.topbar.markets_asked.connect(self.on_markets)
        self.docks.action("watchlist").toggled.connect(self.topbar.markets.setChecked)
        self.status.unconfirmed_asked.connect(self.on_unconfirmed)
        self._slow.timeout.connect(self.on_tick)

    def _serve_frames(self) -> None:
        for panel in (*self.panels.all(), self.topbar):
            self.frames.add(panel)
        self.frames.add(FactNotices(self.board, self._parts.hub.instruments.get))
        if self.panels.alerts is not None:
            self.frames.add(self.panels.alerts)

    def _fill_menus(self) -> None:
        table = (
            ActionSpec("&File", "&Profiles and keys…", self.on_profiles),
            ActionSpec("&File", "Open the p&aper account", self.on_paper_asked),
            ActionSpec("&File", "Open the &classic paper account", self.on_classic_paper_asked),
            ActionSpec("&File", "&Settings…", self._show_settings, ("Ctrl+,",), separated=True),
            *([] if self.recording is None else [ActionSpec("&File", "&Recording…", self.on_recording)]),
            ActionSpec("&File", "&Quit", self._quit, ("Ctrl+Q",), separated=True),
            ActionSpec("&Trade", "Find a &symbol", self.on_search_asked, ("/", "Ctrl+K")),
            ActionSpec(
                "&Trade", "&Cancel all of this symbol", self.on_cancel_symbol, ("F7",), separated=True
            ),
            ActionSpec("&Trade", "Cancel &all orders", self.on_cancel_everything, ("Shift+F7",)),
            ActionSpec("&Trade", "&Halt trading", self.kill_switch.on_halt, separated=True),
            ActionSpec("&Trade", "&Reduce only", self.kill_switch.on_reduce_only),
            ActionSpec("&Trade", "Resume &trading", self.kill_switch.on_resume),
            ActionSpec(
                "&Trade", "F&latten everything…", self.flattening.on_chosen, FLATTEN_KEYS, separated=True
            ),
            ActionSpec("&View", "&Full screen", self.on_full_screen, ("F11",)),
            ActionSpec("&View", "Reset &layout", self.on_reset_layout, separated=True),
            ActionSpec("&View", "&Undo layout change", self.on_undo_layout),
            ActionSpec("&View", "&Ticket to the other side of the book", self.on_ticket_side),
            ActionSpec("&View", "L&ock layout", self.on_lock_layout, checked=self.workspace.locked),
            *self._replay_actions(),
            ActionSpec("&Help", "Show the &tour", self.tour.start),
            ActionSpec("&Help", "&About", self.on_about),
        )
        view = fill_menus(self.topbar.menu, self, table)["View"]
        view.addSeparator()
        self._workspaces = WorkspaceMenu(
            self, view.addMenu("&Workspace"), self.workspace, self._ui_tasks, self.board
        )
        view.addActions(self.docks.actions())
        view.addMenu("&More panels").addActions(self.docks.actions(spare=True))
        markets = self.docks.action("watchlist")
        markets.setShortcut(QKeySequence("Ctrl+B"))
        self.addAction(markets)
        view.addSeparator()
        self.looks.fill(view)

    def _fit_docks(self) -> None:
        self.docks.follow(self._room())
        if self._restored:
            self.docks.fit()
        else:
            self.docks.fit_usual(self._room())
        self.topbar.markets.setChecked(self.docks.is_open("watchlist"))
        self.workspace.start()

    def _keep_settings(self, chosen: Chosen) -> str:
        guard = self._parts.guard
        if chosen.limits != guard.limits:
            # The dialog has asked for what is looser.
            refused = guard.set_limits(chosen.limits, loosen=True)
            if refused is not None:
                return " ".join(refused.reasons)
            self.panels.ticket.use_limits(guard.limits)
        self._parts.keeping.keep_settings(chosen.into(self.looks.settings))
        trouble = ""
        if chosen.recording is not None and self._parts.recording is not None:
            trouble = self._parts.recording.choose(chosen.recording)
        return guard.choose_orders_over(chosen.exchange.orders_over) or trouble

    def _cancel_if_agreed(self, question: str, cancels: Sequence[Command]) -> None:
        if cancels:
            wish = Wish(tuple(cancels), cancels, Asked(Ask.CANCEL), question, "Cancel orders")
            self._ask_first.send(self, wish)

    def _room(self) -> QSize:
        """The room for docks."""
        replay = 0 if self.replay is None else self.replay.height()
        return QSize(self.width(), self.height() - self.topbar.height() - replay - self.status.height())

    def _tour_targets(self) -> Mapping[str, Callable[[], QWidget | None]]:
        def markets() -> QWidget | None:
            place = self.docks.place("watchlist")
            return self.topbar.markets if place is None else place

        def tables() -> QWidget | None:
            return next((place for name in TABLES if (place := self.docks.place(name))), None)

        return {
            "watchlist": markets,
            "chart": lambda: self.docks.place("chart"),
            "book": lambda: self.docks.place("book"),
            "ticket": lambda: self.docks.place("ticket"),
            "tables": tables,
        }

    def _bar_ms(self) -> int:
        """How long a bar of the chart is; those of trades have no length of their own."""
        spec = self.panels.chart.interval
        return _MINUTE_MS if isinstance(spec, TradeBars) else spec.ms

    def _replay_actions(self) -> list[ActionSpec]:
        bar = self.replay
        if bar is None:
            return []
        bar.back_wanted.connect(self._departure.back_to)
        return [
            ActionSpec("&Replay", "&Play or pause", bar.on_play, ("Ctrl+Space",)),
            ActionSpec("&Replay", "&One step", bar.on_step, ("Ctrl+Right",)),
            ActionSpec("&Replay", "To the end of the &bar", bar.on_step_bar, ("Ctrl+Shift+Right",)),
            ActionSpec("&Replay", "Back to the b&eginning of the bar", bar.on_back_bar, ("Ctrl+Shift+Left",)),
            ActionSpec("&Replay", "&Faster", bar.on_faster, ("Ctrl+Up",), separated=True),
            ActionSpec("&Replay", "&Slower", bar.on_slower, ("Ctrl+Down",)),
            ActionSpec("&Replay", "&Restart", bar.on_restart, ("Ctrl+Home",), separated=True),
        ]

    def _show_settings(self) -> None:
        self.on_settings()

    def _quit(self) -> None:
        self.close()

    def _report(self) -> Sequence[Section]:
        return sections(collect(self._parts, self.chosen, self.panels.book.meter.times()))
