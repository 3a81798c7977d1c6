"""The paper exchange as a child process, for tests that talk to it over the wire."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from terminal_app.bitget.endpoints import Venue
from terminal_app.core.secret import Credentials, Secret

STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class PaperProcess:
    """A running exchange: where it listens, what opens it, and the process itself."""

    rest: str
    public_ws: str
    private_ws: str
    key: str
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def port(self) -> int:
        """The loopback port."""
        return int(self.rest.rsplit(":", 1)[1])

    @property
    def venue(self) -> Venue:
        """Where it listens, as a client is told."""
        return Venue.paper(self.rest, self.public_ws, self.private_ws)

    @property
    def credentials(self) -> Credentials:
        """The key it made, as a client is given it."""
        return Credentials(Secret(self.key), Secret(self.secret), Secret(self.passphrase))

    def stop(self) -> int:
        """Close its standard input, wait until it has ended, and return its exit code."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@contextmanager
def paper_process(*options: str, data_dir: Path | None = None, seed: int = 7) -> Iterator[PaperProcess]:
    """Start an exchange, wait for its line, and stop it at the end.

    Args:
        options: further options of the `paper-exchange` command.
        data_dir: where it keeps its account; nowhere when left out.

    Raises:
        RuntimeError: it ended before it was ready.
    """
    command = [sys.executable, "-m", "terminal_app", "paper-exchange", "--parent-pipe", "--seed", str(seed)]
    if data_dir is not None:
        command += ["--data-dir", str(data_dir)]
    with subprocess.Popen([*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the paper exchange ended at its start with {process.wait()}")
        paper = PaperProcess(**json.loads(line), process=process)
        try:
            yield paper
        finally:
            paper.stop()
