"""Commands of a classic account: every failure has its outcome, and every command is posted once at most."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget import transport
from terminal_app.bitget.classic.order_entry import ClassicOrderCommands
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    Approved,
    CancelAll,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import OrderEntry, Purpose
from tests.helpers.bitget_rest import CREDENTIALS, LOOPBACK, Bench, over_socket
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server, unused_port
from tests.helpers.http_script import Reply, ok, refusal
from tests.helpers.order_faults import FAULTS, REFUSED

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETHER = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
FUTURES = ProductType.USDT_FUTURES
BUY = PlaceOrder("tb-1", SPOT, Side.BUY, OrderType.LIMIT, BaseQty(D("0.01")), D(50000))
PERP_BUY = replace(BUY, instrument=PERP, margin_mode=MarginMode.CROSSED)
CHANGE = AmendOrder("tb-0", SPOT, D("0.02"), D(50001), "7", "tb-1", D("0.02"))


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with faulty_server() as running:
        yield running


@pytest.fixture
async def desk(server: FaultyServer) -> AsyncIterator[ClassicOrderCommands]:
    bench = Bench()
    server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
    async with over_socket(server.url, bench) as line:
        yield ClassicOrderCommands(line)


def test_it_is_all_that_the_port_asks_for() -> None:
    entry: OrderEntry = ClassicOrderCommands(Bench().rest())
    assert entry is not None


@pytest.mark.parametrize("order", [BUY, PERP_BUY], ids=["spot", "futures"])
@pytest.mark.parametrize("name", FAULTS)
async def test_doubt_is_unknown_and_posted_once(
    server: FaultyServer, desk: ClassicOrderCommands, name: str, order: PlaceOrder
) -> None:
    server.behave["/place-order"] = FAULTS[name]
    outcome = await desk.place(Approved(order))
    assert isinstance(outcome, Unknown), name
    assert outcome.client_oid == "tb-1"
    assert len(server.posts()) == 1


@pytest.mark.parametrize(
    ("instrument", "path"),
    [(SPOT, "/cancel-replace-order"), (PERP, "/modify-order")],
    ids=["spot", "futures"],
)
@pytest.mark.parametrize("name", FAULTS)
async def test_doubt_about_a_change_is_about_the_new_order(
    server: FaultyServer, desk: ClassicOrderCommands, name: str, instrument: InstrumentId, path: str
) -> None:
    server.behave[path] = FAULTS[name]
    outcome = await desk.amend(Approved(replace(CHANGE, instrument=instrument)))
    assert isinstance(outcome, Unknown), name
    assert outcome.client_oid == "tb-1"
    assert len(server.posts()) == 1


@pytest.mark.parametrize("order", [BUY, PERP_BUY], ids=["spot", "futures"])
async def test_silence_is_unknown(
    server: FaultyServer, desk: ClassicOrderCommands, monkeypatch: pytest.MonkeyPatch, order: PlaceOrder
) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "read", 0.1)
    server.behave["/place-order"] = server.silence
    assert isinstance(await desk.place(Approved(order)), Unknown)
    assert len(server.posts()) == 1


async def test_nobody_there_is_not_sent() -> None:
    async with over_socket(f"http://127.0.0.1:{unused_port()}", Bench()) as line:
        desk = ClassicOrderCommands(line)
        outcomes: list[VenueOutcome] = [
            await desk.place(Approved(BUY)),
            await desk.amend(Approved(CHANGE)),
            await desk.cancel(CancelOrder("tb-1", PERP)),
            await desk.cancel_all(CancelAll(ProductType.SPOT)),
            await desk.set_leverage(SetLeverage(PERP, D(5))),
            *await desk.place_batch([Approved(BUY), Approved(replace(BUY, client_oid="tb-2"))]),
        ]
        assert {type(outcome) for outcome in outcomes} == {NotSent}


@pytest.mark.parametrize("code", REFUSED)
async def test_a_refusal_is_rejected_with_its_code_and_a_sentence(code: str) -> None:
    bench = Bench()
    bench.http.on("/place-order", refusal(code, 429 if code == "429" else 400))
    outcome = await ClassicOrderCommands(bench.rest()).place(Approved(PERP_BUY))
    await bench.tasks.drain()
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert outcome.sentence.endswith(".")
    assert len(bench.http.of("/place-order")) == 1


async def test_spot_bounds_the_time_in_doubt_and_futures_have_the_signature_alone() -> None:
    bench = Bench()
    bench.http.on("/place-order", ok({"orderId": "7", "clientOid": "tb-1"}))
    desk = ClassicOrderCommands(bench.rest())
    assert await desk.place(Approved(BUY)) == Accepted("tb-1", "7")
    assert await desk.place(Approved(PERP_BUY)) == Accepted("tb-1", "7")
    spot, futures = bench.http.of("/place-order")
    assert (spot.path, futures.path) == ("/api/v2/spot/trade/place-order", "/api/v2/mix/order/place-order")
    assert isinstance(spot.json, dict)
    assert isinstance(futures.json, dict)
    assert spot.json["requestTime"] == spot.headers["access-timestamp"]
    assert spot.json["receiveWindow"] == "5000"
    assert not {"requestTime", "receiveWindow"} & set(futures.json)


async def test_a_size_in_the_wrong_coin_never_leaves() -> None:
    bench = Bench()
    desk = ClassicOrderCommands(bench.rest())
    for wrong in (replace(BUY, size=QuoteQty(D(5))), replace(PERP_BUY, size=QuoteQty(D(5)))):
        with pytest.raises(ValueError, match="quote coin"):
            await desk.place(Approved(wrong))
    assert bench.http.of("/place-order") == []


@pytest.mark.parametrize(
    ("instrument", "path", "good"),
    [
        (
            SPOT,
            "/cancel-replace-order",
            {"orderId": "8", "clientOid": None, "success": "success", "msg": None},
        ),
        (PERP, "/modify-order", {"orderId": "8", "clientOid": "tb-1"}),
        (PERP, "/modify-order", {"orderId": "8", "clientOid": ""}),
    ],
)
async def test_a_change_tells_of_the_new_order(
    instrument: InstrumentId, path: str, good: dict[str, str | None]
) -> None:
    bench = Bench()
    desk = ClassicOrderCommands(bench.rest())
    bench.http.on(path, ok(good), refusal("43001"))
    command = Approved(replace(CHANGE, instrument=instrument))
    assert await desk.amend(command) == Accepted("tb-1", "8")
    assert isinstance(await desk.amend(command), Rejected)


async def test_a_replacement_that_says_failure_is_not_definite() -> None:
    bench = Bench()
    bench.http.on(
        "/cancel-replace-order",
        ok({"orderId": "7", "clientOid": None, "success": "failure", "msg": "Insufficient balance"}),
    )
    outcome = await ClassicOrderCommands(bench.rest()).amend(Approved(CHANGE))
    assert isinstance(outcome, Unknown)
    assert outcome.client_oid == "tb-1"


async def test_a_number_that_is_in_use_is_looked_up_on_both() -> None:
    bench = Bench()
    bench.http.on("/cancel-replace-order", refusal("43118"))
    bench.http.on("/modify-order", refusal("40786"))
    desk = ClassicOrderCommands(bench.rest())
    for instrument in (SPOT, PERP):
        outcome = await desk.amend(Approved(replace(CHANGE, instrument=instrument)))
        assert isinstance(outcome, Unknown)
        assert "accepted before" in outcome.cause


async def test_cancels() -> None:
    bench = Bench()
    bench.http.on(
        "/cancel-order", ok({"orderId": "7", "clientOid": "tb-1"}), refusal("43001"), refusal("45001")
    )
    desk = ClassicOrderCommands(bench.rest())
    outcomes = [await desk.cancel(CancelOrder("tb-1", SPOT, "7")) for _ in range(3)]
    assert outcomes[0] == Accepted("tb-1", "7")
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Unknown]


ROWS = {
    "successList": [{"orderId": "3", "clientOid": "c"}, {"orderId": "1", "clientOid": "a"}],
    "failureList": [
        {"orderId": "", "clientOid": "b", "errorCode": "43012", "errorMsg": "Insufficient balance"},
        {"orderId": "", "clientOid": "e", "errorMsg": "clientOrderId duplicate"},
        {"orderId": "", "clientOid": "f", "errorCode": "40786", "errorMsg": "Duplicate clientOid"},
    ],
}


@pytest.mark.parametrize(
    ("order", "path"), [(BUY, "/batch-orders"), (PERP_BUY, "/batch-place-order")], ids=["spot", "futures"]
)
async def test_each_row_of_a_batch_has_its_own_outcome(order: PlaceOrder, path: str) -> None:
    bench = Bench()
    bench.http.on(path, ok(ROWS))
    orders = [Approved(replace(order, client_oid=name)) for name in "abcdef"]
    outcomes = await ClassicOrderCommands(bench.rest()).place_batch(orders)
    assert [type(one) for one in outcomes] == [Accepted, Rejected, Accepted, Unknown, Unknown, Unknown]
    assert outcomes[0] == Accepted("a", "1")
    assert outcomes[2] == Accepted("c", "3")
    causes = [one.cause for one in outcomes if isinstance(one, Unknown)]
    assert causes[0] == "Bitget answered the batch without a word about this order."
    assert "no code" in causes[1]
    assert "accepted before" in causes[2]
    (asked,) = bench.http.of(path)
    assert isinstance(asked.json, dict)
    assert [row["clientOid"] for row in asked.json["orderList"]] == list("abcdef")


async def test_a_success_of_a_batch_that_all_failed_is_none() -> None:
    bench = Bench()
    failed = [{"clientOid": name, "errorCode": "43012", "errorMsg": "no"} for name in "ab"]
    bench.http.on("/batch-orders", ok({"successList": [], "failureList": failed}))
    orders = [Approved(replace(BUY, client_oid=name)) for name in "ab"]
    outcomes = await ClassicOrderCommands(bench.rest()).place_batch(orders)
    assert [type(one) for one in outcomes] == [Rejected, Rejected]


async def test_futures_of_several_symbols_and_margin_modes_go_apart_and_keep_their_places() -> None:
    bench = Bench()
    bench.http.on(
        "/batch-place-order",
        ok({"successList": [{"orderId": "1", "clientOid": "a"}, {"orderId": "4", "clientOid": "d"}]}),
        refusal("45001"),
        refusal("40014"),
    )
    orders = [
        replace(PERP_BUY, client_oid="a"),
        replace(PERP_BUY, client_oid="b", instrument=ETHER),
        replace(PERP_BUY, client_oid="c", margin_mode=MarginMode.ISOLATED),
        replace(PERP_BUY, client_oid="d"),
    ]
    outcomes = await ClassicOrderCommands(bench.rest()).place_batch([Approved(order) for order in orders])
    assert [type(one) for one in outcomes] == [Accepted, Unknown, Rejected, Accepted]
    assert outcomes[3] == Accepted("d", "4")
    bodies = [asked.json for asked in bench.http.of("/batch-place-order")]
    assert [
        (body["symbol"], body["marginMode"], len(body["orderList"]))
        for body in bodies
        if isinstance(body, dict)
    ] == [
        ("BTCUSDT", "crossed", 2),
        ("ETHUSDT", "crossed", 1),
        ("BTCUSDT", "isolated", 1),
    ]


@pytest.mark.parametrize(
    "reply", [refusal("43012"), refusal("45001"), refusal("98765"), Reply(b"", 502), ok("odd"), ok(None)]
)
async def test_a_batch_that_failed_as_a_whole_leaves_every_row_in_doubt(reply: Reply) -> None:
    bench = Bench()
    bench.http.on("/batch-orders", reply)
    orders = [Approved(replace(BUY, client_oid=name)) for name in "ab"]
    outcomes = await ClassicOrderCommands(bench.rest()).place_batch(orders)
    assert [one.client_oid for one in outcomes if isinstance(one, Unknown)] == ["a", "b"]
    assert len(bench.http.of("/batch-orders")) == 1


async def test_batches_that_cannot_be() -> None:
    desk = ClassicOrderCommands(Bench().rest())
    assert await desk.place_batch([]) == []
    assert await desk.cancel_batch([]) == []
    with pytest.raises(ValueError, match="20"):
        await desk.place_batch([Approved(BUY)] * 21)
    with pytest.raises(ValueError, match="20"):
        await desk.cancel_batch([CancelOrder("a", SPOT)] * 21)
    with pytest.raises(ValueError, match="one product"):
        await desk.place_batch([Approved(BUY), Approved(PERP_BUY)])


async def test_cancels_go_apart_by_the_kind_of_their_names() -> None:
    bench = Bench()
    answered = {
        "successList": [{"orderId": "7", "clientOid": ""}],
        "failureList": [{"orderId": "", "clientOid": "b", "errorCode": "40768", "errorMsg": "gone"}],
    }
    bench.http.on("/batch-cancel-orders", ok(answered))
    bench.http.on("/batch-cancel-order", ok({"successList": [{"orderId": "9", "clientOid": "d"}]}))
    cancels = [
        CancelOrder("a", PERP, "7"),
        CancelOrder("b", PERP),
        CancelOrder("c", ETHER, "8"),
        CancelOrder("d", SPOT, "9"),
    ]
    outcomes = await ClassicOrderCommands(bench.rest()).cancel_batch(cancels)
    assert [type(one) for one in outcomes] == [Accepted, Rejected, Unknown, Accepted]
    assert outcomes[0] == Accepted("a", "7")
    named = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES"}
    assert [asked.json for asked in bench.http.of("/batch-cancel-orders")] == [
        named | {"orderIdList": [{"orderId": "7"}]},
        named | {"orderIdList": [{"clientOid": "b"}]},
        named | {"symbol": "ETHUSDT", "orderIdList": [{"orderId": "8"}]},
    ]


async def test_cancelling_everything_of_futures() -> None:
    bench = Bench()
    answers = (ok({"successList": []}), refusal("22001"), refusal("40014"), refusal("45001"))
    bench.http.on("/cancel-all-orders", *answers)
    bench.http.on("/batch-cancel-orders", *answers)
    desk = ClassicOrderCommands(bench.rest())
    for symbol in (None, "BTCUSDT"):
        outcomes = [await desk.cancel_all(CancelAll(FUTURES, symbol)) for _ in answers]
        assert [type(one) for one in outcomes] == [Accepted, Accepted, Rejected, Unknown]
    (whole, *_), (one_symbol, *_) = bench.http.of("/cancel-all-orders"), bench.http.of("/batch-cancel-orders")
    stamp = {"requestTime": whole.headers["access-timestamp"], "receiveWindow": "5000"}
    assert whole.json == {"productType": "USDT-FUTURES"} | stamp
    assert one_symbol.json == {"productType": "USDT-FUTURES", "symbol": "BTCUSDT"}


async def test_closing_a_position() -> None:
    bench = Bench()
    row = {"orderId": "2", "clientOid": "b", "symbol": "BTCUSDT"}
    failed = {"orderId": "", "clientOid": "x", "symbol": "BTCUSDT"}
    bench.http.on(
        "/close-positions",
        ok({"successList": [row], "failureList": [failed], "result": False}),
        ok({"successList": [], "failureList": [failed | {"errorCode": "22002", "errorMsg": "none"}]}),
        ok({"successList": [], "failureList": [failed | {"errorMsg": "none"}]}),
        ok({"successList": [], "failureList": []}),
        refusal("22002"),
    )
    desk = ClassicOrderCommands(bench.rest())
    outcomes = [await desk.close_position(ClosePosition(PERP, PositionSide.LONG)) for _ in range(5)]
    assert outcomes[0] == Accepted("b", "2")
    assert [type(one) for one in outcomes] == [Accepted, Rejected, Unknown, Unknown, Rejected]
    (asked, *_) = bench.http.of("/close-positions")
    assert asked.json == {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "holdSide": "long"}


def posted(bench: Bench) -> list[str]:
    return [asked.path.rpartition("/")[2] for asked in bench.http.asked if asked.method == "POST"]


async def test_the_margin_mode_is_set_first_and_only_where_it_is_another_one() -> None:
    bench = Bench()
    bench.http.on("/account/account", ok({"marginMode": "crossed"}))
    bench.http.on("/set-margin-mode", ok({}))
    bench.http.on("/set-leverage", ok({}), ok({}), refusal("40814"))
    desk = ClassicOrderCommands(bench.rest())
    assert await desk.set_leverage(SetLeverage(PERP, D(20))) == Accepted()
    assert posted(bench) == ["set-leverage"]
    assert await desk.set_leverage(SetLeverage(PERP, D(20), MarginMode.ISOLATED)) == Accepted()
    assert posted(bench)[1:] == ["set-margin-mode", "set-leverage"]
    assert await desk.set_leverage(SetLeverage(PERP, D(20))) == Accepted()


@pytest.mark.parametrize(("code", "kind"), [("45117", Rejected), ("45001", Unknown)])
async def test_no_leverage_is_set_for_a_margin_mode_that_was_not_taken(
    code: str, kind: type[VenueOutcome]
) -> None:
    bench = Bench()
    bench.http.on("/account/account", ok({"marginMode": "crossed"}))
    bench.http.on("/set-margin-mode", refusal(code))
    outcome = await ClassicOrderCommands(bench.rest()).set_leverage(
        SetLeverage(PERP, D(20), MarginMode.ISOLATED)
    )
    assert isinstance(outcome, kind)
    assert posted(bench) == ["set-margin-mode"]


async def test_nothing_is_set_while_the_margin_mode_cannot_be_read() -> None:
    bench = Bench()
    bench.http.on("/account/account", refusal("40034"))
    outcome = await ClassicOrderCommands(bench.rest()).set_leverage(SetLeverage(PERP, D(20)))
    assert isinstance(outcome, NotSent)
    assert posted(bench) == []


async def test_the_position_mode_is_that_of_a_product() -> None:
    bench = Bench()
    bench.http.on("/set-position-mode", ok({"posMode": "hedge_mode"}), refusal("40920"))
    desk = ClassicOrderCommands(bench.rest())
    command = SetHoldMode(HoldMode.HEDGE, FUTURES)
    outcomes = [await desk.set_hold_mode(command) for _ in range(2)]
    assert [type(one) for one in outcomes] == [Accepted, Rejected]
    for unsaid in (SetHoldMode(HoldMode.HEDGE), SetHoldMode(HoldMode.HEDGE, ProductType.SPOT)):
        outcome = await desk.set_hold_mode(unsaid)
        assert isinstance(outcome, NotSent)
        assert "Choose the kind of futures" in outcome.sentence
    assert len(bench.http.of("/set-position-mode")) == 2


def sends_only(bench: Bench, purpose: Purpose) -> BitgetRest:
    """A line that lets reads and one purpose through."""

    def may_send(asked: Purpose) -> str | None:
        return None if asked in (Purpose.READ, purpose) else "held back"

    watch = LinkWatch(bench.links.append)
    return BitgetRest(
        LOOPBACK,
        CREDENTIALS,
        bench.clock,
        bench.tasks,
        watch,
        may_send=may_send,
        sleep=bench.sleep,
        over=bench.http,
    )


@pytest.mark.parametrize(
    ("source", "target", "purpose"),
    [
        (ProductType.SPOT, FUTURES, Purpose.GUARD),
        (FUTURES, ProductType.SPOT, Purpose.ORDER),
        (FUTURES, ProductType.COIN_FUTURES, Purpose.ORDER),
    ],
)
async def test_a_transfer_that_takes_margin_is_as_bad_as_an_order(
    source: ProductType, target: ProductType, purpose: Purpose
) -> None:
    bench = Bench()
    bench.http.on("/wallet/transfer", ok({"transferId": "5", "clientOrderId": None}))
    command = Approved(Transfer("tb-1", "USDT", D("1.5"), source, target))
    for allowed in (Purpose.ORDER, Purpose.GUARD):
        outcome = await ClassicOrderCommands(sends_only(bench, allowed)).transfer(command)
        assert outcome == Accepted("tb-1", "5") if allowed is purpose else isinstance(outcome, NotSent)


async def test_doubt_about_a_transfer_names_it() -> None:
    bench = Bench()
    bench.http.on("/wallet/transfer", refusal("40015"), refusal("43012"), ok(None))
    command = Approved(Transfer("tb-1", "USDT", D(1), ProductType.SPOT, FUTURES))
    desk = ClassicOrderCommands(bench.rest())
    outcomes = [await desk.transfer(command) for _ in range(3)]
    assert [type(one) for one in outcomes] == [Unknown, Rejected, Unknown]


async def test_a_classic_account_has_no_switch_at_the_venue() -> None:
    bench = Bench()
    outcome = await ClassicOrderCommands(bench.rest()).countdown_cancel_all(30)
    assert isinstance(outcome, NotSent)
    assert bench.http.asked == []
