"""The classic dialect of the streams: its frames, its channels, and what each says."""

import json
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from tests.helpers.recordings import FOLDER, needs_recordings
from tests.unit.paper.server.conftest import Api
from tests.unit.paper.server.rest import test_classic_mix as mix
from tests.unit.paper.server.rest import test_classic_spot as spot
from tests.unit.paper.server.test_classic_shapes import PLAN, SPOT_PLAN
from tests.unit.paper.server.test_recorded_shapes import missing
from tests.unit.paper.server.ws.conftest import Talk

Json = Any

PUSHES = [
    ("ws_spot_ticker__ccxt", "ticker", "SPOT"),
    ("ws_futures_ticker__scenario", "ticker", "USDT-FUTURES"),
    ("ws_spot_candle1m__ccxt", "candle1m", "SPOT"),
    ("ws_futures_candle12H__scenario", "candle12H", "USDT-FUTURES"),
    ("ws_spot_trade__ccxt", "trade", "SPOT"),
    ("ws_futures_books_update_1__live", "books", "USDT-FUTURES"),
    ("ws_spot_books5_checksum__ccxt", "books5", "SPOT"),
    ("ws_spot_account__ccxt", "account", "SPOT"),
    ("ws_futures_account__scenario", "account", "USDT-FUTURES"),
    ("ws_futures_equity__scenario", "equity", "USDT-FUTURES"),
    ("ws_futures_positions__scenario", "positions", "USDT-FUTURES"),
    ("ws_futures_positions_history__scenario", "positions-history", "USDT-FUTURES"),
    ("ws_spot_orders__scenario", "orders", "SPOT"),
    ("ws_futures_orders__scenario", "orders", "USDT-FUTURES"),
    ("ws_futures_orders_filled__ccxt", "orders", "USDT-FUTURES"),
    ("ws_futures_orders_algo__scenario", "orders-algo", "USDT-FUTURES"),
    ("ws_spot_orders_algo__scenario", "orders-algo", "SPOT"),
    ("ws_spot_fill__ccxt", "fill", "SPOT"),
    ("ws_futures_fill__ccxt", "fill", "USDT-FUTURES"),
]
CLOSE = "/api/v2/mix/order/close-positions"


@pytest.fixture
def talk(classic_talk: Talk) -> Talk:
    return classic_talk


def listen(talk: Talk, channel: str, inst_type: str = "USDT-FUTURES", inst_id: str = "BTCUSDT") -> list[Json]:
    """Subscribe to a channel, and return what came back at once."""
    named = {"coin": "default"} if channel == "account" else {"instId": inst_id}
    return talk.say({"op": "subscribe", "args": [{"instType": inst_type, "channel": channel, **named}]})


def pushed(talk: Talk, channel: str) -> list[Json]:
    """The pushes of a channel, oldest first."""
    frames = [json.loads(text) for text in talk.heard if text != "pong"]
    return [frame for frame in frames if "action" in frame and frame["arg"]["channel"] == channel]


def rows(talk: Talk, channel: str) -> list[Json]:
    """The data of all pushes of a channel."""
    return [row for frame in pushed(talk, channel) for row in frame["data"]]


@needs_recordings
@pytest.mark.parametrize(("name", "channel", "inst_type"), PUSHES, ids=[name for name, _, _ in PUSHES])
def test_pushes_have_the_recorded_shape(
    talk: Talk, classic_api: Api, classic_venue: Venue, name: str, channel: str, inst_type: str
) -> None:
    listen(talk, channel, inst_type)
    mix.place(classic_api)
    if channel == "positions-history":
        classic_api.post(CLOSE, mix.MIX)
    classic_api.post(spot.PLACE, spot.resting(classic_venue, "1.01"))
    if channel == "orders-algo":
        classic_api.post("/api/v2/mix/order/place-plan-order", PLAN)
        classic_api.post("/api/v2/spot/trade/place-plan-order", SPOT_PLAN)
    content = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    recorded = content if isinstance(content, dict) else content[-1]["frame"]
    del recorded["arg"]  # an echo of what the recording's client had sent
    ours = pushed(talk, channel)
    told = next((one for one in reversed(ours) if one["data"]), None)
    assert missing(recorded, told) == []


def test_an_ack_repeats_the_argument_and_nothing_else(talk: Talk) -> None:
    (ack, first) = listen(talk, "ticker", "SPOT")
    arg = {"instType": "SPOT", "channel": "ticker", "instId": "BTCUSDT"}
    assert ack == {"event": "subscribe", "arg": arg}
    assert (first["action"], first["arg"]) == ("snapshot", arg)
    (gone,) = talk.say({"op": "unsubscribe", "args": [arg]})
    assert gone == {"event": "unsubscribe", "arg": arg}
    before = len(pushed(talk, "ticker"))
    talk.live(2)
    assert len(pushed(talk, "ticker")) == before


