"""The order books on a stream: applied while they are whole, repaired when a push was missed.

Pure: judges by sequence numbers (`sequencer`), and by checksums where there are any (`book_sums`). It says
when to subscribe anew, and sends nothing. While a book is broken its updates are worthless and dropped; the
next snapshot heals it.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf

from terminal_app.bitget.book_sums import BookSums
from terminal_app.bitget.sequencer import Sequencer, Verdict
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.pushes import BookPush
from terminal_app.core.events import BookBroken, BookDelta, BookSnapshot
from terminal_app.core.instrument import InstrumentId

_GRACE = 0.3
"""Seconds in which a snapshot may still come after an update that should have followed it."""


class BookRepair:
    """The continuity of one book, and the back-off of its repairs.

    Attributes:
        renew_at: when the book should be subscribed anew, infinity when there is no need.
    """

    def __init__(self, instrument: InstrumentId, limits: StreamLimits, random: Callable[[], float]) -> None:
        self._instrument = instrument
        self._limits = limits
        self._random = random
        self._sequencer = Sequencer()
        self._sums = BookSums()
        self._whole = False
        self._whole_since = 0.0
        self._attempts = 0
        self._snapshot_next = False
        self._passed = 0  # the newest update that was thrown away since the subscription was confirmed
        self.renew_at = inf

    @property
    def seq(self) -> int | None:
        """The number of the last change, `None` while the book is not whole."""
        return self._sequencer.last if self._whole else None

    def push(self, push: BookPush, now: float) -> BookSnapshot | BookDelta | BookBroken | None:
        """Judge a push; `None` when it is to be dropped."""
        if push.snapshot:
            self._sequencer.restart(push.seq)
            self._snapshot_next = False
            if push.seq < self._passed:  # it was overtaken by an update that is gone
                self.renew_at = now + self._pause()
                return None
            self._passed = 0
            self._sums.restart(push.checksum)
            self._whole, self._whole_since, self.renew_at = True, now, inf
            return push.as_snapshot()
        if not self._whole:
            self._passed = max(self._passed, push.seq)
            self.awaiting(now)
            self._not_the_snapshot(now)
            return None
        verdict = self._sequencer.check(push.seq, push.pseq)
        if verdict is Verdict.APPLY:
            if self._sums.watching and not self._sums.follow(push.checksum):
                return self.broken("The order book does not add up.", now)
            return BookDelta(push.instrument, push.bids, push.asks, push.stamp, push.seq)
        if verdict is Verdict.DROP:
            return None
        started_over = "Bitget's order book started over." if push.pseq == 0 else "A push was missed."
        return self.broken(started_over, now)

    def broken(self, reason: str, now: float) -> BookBroken | None:
        """The book cannot be trusted: say so if it was trusted, and ask for a new subscription."""
        if not self._whole:
            self._not_the_snapshot(now)
            return None
        if now - self._whole_since >= self._limits.book_healthy_after:
            self._attempts = 0
        self.renew_at = now + self._pause()
        return self._lose(reason)

    def disconnected(self) -> BookBroken | None:
        """The connection ended; the next one brings a snapshot by itself."""
        self.renew_at = inf
        self._snapshot_next, self._passed = False, 0
        return self._lose("The connection was lost.") if self._whole else None

    def awaiting(self, now: float) -> None:
        """It is subscribed: its snapshot must come soon, or it is subscribed once more."""
        if not self._whole and self.renew_at == inf:
            self.renew_at = now + self._limits.snapshot_within

    def confirmed(self, now: float) -> None:
        """The venue confirmed the subscription: what it pushes next is the snapshot."""
        self.awaiting(now)
        self._snapshot_next, self._passed = not self._whole, 0

    def renewed(self, now: float) -> None:
        """It was subscribed anew because of `renew_at`."""
        self.renew_at = now + self._limits.snapshot_within + self._pause()
        self._attempts += 1
        self._snapshot_next, self._passed = False, 0

    def _not_the_snapshot(self, now: float) -> None:
        """Something else came where the snapshot belongs: it is lost, or was overtaken."""
        if self._snapshot_next:
            self._snapshot_next = False
            self.renew_at = min(self.renew_at, now + _GRACE + self._pause())

    def _lose(self, reason: str) -> BookBroken:
        self._whole = False
        self._sequencer.forget()
        return BookBroken(self._instrument, reason)

    def _pause(self) -> float:
        """Nothing before the first repair, then a random share of a span: a second thrice, then doubling."""
        if self._attempts == 0:
            return 0.0
        return self._random() * min(self._limits.longest_pause, 2.0 ** min(max(0, self._attempts - 3), 10))


class Books:
    """Every wanted book of a stream, by its subscription argument."""

    def __init__(self, limits: StreamLimits, random: Callable[[], float]) -> None:
        self._limits = limits
        self._random = random
        self._books: dict[Arg, BookRepair] = {}

    def want(self, args: Iterable[Arg]) -> None:
        """Replace the set of books; those that stay keep their state."""
        before, self._books = self._books, {}
        for arg in args:
            instrument = arg.instrument
            if instrument is not None and arg.is_book:
                self._books[arg] = before.get(arg) or BookRepair(instrument, self._limits, self._random)

    def numbers(self) -> Mapping[InstrumentId, int]:
        """The number of the last change of every book that is whole."""
        known = {arg.instrument: book.seq for arg, book in self._books.items()}
        return {one: seq for one, seq in known.items() if one is not None and seq is not None}

    def push(self, arg: Arg, push: BookPush, now: float) -> BookSnapshot | BookDelta | BookBroken | None:
        """Judge a push; one of a depth without updates is a snapshot each time."""
        book = self._books.get(arg)
        return push.as_snapshot() if book is None else book.push(push, now)

    def broken(self, arg: Arg, reason: str, now: float) -> list[BookBroken]:
        """A book cannot be trusted; empty when there is none, or when it was not trusted before."""
        book = self._books.get(arg)
        event = None if book is None else book.broken(reason, now)
        return [] if event is None else [event]

    def broken_by(self, frame: bytes, reason: str, now: float) -> list[BookBroken]:
        """A push was lost that does not say whose it is: of the books whose symbol is in it, or of any."""
        named = [book for arg, book in self._books.items() if arg.symbol.encode() in frame]
        events = [book.broken(reason, now) for book in named or self._books.values()]
        return [event for event in events if event is not None]

    def confirmed(self, arg: Arg, now: float) -> None:
        """A subscription was confirmed: if it is one of a book, its snapshot comes next."""
        if (book := self._books.get(arg)) is not None:
            book.confirmed(now)

    def disconnected(self) -> list[BookBroken]:
        """The connection ended, and every book with it."""
        events = [book.disconnected() for book in self._books.values()]
        return [event for event in events if event is not None]

    def due(self) -> float:
        """When the next book should be subscribed anew, infinity when none."""
        return min((book.renew_at for book in self._books.values()), default=inf)

    def renewals(self, now: float) -> list[Arg]:
        """What is to be subscribed anew now, counted as done."""
        due = [(arg, book) for arg, book in self._books.items() if book.renew_at <= now]
        for _, book in due:
            book.renewed(now)
        return [arg for arg, _ in due]
