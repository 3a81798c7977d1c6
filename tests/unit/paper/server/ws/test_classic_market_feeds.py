"""The public channels of the classic dialect: what each starts with, how it goes on, its checksum."""

import pytest

from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.books import checksum
from tests.unit.paper.server.conftest import SPOT
from tests.unit.paper.server.ws.conftest import Talk
from tests.unit.paper.server.ws.test_classic_streams import listen, pushed


@pytest.fixture
def talk(classic_talk: Talk) -> Talk:
    return classic_talk


def test_a_book_is_a_chain_of_changes_without_a_checksum(talk: Talk) -> None:
    listen(talk, "books")
    talk.live(3)
    frames = pushed(talk, "books")
    assert [frame["action"] for frame in frames[:2]] == ["snapshot", "update"]
    data = [frame["data"][0] for frame in frames]
    assert data[0]["pseq"] == 0
    assert [row["pseq"] for row in data[1:]] == [row["seq"] for row in data[:-1]]
    assert all(set(row) == {"asks", "bids", "seq", "pseq", "ts"} for row in data)
    assert len(data[0]["bids"]) <= 500


@pytest.mark.parametrize(("channel", "levels"), [("books1", 1), ("books5", 5), ("books15", 15)])
def test_the_best_levels_come_whole(talk: Talk, channel: str, levels: int) -> None:
    listen(talk, channel)
    talk.live(2)
    frames = pushed(talk, channel)
    assert len(frames) > 1
    assert {frame["action"] for frame in frames} == {"snapshot"}
    assert {len(frame["data"][0]["bids"]) for frame in frames} == {levels}


@pytest.mark.parametrize("inst_type", ["SPOT", "USDT-FUTURES"])
@pytest.mark.parametrize(
    "channel", ["books", "books1", "books5", "books15", "ticker", "candle1m", "candle1Dutc", "trade"]
)
def test_each_public_channel_speaks_of_spot_and_of_futures(talk: Talk, channel: str, inst_type: str) -> None:
    (ack, first) = listen(talk, channel, inst_type)
    assert (ack["event"], first["action"]) == ("subscribe", "snapshot")
    assert first["arg"] == {"instType": inst_type, "channel": channel, "instId": "BTCUSDT"}
    assert first["data"]
    assert isinstance(first["ts"], int)
    talk.live(10)
    later = pushed(talk, channel)[1:]
    whole = channel in {"books1", "books5", "books15", "ticker"}
    assert later
    assert {frame["action"] for frame in later} == {"snapshot" if whole else "update"}


def test_the_best_levels_of_a_spot_book_carry_a_checksum_of_the_deeper_book(
    talk: Talk, classic_venue: Venue
) -> None:
    for channel in ("books5", "books15"):
        for inst_type in ("SPOT", "USDT-FUTURES"):
            listen(talk, channel, inst_type)
        spot_row = pushed(talk, channel)[-2]["data"][0]
        bids, asks = (
            [[number(price), number(size)] for price, size in side]
            for side in classic_venue.engine.depth(SPOT, 25)
        )
        assert spot_row["checksum"] == checksum(bids, asks)
        assert spot_row["checksum"] != checksum(spot_row["bids"], spot_row["asks"])
        assert "checksum" not in pushed(talk, channel)[-1]["data"][0]


@pytest.mark.parametrize(
    ("bids", "asks", "told"),
    [
        ([["43231.1", "4"], ["43231", "6"]], [["43232.8", "9"], ["43232.9", "8"]], -1504501796),
        ([["3366.1", "7"]], [["3366.8", "9"], ["3368", "8"], ["3372", "8"]], 831078360),
        ([["0.5000", "10.00"]], [["0.5100", "2.50"]], 1381927027),
    ],
)
def test_a_checksum_is_over_the_texts_of_both_sides_in_turn(
    bids: list[list[str]], asks: list[list[str]], told: int
) -> None:
    assert checksum(bids, asks) == told