@pytest.mark.parametrize(
    ("channel", "inst_type", "inst_id", "code"),
    [
        ("books", "USDT-FUTURES", "NOPEUSDT", 30001),
        ("books50", "USDT-FUTURES", "BTCUSDT", 30016),
        ("candle1h", "SPOT", "BTCUSDT", 30016),
        ("ticker", "spot", "BTCUSDT", 30001),
        ("positions", "SPOT", "default", 30001),
        ("orders", "SPOT", "NOPEUSDT", 30001),
    ],
)
def test_an_error_repeats_the_argument_and_the_op(
    talk: Talk, channel: str, inst_type: str, inst_id: str, code: int
) -> None:
    (error,) = listen(talk, channel, inst_type, inst_id)
    arg = {"instType": inst_type, "channel": channel, "instId": inst_id}
    assert (error["event"], error["arg"], error["code"], error["op"]) == ("error", arg, code, "subscribe")
    if code == 30001:
        named = f"instType:{inst_type},channel:{channel},instId:{inst_id},precision:null"
        assert error["msg"] == f"{named} doesn't exist"


def test_a_private_channel_needs_a_login(classic_venue: Venue, manual_clock: ManualClock) -> None:
    hub = Hub()
    stranger = Talk(Feeds(classic_venue, hub), hub, classic_venue, manual_clock)
    (error,) = listen(stranger, "orders")
    assert (error["code"], error["op"]) == (30004, "subscribe")


def test_a_symbol_of_another_product_is_acked_and_silent(talk: Talk) -> None:
    assert len(listen(talk, "ticker", "USDT-FUTURES", "ETHUSDT")) == 1


def test_an_order_is_told_as_live_then_with_each_fill_then_the_rest(talk: Talk, classic_api: Api) -> None:
    for channel in ("orders", "fill", "positions", "account"):
        listen(talk, channel, inst_id="default")
    start = len(talk.heard)
    mix.place(classic_api)
    frames = [json.loads(text) for text in talk.heard[start:]]
    channels = [frame["arg"]["channel"] for frame in frames]
    assert channels[0] == "orders"
    assert channels[-2:] == ["positions", "account"]
    told = [frame["data"][0] for frame in frames if frame["arg"]["channel"] == "orders"]
    assert (told[0]["status"], told[-1]["status"]) == ("live", "filled")
    assert "tradeId" not in told[0]
    assert [row["tradeId"] for row in told[1:]] == [row["tradeId"] for row in rows(talk, "fill")]
    assert all(float(row["fillFee"]) < 0 for row in told[1:])


def test_in_hedge_mode_an_order_names_the_position_and_a_fill_the_trade(talk: Talk, classic_api: Api) -> None:
    mix.hedge(classic_api)
    mix.place(classic_api, tradeSide="open")
    for channel in ("orders", "fill"):
        listen(talk, channel, inst_id="default")
    mix.place(classic_api, tradeSide="close")
    assert {(row["side"], row["tradeSide"], row["reduceOnly"]) for row in rows(talk, "orders")} == {
        ("buy", "close", "yes")
    }
    assert {(row["side"], row["tradeSide"]) for row in rows(talk, "fill")} == {("sell", "close")}


def test_a_spot_fill_s_fee_is_positive_and_a_future_s_negative(talk: Talk, classic_api: Api) -> None:
    for inst_type in ("SPOT", "USDT-FUTURES"):
        listen(talk, "fill", inst_type, "default")
    mix.place(classic_api)
    market_buy = {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "size": "50"}
    classic_api.post(spot.PLACE, market_buy)
    signs = {
        frame["arg"]["instType"]: {float(row["feeDetail"][0]["totalFee"]) > 0 for row in frame["data"]}
        for frame in pushed(talk, "fill")
    }
    assert signs == {"SPOT": {True}, "USDT-FUTURES": {False}}


def test_every_surface_has_its_own_sign_for_a_fee_that_was_charged(talk: Talk, classic_api: Api) -> None:
    """REST and futures: negative. The spot `fill` channel alone: positive (a recording)."""
    for inst_type in ("SPOT", "USDT-FUTURES"):
        for channel in ("orders", "fill"):
            listen(talk, channel, inst_type, "default")
    mix.place(classic_api)
    classic_api.post(spot.PLACE, {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "size": "50"})
    told: dict[str, list[str]] = {
        "mix detail": [
            row["fee"]
            for row in classic_api.get(f"{mix.ORDER}/orders-history", **mix.FUTURES)["entrustedList"]
        ],
        "spot fills": [row["feeDetail"]["totalFee"] for row in classic_api.get("/api/v2/spot/trade/fills")],
        "mix fills": [
            row["feeDetail"][0]["totalFee"]
            for row in classic_api.get(f"{mix.ORDER}/fills", **mix.FUTURES)["fillList"]
        ],
        "orders fillFee": [row["fillFee"] for row in rows(talk, "orders") if "fillFee" in row],
        "orders feeDetail": [fee["fee"] for row in rows(talk, "orders") for fee in row["feeDetail"]],
        "SPOT fill": [],
        "USDT-FUTURES fill": [],
    }
    for frame in pushed(talk, "fill"):
        fees = [row["feeDetail"][0]["totalFee"] for row in frame["data"]]
        told[f"{frame['arg']['instType']} fill"] += fees
    signs = {name: {fee.startswith("-") for fee in fees} for name, fees in told.items()}
    assert signs == {name: {name != "SPOT fill"} for name in told}


