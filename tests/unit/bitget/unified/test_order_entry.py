"""Commands: every way a network can fail has its outcome, and every command is posted once at most."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget import transport
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, Side
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from tests.helpers.bitget_rest import Bench, over_socket
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server, hang_up, raw, unused_port
from tests.helpers.http_script import Reply, ok, refusal
from tests.helpers.order_faults import FAULTS, REFUSED

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ORDER = PlaceOrder("tb-1", PERP, Side.BUY, OrderType.LIMIT, BaseQty(Decimal("0.01")), Decimal(50000))
TRIGGER = PlaceTrigger("tb-1", PERP, Side.BUY, BaseQty(Decimal("0.01")), Decimal(52000))
GUARD = PlaceTpSl("tb-1", PERP, Side.SELL, stop_loss=ExitLeg(Decimal(48000)))


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with faulty_server() as running:
        yield running


@pytest.fixture
async def desk(server: FaultyServer) -> AsyncIterator[OrderCommands]:
    bench = Bench()
    server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
    async with over_socket(server.url, bench) as line:
        yield OrderCommands(line)


@pytest.mark.parametrize("name", FAULTS)
async def test_doubt_is_unknown_and_posted_once(server: FaultyServer, desk: OrderCommands, name: str) -> None:
    server.behave["/place-order"] = FAULTS[name]
    outcome = await desk.place(Approved(ORDER))
    assert isinstance(outcome, Unknown), name
    assert outcome.client_oid == "tb-1"
    assert len(server.posts()) == 1


async def test_silence_is_unknown(
    server: FaultyServer, desk: OrderCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "read", 0.1)
    server.behave["/place-order"] = server.silence
    assert isinstance(await desk.place(Approved(ORDER)), Unknown)
    assert len(server.posts()) == 1


async def test_a_reset_before_anything_was_read_is_unknown_too(
    server: FaultyServer, desk: OrderCommands
) -> None:
    server.behave["/place-order"] = hang_up
    await desk.place(Approved(ORDER))  # ends the kept connection, so that the next one is new
    server.reset_on_accept = True
    assert isinstance(await desk.place(Approved(ORDER)), Unknown)


async def test_a_connection_that_died_while_idle_is_not_used_for_a_second_post(
    server: FaultyServer, desk: OrderCommands
) -> None:
    server.behave["/place-order"] = raw(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"code":"00000"}'
    )
    outcomes = [await desk.place(Approved(replace(ORDER, client_oid=f"tb-{n}"))) for n in range(5)]
    assert len(server.posts()) <= 5
    assert len({post.body for post in server.posts()}) == len(server.posts())
    assert all(isinstance(outcome, Accepted | Unknown) for outcome in outcomes)


async def test_nobody_there_is_not_sent() -> None:
    async with over_socket(f"http://127.0.0.1:{unused_port()}", Bench()) as line:
        desk = OrderCommands(line)
        assert isinstance(await desk.place(Approved(ORDER)), NotSent)
        assert isinstance(await desk.cancel(CancelOrder("tb-1", PERP)), NotSent)
        batch = await desk.place_batch([Approved(ORDER), Approved(replace(ORDER, client_oid="tb-2"))])
        assert [type(outcome) for outcome in batch] == [NotSent, NotSent]


async def test_without_a_key_nothing_is_sent() -> None:
    bench = Bench()
    outcome = await OrderCommands(bench.rest(credentials=None)).place(Approved(ORDER))
    assert isinstance(outcome, NotSent)
    assert bench.http.asked == []


@pytest.mark.parametrize("code", REFUSED)
async def test_a_refusal_is_rejected_with_its_code_and_a_sentence(code: str) -> None:
    bench = Bench()
    bench.http.on("/place-order", refusal(code, 429 if code == "429" else 400))
    outcome = await OrderCommands(bench.rest()).place(Approved(ORDER))
    await bench.tasks.drain()
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert outcome.sentence.endswith(".")
    assert len(bench.http.of("/place-order")) == 1


@pytest.mark.parametrize(
    ("data", "order_id"),
    [
        ({"orderId": "121211212122", "clientOid": "tb-1"}, "121211212122"),
        ({"orderId": None, "clientOid": "tb-1"}, None),
        ({"orderId": "", "clientOid": "tb-1"}, None),
        ({"orderId": 121211212122, "clientOid": "tb-1"}, "121211212122"),
        ({"orderId": "5", "clientOid": None}, "5"),
        (None, None),
    ],
)
async def test_accepted_even_without_an_order_id(data: object, order_id: str | None) -> None:
    bench = Bench()
    bench.http.on("/place-order", ok(data))
    outcome = await OrderCommands(bench.rest()).place(Approved(ORDER))
    assert outcome == Accepted("tb-1", order_id)
    (asked,) = bench.http.of("/place-order")
    assert asked.json == {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "limit",
        "qty": "0.01",
        "price": "50000",
        "timeInForce": "gtc",
        "clientOid": "tb-1",
        "requestTime": asked.headers["access-timestamp"],
        "receiveWindow": "5000",
    }


async def test_amend_and_cancel() -> None:
    bench = Bench()
    desk = OrderCommands(bench.rest())
    bench.http.on("/modify-order", ok({"orderId": "7", "clientOid": "tb-1"}))
    bench.http.on(
        "/cancel-order", ok({"orderId": "7", "clientOid": "tb-1"}), refusal("25204"), refusal("45055")
    )
    amend = AmendOrder("tb-1", PERP, Decimal("0.02"), Decimal(50001))
    assert await desk.amend(Approved(amend)) == Accepted("tb-1", "7")
    cancel = CancelOrder("tb-1", PERP, "7")
    assert await desk.cancel(cancel) == Accepted("tb-1", "7")
    gone, final = await desk.cancel(cancel), await desk.cancel(cancel)
    assert isinstance(gone, Rejected)
    assert isinstance(final, Rejected)
    assert (gone.code, final.code) == ("25204", "45055")
    (asked,) = bench.http.of("/modify-order")
    assert asked.json == {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "clientOid": "tb-1",
        "qty": "0.02",
        "price": "50001",
        "autoCancel": "no",
    }


@pytest.mark.parametrize("name", FAULTS)
async def test_doubt_about_a_strategy_order_is_unknown_and_posted_once(
    server: FaultyServer, desk: OrderCommands, name: str
) -> None:
    server.behave["/place-strategy-order"] = FAULTS[name]
    outcomes = [await desk.place_trigger(Approved(TRIGGER)), await desk.place_tp_sl(Approved(GUARD))]
    assert outcomes == [Unknown("tb-1", cause) for cause in (_cause(one) for one in outcomes)], name
    assert len(server.posts()) == 2


def _cause(outcome: VenueOutcome) -> str:
    assert isinstance(outcome, Unknown)
    return outcome.cause


async def test_strategy_orders_are_placed_changed_and_cancelled() -> None:
    bench = Bench()
    desk = OrderCommands(bench.rest())
    bench.http.on(
        "/place-strategy-order",
        ok({"orderId": "7", "clientOid": "tb-1"}),
        ok({"orderId": "8", "clientOid": "tb-1"}),
        refusal("45122"),
    )
    assert await desk.place_trigger(Approved(TRIGGER)) == Accepted("tb-1", "7")
    assert await desk.place_tp_sl(Approved(GUARD)) == Accepted("tb-1", "8")
    refused = await desk.place_tp_sl(Approved(GUARD))
    assert isinstance(refused, Rejected)
    assert "wrong side" in refused.sentence
    bench.http.on("/modify-strategy-order", ok({"orderId": "7", "clientOid": "tb-1"}), refusal("43025"))
    change = AmendStrategy("tb-1", PERP, "7", Decimal("0.02"), Decimal(53000))
    assert await desk.amend_strategy(Approved(change)) == Accepted("tb-1", "7")
    assert isinstance(await desk.amend_strategy(Approved(change)), Rejected)
    bench.http.on("/cancel-strategy-order", ok(None), refusal("43025"), refusal("45001"))
    cancel = CancelStrategy("tb-1", PERP, "7")
    outcomes = [await desk.cancel_strategy(cancel) for _ in range(3)]
    assert outcomes[0] == Accepted("tb-1")
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Unknown]
    (asked, *_) = bench.http.of("/cancel-strategy-order")
    assert asked.json == {"orderId": "7"}


async def test_an_order_takes_its_exits_along() -> None:
    bench = Bench()
    bench.http.on("/place-order", ok({"orderId": "7", "clientOid": "tb-1"}))
    order = replace(ORDER, take_profit=ExitLeg(Decimal(51000)), stop_loss=ExitLeg(Decimal(49000)))
    await OrderCommands(bench.rest()).place(Approved(order))
    (asked,) = bench.http.of("/place-order")
    assert isinstance(asked.json, dict)
    exits = {
        name: value
        for name, value in asked.json.items()
        if name[:2] in ("tp", "sl") or name[4:] in ("Profit", "Loss")
    }
    assert exits == {
        "takeProfit": "51000",
        "tpTriggerBy": "market",
        "tpOrderType": "market",
        "stopLoss": "49000",
        "slTriggerBy": "market",
        "slOrderType": "market",
    }


async def batch_of(reply: Reply | Exception) -> list[VenueOutcome]:
    bench = Bench()
    bench.http.on("/place-batch", reply)
    commands = [Approved(replace(ORDER, client_oid=name)) for name in ("a", "b", "c")]
    outcomes = await OrderCommands(bench.rest()).place_batch(commands)
    (asked,) = bench.http.of("/place-batch")
    assert isinstance(asked.json, list)
    assert [row["clientOid"] for row in asked.json] == ["a", "b", "c"]
    return outcomes


async def test_each_row_of_a_batch_has_its_own_outcome() -> None:
    rows = [
        {"orderId": "1", "clientOid": "a"},
        {"orderId": "", "clientOid": "c", "code": "43012", "msg": "Insufficient balance"},
        {"orderId": "", "clientOid": "b", "code": "45034"},
    ]
    first, second, third = await batch_of(ok(rows))
    assert first == Accepted("a", "1")
    assert isinstance(second, Unknown)
    assert "accepted before" in second.cause
    assert isinstance(third, Rejected)
    assert (third.code, third.detail) == ("43012", "43012 Insufficient balance")


async def test_a_row_that_is_missing_is_in_doubt() -> None:
    outcomes = await batch_of(ok([{"orderId": "1", "clientOid": "a"}]))
    assert [type(outcome) for outcome in outcomes] == [Accepted, Unknown, Unknown]
    assert outcomes[2] == Unknown("c", "Bitget answered the batch without a word about this order.")


async def test_rows_without_our_number_go_by_place() -> None:
    outcomes = await batch_of(ok([{"orderId": "1"}, {"orderId": "2"}, {"code": "43012"}]))
    assert outcomes[:2] == [Accepted("a", "1"), Accepted("b", "2")]
    assert isinstance(outcomes[2], Rejected)


@pytest.mark.parametrize(
    "reply", [refusal("43012"), refusal("45001"), refusal("98765"), Reply(b"", 502), ok("odd"), ok(None)]
)
async def test_a_batch_that_failed_as_a_whole_leaves_every_row_in_doubt(reply: Reply) -> None:
    outcomes = await batch_of(reply)
    assert [type(outcome) for outcome in outcomes] == [Unknown] * 3
    assert [outcome.client_oid for outcome in outcomes if isinstance(outcome, Unknown)] == ["a", "b", "c"]


@pytest.mark.parametrize("code", ["429", "40009", "40014"])
async def test_a_batch_that_the_gateway_refused_is_rejected(code: str) -> None:
    assert {type(outcome) for outcome in await batch_of(refusal(code))} == {Rejected}


async def test_batches_that_cannot_be() -> None:
    desk = OrderCommands(Bench().rest())
    assert await desk.place_batch([]) == []
    assert await desk.cancel_batch([]) == []
    with pytest.raises(ValueError, match="20"):
        await desk.place_batch([Approved(ORDER)] * 21)
    spot = InstrumentId(ProductType.SPOT, "BTCUSDT")
    with pytest.raises(ValueError, match="one product"):
        await desk.place_batch([Approved(ORDER), Approved(replace(ORDER, instrument=spot))])


async def test_cancelling_a_batch() -> None:
    bench = Bench()
    rows = [{"orderId": "7", "clientOid": "a"}, {"clientOid": "b", "code": "25204", "msg": "gone"}]
    bench.http.on("/cancel-batch", ok(rows))
    cancels = [CancelOrder("a", PERP, "7"), CancelOrder("b", PERP)]
    first, second = await OrderCommands(bench.rest()).cancel_batch(cancels)
    assert first == Accepted("a", "7")
    assert isinstance(second, Rejected)
    (asked,) = bench.http.of("/cancel-batch")
    named = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
    assert asked.json == [named | {"orderId": "7"}, named | {"clientOid": "b"}]


async def test_cancelling_everything() -> None:
    bench = Bench()
    desk = OrderCommands(bench.rest())
    bench.http.on(
        "/cancel-symbol-order",
        ok({"list": [{"orderId": "1", "clientOid": "a", "code": "24056", "msg": "notExisted"}]}),
        ok({"list": None}),
        refusal("22001"),
        refusal("40014"),
        refusal("45001"),
    )
    command = CancelAll(ProductType.USDT_FUTURES)
    outcomes = [await desk.cancel_all(command) for _ in range(5)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted, Rejected, Unknown]


async def test_closing_a_position() -> None:
    bench = Bench()
    desk = OrderCommands(bench.rest())
    bench.http.on(
        "/close-positions",
        ok(
            {
                "list": [
                    {"orderId": "1", "clientOid": "a", "code": "24056"},
                    {"orderId": "2", "clientOid": "b"},
                ]
            }
        ),
        ok({"list": [{"orderId": "1", "clientOid": "a", "code": "24056", "msg": "notExisted"}]}),
        ok({"list": []}),
        refusal("40757"),
    )
    outcomes = [await desk.close_position(ClosePosition(PERP)) for _ in range(4)]
    assert outcomes[0] == Accepted("b", "2")
    assert isinstance(outcomes[1], Rejected)
    assert outcomes[1].code == "24056"
    assert outcomes[2] == Accepted()
    assert isinstance(outcomes[3], Rejected)


async def test_settings_of_the_account() -> None:
    bench = Bench()
    desk = OrderCommands(bench.rest())
    bench.http.on("/set-leverage", ok("success"), refusal("40814"), refusal("40730"), refusal("40010"))
    bench.http.on("/set-hold-mode", ok("success"), refusal("40920"))
    leverage = SetLeverage(PERP, Decimal(20))
    outcomes = [await desk.set_leverage(leverage) for _ in range(4)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Rejected, Unknown]
    modes = [await desk.set_hold_mode(SetHoldMode(HoldMode.HEDGE)) for _ in range(2)]
    assert [type(outcome) for outcome in modes] == [Accepted, Rejected]


async def test_the_venues_own_switch_is_set_in_seconds() -> None:
    bench = Bench()
    bench.http.on("/countdown-cancel-all", ok("success"), refusal("40014"))
    desk = OrderCommands(bench.rest())
    assert await desk.countdown_cancel_all(30) == Accepted()
    assert isinstance(await desk.countdown_cancel_all(0), Rejected)
    assert [asked.json for asked in bench.http.of("/countdown-cancel-all")] == [
        {"countdown": "30"},
        {"countdown": "0"},
    ]
    await bench.tasks.aclose()
