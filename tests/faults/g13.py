"""G13: hostile answers, frames, settings files and command lines: no crash, no hang, bounded cost.

Here are the answers and the frames. The good texts that are changed are ours, and those recorded from the
venue where there are any.
"""

import contextlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from math import inf
from random import Random

from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.http1 import BadAnswerError, Chunks, take_head
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.envelope import MAX_BODY_BYTES, BadPayloadError, Envelope, open_envelope
from terminal_app.bitget.wire.server_time import server_time
from terminal_app.bitget.wire.unified import (
    account,
    instruments,
    key_info,
    market,
    orders,
    positions,
    strategy,
)
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookDelta, BookSnapshot, Link, TickerSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BadNumberError
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.strategy_orders import StrategyKind
from tests.faults import good_texts
from tests.faults.fuzz_budget import fuzzed
from tests.faults.goals import Result
from tests.faults.mangling import Mangler
from tests.helpers import stream_frames as frames
from tests.helpers.bitget_rest import CREDENTIALS

_BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_HUGE = 0.0005
_PLAIN = b'{"code":"00000","msg":"","requestTime":1700000000000,"data":[%b%b]}'
_PLANNED_REFUSAL = (BadPayloadError, BadNumberError)

# ------------------------------------------------------------------------------------------- REST bodies

_READERS: Sequence[Callable[[Envelope], object]] = (
    server_time,
    partial(market.tickers, product=ProductType.USDT_FUTURES, received=1.0),
    partial(market.book, instrument=_BTC, received=1.0),
    market.candles,
    market.trades,
    partial(market.funding, instrument=_BTC),
    partial(market.funding_history, instrument=_BTC),
    partial(market.open_interest, instrument=_BTC),
    market.position_tiers,
    key_info.key_info,
    account.settings,
    partial(account.account, received=1.0),
    account.fee_rate,
    instruments.instruments,
    *(partial(strategy.page, asked=kind) for kind in StrategyKind),
    orders.ack,
    orders.acks,
    orders.ack_page,
    orders.order,
    orders.orders,
    positions.fills,
    partial(positions.positions, received=1.0),
    positions.closed_positions,
)


def run_rest(cases: int, seed: int) -> Result:
    """A case is one body, read by one reader that understands the good one, if any does."""
    return fuzzed(cases, seed, _rest)


def _rest(random: Random) -> tuple[bytes, Callable[[], object]]:
    mangler, fitting = random.choice(_bodies())
    if random.random() < _HUGE:
        piece = random.choice((b"[],", b'"",', b"{},", b'["1"],'))
        huge = _PLAIN % (piece * (MAX_BODY_BYTES // len(piece) - 100), piece[:-1])
        return huge, partial(_read_body, huge, random.choice(_READERS))
    body = mangler.mangled(random)
    if random.random() < 0.1:
        wire = Mangler(_raw_answer(body, random)).mangled(random)
        return wire, lambda: _read_http(bytearray(wire))
    reader = random.choice(fitting if fitting and random.random() < 0.8 else _READERS)
    return body, lambda: _read_body(body, reader)


@cache
def _bodies() -> Sequence[tuple[Mangler, Sequence[Callable[[Envelope], object]]]]:
    known: list[tuple[Mangler, Sequence[Callable[[Envelope], object]]]] = []
    for body in good_texts.bodies():
        envelope = open_envelope("", body)
        known.append((Mangler(body), [reader for reader in _READERS if _understands(reader, envelope)]))
    return known


def _understands(reader: Callable[[Envelope], object], envelope: Envelope) -> bool:
    try:
        return bool(reader(envelope))
    except _PLANNED_REFUSAL:
        return False


def _read_body(body: bytes, reader: Callable[[Envelope], object]) -> None:
    with contextlib.suppress(*_PLANNED_REFUSAL):
        envelope = open_envelope("application/json", body)
        assert envelope.message.isprintable()
        assert envelope.time_ms >= 0
        reader(envelope)


def _raw_answer(body: bytes, random: Random) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    if random.random() < 0.5:
        return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    return head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def _read_http(buffer: bytearray) -> None:
    with contextlib.suppress(BadAnswerError):
        head = take_head(buffer)
        if head is not None and head.chunked:
            Chunks().take(buffer)


# --------------------------------------------------------------------------------------------- WS frames


def run_ws(cases: int, seed: int) -> Result:
    """A case is one frame, on the public or on the private stream, in either dialect."""
    dialects = (UNIFIED_STREAM, CLASSIC_STREAM)
    lines = [_Stream(dialect, private=private) for dialect in dialects for private in (False, True)]
    return fuzzed(cases, seed, lambda random: _frame(random.choice(lines), random))


def _frame(line: "_Stream", random: Random) -> tuple[bytes, Callable[[], object]]:
    frame = random.choice(_frames()).mangled(random)
    return frame, lambda: line.receive(frame)


@cache
def _frames() -> list[Mangler]:
    return [Mangler(frame) for frame in good_texts.frames_of_the_venue()]


class _Stream:
    """A protocol that is connected again whenever a frame talked it into hanging up."""

    def __init__(self, dialect: StreamDialect, *, private: bool) -> None:
        self._clock = ManualClock()
        key = CREDENTIALS if private else None
        link = Link.PRIVATE if private else Link.PUBLIC
        self._protocol = StreamProtocol(dialect, link, key, self._clock.now_ms, StreamLimits(), lambda: 0.5)
        self._protocol.want(
            [Channel(feed, _BTC, Interval.M1 if feed is Feed.CANDLES else None) for feed in Feed]
            if not private
            else []
        )
        self._connect()

    def receive(self, frame: bytes) -> None:
        """Read it, and go on."""
        protocol, now = self._protocol, self._clock.monotonic()
        before = protocol.frames
        for event in protocol.receive(frame, now):
            if isinstance(event, BookSnapshot | BookDelta):
                assert all(0 <= number < inf for level in event.bids + event.asks for number in level)
            elif isinstance(event, TickerSeen):
                assert event.ticker.last.is_finite()
        assert protocol.frames == before + 1
        self._clock.advance(0.2)
        protocol.tick(self._clock.monotonic())
        protocol.outgoing(self._clock.monotonic())
        protocol.receive(frames.PONG, self._clock.monotonic())
        if protocol.hangup is not None:
            protocol.closed()
            self._connect()

    def _connect(self) -> None:
        now = self._clock.monotonic()
        self._protocol.opened(now)
        self._protocol.outgoing(now)
        self._protocol.receive(frames.LOGGED_IN, now)
        self._protocol.outgoing(now)
