"""A venue's stream as a process of its own, so that it can be stopped: prints its port, then pushes tickers.

python -m tests.faults.stream_process
"""

import asyncio
import sys
from urllib.parse import urlsplit

from tests.helpers import stream_frames as frames
from tests.helpers.stream_server import StreamServer

_EVERY_S = 0.1


async def main() -> None:
    """Push until standard input ends."""
    async with StreamServer() as venue:
        sys.stdout.write(f"{urlsplit(venue.url).port}\n")
        sys.stdout.flush()
        over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        while not over.done():
            venue.push(frames.ticker())
            await asyncio.sleep(_EVERY_S)


if __name__ == "__main__":
    asyncio.run(main())
