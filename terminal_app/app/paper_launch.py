"""Starts the process of the paper exchange.

At the start of the program this runs before the window is thought of, so that the exchange loads beside it;
hence it needs neither asyncio nor Qt.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terminal_app.app.paths import Paths
from terminal_app.core.account_kind import AccountKind
from terminal_app.credentials.environment import child_environment


@dataclass(frozen=True, slots=True)
class PaperLaunch:
    """What an exchange is started with.

    Args:
        data_dir: where it keeps its account.
        log_file: takes what it complains about.
        seed: of its market.
        kind: of its account.
        tape: the recording that its market follows; its account is then new each time.
    """

    data_dir: Path
    log_file: Path
    seed: int | None = None
    kind: AccountKind = AccountKind.UNIFIED
    tape: Path | None = None

    def start(self, port: int = 0) -> subprocess.Popen[bytes]:
        """Start one, on this loopback port or on any free one. It ends when its standard input is closed.

        Raises:
            OSError: there is no such process.
        """
        seed = [] if self.seed is None else ["--seed", str(self.seed)]
        kept = ["--data-dir", str(self.data_dir)]
        market = kept if self.tape is None else ["--market", "tape", str(self.tape)]
        place = ["--port", str(port), "--account", self.kind.value, *market]
        with self.log_file.open("ab") as errors:
            # A session of its own: Ctrl-C is for the window, which then ends the exchange in order.
            return subprocess.Popen(
                [*own_command(), "paper-exchange", "--parent-pipe", *place, *seed],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                env=child_environment(os.environ),
            )


def paper_launch(paths: Paths, seed: int | None, kind: AccountKind, tape: Path | None = None) -> PaperLaunch:
    """What the exchange of a paper account is started with."""
    return PaperLaunch(paths.exchange, paths.logs / "paper-exchange.log", seed, kind, tape)


def own_command() -> Sequence[str]:
    """How this program starts itself: the bundle's executable, or the interpreter with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "terminal_app"]
