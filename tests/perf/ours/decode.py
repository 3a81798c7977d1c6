"""Our way of a book update: bytes into the stream's protocol, the event into the stores, the top read."""

import time

from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import BookDelta, BookSnapshot, Link
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.hub import MarketHub
from tests.perf.loads import books
from tests.perf.side import serve

INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, books.SYMBOL)


def updates(count: int) -> dict[str, float]:
    """CPU per update, in µs, and the top of the book at the end."""
    frames = books.unified_frames(books.updates(count))
    clock = SystemClock()
    protocol = StreamProtocol(UNIFIED_STREAM, Link.PUBLIC, None, clock.now_ms, StreamLimits(), lambda: 0.5)
    hub = MarketHub(Changes(), clock)
    book = hub.book(INSTRUMENT)
    protocol.want([Channel(Feed.BOOK, INSTRUMENT)])
    now = clock.monotonic()
    protocol.opened(now)
    protocol.outgoing(now)

    for event in protocol.receive(frames[0], clock.monotonic()):
        if isinstance(event, BookSnapshot):
            hub.apply(event)
    started = time.process_time_ns()
    for frame in frames[1:]:
        for event in protocol.receive(frame, clock.monotonic()):
            if isinstance(event, BookDelta):
                hub.apply(event)
        book.top(25)
    spent = time.process_time_ns() - started
    bids, asks = book.top(25)
    return {
        "us": spent / 1_000 / count,
        "levels": len(bids) + len(asks),
        "sum": sum(float(price * size) for price, size in bids + asks),
    }


if __name__ == "__main__":
    serve({"updates": updates})
