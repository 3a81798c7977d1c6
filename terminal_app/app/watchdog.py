"""`terminal-app watchdog`: a small program beside the window that ends its session orders if it dies.

The key comes over the pipe on its standard input and goes nowhere else. After that it hears a heartbeat. When
the pipe ends without a goodbye, or the heart is silent, it reads the window's journal, asks the exchange what
is open, and cancels the orders that were sent with the lifetime "session": never another one, never a waiting
order. A window that is closed in order says goodbye, and then nothing is cancelled. What the window held
itself, trailing stops and linked pairs, nobody holds any more then: it writes that into the journal, so that
the next start says it.
"""

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.codes import Kind
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.errors import meaning_of
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.errors import AuthError, EnvironmentTroubleError, TerminalError
from terminal_app.core.keys import Environment, LiveToken
from terminal_app.core.outcomes import Accepted, Rejected
from terminal_app.core.ports import Listeners
from terminal_app.core.records import EventSeen
from terminal_app.core.secret import Credentials, Secret
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from terminal_app.trading.deadman import GOODBYE, Deadman, Verdict, left_behind, to_cancel

log = logging.getLogger(__name__)

READY = b"watching\n"
_MAX_LINE_BYTES = 32_768
_GAVE_UP = (
    "The window died or stood still, and its session orders could not be cancelled: {} "
    "They may still work at the exchange."
)
_LOOK_SECONDS = 1.0

_AFTER_SECONDS = 10.0
"""How long it goes on looking after the first look: an order that was on its way may still arrive."""

_PATIENCE_SECONDS = 300.0
"""How long it tries when the exchange cannot be reached."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What it watches over: one account at one venue, and the journal of its window.

    With `countdown_s` the exchange's own dead-man switch is held down as well: when nobody renews it for so
    long, the exchange cancels EVERY order of the account, also the protective ones. Zero leaves it alone.
    """

    venue: Venue
    credentials: Credentials = field(repr=False)
    journal: Path
    countdown_s: int = 0
    kind: AccountKind = AccountKind.UNIFIED

    def line(self) -> bytes:
        """The first line of the conversation. It holds the key: for the pipe alone."""
        venue, key = self.venue, self.credentials
        return (
            json.dumps(
                {
                    "badge": venue.badge.value,
                    "rest": venue.rest,
                    "public_ws": venue.public_ws,
                    "private_ws": venue.private_ws,
                    "key": key.key.reveal(),
                    "secret": key.secret.reveal(),
                    "passphrase": key.passphrase.reveal(),
                    "journal": str(self.journal),
                    "countdown_s": self.countdown_s,
                    "kind": self.kind.value,
                }
            ).encode()
            + b"\n"
        )


def read_charge(line: bytes) -> Charge:
    """Read the first line.

    Raises:
        ValueError: it is something else. The text says nothing of what it is.
    """
    try:
        row = json.loads(line)
        credentials = Credentials(Secret(row["key"]), Secret(row["secret"]), Secret(row["passphrase"]))
        return Charge(
            _venue(row),
            credentials,
            Path(row["journal"]),
            int(row["countdown_s"]),
            AccountKind(row["kind"]),
        )
    except (ValueError, KeyError, TypeError):
        raise ValueError("not what a watchdog is told") from None


