"""The main window: lays the panels out, wires them to each other, serves them frames, decides nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from terminal_app import APP_NAME, __version__
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import TradeBars
from terminal_app.ui.accounts import Accounts
from terminal_app.ui.actions import ActionSpec, fill_menus
from terminal_app.ui.arrangement import Arrangement
from terminal_app.ui.bridge.asking import AskFirst
from terminal_app.ui.bridge.dialogs import show_text
from terminal_app.ui.bridge.frame import FrameClock
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.cancelling import Cancelling
from terminal_app.ui.confirm_box import Asker
from terminal_app.ui.departure import Departure
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.fact_notices import FactNotices
from terminal_app.ui.honesty.freshness import Ticks
from terminal_app.ui.honesty.report import Section, collect, sections
from terminal_app.ui.linking import Linking
from terminal_app.ui.links import Links
from terminal_app.ui.looks import Looks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.notices import Notices
from terminal_app.ui.panel_set import PanelSet, build_panels
from terminal_app.ui.parts import Parts
from terminal_app.ui.recording.mark import RecordingMark
from terminal_app.ui.registry import PANELS
from terminal_app.ui.replay.actions import replay_actions
from terminal_app.ui.replay.bar import ReplayBar
from terminal_app.ui.resources import app_icon
from terminal_app.ui.safety.flat import KEYS as FLATTEN_KEYS
from terminal_app.ui.safety.flat import Flattening
from terminal_app.ui.safety.switch import KillSwitch
from terminal_app.ui.screens import screens_now
from terminal_app.ui.settings.conversation import SettingsConversation
from terminal_app.ui.spares import serves
from terminal_app.ui.statusbar import StatusBar
from terminal_app.ui.titles import Titles
from terminal_app.ui.topbar import TopBar
from terminal_app.ui.topbar_state import Venue
from terminal_app.ui.tour.targets import tour_targets
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
        self.accounts = Accounts(self, parts, self._departure)
        self.commands = Sender(parts.submit, ui_tasks, self.board, parts.cancel_group)
        asker = Asker(parts.keeping, parts.venue)
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
        self.settings = SettingsConversation(self, parts, self.looks, ui_tasks, self.panels.ticket.use_limits)
        self.frames = FrameClock(parts.changes, parts.clock, self)
        self.linking = Linking(Links(PANELS), self.docks, self.panels, self.frames, parts.feed, self.topbar)
        self.cancelling = Cancelling(self, lambda: self.chosen, parts.blotter, AskFirst(self.commands, asker))
        self.status = StatusBar(
            lambda: status_facts(parts, self.chosen), parts.links, __version__, self._report
        )
        self.setStatusBar(self.status)
        self.recording = None if parts.recording is None else RecordingMark(parts.recording)
        if self.recording is not None:
            self.status.add_mark(self.recording)
            self.recording.clicked.connect(self.settings.on_recording)
        self.titles = Titles(self.docks, self.linking.links, parts.theme)
        self.looks.add(self.titles)
        self.memory = Memory({**self.panels.by_id(), "statusbar": self.status})
        self.wiring = Wiring(self, parts.hub.instruments, self.panels, self.docks, self.linking, self.titles)
        self.workspace = Workspace(self, self.docks, self.memory, self.linking, parts.keeping, screens_now)
        self.panels.spares.on_built.append(self.on_panel_built)
        self._restored = self.workspace.restore()
        edges = [self.topbar, self.status, *([] if self.replay is None else [self.replay])]
        self.arrangement = Arrangement(self, edges, self.docks, self.workspace, self.board)
        self.tour = Tour(self, tour_targets(self.docks, self.topbar), parts.keeping)
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

    def on_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def on_reset_layout(self) -> None:
        """Put the docks back where they were at first."""
        self.workspace.reset()

    def on_unconfirmed(self) -> None:
        """The orders that nobody knows the state of are to be shown."""
        self.docks.bring("orders")
        self.panels.orders.show_unconfirmed()

    def on_markets(self) -> None:
        """Show the list of markets, or put it away."""
        self.docks.toggle("watchlist")

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
            self.arrangement.fit(restored=self._restored)
            self.topbar.markets.setChecked(self.docks.is_open("watchlist"))
            self.workspace.start()
            # Not in the first button of the top bar, where Return would press it.
            self.setFocus()
        self.frames.start()
        self._slow.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the docks take the places that are usual in a window of this size."""
        super().resizeEvent(event)
        if self._fitted:
            self.arrangement.follow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the program to end; it closes the window when it has."""
        if self._may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self._departure.close()

    def _connect_signals(self) -> None:
        self.panels.watchlist.view_changed.connect(self.on_view_changed)
        self.topbar.search_asked.connect(self.on_search_asked)
        self.topbar.arm_asked.connect(self.on_arm_asked)
        self.topbar.markets_asked.connect(self.on_markets)
        self.docks.action("watchlist").toggled.connect(self.topbar.markets.setChecked)
        self.status.unconfirmed_asked.connect(self.on_unconfirmed)
        if self.replay is not None:
            self.replay.back_wanted.connect(self._departure.back_to)
        self._slow.timeout.connect(self.on_tick)

    def _serve_frames(self) -> None:
        for panel in (*self.panels.all(), self.topbar):
            self.frames.add(panel)
        self.frames.add(FactNotices(self.board, self._parts.hub.instruments.get))
        if self.panels.alerts is not None:
            self.frames.add(self.panels.alerts)

    def _fill_menus(self) -> None:
        accounts, settings = self.accounts, self.settings
        cancelling, arrangement = self.cancelling, self.arrangement
        table = (
            ActionSpec("&File", "&Profiles and keys…", accounts.on_profiles),
            ActionSpec("&File", "Open the p&aper account", accounts.on_paper_asked),
            ActionSpec("&File", "Open the &classic paper account", accounts.on_classic_paper_asked),
            ActionSpec("&File", "&Settings…", settings.on_settings, ("Ctrl+,",), separated=True),
            *([] if self.recording is None else [ActionSpec("&File", "&Recording…", settings.on_recording)]),
            ActionSpec("&File", "&Quit", self._quit, ("Ctrl+Q",), separated=True),
            ActionSpec("&Trade", "Find a &symbol", self.on_search_asked, ("/", "Ctrl+K")),
            ActionSpec(
                "&Trade", "&Cancel all of this symbol", cancelling.on_cancel_symbol, ("F7",), separated=True
            ),
            ActionSpec("&Trade", "Cancel &all orders", cancelling.on_cancel_everything, ("Shift+F7",)),
            ActionSpec("&Trade", "&Halt trading", self.kill_switch.on_halt, separated=True),
            ActionSpec("&Trade", "&Reduce only", self.kill_switch.on_reduce_only),
            ActionSpec("&Trade", "Resume &trading", self.kill_switch.on_resume),
            ActionSpec(
                "&Trade", "F&latten everything…", self.flattening.on_chosen, FLATTEN_KEYS, separated=True
            ),
            ActionSpec("&View", "&Full screen", self.on_full_screen, ("F11",)),
            ActionSpec("&View", "Reset &layout", self.on_reset_layout, separated=True),
            ActionSpec("&View", "&Undo layout change", arrangement.on_undo),
            ActionSpec("&View", "&Ticket to the other side of the book", arrangement.on_ticket_side),
            ActionSpec("&View", "L&ock layout", arrangement.on_lock, checked=self.workspace.locked),
            *([] if self.replay is None else replay_actions(self.replay)),
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

    def _bar_ms(self) -> int:
        """How long a bar of the chart is; those of trades have no length of their own."""
        spec = self.panels.chart.interval
        return _MINUTE_MS if isinstance(spec, TradeBars) else spec.ms

    def _quit(self) -> None:
        self.close()

    def _report(self) -> Sequence[Section]:
        return sections(collect(self._parts, self.chosen, self.panels.book.meter.times()))
