"""Plans of a classic account: each kind by its own way, posted once, and nothing guessed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget.classic.plan_entry import PlanCommands
from terminal_app.bitget.sending import Sender
from terminal_app.core.commands import AmendStrategy, Approved, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, Side
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers.bitget_rest import Bench, over_socket
from tests.helpers.faulty_server import answer, faulty_server
from tests.helpers.http_script import ok, refusal
from tests.helpers.order_faults import FAULTS

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
TRIGGER = PlaceTrigger("tb-1", PERP, Side.BUY, BaseQty(D("0.01")), D(52000), margin_mode=MarginMode.CROSSED)
STOP = PlaceTpSl("tb-1", PERP, Side.SELL, stop_loss=ExitLeg(D(48000)))
BOTH = replace(STOP, take_profit=ExitLeg(D(60000)))
WAITING = StrategyOrder(
    PERP, "7", "tb-1", StrategyKind.TRIGGER, Side.BUY, StrategyStatus.PENDING, 0, 0, trigger=D(52000)
)
LOSS = replace(WAITING, kind=StrategyKind.TP_SL, trigger=None, stop_loss=STOP.stop_loss)


def desk_on(bench: Bench) -> PlanCommands:
    return PlanCommands(Sender(bench.rest()))


@pytest.mark.parametrize("name", FAULTS)
async def test_doubt_about_a_plan_is_unknown_and_posted_once(name: str) -> None:
    bench = Bench()
    async with faulty_server() as server, over_socket(server.url, bench) as line:
        server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
        for path in ("/place-plan-order", "/place-tpsl-order"):
            server.behave[path] = FAULTS[name]
        desk = PlanCommands(Sender(line))
        outcomes = [await desk.place_trigger(Approved(TRIGGER)), await desk.place_tp_sl(Approved(STOP))]
        for outcome in outcomes:
            assert isinstance(outcome, Unknown), name
            assert outcome.client_oid == "tb-1"
        assert len(server.posts()) == 2


@pytest.mark.parametrize("instrument", [SPOT, PERP], ids=["spot", "futures"])
async def test_trigger_orders_exist_on_both(instrument: InstrumentId) -> None:
    bench = Bench()
    bench.http.on("/place-plan-order", ok({"orderId": "7", "clientOid": "tb-1"}), refusal("45110"))
    bench.http.on("/modify-plan-order", ok({"orderId": "7", "clientOid": "tb-1"}), refusal("43025"))
    desk = desk_on(bench)
    order = replace(TRIGGER, instrument=instrument)
    assert await desk.place_trigger(Approved(order)) == Accepted("tb-1", "7")
    assert isinstance(await desk.place_trigger(Approved(order)), Rejected)
    change = Approved(AmendStrategy("tb-1", instrument, "7", D("0.02"), D(53000)))
    assert await desk.amend_strategy(change) == Accepted("tb-1", "7")
    assert isinstance(await desk.amend_strategy(change), Rejected)
    family = "/spot/trade/" if instrument is SPOT else "/mix/order/"
    assert all(family in asked.path for asked in bench.http.asked if asked.method == "POST")


async def test_both_exits_are_one_request() -> None:
    bench = Bench()
    rows = [
        {"orderId": "8", "stopSurplusClientOid": "tb-1-p", "stopLossClientOid": ""},
        {"orderId": "9", "stopSurplusClientOid": "", "stopLossClientOid": "tb-1"},
    ]
    bench.http.on("/place-pos-tpsl", ok(rows), refusal("45122"), refusal("45001"))
    desk = desk_on(bench)
    outcomes = [await desk.place_tp_sl(Approved(BOTH)) for _ in range(3)]
    assert outcomes[0] == Accepted("tb-1", "9")
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Unknown]
    assert len([asked for asked in bench.http.asked if asked.method == "POST"]) == 3


async def test_one_exit_goes_and_changes_by_its_own_call() -> None:
    bench = Bench()
    bench.http.on("/place-tpsl-order", ok({"orderId": "7", "clientOid": "tb-1"}))
    bench.http.on("/modify-tpsl-order", ok({"orderId": "7", "clientOid": "tb-1"}))
    desk = desk_on(bench)
    assert await desk.place_tp_sl(Approved(STOP)) == Accepted("tb-1", "7")
    change = AmendStrategy("tb-1", PERP, "7", stop_loss=ExitLeg(D(47000)))
    assert await desk.amend_strategy(Approved(change)) == Accepted("tb-1", "7")


@pytest.mark.parametrize(
    ("known", "kind"), [(WAITING, "normal_plan"), (LOSS, "pos_loss"), (replace(LOSS, size=D(1)), "loss_plan")]
)
async def test_a_cancel_says_what_kind_of_plan_it_is(known: StrategyOrder, kind: str) -> None:
    bench = Bench()
    gone = {"orderId": "7", "clientOid": "tb-1", "errorMsg": "no", "errorCode": "43025"}
    bench.http.on(
        "/cancel-plan-order",
        ok({"successList": [{"orderId": "7", "clientOid": "tb-1"}]}),
        ok({"failureList": [gone]}),
        ok({"successList": [{"orderId": "8", "clientOid": "tb-8"}]}),
        refusal("40010"),
    )
    desk = desk_on(bench)
    cancel = CancelStrategy("tb-1", PERP, "7", known)
    outcomes = [await desk.cancel_strategy(cancel) for _ in range(4)]
    assert outcomes[0] == Accepted("tb-1", "7")
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Unknown, Unknown]
    (asked, *_) = bench.http.of("/cancel-plan-order")
    assert isinstance(asked.json, dict)
    assert (asked.json["planType"], asked.json["orderIdList"]) == (kind, [{"orderId": "7"}])


async def test_a_cancel_on_spot_is_answered_with_one_word() -> None:
    bench = Bench()
    bench.http.on(
        "/cancel-plan-order", ok({"result": "success"}), ok({"result": "failure"}), refusal("43025")
    )
    desk = desk_on(bench)
    outcomes = [await desk.cancel_strategy(CancelStrategy("tb-1", SPOT, "7")) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Unknown, Rejected]


async def test_what_would_have_to_be_guessed_is_not_sent() -> None:
    bench = Bench()
    desk = desk_on(bench)
    pair = AmendStrategy("tb-1", PERP, "7", take_profit=BOTH.take_profit, stop_loss=BOTH.stop_loss)
    outcomes = [
        await desk.place_trigger(Approved(replace(TRIGGER, margin_mode=None))),
        await desk.place_tp_sl(Approved(replace(STOP, instrument=SPOT))),
        await desk.amend_strategy(Approved(pair)),
        await desk.cancel_strategy(CancelStrategy("tb-1", PERP, "7")),
        await desk.cancel_strategy(
            CancelStrategy("tb-1", PERP, "7", replace(LOSS, take_profit=BOTH.take_profit))
        ),
    ]
    for outcome in outcomes:
        assert isinstance(outcome, NotSent)
        assert "nothing was sent" in outcome.sentence
    assert bench.http.asked == []