@pytest.mark.parametrize("inst_type", ["SPOT", "USDT-FUTURES"])
def test_every_fill_is_told_once(talk: Talk, classic_api: Api, classic_venue: Venue, inst_type: str) -> None:
    """Of makers and takers, of positions that are reversed and closed."""
    listen(talk, "fill", inst_type, "default")
    if inst_type == "SPOT":
        classic_api.post(spot.PLACE, spot.resting(classic_venue, "1.01", size="0.1"))
        classic_api.post(spot.PLACE, spot.resting(classic_venue, "1.0", size="0.1"))
    else:
        mix.place(classic_api)
        classic_api.post(f"{mix.ORDER}/place-order", mix.resting(classic_venue, "1.0", size="3"))
        classic_api.post(f"{mix.ORDER}/click-backhand", mix.MIX | {"side": "buy"})
        classic_api.post(CLOSE, mix.MIX)
    talk.live(20)
    told = [row["tradeId"] for row in rows(talk, "fill")]
    if inst_type == "SPOT":
        kept = classic_api.get("/api/v2/spot/trade/fills")
    else:
        kept = classic_api.get(f"{mix.ORDER}/fills", **mix.FUTURES)["fillList"]
    assert told
    assert sorted(told) == sorted(row["tradeId"] for row in kept)
    scopes = {row["tradeScope"] for row in rows(talk, "fill")}
    assert scopes == {"maker", "taker"}


def test_a_closed_position_is_an_empty_set_and_a_line_of_the_past(talk: Talk, classic_api: Api) -> None:
    for channel in ("positions", "positions-history"):
        listen(talk, channel, inst_id="default")
    assert pushed(talk, "positions")[0]["data"] == []
    mix.place(classic_api)
    (held,) = pushed(talk, "positions")[-1]["data"]
    assert (held["total"], held["holdSide"], held["leverage"]) == ("0.02", "long", 20)
    classic_api.post(CLOSE, mix.MIX)
    assert pushed(talk, "positions")[-1]["data"] == []
    assert [row["posId"] for row in rows(talk, "positions-history")] == [held["posId"]]


def test_a_transfer_is_told_by_both_wallets(talk: Talk, classic_api: Api) -> None:
    for inst_type in ("SPOT", "USDT-FUTURES"):
        listen(talk, "account", inst_type)
    moved = {"fromType": "spot", "toType": "usdt_futures", "coin": "USDT", "amount": "5"}
    classic_api.post("/api/v2/spot/wallet/transfer", moved)
    last = {frame["arg"]["instType"]: frame["data"] for frame in pushed(talk, "account")}
    assert next(row["available"] for row in last["SPOT"] if row["coin"] == "USDT") == "49995"
    assert [row["maxTransferOut"] for row in last["USDT-FUTURES"]] == ["50005"]


def test_who_listens_to_one_symbol_hears_of_that_one_only(
    talk: Talk, classic_api: Api, classic_venue: Venue
) -> None:
    listen(talk, "orders", "SPOT", "ETHUSDT")
    classic_api.post(spot.PLACE, spot.resting(classic_venue))
    assert rows(talk, "orders") == []
    listen(talk, "orders", "SPOT", "BTCUSDT")
    classic_api.post(spot.PLACE, spot.resting(classic_venue))
    assert [row["status"] for row in rows(talk, "orders")] == ["live"]


def test_a_classic_account_says_nothing_on_the_unified_topics(talk: Talk, classic_api: Api) -> None:
    for topic in ("account", "order", "fill", "position"):
        assert [frame["event"] for frame in talk.subscribe(topic, "UTA")] == ["subscribe"]
    before = len(talk.heard)
    mix.place(classic_api)
    talk.live(6)
    assert len(talk.heard) == before


def test_a_unified_account_says_nothing_on_the_classic_private_channels(
    venue: Venue, api: Api, manual_clock: ManualClock
) -> None:
    hub = Hub()
    feeds = Feeds(venue, hub)
    venue.listen(feeds.hear)
    talk = Talk(feeds, hub, venue, manual_clock)
    talk.login()
    for channel in ("account", "positions", "orders"):
        assert [frame["event"] for frame in listen(talk, channel)] == ["subscribe"]
    before = len(talk.heard)
    swap = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
    api.post("/api/v3/trade/place-order", swap | {"side": "buy", "orderType": "market", "qty": "0.01"})
    assert len(talk.heard) == before
    assert listen(talk, "ticker", "SPOT")[1]["action"] == "snapshot"
