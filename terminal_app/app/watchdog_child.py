"""The watchdog from the window's side: started when the first order needs it, kept alive, told goodbye."""

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import PIPE, Process
from dataclasses import replace
from pathlib import Path

from terminal_app.app.paper_launch import own_command
from terminal_app.app.watchdog import GOODBYE_LINE, READY, Charge
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.credentials.environment import child_environment
from terminal_app.tasks import TaskOwner
from terminal_app.trading.deadman import BEAT

log = logging.getLogger(__name__)

_START_SECONDS = 20.0
_STOP_SECONDS = 3.0
_BEAT_SECONDS = 1.0
_BEAT_LINE = f"{BEAT}\n".encode()
_NOT_STARTED = (
    "The watchdog could not be started, so an order that ends with this session cannot be sent. "
    "Send it as one that stays."
)


class WatchdogChild:
    """One watchdog for one account.

    Args:
        charge: what it watches over.
        tasks: own the heartbeat.
        log_file: takes what the watchdog has to say.
    """

    def __init__(self, charge: Charge, tasks: TaskOwner, log_file: Path) -> None:
        self._charge = charge
        self._tasks = tasks
        self._log_file = log_file
        self._process: Process | None = None
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._running else None

    async def ensure(self) -> None:
        """Return when the watchdog watches.

        Raises:
            EnvironmentTroubleError: it does not.
        """
        async with self._starting:
            if not self._running:
                self._process = await self._start()
                self._tasks.spawn(self._beat(self._process), "heartbeat")

    async def use_countdown(self, seconds: int) -> None:
        """Hold the exchange's own switch as well, from now on; zero lets go of it.

        Raises:
            EnvironmentTroubleError: the watchdog could not be started again.
        """
        await self.stop()
        self._charge = replace(self._charge, countdown_s=seconds)
        await self.ensure()

    async def use_kind(self, kind: AccountKind) -> None:
        """Speak to an account of this kind from now on, also the one that watches already.

        Raises:
            EnvironmentTroubleError: the watchdog could not be started again.
        """
        watched = self._running
        await self.stop()
        self._charge = replace(self._charge, kind=kind)
        if watched:
            await self.ensure()

    async def stop(self) -> None:
        """Say goodbye: the watchdog ends and cancels nothing. One that is just starting hears it too."""
        async with self._starting:
            process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        with contextlib.suppress(ConnectionError):
            process.stdin.write(GOODBYE_LINE)
            await process.stdin.drain()
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            log.info("the watchdog did not end in time and was stopped")
            process.kill()
            await process.wait()

    @property
    def _running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _start(self) -> Process:
        try:
            with self._log_file.open("ab") as errors:
                # A session of its own: what ends the window must not end its watchdog.
                process = await asyncio.create_subprocess_exec(
                    *own_command(),
                    "watchdog",
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=errors,
                    start_new_session=True,
                    env=child_environment(os.environ),
                )
        except OSError as error:
            raise EnvironmentTroubleError(_NOT_STARTED, type(error).__name__) from error
        if process.stdin is None or process.stdout is None:
            raise EnvironmentTroubleError(_NOT_STARTED, "no pipes")
        try:
            process.stdin.write(self._charge.line())
            async with asyncio.timeout(_START_SECONDS):
                await process.stdin.drain()
                if await process.stdout.readline() == READY:
                    return process
        except (TimeoutError, ConnectionError) as error:
            log.info("the watchdog did not answer: %s", type(error).__name__)
        except asyncio.CancelledError:
            # Nobody would say goodbye to it, and a pipe that just ends means to it that the window died.
            process.kill()
            await process.wait()
            raise
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise EnvironmentTroubleError(_NOT_STARTED, "not ready")

    async def _beat(self, process: Process) -> None:
        """One word a second, from the loop that carries the window: it stops when that does."""
        while process.returncode is None and process.stdin is not None and process is self._process:
            try:
                process.stdin.write(_BEAT_LINE)
                await process.stdin.drain()
            except ConnectionError:
                log.warning("The watchdog has ended by itself; the next session order starts another.")
                return
            await asyncio.sleep(_BEAT_SECONDS)
