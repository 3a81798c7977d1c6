"""The command line: what to run and with which options. Imports only what the chosen verb needs."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terminal_app import APP_NAME, __version__
from terminal_app.app.console import complain
from terminal_app.app.paper_exchange import add_arguments as add_exchange_arguments
from terminal_app.app.replay.command import add_arguments as add_replay_arguments
from terminal_app.core.keys import PAPER_PROFILE

_PROFILE = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Options:
    """How the window is to be run. `screenshot` and `after` belong together; `after` is in seconds."""

    profile: str = PAPER_PROFILE
    data_dir: Path | None = None
    offscreen: bool = False
    screenshot: Path | None = None
    after: float = 10.0
    seed: int | None = None
    record: Path | None = None
    replay: Path | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the verb of a command line and return the exit code of the process."""
    arguments = _parser().parse_args(argv)
    if arguments.verb == "paper-exchange":
        from terminal_app.app.paper_exchange import main as run_exchange

        return run_exchange(arguments)
    if arguments.verb == "selftest":
        from terminal_app.app.selftest import main as run_selftest

        return run_selftest(arguments.data_dir)
    if arguments.verb == "replay":
        from terminal_app.app.replay.command import main as run_replay

        return run_replay(arguments)
    if arguments.verb == "keyring-helper":
        from terminal_app.app.harden import harden_process
        from terminal_app.credentials.helper import main as run_helper

        harden_process()
        return run_helper()
    if arguments.verb == "watchdog":
        from terminal_app.app.harden import harden_process
        from terminal_app.app.watchdog import main as run_watchdog

        harden_process()
        return run_watchdog()
    if arguments.replay is not None and (arguments.record is not None or arguments.profile != PAPER_PROFILE):
        complain("A replay has no profile and is not recorded. Leave --profile and --record out.")
        return 2
    from terminal_app.app import bootstrap

    return bootstrap.run(
        Options(
            profile=arguments.profile,
            data_dir=arguments.data_dir,
            offscreen=arguments.offscreen,
            screenshot=arguments.screenshot,
            after=arguments.after,
            seed=arguments.seed,
            record=arguments.record,
            replay=arguments.replay,
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="terminal-app",
        description=f"{APP_NAME}: a desktop trading terminal, independent of the exchange.",
    )
    parser.add_argument("--version", action="version", version=f"{APP_NAME} {__version__}")
    parser.add_argument("--profile", type=_profile, default=PAPER_PROFILE, help="which account to open")
    parser.add_argument("--data-dir", type=Path, help="keep everything that is stored in this folder")
    parser.add_argument("--offscreen", action="store_true", help="run without a display")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="save the window as a PNG and quit")
    parser.add_argument(
        "--after",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="when to take the screenshot (default: 10)",
    )
    parser.add_argument("--seed", type=int, help="seed of the paper exchange's market")
    parser.add_argument(
        "--record", type=Path, metavar="DIR", help="record what the terminal sees into files in this folder"
    )
    parser.add_argument(
        "--replay", type=Path, metavar="FILE", help="play a recording in the window, and trade against it"
    )
    verbs = parser.add_subparsers(dest="verb", metavar="[paper-exchange | selftest | replay]")
    add_exchange_arguments(verbs.add_parser("paper-exchange", help="run the paper exchange alone"))
    selftest = verbs.add_parser(
        "selftest", help="start the paper exchange, trade on it, and print what was checked"
    )
    selftest.add_argument("--data-dir", type=Path, help="keep what the test stores in this folder")
    add_replay_arguments(verbs.add_parser("replay", help="play a recording without a window, or export it"))
    # Without a help text it is not listed: only the program itself calls it.
    verbs.add_parser("keyring-helper")
    verbs.add_parser("watchdog")
    return parser


def _profile(text: str) -> str:
    if _PROFILE.fullmatch(text) is None:
        raise argparse.ArgumentTypeError("a profile name has 1 to 32 letters, digits, - or _")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError("give a number of seconds between 0 and 3600")
    return seconds