def main() -> int:
    """Watch until the window leaves or dies. 0 when nothing had to be done, or all of it was."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    return asyncio.run(watch(sys.stdout.buffer))


async def watch(output: BinaryIO) -> int:
    """The conversation with the window."""
    heard: asyncio.Queue[bytes | None] = asyncio.Queue()
    _listen(asyncio.get_running_loop(), heard.put_nowait)
    first = await heard.get()
    if first is None:
        return 0
    charge = read_charge(first)
    clock = SystemClock()
    deadman = Deadman(clock.monotonic())
    switch = _Switch(charge, clock)
    output.write(READY)
    output.flush()
    while (verdict := deadman.look(clock.monotonic())) is Verdict.ALIVE:
        await switch.hold()
        try:
            word = await asyncio.wait_for(heard.get(), _LOOK_SECONDS)
        except TimeoutError:
            continue
        deadman.heard(None if word is None else word.decode(errors="replace").strip(), clock.monotonic())
    if verdict is Verdict.LEFT:
        await switch.let_go()
        return 0
    await switch.aclose()
    return await end_session(charge, clock)


class _Switch:
    """The exchange's dead-man switch, held down while the window lives; nothing when it is not wanted."""

    def __init__(self, charge: Charge, clock: SystemClock) -> None:
        self._seconds = charge.countdown_s
        self._clock = clock
        self._next = clock.monotonic()
        self._client = _client(charge, clock) if self._seconds else None

    async def hold(self) -> None:
        """Renew it when it is time."""
        if self._client is None or self._clock.monotonic() < self._next:
            return
        self._next = self._clock.monotonic() + self._seconds / 3
        outcome = await self._client.countdown_cancel_all(self._seconds)
        if isinstance(outcome, Rejected) and meaning_of(outcome.code).kind is not Kind.RATE:
            log.warning("the exchange's own switch is off: %s", outcome.sentence)
            await self.aclose()

    async def let_go(self) -> None:
        """Switch it off: nothing is cancelled."""
        if self._client is not None:
            await self._client.countdown_cancel_all(0)
        await self.aclose()

    async def aclose(self) -> None:
        """Touch it no more: if it is on, it goes off at its time."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def _client(charge: Charge, clock: SystemClock) -> BitgetClient:
    listeners = Listeners(lambda _event: None, lambda _event: None, lambda _event: None)
    return BitgetClient(charge.venue, charge.credentials, listeners, clock, kind=charge.kind)


async def end_session(charge: Charge, clock: SystemClock) -> int:
    """Cancel what ends with the session, and look again until nothing more can arrive."""
    # First of all: the next start may be soon.
    await _note(charge.journal, clock, _held(charge.journal))
    client = _client(charge, clock)
    began = clock.monotonic()
    looked: float | None = None
    ended: set[str] = set()
    try:
        while clock.monotonic() - (looked or clock.monotonic()) < _AFTER_SECONDS:
            try:
                left = to_cancel(await client.open_orders(), _session_orders(charge.journal))
                looked = looked or clock.monotonic()
            except TerminalError as error:
                log.warning("%s", error.sentence)
                refused = isinstance(error, AuthError)  # a key that is refused once is refused again
                if refused or clock.monotonic() - began > _PATIENCE_SECONDS:
                    await _note(charge.journal, clock, (_GAVE_UP.format(error.sentence),))
                    return 1
                left = []
            for order in left:
                outcome = await client.cancel(order)
                if isinstance(outcome, Accepted):
                    ended.add(order.client_oid)
                else:
                    log.warning("not cancelled yet: %s", type(outcome).__name__)
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        await client.aclose()
    sentence = f"The window died or stood still: {len(ended)} of its session orders were cancelled."
    await _note(charge.journal, clock, (sentence,))
    return 0


def _held(journal: Path) -> tuple[str, ...]:
    """What the window held when it died."""
    reader = JournalReader(journal)
    try:
        return tuple(left_behind(held) for held in reader.held())
    finally:
        reader.close()


def _session_orders(journal: Path) -> frozenset[str]:
    reader = JournalReader(journal)
    try:
        return reader.session_orders()
    finally:
        reader.close()


async def _note(journal: Path, clock: SystemClock, lines: tuple[str, ...]) -> None:
    """Leave word for the next start. The window is gone, or does not answer: the journal is free."""
    if not lines:
        return
    writer = JournalWriter(journal)
    try:
        await writer.open()
        for line in lines:
            log.warning("%s", line)
            await writer.append(EventSeen("watchdog", line, clock.now_ms()))
    except EnvironmentTroubleError as error:
        log.warning("%s", error.sentence)
    finally:
        await writer.aclose()


def _listen(loop: asyncio.AbstractEventLoop, put: Callable[[bytes | None], None]) -> None:
    """Hand every line of standard input over, then `None`. A thread: not every loop can watch a pipe."""

    def read() -> None:
        rest = b""
        try:
            while part := os.read(0, 4096):
                *lines, rest = (rest + part).split(b"\n")
                for line in lines:
                    loop.call_soon_threadsafe(put, line)
                if len(rest) > _MAX_LINE_BYTES:
                    break
        except OSError:
            pass
        loop.call_soon_threadsafe(put, None)

    threading.Thread(target=read, name="heartbeat", daemon=True).start()


def _venue(row: dict[str, str]) -> Venue:
    match Badge(row["badge"]):
        case Badge.LIVE:
            return Venue.live(LiveToken(Environment.LIVE))
        case Badge.DEMO:
            return Venue.demo()
        case Badge.PAPER:
            return Venue.paper(row["rest"], row["public_ws"], row["private_ws"])
        case Badge.PUBLIC:
            raise ValueError("where no key is used nothing is left to watch over")


GOODBYE_LINE = f"{GOODBYE}\n".encode()
