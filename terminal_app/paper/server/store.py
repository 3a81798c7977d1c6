"""Accounts on disk: saved shortly after they change and at the end, loaded at the start.

The market is not kept: it is made anew from its seed.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from terminal_app.paper.engine.dumps import BadDumpError
from terminal_app.paper.engine.messages import BookChanged, EngineEvent, Printed
from terminal_app.paper.server.files import read_json, set_aside, write_atomic
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind

FILE = "paper-accounts.json"
CLASSIC_FILE = "paper-accounts-classic.json"

_PAUSE = 0.25
_PUBLIC = (Printed, BookChanged)
_IDLE_SHARE = 20

log = logging.getLogger(__name__)


class AccountStore:
    """Keeps one venue's accounts in a folder, or nowhere when there is none."""

    def __init__(self, venue: Venue, folder: Path | None) -> None:
        self._venue = venue
        name = CLASSIC_FILE if venue.wallets.kind is AccountKind.CLASSIC else FILE
        self._path = folder / name if folder is not None else None
        self._changed = asyncio.Event()

    def load(self) -> None:
        """Bring the saved accounts back. A file that cannot be understood is set aside.

        Raises:
            OSError: the file is there but cannot be read.
        """
        content = read_json(self._path) if self._path is not None else None
        if self._path is None or content is None:
            return
        try:
            if not isinstance(content, dict):
                raise BadDumpError("it is not an object")
            self._venue.engine.load_accounts(content, self._venue.market_ms())
        except BadDumpError as error:
            set_aside(self._path, str(error))

    def watch(self) -> None:
        """Save from now on whenever the account changes."""
        self._venue.listen(self._notice)

    def touch(self) -> None:
        """Say that something worth keeping changed without an event (a setting)."""
        self._changed.set()

    async def run(self) -> None:
        """Save shortly after each change, for ever.

        Saving blocks the loop, and a long history takes longer, so the pause grows with the time it took:
        saving never takes more than a twentieth of the time.
        """
        loop = asyncio.get_running_loop()
        while True:
            await self._changed.wait()
            await asyncio.sleep(_PAUSE)
            started = loop.time()
            self.save()
            await asyncio.sleep((loop.time() - started) * _IDLE_SHARE)

    def save(self) -> None:
        """Write the accounts now. A disk that says no is reported in the log; trading on paper goes on."""
        self._changed.clear()
        if self._path is None:
            return
        content = self._venue.engine.dump_accounts()
        try:
            write_atomic(self._path, json.dumps(content, separators=(",", ":")).encode())
        except OSError as error:
            log.warning("the paper accounts could not be saved: %s", error.strerror)

    def _notice(self, events: Sequence[EngineEvent]) -> None:
        for event in events:
            if not isinstance(event, _PUBLIC):
                self._changed.set()
                return
