"""One account on the screen: its session, its window, and the way it connects.

Another account is another desk: the old one is closed wholly before the new one is built, so that nothing
of one account can be seen or used in the other.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from subprocess import Popen
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from terminal_app.app.alert_file import AlertFile
from terminal_app.app.cli import Options
from terminal_app.app.drawing_files import DrawingFiles
from terminal_app.app.first_price import FirstPrice
from terminal_app.app.keeping import Keeper
from terminal_app.app.logs import RingHandler
from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paper_launch import paper_launch
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.app.profiles import Profiles
from terminal_app.app.recording.desk import RecordingControl
from terminal_app.app.shutdown import within
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.errors import EnvironmentTroubleError, TerminalError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.keys import PAPER_ACCOUNTS, Environment, KeyStoreError, KeyTrouble, Profile
from terminal_app.core.ports import Channel, Clock, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from terminal_app.ui.notice_board import Level, Notice
from terminal_app.ui.topbar_state import Venue as Badge

if TYPE_CHECKING:
    from terminal_app.app.replay.playing import Playing
    from terminal_app.ui.main_window import MainWindow
    from terminal_app.ui.parts import Parts

log = logging.getLogger(__name__)

FIRST_INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_RESTART_PAUSE = 2.0
_BUG = "a part of the program failed ({}). Look at your orders and at the log, then resume."
_PASSWORD_TROUBLES = (KeyTrouble.NO_PASSWORD, KeyTrouble.WRONG_PASSWORD)


@dataclass(frozen=True, slots=True)
class Program:
    """What every desk shares, because it belongs to the program and to no account."""

    application: QApplication
    options: Options
    clock: Clock
    changes: Changes
    log_lines: RingHandler
    keeper: Keeper
    drawings: DrawingFiles
    profiles: Profiles
    on_close: Callable[[], None]
    on_profile: Callable[[str], None]
    playing: "Playing | None" = None


class Desk:
    """A window on one account. Must be made on the running loop.

    Args:
        program: what all desks share.
        paths: where this account keeps things.
        account: whose key it is, or the name of a built-in paper account.
        launched: the exchange of that paper account, if it was started already.
    """

    def __init__(
        self,
        program: Program,
        paths: Paths,
        account: Profile | str,
        launched: Popen[bytes] | None = None,
    ) -> None:
        self._program = program
        self._account = account
        self._badge = _badge(account, program.playing)
        self._tasks = TaskOwner("desk", _report)
        self._closing = False
        self._name = account if isinstance(account, str) else account.name
        self.session = new_session(
            paths,
            self._name,
            program.clock,
            program.changes,
            self._session_failed,
            None if program.playing is None else SystemClock(),
        )
        # What is played is not recorded.
        self.recording = None
        if program.playing is None:
            self.recording = RecordingControl(
                self.session.deck,
                paths,
                program.clock,
                program.changes,
                program.application,
                self._tasks,
                program.options.record,
            )
        # Real money is never one stray key away from a start.
        self.session.armed = self._badge is not Badge.LIVE
        kind = PAPER_ACCOUNTS.get(self._name, AccountKind.UNIFIED)
        tape = None if program.playing is None else program.playing.path
        self.child = PaperChild(paper_launch(paths, program.options.seed, kind, tape), launched)
        # The past has no alerts of today, and what it fires would be kept.
        self._alerts = AlertFile(paths.alerts, program.clock) if program.playing is None else None
        self.first_price = FirstPrice(self.session.hub)
        self._window: asyncio.Future[MainWindow] = asyncio.get_running_loop().create_future()

    @property
    def window(self) -> "MainWindow":
        """The window, once it has been built."""
        return self._window.result()

    @property
    def has_window(self) -> bool:
        """Whether the window has been built."""
        return self._window.done()

    def connect(self) -> None:
        """Begin to connect; what there is to say about it waits for the window."""
        if self._program.playing is None:  # a recording may lack it
            self.session.feed.watch(self, [Channel(Feed.TICKER, FIRST_INSTRUMENT)])
        self._tasks.spawn(self._connect(), "connect")

    def open(self) -> None:
        """Build the window and show it."""
        from terminal_app.ui.main_window import MainWindow

        self._window.set_result(MainWindow(self._parts()))
        if self._alerts is not None and self._alerts.trouble:
            self.window.board.add(Notice(Level.WARNING, self._alerts.trouble))
        self.window.show()
        self.window.choose_instrument(self._first_instrument())
        if self._program.options.screenshot is None:
            self.window.tour.offer()
        self.session.feed.release(self)

    async def aclose(self) -> None:
        """Close the account in order; each step has its deadline."""
        self._closing = True
        self.window.begin_close()
        if self.recording is not None:
            self.recording.close()
        await self.session.aclose()
        await within("background tasks", self._tasks.aclose())
        await self.child.stop()
        self.window.finish_close()

    async def _connect(self) -> None:
        try:
            if self._program.playing is not None:
                await self._connect_to_replay(self._program.playing)
            elif isinstance(self._account, str):
                await self._connect_to_paper()
            else:
                venue, credentials = await self._key(self._account)
                await self.session.open(venue, credentials)
        except TerminalError as error:
            log.warning("%s %s", error.sentence, error.detail)
            self.session.give_up(error.sentence)
            (await self._shown()).board.error(error.sentence)

    async def _connect_to_paper(self) -> None:
        address = await self.child.start()
        self.first_price.is_near()
        venue = Venue.paper(address.rest, address.public_ws, address.private_ws)
        await self.session.open(venue, address.credentials)
        while not self._closing:
            code = await self.child.wait()
            log.warning("The paper exchange ended by itself (code %d); starting it again.", code)
            await asyncio.sleep(_RESTART_PAUSE)
            # The same port and the same key: the client finds it again by itself.
            await self.child.start(address.port)

    async def _connect_to_replay(self, playing: "Playing") -> None:
        address = await self.child.start()
        playing.attach(self.child.ask)
        venue = Venue.paper(address.rest, address.public_ws, address.private_ws)
        await self.session.open(venue, address.credentials)
        board = (await self._shown()).board
        for trouble in await asyncio.to_thread(playing.troubles):
            board.add(Notice(Level.WARNING, trouble))
        async for line in self.child.lines():
            playing.hear(line)
        if not self._closing:
            raise EnvironmentTroubleError("The replay has ended by itself. Open the recording once more.")

    def _first_instrument(self) -> InstrumentId:
        """The instrument that was looked at last, or one that there is."""
        chosen = self.window.workspace.instrument() or FIRST_INSTRUMENT
        playing = self._program.playing
        if playing is None or not playing.instruments or chosen in playing.instruments:
            return chosen
        return playing.instruments[0]

    async def _key(self, profile: Profile) -> tuple[Venue, Credentials]:
        password: Secret | None = None
        while True:
            try:
                return await self._program.profiles.open(profile.name, password)
            except KeyStoreError as error:
                if error.trouble not in _PASSWORD_TROUBLES:
                    raise
                window = await self._shown()
                from terminal_app.ui.bridge.dialogs import ask_password

                title = f"Open {profile.name}"
                password = await ask_password(window, title, f"{error.sentence}\nPassword of the key file:")
                if password is None:
                    sentence = f"{profile.name} is not connected: its key file stays locked."
                    raise EnvironmentTroubleError(sentence) from error

    async def _shown(self) -> "MainWindow":
        """The window, as soon as there is one."""
        return await asyncio.shield(self._window)

    def _session_failed(self, error: BaseException) -> None:
        """What looks after orders and prices has a bug: from here on it can only be trusted to end things."""
        _report(error)
        if self._closing:
            return  # nothing leaves any more, and a halt would outlive this run
        self.session.halt(_BUG.format(type(error).__name__))

    def _parts(self) -> "Parts":
        from terminal_app.ui.looks import dress
        from terminal_app.ui.parts import Parts

        program, session = self._program, self.session
        return Parts(
            theme=dress(program.application, program.keeper.settings),
            clock=program.clock,
            changes=program.changes,
            hub=session.hub,
            feed=session.feed,
            blotter=session.blotter,
            positions=session.positions,
            balances=session.balances,
            prices=HubPrices(session.hub, program.clock),
            links=session.links,
            log_lines=program.log_lines.lines,
            submit=session.submit,
            place_group=session.place_group,
            cancel_group=session.cancel_group,
            entry_block=session.entry_block,
            health=session.account.health,
            account_settings=session.account.settings,
            order_history=session.account.order_history,
            last_order_ms=session.account.last_order_ms,
            order_times=session.account.order_times,
            tasks=self._tasks,
            venue=self._badge,
            account=self._name,
            on_close=program.on_close,
            keeping=program.keeper,
            drawings=program.drawings,
            keys=program.profiles if program.playing is None else None,
            on_profile=program.on_profile if program.playing is None else None,
            arm=session.arm,
            strategy_orders=session.strategy_orders,
            held=session.held,
            transfers=session.transfers,
            account_kind=lambda: session.account.kind,
            guard=session,
            journal=session.journal,
            position_tiers=session.account.position_tiers,
            alerts=self._alerts,
            replay=program.playing,
            recording=self.recording,
        )


def _badge(account: Profile | str, playing: "Playing | None") -> Badge:
    if playing is not None:
        return Badge.REPLAY
    if isinstance(account, str):
        return Badge.PAPER
    return Badge.LIVE if account.environment is Environment.LIVE else Badge.DEMO


def _report(error: BaseException) -> None:
    log.error("a background task failed", exc_info=error)
