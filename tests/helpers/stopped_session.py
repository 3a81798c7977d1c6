"""A trading session to be stopped and continued: run as a program by a test, which sends the signals.

python -m tests.helpers.stopped_session FOLDER

It reads the exchange's line from standard input, and says as JSON why orders are shut whenever that changes:
a sentence, or null when they are open.
"""

import asyncio
import json
import sys
from pathlib import Path

from terminal_app.app.paths import paths_for
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.secret import Credentials, Secret


async def story(folder: Path) -> None:
    """Open, and tell until it is killed."""
    row = json.loads(sys.stdin.readline())
    credentials = Credentials(Secret(row["key"]), Secret(row["secret"]), Secret(row["passphrase"]))
    paths = paths_for("paper", folder)
    paths.make()
    session = new_session(paths, "paper", SystemClock(), Changes())
    await session.open(Venue.paper(row["rest"], row["public_ws"], row["private_ws"]), credentials)
    said: str | None = ""
    while True:
        if (block := session.entry_block()) != said:
            said = block
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()
        await asyncio.sleep(0)  # at each turn of the loop: on loopback an account is read in no time


if __name__ == "__main__":
    asyncio.run(story(Path(sys.argv[1])))
