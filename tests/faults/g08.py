"""G08: pushes of order books are lost, doubled, swapped and damaged; no wrong book is ever drawn as live.

A damaged push is one that can be told from a good one. The stream of the unified account has numbers and no
checksum, so a digit that becomes another digit inside a whole frame is invisible to every client; TLS is what
keeps that from happening.
"""

from collections.abc import Callable, Mapping
from random import Random

from terminal_app.core.ports import Channel, Feed
from tests.faults.goals import Result
from tests.faults.ladders import Ladder
from tests.faults.stream_line import StreamLine

_SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
_GAP_S = 0.1
"""Between two pushes of one book."""
_DAMAGED = 0.001
_HEAL_S = 2.0


def run(cases: int, seed: int) -> Result:
    """A case is one push of a book."""
    return _Story(seed).run(cases)


class _Story:
    """Three books, and what happens to their pushes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._ladders = {symbol: Ladder(symbol, self._random) for symbol in _SYMBOLS}
        channels = [Channel(Feed.BOOK, ladder.instrument) for ladder in self._ladders.values()]
        self._line = StreamLine(self._ladders, channels, self._random)
        self._held: dict[str, bytes] = {}
        self._bad_since: dict[str, float] = {}
        self._result = Result()
        self._damaged = 0
        self._most_heal = 0.0

    def run(self, cases: int) -> Result:
        line, names = self._line, _SYMBOLS
        step = _GAP_S / len(names)
        while self._result.cases < cases:
            for arrival in line.pass_time(step):
                self._arrives(*arrival)
            symbol = names[self._result.cases % len(names)]
            ladder = self._ladders[symbol]
            push = ladder.change(line.clock.now_ms())
            self._result.cases += 1
            if ("books", symbol) in line.pushed:
                self._travels(push, ladder)
            self._watch(ladder)
        self._result.notes = {
            "damaged": self._damaged,
            "connections replaced": line.replaced,
            "most seconds to heal": round(self._most_heal, 2),
        }
        return self._result

    def _arrives(self, frame: bytes, ladder: Ladder | None) -> None:
        if ladder is None:
            self._line.receive(frame)
        else:
            self._travels(frame, ladder)

    def _travels(self, push: bytes, ladder: Ladder) -> None:
        """A push on its way; when something of it arrives, the next picture is looked at."""
        symbol = ladder.instrument.symbol
        held = self._held.pop(symbol, None)
        if held is not None:
            self._shown(push, ladder)
            self._shown(held, ladder)
        elif self._random.random() >= _DAMAGED:
            self._shown(push, ladder)
        else:
            self._damaged += 1
            fault = self._random.choice(list(_FAULTS))
            if fault == "swapped":
                self._held[symbol] = push
            for frame in _FAULTS[fault](push, ladder, self._random):
                self._shown(frame, ladder, fault)

    def _shown(self, frame: bytes, ladder: Ladder, fault: str = "") -> None:
        """What would be painted next: a book that is drawn as live must be the true one."""
        self._line.receive(frame)
        self._line.changes.drain()
        book = self._line.hub.book(ladder.instrument)
        if book.good and book.top(64) != ladder.sides():
            what = fault or "after a fault"
            self._result.wrong.append(
                f"a wrong book of {ladder.instrument} is drawn as live: {what} ({self._seed}, "
                f"push {self._result.cases})"
            )

    def _watch(self, ladder: Ladder) -> None:
        symbol, now = ladder.instrument.symbol, self._line.clock.monotonic()
        if not self._line.hub.book(ladder.instrument).good:
            self._bad_since.setdefault(symbol, now)
            return
        since = self._bad_since.pop(symbol, None)
        if since is not None:
            self._most_heal = max(self._most_heal, now - since)
            if now - since >= _HEAL_S:
                self._result.wrong.append(
                    f"{symbol} took {now - since:.1f} s to heal ({self._seed}, push {self._result.cases})"
                )


# ------------------------------------------------------------------------------------------------ damages

Damage = Callable[[bytes, Ladder, Random], list[bytes]]


def _lost(_push: bytes, _ladder: Ladder, _random: Random) -> list[bytes]:
    return []


def _doubled(push: bytes, _ladder: Ladder, _random: Random) -> list[bytes]:
    return [push, push]


def _cut(push: bytes, _ladder: Ladder, random: Random) -> list[bytes]:
    return [push[: random.randrange(len(push))]]


def _one_byte(push: bytes, _ladder: Ladder, random: Random) -> list[bytes]:
    damaged = bytearray(push)
    damaged[random.randrange(len(push))] ^= 0x80
    return [bytes(damaged)]


def _another_number(push: bytes, _ladder: Ladder, random: Random) -> list[bytes]:
    name = random.choice((b'"seq":', b'"pseq":'))
    start = push.index(name) + len(name)
    end = min(at for at in (push.find(b",", start), push.find(b"}", start)) if at > 0)
    # Never that of its predecessor: such an update says of itself that nothing changed.
    before = int(push[push.index(b'"pseq":') + 7 :].split(b"}")[0])
    smaller = str(before - random.randrange(1, 50))
    wrong = random.choice((smaller, "0", "-1", "1e9", '"x"', "null"))
    return [push[:start] + wrong.encode() + push[end:]]


def _another_price(push: bytes, _ladder: Ladder, random: Random) -> list[bytes]:
    wrong = random.choice(("NaN", "-1", "1e5", "", " 1", "１", "0x10", "Infinity", "1" * 60))
    start = push.index(b'[["') + 3
    return [push[:start] + wrong.encode() + push[push.index(b'"', start) :]]


def _crossing(push: bytes, ladder: Ladder, _random: Random) -> list[bytes]:
    start = push.index(b'"b":[') + len(b'"b":[')
    more = b"," if push[start : start + 1] == b"[" else b""
    return [push[:start] + f"[{ladder.crossing()}]".encode() + more + push[start:]]


_FAULTS: Mapping[str, Damage] = {
    "lost": _lost,
    "doubled": _doubled,
    "swapped": _lost,  # held back until the next one has arrived
    "cut short": _cut,
    "one byte": _one_byte,
    "another number": _another_number,
    "another price": _another_price,
    "crossing": _crossing,
}
