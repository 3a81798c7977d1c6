"""The `paper-exchange` command: the embedded exchange as a program of its own.

It prints one line of JSON when it is ready (addresses and key), and nothing else on its standard output but
how a recording stands, where a parent asked for it with `--parent-pipe`.
Heavy imports wait until the arguments are read.
"""

import argparse
import json
import logging
import math
import os
import sys
import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from terminal_app.app.followed import add_arguments as add_market_arguments
from terminal_app.app.followed import pace_of, source_of
from terminal_app.core.money import parse_decimal

MAX_SPEED = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--port", type=_port, default=0, help="the port on 127.0.0.1; 0 is any free one")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same market")
    parser.add_argument(
        "--speed", type=_speed, default=Decimal(1), help="how fast market time runs; 1 is real"
    )
    parser.add_argument(
        "--account",
        choices=["unified", "classic"],
        default="unified",
        help="the kind of account: unified answers /api/v3, classic /api/v2; public market data is on both",
    )
    parser.add_argument(
        "--data-dir", type=Path, help="where the account survives a restart; without it, nowhere"
    )
    parser.add_argument(
        "--parent-pipe", action="store_true", help="exit when standard input closes, that is with the parent"
    )
    parser.add_argument(
        "--no-rate-limits", action="store_true", help="count the quotas but never refuse, for measurements"
    )
    parser.add_argument(
        "--rate-penalty",
        type=_seconds,
        default=300.0,
        help="seconds of refusals after 6,000 calls in a minute",
    )
    parser.add_argument(
        "--stream-life", type=_seconds, default=86_400.0, help="seconds after which a stream is ended"
    )
    parser.add_argument(
        "--no-ws-trade", action="store_true", help="refuse orders over the stream, as keys without permission"
    )
    parser.add_argument(
        "--faults", type=Path, metavar="FILE", help="let things go wrong as this JSON file says, for tests"
    )
    add_market_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Run the exchange. The exit code is 0 after an ordinary end and 1 when it could not start."""
    from terminal_app.core.errors import TerminalError
    from terminal_app.paper.server.faults.plan import read_plan
    from terminal_app.paper.server.serve import Ready, Settings, run
    from terminal_app.paper.server.wallets import AccountKind

    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )

    def announce(ready: Ready) -> None:
        sys.stdout.write(json.dumps(ready.as_dict()) + "\n")
        sys.stdout.flush()

    faults = None
    if args.faults is not None:
        try:
            faults = read_plan(json.loads(args.faults.read_text("utf-8")), args.faults.parent)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"The plan of faults cannot be used: {error}\n")
            return 1
    try:
        source = source_of(args)
    except ValueError as error:
        sys.stderr.write(f"The market cannot be followed: {error}\n")
        return 1
    pace = pace_of(source, args.speed, tells=args.parent_pipe)
    settings = Settings(
        port=args.port,
        seed=args.seed,
        speed=args.speed,
        data_dir=args.data_dir,
        limits=not args.no_rate_limits,
        penalty=args.rate_penalty,
        life=args.stream_life,
        ws_trade=not args.no_ws_trade,
        faults=faults,
        account=AccountKind(args.account),
        source=source,
        pace=pace,
    )
    hear = pace.ask if pace is not None else _nobody
    try:
        run(settings, announce, partial(_watch_input, hear) if args.parent_pipe else None)
    except OSError as error:
        sys.stderr.write(f"The paper exchange could not start: {error.strerror}\n")
        return 1
    except TerminalError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


def _nobody(_line: str) -> None:
    """There is nothing to ask of a market that goes by itself."""


def _watch_input(hear: Callable[[str], None], stop: Callable[[], None]) -> None:
    """Hand on the lines of standard input, and call `stop` once it has ended.

    A thread: not every system's loop can watch a pipe.
    """

    def watch() -> None:
        # os.read, not sys.stdin: its buffer's lock would stop the interpreter from ending.
        rest = b""
        try:
            while data := os.read(0, 4096):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    hear(line.decode(errors="replace"))
        except OSError:
            pass
        stop()

    threading.Thread(target=watch, name="parent-pipe", daemon=True).start()


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError("a time is above 0 seconds")
    return seconds


def _speed(text: str) -> Decimal:
    speed = parse_decimal(text)
    if not 0 < speed <= MAX_SPEED:
        raise argparse.ArgumentTypeError(f"a speed is above 0 and at most {MAX_SPEED}")
    return speed


def _standalone(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="terminal-app paper-exchange", description="The paper exchange.")
    add_arguments(parser)
    return main(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(_standalone())
