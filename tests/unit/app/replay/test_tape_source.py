"""A recording as a market: what it lists, where it begins, and its time."""

from pathlib import Path

import pytest

from terminal_app.app.replay.tape_source import TapeSource
from terminal_app.core.events import BookSnapshot, CandlesSeen, Link, MarketEvent, TickerSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval, Stamp
from terminal_app.core.ports import Channel, Feed
from terminal_app.tape.copy import write_tape
from terminal_app.tape.records import Kind, TapeError, TapeRecord, json_body
from terminal_app.tape.values import to_bytes
from tests.helpers import stream_frames as frames
from tests.helpers.paper_engine import D

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
START = 1_700_000_000_000
HISTORY = CandlesSeen(BTC, Interval.M1, (Candle(START, *[D(1)] * 6),), Stamp(0, 0.0))


def record(kind: Kind, at: float, body: bytes = b"", link: Link = Link.PUBLIC, late: int = 0) -> TapeRecord:
    return TapeRecord(kind, link, at, START + round(at * 1000) + late, body)


def tape(folder: Path, *more: TapeRecord) -> TapeSource:
    channels = frozenset({Channel(Feed.BOOK, BTC), Channel(Feed.TICKER, BTC)})
    records = [
        record(Kind.HEADER, 0.0, json_body({"part": 1}), Link.REST),
        record(Kind.SEED, 0.0, json_body(7)),
        record(Kind.WANTED, 0.0, to_bytes(channels)),
        record(Kind.OPENED, 1.0),
        *more,
    ]
    write_tape(folder / "a.tape", records)
    return TapeSource(folder / "a.tape")


async def test_it_begins_with_the_first_book_and_forgets_nothing_before(tmp_path: Path) -> None:
    source = tape(
        tmp_path,
        record(Kind.HISTORY, 1.1, to_bytes(HISTORY), Link.REST),
        record(Kind.FRAME, 1.2, frames.ticker()),
        # The wall clock was set by an hour: the market's time does not care.
        record(Kind.FRAME, 2.0, frames.book(5, 0, action="snapshot"), late=3_600_000),
        record(Kind.FRAME, 4.0, frames.ticker("64002")),
    )
    await source.open()

    assert (source.start_ms, source.end_ms) == (START + 2_000, START + 4_000)
    assert [one.id for one in source.instruments] == [BTC]
    assert set(source.tiers) == {BTC}
    first: list[MarketEvent] = list(source.take(source.start_ms))
    assert [type(event) for event in first] == [CandlesSeen, TickerSeen, BookSnapshot]
    assert source.next_ms() == START + 4_000
    assert list(source.take(START + 3_999)) == []
    assert [type(event) for event in source.take(START + 4_000)] == [TickerSeen]
    assert source.next_ms() is None
    await source.aclose()


async def test_without_a_book_nothing_can_be_traded(tmp_path: Path) -> None:
    source = tape(tmp_path, record(Kind.FRAME, 1.2, frames.ticker()))

    with pytest.raises(TapeError, match="no order book in this recording"):
        await source.open()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.WANTED, b"{"),
        (Kind.INSTRUMENT, b'{"t":"Instrument","f":{}}'),
        (Kind.HISTORY, b'{"t":"Popen"}'),
        (Kind.KEYFRAME, b"[1,2,3]"),
        (Kind.DOUBTED, b'{"d":"1"}'),
        (Kind.DOUBTED, b"no JSON"),
        (Kind.SEED, b'"x"'),
        (Kind.SEED, b"{"),
    ],
)
async def test_what_is_not_understood_is_said(tmp_path: Path, kind: Kind, body: bytes) -> None:
    source = tape(tmp_path, record(kind, 1.2, body))
    if kind is Kind.KEYFRAME:  # it is read only where nothing has begun
        write_tape(tmp_path / "b.tape", [record(kind, 1.2, body)])
        source = TapeSource(tmp_path / "b.tape")

    with pytest.raises(TapeError, match="does not understand"):
        await source.open()
