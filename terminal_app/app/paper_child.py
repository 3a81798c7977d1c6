"""The paper exchange as a child process: started, awaited, restarted on the same port, and always ended."""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from terminal_app.core.account import AccountKind
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.environment import child_environment

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
        data_dir: where it keeps its account.
        log_file: takes what it complains about.
        seed: of its market.
        kind: of its account.
        tape: the recording that its market follows; its account is then new each time.
    """

    def __init__(
        self,
        data_dir: Path,
        log_file: Path,
        seed: int | None = None,
        kind: AccountKind = AccountKind.UNIFIED,
        tape: Path | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._tape = tape
        self._log_file = log_file
        self._seed = seed
        self._kind = kind
        self._process: Process | None = None

    async def start(self, port: int = 0) -> PaperAddress:
        """Start the exchange and wait until it says where it listens.

        Raises:
            EnvironmentTroubleError: it did not start within 30 seconds.
        """
        seed = [] if self._seed is None else ["--seed", str(self._seed)]
        kept = ["--data-dir", str(self._data_dir)]
        market = kept if self._tape is None else self._market(self._tape)
        place = ["--port", str(port), "--account", self._kind.value, *market]
        with self._log_file.open("ab") as errors:
            # A session of its own: Ctrl-C is for the window, which then ends the exchange in order.
            self._process = await asyncio.create_subprocess_exec(
                *own_command(),
                "paper-exchange",
                "--parent-pipe",
                *place,
                *seed,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                start_new_session=True,
                env=child_environment(os.environ),
            )
        output = self._process.stdout
        if output is None:
            raise EnvironmentTroubleError("The paper exchange has no output.")
        try:
            line = await asyncio.wait_for(output.readline(), _READY_SECONDS)
            ready = json.loads(line)
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
                f"The paper exchange did not start. Its own message is in {self._log_file}.",
                type(error).__name__,
            ) from error

    @property
    def pid(self) -> int | None:
        """The process id while the child runs."""
        return self._process.pid if self._process else None

    async def lines(self) -> AsyncIterator[str]:
        """What it says after its first line, until it ends."""
        process = self._process
        while process is not None and process.stdout is not None:
            line = await process.stdout.readline()
            if not line:
                return
            yield line.decode(errors="replace")

    def ask(self, line: str) -> None:
        """Tell it something; nothing happens when it has ended."""
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(line.encode() + b"\n")

    async def wait(self) -> int:
        """Wait until the child has ended and return its exit code."""
        return await self._process.wait() if self._process else 0

    @staticmethod
    def _market(tape: Path) -> Sequence[str]:
        return ["--market", "tape", str(tape)]

    async def stop(self) -> None:
        """Ask the child to end by closing its input, and end it if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            log.info("the paper exchange did not end in time and was stopped")
            process.kill()
            await process.wait()


def own_command() -> Sequence[str]:
    """How this program starts itself: the bundle's executable, or the interpreter with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "terminal_app"]
