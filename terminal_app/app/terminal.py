"""The running terminal: shows the window first, connects behind it, and closes everything in order."""

import asyncio
import logging

from PySide6.QtWidgets import QApplication

from terminal_app.app.cli import Options
from terminal_app.app.console import complain, say
from terminal_app.app.headless import StatusLines, save_picture
from terminal_app.app.logs import RingHandler
from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.tasks import TaskOwner
from terminal_app.ui.main_window import MainWindow, Parts
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK
from terminal_app.ui.topbar_state import Venue as Badge

log = logging.getLogger(__name__)

FIRST_INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_RESTART_PAUSE = 2.0


class Terminal:
    """Owns the session, the window and the paper exchange for as long as the program runs."""

    def __init__(
        self,
        application: QApplication,
        options: Options,
        paths: Paths,
        changes: Changes,
        log_lines: RingHandler,
        *,
        headless: bool,
    ) -> None:
        self._options = options
        self._paths = paths
        self._log_lines = log_lines
        self._headless = headless
        self._clock = SystemClock()
        self._tasks = TaskOwner("terminal", self._on_task_failure)
        self._closing = asyncio.Event()
        self.session = new_session(paths, options.profile, self._clock, changes, self._on_task_failure)
        self._child = PaperChild(paths.exchange, paths.logs / "paper-exchange.log", options.seed)
        apply_theme(application, DARK)
        self.window = MainWindow(self._parts(changes))

    async def run(self) -> int:
        """Show the window, connect, and live until somebody asks to close. Returns the exit code."""
        self.window.show()
        self.window.choose_instrument(FIRST_INSTRUMENT)
        self._tasks.spawn(self._connect(), "connect")
        status = StatusLines(
            self.session, self.window, self._paths.screenshots / "latest.png", FIRST_INSTRUMENT
        )
        if self._headless and self._options.screenshot is None:
            self._tasks.spawn(status.keep_printing(), "status lines")
        code = 0
        if self._options.screenshot is not None:
            code = await self._picture_and_quit(status)
        else:
            await self._closing.wait()
        await self._shut_down()
        return code

    def request_close(self) -> None:
        """Begin to close; more requests change nothing."""
        self._closing.set()

    async def _connect(self) -> None:
        try:
            address = await self._child.start()
            venue = Venue.paper(address.rest, address.public_ws, address.private_ws)
            await self.session.open(venue, address.credentials)
        except EnvironmentTroubleError as error:
            log.error("%s %s", error.sentence, error.detail)  # noqa: TRY400
            self.session.links.apply(LinkChanged(Link.REST, LinkState.DOWN, error.sentence))
            return
        await self._keep_child(address.port)

    async def _keep_child(self, port: int) -> None:
        while True:
            code = await self._child.wait()
            log.warning("The paper exchange ended by itself (code %d); starting it again.", code)
            await asyncio.sleep(_RESTART_PAUSE)
            await self._child.start(port)

    async def _picture_and_quit(self, status: StatusLines) -> int:
        target = self._options.screenshot
        if target is None:
            return 0
        try:
            await asyncio.wait_for(self._closing.wait(), self._options.after)
        except TimeoutError:
            if (reason := status.why_not_live()) is not None:
                complain(f"No screenshot: {reason}")
                return 1
            save_picture(self.window, target)
            say(f"Saved {target}")
        return 0

    async def _shut_down(self) -> None:
        self.window.begin_close()
        await self.session.aclose()
        await self._tasks.aclose()
        await self._child.stop()
        self.window.finish_close()

    def _parts(self, changes: Changes) -> Parts:
        session = self.session
        return Parts(
            theme=DARK,
            clock=self._clock,
            changes=changes,
            hub=session.hub,
            feed=session.feed,
            blotter=session.blotter,
            positions=session.positions,
            balances=session.balances,
            prices=HubPrices(session.hub, self._clock),
            links=session.links,
            log_lines=self._log_lines.lines,
            submit=session.submit,
            entry_block=session.entry_block,
            health=session.health,
            account_settings=session.account_settings,
            limits=session.limits,
            last_order_ms=session.last_order_ms,
            tasks=self._tasks,
            venue=Badge.PAPER,
            on_close=self.request_close,
        )

    def _on_task_failure(self, error: BaseException) -> None:
        log.error("a background task failed", exc_info=error)
