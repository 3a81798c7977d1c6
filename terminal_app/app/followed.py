"""Which market a paper exchange has: the synthetic one, a recording, or the live public feed."""

import argparse
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal_app.paper.server.pace import Pace
    from terminal_app.paper.server.source import Source

_WRONG = "give --market synthetic, --market tape FILE, or --market live"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose the market."""
    parser.add_argument(
        "--market",
        nargs="+",
        default=["synthetic"],
        metavar=("KIND", "FILE"),
        help="synthetic (the usual), tape FILE to follow a recording, or live to follow Bitget's public feed",
    )
    parser.add_argument(
        "--symbols",
        default="BTCUSDT,ETHUSDT",
        help="what --market live follows, on spot and on USDT-M futures, with commas between",
    )
    parser.add_argument(
        "--live-at",
        nargs=2,
        metavar=("REST", "STREAM"),
        help="follow another paper exchange on this computer instead of Bitget, for tests",
    )


def source_of(args: argparse.Namespace) -> "Source | None":
    """The market to follow, `None` for the synthetic one.

    Raises:
        ValueError: the options do not make sense together, in a sentence.
    """
    match args.market:
        case ["synthetic"]:
            return None
        case ["tape", file]:
            from terminal_app.app.replay.tape_source import TapeSource

            return TapeSource(Path(file))
        case ["live"]:
            return _live(args)
        case _:
            raise ValueError(_WRONG)


def pace_of(source: "Source | None", speed: Decimal, *, tells: bool) -> "Pace | None":
    """What moves a recording; if it `tells`, how that stands goes to standard output, a line each."""
    if source is None or source.name == "live":
        return None
    from terminal_app.paper.server.pace import Pace

    def tell(line: str) -> None:
        if tells:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    return Pace(tell, speed)


def _live(args: argparse.Namespace) -> "Source":
    from terminal_app.app.live_source import LiveSource
    from terminal_app.bitget.endpoints import Venue
    from terminal_app.core.clock import SystemClock

    if args.speed != 1:
        raise ValueError("the live market runs at speed 1")
    venue = Venue.public()
    if args.live_at is not None:
        rest, stream = args.live_at
        venue = Venue.paper(rest, stream, stream)
    symbols = [name.strip().upper() for name in args.symbols.split(",") if name.strip()]
    return LiveSource(venue, symbols, SystemClock())
