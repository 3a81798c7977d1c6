"""What the streams say: first pushes, rhythm, order, and the shape of each row."""

import json
from decimal import Decimal
from itertools import pairwise

import pytest

from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.paper.engine.messages import PlaceRequest
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, UID
from tests.unit.paper.server.ws.conftest import Json, Talk

PRIVATE = ("account", "position", "order", "fill")


def test_a_ticker_comes_a_few_times_a_second(talk: Talk) -> None:
    talk.subscribe("ticker")
    talk.live(3)
    pushes = talk.pushed("ticker")
    assert 5 <= len(pushes) <= 11
    assert {push["action"] for push in pushes} == {"snapshot"}
    (row,) = pushes[-1]["data"]
    assert "symbol" not in row
    assert isinstance(pushes[-1]["ts"], int)
    assert int(row["nextFundingTime"]) > pushes[-1]["ts"]


def test_a_silent_ticker_is_not_sent_though_its_book_changes(
    talk: Talk, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as silent:
        silent.setattr(venue.market, "silent_since", lambda _instrument: 1)
        talk.subscribe("ticker")
        talk.subscribe("books")
        talk.live(3)
        assert talk.pushed("ticker") == []
        assert len(talk.pushed("books")) > 10
        assert venue.quote(SWAP).time_ms == 1
        rows = [venue.engine.instruments[SWAP]]
        assert [len(venue.quotes(rows, asked_for=one)) for one in (True, False)] == [1, 0]
    talk.live(1)
    assert talk.pushed("ticker")[0]["action"] == "snapshot"
    assert venue.quote(SWAP).time_ms == venue.market_ms()


def test_a_spot_ticker_has_no_funding(talk: Talk) -> None:
    (_, push) = talk.subscribe("ticker", "spot")
    assert "fundingRate" not in push["data"][0]
    assert set(push["data"][0]) >= {"lastPrice", "bid1Price", "ask1Size", "price24hPcnt"}


def test_trades_start_with_the_latest_and_go_on_with_news(talk: Talk) -> None:
    (_, first) = talk.subscribe("publicTrade")
    assert first["action"] == "snapshot"
    assert len(first["data"]) == 50
    talk.live(10)
    news = talk.pushed("publicTrade")[1:]
    assert news
    assert {push["action"] for push in news} == {"update"}
    for push in [first, *news]:
        times = [int(row["T"]) for row in push["data"]]
        assert times == sorted(times, reverse=True)
        assert all(row["p"] == row["P"] and row["S"] in {"buy", "sell"} for row in push["data"])
    ids = [row["i"] for push in [first, *news] for row in push["data"]]
    assert len(set(ids)) == len(ids)


def test_candles_start_with_the_past_and_go_on_with_the_forming_one(talk: Talk) -> None:
    (_, first) = talk.subscribe("kline", interval="1m")
    assert len(first["data"]) == 500
    assert set(first["data"][0]) == {"start", "open", "close", "high", "low", "volume", "turnover"}
    talk.live(65)
    updates = talk.pushed("kline")[1:]
    assert 5 < len(updates) <= 65
    starts = [[int(row["start"]) for row in push["data"]] for push in updates]
    assert all(len(rows) in {1, 2} and rows == sorted(rows) for rows in starts)
    turns = [rows for rows in starts if len(rows) == 2]
    assert all(later - earlier == 60_000 for earlier, later in turns)
    assert starts[-1][-1] > int(first["data"][-1]["start"])


def test_the_book_is_an_unbroken_chain_that_rebuilds_the_book(talk: Talk, venue: Venue) -> None:
    (_, first) = talk.subscribe("books")
    assert (first["action"], first["data"][0]["pseq"]) == ("snapshot", 0)
    talk.live(5)
    pushes = talk.pushed("books")
    rows = [push["data"][0] for push in pushes]
    assert len(rows) > 10
    assert {push["action"] for push in pushes[1:]} == {"update"}
    assert all(later["pseq"] == earlier["seq"] < later["seq"] for earlier, later in pairwise(rows))
    assert all("checksum" not in row and isinstance(row["seq"], int) for row in rows)
    bids, asks = venue.engine.depth(SWAP, 1000)
    assert _replayed(rows, "b") == dict(bids)
    assert _replayed(rows, "a") == dict(asks)


def test_a_second_listener_joins_the_chain_without_breaking_it(talk: Talk, venue: Venue) -> None:
    talk.subscribe("books")
    talk.live(1.05)  # changes are waiting for their beat
    (_, again) = [frame for frame in talk.subscribe("books") if frame.get("action") != "update"]
    talk.live(1.05)  # an even number of beats: nothing waits at the end
    rows = [push["data"][0] for push in talk.pushed("books")]
    at = next(place for place, row in enumerate(rows) if place and row["pseq"] == 0)
    assert rows[at] == again["data"][0]
    assert rows[at]["seq"] == rows[at - 1]["seq"]
    assert rows[at + 1]["pseq"] == rows[at]["seq"]
    assert _replayed(rows[at:], "b") == dict(venue.engine.depth(SWAP, 1000)[0])


@pytest.mark.parametrize(("topic", "levels"), [("books1", 1), ("books5", 5), ("books50", 50)])
def test_small_books_are_whole_each_time_and_never_repeat(talk: Talk, topic: str, levels: int) -> None:
    talk.subscribe(topic)
    talk.live(3)
    pushes = talk.pushed(topic)
    assert len(pushes) > 3
    assert {push["action"] for push in pushes} == {"snapshot"}
    looks = [(push["data"][0]["a"], push["data"][0]["b"]) for push in pushes]
    assert all(len(asks) == len(bids) == levels for asks, bids in looks)
    assert all(earlier != later for earlier, later in pairwise(looks[1:]))


def test_account_and_position_speak_at_once_and_every_five_seconds(insider: Talk, venue: Venue) -> None:
    _trade(venue, OrderType.MARKET)
    for topic in PRIVATE:
        ack, *first = insider.subscribe(topic, "UTA")
        assert ack["event"] == "subscribe"
        assert len(first) == (topic in {"account", "position"})
    insider.live(10.5)
    assert len(insider.pushed("account")) == len(insider.pushed("position")) == 3
    (row,) = insider.pushed("position")[-1]["data"]
    assert (row["symbol"], row["size"], row["positionStatus"]) == ("BTCUSDT", "0.01", "opening")
    (account,) = insider.pushed("account")[-1]["data"]
    assert {coin["coin"] for coin in account["coin"]} == {"USDT", "BTC"}


def test_a_flat_account_starts_with_no_positions(insider: Talk) -> None:
    (_, first) = insider.subscribe("position", "UTA")
    assert first["data"] == []
    insider.live(6)
    assert len(insider.pushed("position")) == 1


def test_placing_and_cancelling_tell_the_order(insider: Talk, venue: Venue) -> None:
    for topic in ("order", "fill"):
        insider.subscribe(topic, "UTA")
    order_id = _trade(venue, OrderType.LIMIT)
    _, events = venue.engine.cancel(UID, order_id=order_id, now_ms=venue.market_ms())
    venue.apply(events)
    rows = [push["data"][0] for push in insider.pushed("order")]
    assert [row["orderStatus"] for row in rows] == ["live", "cancelled"]
    assert rows[1]["cancelReason"] == "normal_cancel"
    assert (rows[0]["category"], rows[0]["reduceOnly"], rows[0]["feeDetail"]) == ("usdt-futures", "no", [])
    assert insider.pushed("fill") == []


def test_a_fill_is_told_as_order_fill_position_account(insider: Talk, venue: Venue) -> None:
    for topic in PRIVATE:
        insider.subscribe(topic, "UTA")
    before = len(insider.heard)
    _trade(venue, OrderType.MARKET)
    frames = [json.loads(text) for text in insider.heard[before:]]
    topics = [frame["arg"]["topic"] for frame in frames]
    assert topics[-2:] == ["position", "account"]
    assert set(topics[:-2]) == {"order", "fill"}
    last_order = [frame for frame in frames if frame["arg"]["topic"] == "order"][-1]["data"][0]
    fills = [frame["data"][0] for frame in frames if frame["arg"]["topic"] == "fill"]
    assert last_order["orderStatus"] == "filled"
    assert sum(Decimal(fill["execQty"]) for fill in fills) == Decimal(last_order["cumExecQty"])
    assert fills[0]["category"] == "USDT-FUTURES"


def test_a_closed_position_is_told_once_as_ended(insider: Talk, venue: Venue) -> None:
    _trade(venue, OrderType.MARKET)
    insider.subscribe("position", "UTA")
    _, events = venue.engine.close_positions(UID, SWAP.product, None, None, venue.market_ms())
    venue.apply(events)
    (row,) = insider.pushed("position")[-1]["data"]
    assert (row["size"], row["positionStatus"]) == ("0", "ended")


def _trade(venue: Venue, order_type: OrderType) -> str:
    best, _ = venue.engine.best(SWAP)
    assert best is not None
    price = venue.engine.instruments[SWAP].snap_price(best * Decimal("0.97"), Side.BUY)
    request = PlaceRequest(SWAP, Side.BUY, order_type, BaseQty(Decimal("0.01")))
    if order_type is OrderType.LIMIT:
        request = PlaceRequest(SWAP, Side.BUY, order_type, BaseQty(Decimal("0.01")), price)
    row, events = venue.engine.place(UID, request, venue.market_ms())
    venue.apply(events)
    return row.order_id


def _replayed(rows: list[Json], side: str) -> dict[Decimal, Decimal]:
    book: dict[Decimal, Decimal] = {}
    for row in rows:
        for price, size in row[side]:
            book[Decimal(price)] = Decimal(size)
    return {price: size for price, size in book.items() if size}
