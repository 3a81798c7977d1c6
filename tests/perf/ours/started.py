"""Our program as `terminal-app` starts it; it also prints the monotonic time of its first price."""

import sys
import time
from unittest import mock

from terminal_app.app import cli
from terminal_app.core.events import MarketEvent, TickerSeen
from terminal_app.market.hub import MarketHub


def main() -> int:
    """Run it. Returns the exit code of the process."""
    apply = MarketHub.apply
    quoted: list[float] = []

    def watched(hub: MarketHub, event: MarketEvent) -> None:
        apply(hub, event)
        if not quoted and isinstance(event, TickerSeen):
            quoted.append(time.monotonic())
            sys.stdout.write(f"{quoted[0]}\n")
            sys.stdout.flush()

    with mock.patch.object(MarketHub, "apply", watched):
        return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
