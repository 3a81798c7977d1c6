"""Orders over the stream in the classic dialect: its frames, its codes, and who may."""

import json
from typing import Any

import msgspec
import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import PositionSide
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.classic_trading import ClassicOrders
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from tests.unit.paper.server.conftest import KEY, UID, Api
from tests.unit.paper.server.rest import test_classic_mix as mix
from tests.unit.paper.server.rest import test_classic_spot as spot
from tests.unit.paper.server.ws.conftest import Talk
from tests.unit.paper.server.ws.test_trading import frame as unified_frame

Json = dict[str, Any]

FUTURES = "USDT-FUTURES"


def frame(channel: str, params: object, inst_type: str = "SPOT") -> Json:
    """A request; what the argument names is no part of its `params`."""
    arg = {"id": "r-1", "instType": inst_type, "instId": "BTCUSDT", "channel": channel, "params": params}
    return {"op": "trade", "args": [arg]}


def bare(order: Json) -> Json:
    """An order of REST without what the argument says already."""
    return {name: value for name, value in order.items() if name not in {"symbol", "productType"}}


def test_a_spot_order_is_placed_and_cancelled(classic_talk: Talk, classic_venue: Venue) -> None:
    wanted = bare(spot.resting(classic_venue, clientOid="mine"))
    (placed,) = classic_talk.say(frame("place-order", wanted))
    (row,) = classic_venue.engine.open_orders(UID)
    arg = {
        "id": "r-1",
        "instType": "SPOT",
        "channel": "place-order",
        "instId": "BTCUSDT",
        "params": {"orderId": row.order_id, "clientOid": "mine"},
    }
    assert isinstance(placed.pop("ts"), int)
    assert placed == {"event": "trade", "arg": [arg], "code": 0, "msg": "Success"}

    (cancelled,) = classic_talk.say(frame("cancel-order", {"clientOid": "mine"}))
    assert cancelled["arg"] == [arg | {"channel": "cancel-order"}]
    assert classic_venue.engine.open_orders(UID) == []


def test_a_futures_order_is_of_the_wallet_of_its_product(classic_talk: Talk, classic_venue: Venue) -> None:
    wanted = bare(mix.resting(classic_venue))
    (placed,) = classic_talk.say(frame("place-order", wanted, FUTURES))
    uid = classic_venue.wallets.of(ProductType.USDT_FUTURES)
    (row,) = classic_venue.engine.open_orders(uid)
    assert placed["arg"][0]["params"]["orderId"] == row.order_id
    (cancelled,) = classic_talk.say(frame("cancel-order", {"orderId": row.order_id}, FUTURES))
    assert (cancelled["event"], cancelled["code"]) == ("trade", 0)
    assert classic_venue.engine.open_orders(uid) == []


def test_in_hedge_mode_the_side_names_the_position(
    classic_talk: Talk, classic_api: Api, classic_venue: Venue
) -> None:
    mix.hedge(classic_api)
    for trade_side in ("open", "close"):
        (answer,) = classic_talk.say(
            frame("place-order", bare(mix.order(side="sell", tradeSide=trade_side)), FUTURES)
        )
        assert answer["code"] == 0
        held = classic_venue.engine.positions(classic_venue.wallets.of(ProductType.USDT_FUTURES))
        assert [row.side for row in held] == ([PositionSide.SHORT] if trade_side == "open" else [])


@pytest.mark.parametrize(
    ("channel", "inst_type", "changed", "code"),
    [
        ("place-order", "SPOT", {"size": "100"}, 43012),
        ("place-order", FUTURES, {"size": "100000"}, 45113),
        ("place-order", FUTURES, {"tradeSide": "open"}, 40774),
        ("place-order", FUTURES, {"marginMode": ""}, 400172),
        ("cancel-order", "SPOT", {"orderId": "12345"}, 43001),
        ("cancel-order", FUTURES, {"orderId": "12345"}, 40768),
        ("cancel-order", "SPOT", {}, 40020),
    ],
)
def test_a_refusal_repeats_the_argument_and_has_a_number(
    classic_talk: Talk, classic_venue: Venue, channel: str, inst_type: str, changed: Json, code: int
) -> None:
    order = spot.resting(classic_venue) if inst_type == "SPOT" else mix.order()
    request = frame(channel, bare(order) | changed, inst_type)
    (answer,) = classic_talk.say(request)
    assert (answer["event"], answer["arg"], answer["code"]) == ("error", request["args"], code)
    assert answer["msg"]
    assert isinstance(answer["ts"], int)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"id": ""}, "Param id= error"),
        ({"id": "x" * 41}, f"Param id={'x' * 41} error"),
        ({"channel": "modify-order"}, "Param channel=modify-order error"),
        ({"instType": "spot"}, "Param instType=spot error"),
        ({"params": [1]}, "Param params error"),
    ],
)
def test_an_argument_that_makes_no_sense(
    classic_talk: Talk, classic_venue: Venue, changed: Json, text: str
) -> None:
    request = frame("place-order", bare(spot.resting(classic_venue)))
    request["args"][0] |= changed
    (answer,) = classic_talk.say(request)
    assert (answer["code"], answer["msg"], answer["arg"]) == (41101, text, request["args"])
    assert classic_venue.engine.open_orders(UID) == []


def test_one_order_in_a_request(classic_talk: Talk, classic_venue: Venue) -> None:
    request = frame("place-order", bare(spot.resting(classic_venue)))
    (answer,) = classic_talk.say({"op": "trade", "args": request["args"] * 2})
    assert (answer["code"], len(answer["arg"])) == (30016, 2)
    assert classic_venue.engine.open_orders(UID) == []


@pytest.mark.parametrize(("ws_trade", "logs_in", "code"), [(True, False, 30004), (False, True, 40014)])
def test_without_login_or_permission_every_order_is_refused(
    classic_venue: Venue, manual_clock: ManualClock, ws_trade: bool, logs_in: bool, code: int
) -> None:
    hub = Hub()
    talk = Talk(Feeds(classic_venue, hub), hub, classic_venue, manual_clock, ws_trade=ws_trade)
    if logs_in:
        talk.login()
    (answer,) = talk.say(frame("place-order", bare(spot.resting(classic_venue))))
    assert (answer["event"], answer["code"]) == ("error", code)
    assert classic_venue.engine.open_orders(UID) == []


def test_either_account_has_its_own_dialect(insider: Talk, classic_talk: Talk) -> None:
    (answer,) = insider.say(frame("cancel-order", {"orderId": "1"}))
    assert answer["code"] == 40085
    (answer,) = classic_talk.say(unified_frame("cancel-order", {"orderId": "1"}))
    assert answer["code"] == "40084"


def test_shares_the_quota_of_rest(classic_venue: Venue, manual_clock: ManualClock) -> None:
    limiter = RateLimiter(manual_clock)
    orders = ClassicOrders(classic_venue, limiter, KEY.key, allowed=True)
    args = [msgspec.Raw(json.dumps(arg).encode()) for arg in frame("cancel-order", {"orderId": "1"})["args"]]
    for _ in range(7):
        limiter.take("/api/v2/spot/trade/cancel-order", KEY.key, 10)
    codes = [json.loads(orders.reply(args, logged_in=True))["code"] for _ in range(4)]
    assert codes == [43001] * 3 + [429]
