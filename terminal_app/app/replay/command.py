"""The `replay` command: plays a recording without a window, or makes a copy of it for others."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("recording", type=Path, metavar="FILE", help="the first part, or the folder of it")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--headless", action="store_true", help="play it at once and print how books and orders end"
    )
    what.add_argument(
        "--export", type=Path, metavar="COPY", help="write a copy without ids, balances and the account"
    )


def main(args: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    if args.export is not None:
        from terminal_app.app.replay.export import main as export

        return export(args.recording, args.export)
    from terminal_app.app.replay.headless import main as headless

    return headless(args.recording)
