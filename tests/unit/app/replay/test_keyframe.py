"""Tests for `app/replay/keyframe.py` and a player that begins with one: it goes on as long as it likes."""

import json
from decimal import Decimal

import pytest

from terminal_app.app.replay.keyframe import Keyframe, pack_keyframe
from terminal_app.app.replay.player import StreamPlayer
from terminal_app.bitget.stream_protocol import Phase, StreamEvent
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import BookDelta, BookSnapshot, ChannelSilent, Link, LinkChanged, LinkState
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.ports import Channel, Feed
from terminal_app.tape.records import Kind, TapeRecord

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
BOOK = BookSnapshot(
    instrument=BTC,
    bids=((Decimal(10), Decimal(1)),),
    asks=((Decimal(11), Decimal(1)),),
    stamp=Stamp(1_000, 0.0),
    seq=100,
)


def delta(number: int) -> bytes:
    """The change of the book with this number, as the venue writes it."""
    row = {"a": [["11", str(number)]], "b": [], "seq": number, "pseq": number - 1, "ts": str(number)}
    arg = {"instType": "usdt-futures", "topic": "books", "symbol": "BTCUSDT"}
    return json.dumps({"action": "update", "arg": arg, "data": [row], "ts": number}).encode()


def played(link: Link, keyframe: Keyframe, seconds: int) -> list[StreamEvent]:
    """What a player says that begins with a keyframe; the book changes every second, and nobody answers."""
    player = StreamPlayer()
    events = player.take(TapeRecord(Kind.KEYFRAME, link, 0.0, 1_000, pack_keyframe(keyframe)))
    for second in range(1, seconds + 1):
        if link is Link.PUBLIC:
            body = delta(100 + second)
            events += player.take(TapeRecord(Kind.FRAME, link, float(second), 1_000 + second, body))
        for part in range(4):
            at = second + part / 4
            events += player.take(TapeRecord(Kind.TURN, link, at, 1_000 + second))
    return events


def test_a_book_goes_on_for_minutes_after_a_keyframe() -> None:
    keyframe = Keyframe(AccountKind.UNIFIED, frozenset({Channel(Feed.BOOK, BTC)}), (BOOK,))
    events = played(Link.PUBLIC, keyframe, 180)
    assert sum(isinstance(event, BookDelta) for event in events) == 180
    assert not [event for event in events if isinstance(event, ChannelSilent)]
    links = [event.state for event in events if isinstance(event, LinkChanged)]
    assert links == [LinkState.LIVE]


@pytest.mark.parametrize("kind", [AccountKind.UNIFIED, AccountKind.CLASSIC])
def test_an_account_stays_logged_in_after_a_keyframe(kind: AccountKind) -> None:
    events = played(Link.PRIVATE, Keyframe(kind, frozenset(), (), Phase.READY), 25)
    assert [event.state for event in events if isinstance(event, LinkChanged)] == [LinkState.LIVE]
    told = [event.sentence for event in events if isinstance(event, ChannelSilent)]
    assert not [sentence for sentence in told if "does not confirm" in sentence]
