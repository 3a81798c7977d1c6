"""The paper exchange as a child process: started, awaited, restarted on the same port, and always ended."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from subprocess import Popen

from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.secret import Credentials, Secret

log = logging.getLogger(__name__)

_READY_SECONDS = 30.0
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PaperAddress:
    """Where a running paper exchange listens and the key it made for us."""

    rest: str
    public_ws: str
    private_ws: str
    credentials: Credentials = field(repr=False)

    @property
    def port(self) -> int:
        """The loopback port."""
        return int(self.rest.rsplit(":", 1)[1])


class PaperChild:
    """One child process. It dies with this process, because its standard input closes.

    Args:
        launch: what it is started with.
        launched: one that was started so already; it is the first.
    """

    def __init__(self, launch: PaperLaunch, launched: Popen[bytes] | None = None) -> None:
        self._launch = launch
        self._launched = launched
        self._running: _Running | None = None

    async def start(self, port: int = 0) -> PaperAddress:
        """Start the exchange and wait until it says where it listens.

        Raises:
            EnvironmentTroubleError: it did not start within 30 seconds.
        """
        try:
            running = self._follow(port)
        except OSError as error:
            raise EnvironmentTroubleError(
                f"The paper exchange cannot be started: {error.strerror}.", str(error)
            ) from error
        try:
            line = await asyncio.wait_for(running.lines.get(), _READY_SECONDS)
            ready = json.loads(line or "")
            return PaperAddress(
                rest=ready["rest"],
                public_ws=ready["public_ws"],
                private_ws=ready["private_ws"],
                credentials=Credentials(
                    Secret(ready["key"]), Secret(ready["secret"]), Secret(ready["passphrase"])
                ),
            )
        except (TimeoutError, ValueError, KeyError) as error:
            await self.stop()
            raise EnvironmentTroubleError(
                f"The paper exchange did not start. Its own message is in {self._launch.log_file}.",
                type(error).__name__,
            ) from error

    @property
    def pid(self) -> int | None:
        """The process id while the child runs."""
        return self._running.process.pid if self._running else None

    async def lines(self) -> AsyncIterator[str]:
        """What it says after its first line, until it ends."""
        running = self._running
        while running is not None and (line := await running.lines.get()) is not None:
            yield line

    def ask(self, line: str) -> None:
        """Tell it something; nothing happens when it has ended."""
        if self._running is not None:
            self._running.tell(line)

    async def wait(self) -> int:
        """Wait until the child has ended and return its exit code."""
        return await asyncio.shield(self._running.ended) if self._running else 0

    async def stop(self) -> None:
        """Ask the child to end by closing its input, and end it if it does not."""
        running = self._follow() if self._launched is not None else self._running
        self._running = None
        if running is None:
            return
        running.hang_up()
        try:
            await asyncio.wait_for(asyncio.shield(running.ended), _STOP_SECONDS)
        except TimeoutError:
            log.info("the paper exchange did not end in time and was stopped")
            running.process.kill()
            await running.ended

    def _follow(self, port: int = 0) -> "_Running":
        launched, self._launched = self._launched, None
        self._running = _Running(launched or self._launch.start(port))
        return self._running


class _Running:
    """A process whose lines and end a thread brings to the loop: not every loop can watch a pipe.

    `lines` ends with `None`; `ended` gets the exit code.
    """

    def __init__(self, process: Popen[bytes]) -> None:
        self.process = process
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[int] = self._loop.create_future()
        threading.Thread(target=self._listen, name="paper exchange", daemon=True).start()

    def tell(self, line: str) -> None:
        stdin = self.process.stdin
        # It may have ended just now, or been told to.
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line.encode() + b"\n")
                stdin.flush()

    def hang_up(self) -> None:
        with suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()

    def _listen(self) -> None:
        if self.process.stdout is not None:
            with self.process.stdout as output:
                for line in output:
                    self._loop.call_soon_threadsafe(self.lines.put_nowait, line.decode(errors="replace"))
        code = self.process.wait()
        self.hang_up()
        self._loop.call_soon_threadsafe(self._end, code)

    def _end(self, code: int) -> None:
        self.lines.put_nowait(None)
        self.ended.set_result(code)
