"""The exchange without wires tells the truth about what it pretends: outcomes, late arrivals, lost pushes."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelOrder,
    CancelStrategy,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetLeverage,
)
from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.events import AccountEvent, FillsSeen, OrdersSeen, PositionsSeen, StrategyOrdersSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, Side, TriggerBy, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown
from terminal_app.core.ports import AccountData, OrderEntry
from terminal_app.core.strategy_orders import StrategyStatus
from terminal_app.paper.server.faults.plan import Kind, Plan, Rule
from tests.helpers.paper_engine import PERP_ID, book, exchange
from tests.helpers.paper_venue import PaperVenue
from tests.helpers.paper_venue_link import UID
from tests.helpers.paper_venue_orders import CANCEL, PLACE, PLACE_BATCH
from tests.helpers.paper_venue_reads import ORDER

FUTURES = ProductType.USDT_FUTURES
REQUESTS = [kind for kind in Kind if kind.of_request]


def venue(*rules: Rule, not_sent: float = 0.0) -> tuple[PaperVenue, list[AccountEvent]]:
    engine, heard = exchange(USDT="1000000"), list[AccountEvent]()
    book(engine, PERP_ID, size="1000")
    return PaperVenue(engine, Plan(7, rules), listener=heard.append, not_sent=not_sent), heard


def order(client_oid: str, price: str | None = "99") -> Approved[PlaceOrder]:
    command = PlaceOrder(
        client_oid,
        PERP_ID,
        Side.BUY,
        OrderType.MARKET if price is None else OrderType.LIMIT,
        BaseQty(Decimal(1)),
        None if price is None else Decimal(price),
    )
    return Approved(command)


def test_it_is_what_the_ports_ask_for() -> None:
    made, _ = venue()
    entry: OrderEntry = made
    data: AccountData = made
    assert {type(entry), type(data)} == {PaperVenue}


async def test_without_a_plan_everything_works() -> None:
    made, heard = venue()
    assert isinstance(await made.place(order("a")), Accepted)
    command = AmendOrder("a", PERP_ID, Decimal(2), Decimal(98))
    assert isinstance(await made.amend(Approved(command)), Accepted)
    found = await made.order("a")
    assert found == made.truth("a")
    assert found is not None
    assert (found.size, found.price) == (BaseQty(Decimal(2)), Decimal(98))
    assert isinstance(await made.cancel(CancelOrder("a", PERP_ID)), Accepted)
    assert isinstance(await made.cancel(CancelOrder("a", PERP_ID)), Rejected)
    assert [row.status for event in heard if isinstance(event, OrdersSeen) for row in event.orders] == [
        VenueStatus.LIVE,
        VenueStatus.LIVE,
        VenueStatus.CANCELLED,
    ]
    assert isinstance(await made.place(order("b", None)), Accepted)
    assert {type(event) for event in heard} == {OrdersSeen, FillsSeen, PositionsSeen}
    assert [row.client_oid for row in await made.fills()] == ["b"]
    assert (await made.positions(FUTURES))[0].size == 1
    assert (await made.account()).equity > 900_000
    assert isinstance(await made.set_leverage(SetLeverage(PERP_ID, Decimal(5))), Accepted)
    assert (await made.settings()).symbols[0].leverage == 5
    assert made.sent == {"a": 1, "b": 1}


async def test_strategy_orders_are_left_changed_taken_back_and_set_off() -> None:
    made, heard = venue()
    await made.place(order("a", None))
    stop = PlaceTpSl("s", PERP_ID, Side.SELL, stop_loss=ExitLeg(Decimal(90), TriggerBy.MARK))
    entry = PlaceTrigger("t", PERP_ID, Side.BUY, BaseQty(Decimal(1)), Decimal(110))
    assert isinstance(await made.place_tp_sl(Approved(stop)), Accepted)
    assert isinstance(await made.place_trigger(Approved(entry)), Accepted)
    lower = AmendStrategy("s", PERP_ID, stop_loss=ExitLeg(Decimal(80), TriggerBy.MARK))
    assert isinstance(await made.amend_strategy(Approved(lower)), Accepted)
    assert isinstance(await made.cancel_strategy(CancelStrategy("t", PERP_ID)), Accepted)
    assert [row.client_oid for row in await made.strategy_orders(FUTURES)] == ["s"]

    made.tell(made.engine.set_mark(PERP_ID, Decimal(80), Decimal(80), made.clock.now_ms()))
    assert await made.positions(FUTURES) == []
    assert [(row.client_oid, row.status) for row in await made.strategy_history(FUTURES)] == [
        ("s", StrategyStatus.DONE),
        ("t", StrategyStatus.CANCELLED),
    ]
    told = [row for event in heard if isinstance(event, StrategyOrdersSeen) for row in event.orders]
    assert [row.status for row in told if row.client_oid == "s"][-2:] == [
        StrategyStatus.SUBMITTING,
        StrategyStatus.DONE,
    ]


async def test_an_order_leaves_its_exits_behind_whatever_happens_to_the_answer() -> None:
    made, _ = venue(Rule(Kind.DROP_REPLY, path=PLACE))
    command = replace(order("a", None).command, stop_loss=ExitLeg(Decimal(90)))
    assert isinstance(await made.place(Approved(command)), Unknown)
    assert [row.stop_loss for row in await made.strategy_orders(FUTURES)] == [ExitLeg(Decimal(90))]


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda kind: kind.value)
async def test_the_outcome_never_says_more_than_a_client_can_know(kind: Kind) -> None:
    made, _ = venue(Rule(kind, path=PLACE, count=1))
    outcome = await made.place(order("a"))
    assert type(outcome) is (Rejected if kind is Kind.STORM else Unknown)
    late = kind is Kind.LATE_REQUEST
    assert (made.truth("a") is not None) is (kind.executes and not late)
    made.advance(2)
    assert (made.truth("a") is not None) is kind.executes
    assert [(line["client_oid"], line["executed"]) for line in made.dice.lines] == [("a", kind.executes)]


async def test_a_late_order_is_of_its_own_time() -> None:
    made, _ = venue(Rule(Kind.LATE_REQUEST, path=PLACE, seconds=29), not_sent=0)
    started = made.clock.now_ms()
    await made.place(order("a"))
    made.advance(60)
    found = made.truth("a")
    assert found is not None
    assert found.created_ms - started == 29_000
    assert made.clock.now_ms() - started == 60_000


async def test_a_batch_fails_as_one() -> None:
    made, _ = venue(Rule(Kind.DROP_REPLY, path=PLACE_BATCH, count=1))
    outcomes = await made.place_batch([order("a"), order("b", "1.05")])
    assert outcomes == [Unknown("a", "Bitget did not answer."), Unknown("b", "Bitget did not answer.")]
    assert (made.truth("a") is None, made.truth("b") is None) == (False, True)
    assert [line["executed"] for line in made.dice.lines] == [True, False]
    again = await made.place_batch([order("a"), order("c")])
    assert [type(outcome) for outcome in again] == [Unknown, Accepted]


async def test_what_never_leaves_is_proven_not_sent() -> None:
    made, _ = venue(not_sent=1.0)
    assert isinstance(await made.place(order("a")), NotSent)
    assert (made.truth("a"), made.sent) == (None, {})


async def test_a_cancel_can_be_lost_on_either_way() -> None:
    for kind, gone in ((Kind.DROP_REQUEST, False), (Kind.DROP_REPLY, True)):
        made, _ = venue(Rule(kind, path=CANCEL, count=1))
        await made.place(order("a"))
        assert isinstance(await made.cancel(CancelOrder("a", PERP_ID)), Unknown)
        assert (await made.open_orders() == []) is gone


@pytest.mark.parametrize(
    ("kind", "error"),
    [(Kind.SILENCE, LinkError), (Kind.STORM, RateLimitError), (Kind.MAINTENANCE_REPLY, VenueError)],
)
async def test_reads_fail_as_reads_do(kind: Kind, error: type[Exception]) -> None:
    made, _ = venue(Rule(kind, path=ORDER, count=1))
    with pytest.raises(error):
        await made.order("a")
    assert await made.order("a") is None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.GAP, ["b", "c"]),
        (Kind.DUPLICATE, ["a", "a", "b", "c"]),
        (Kind.REORDER, ["b", "a", "c"]),
        (Kind.LATE_FRAME, ["b", "c", "a"]),
    ],
)
async def test_pushes_are_lost_doubled_swapped_and_late(kind: Kind, told: list[str]) -> None:
    made, heard = venue(Rule(kind, topic="fill", count=1))
    for client_oid in ("a", "b", "c"):
        await made.place(order(client_oid, None))
    made.advance(2)
    assert [row.client_oid for event in heard if isinstance(event, FillsSeen) for row in event.fills] == told


def test_the_same_seed_goes_wrong_the_same_way() -> None:
    async def run() -> tuple[list[object], list[object]]:
        made, _ = venue(
            Rule(Kind.DROP_REPLY, share=0.2), Rule(Kind.LATE_REQUEST, share=0.2, seconds=3), not_sent=0.1
        )
        outcomes: list[object] = []
        for number in range(200):
            outcomes.append(await made.place(order(str(number), None)))
            made.advance(1)
        return outcomes, list(made.dice.lines)

    assert asyncio.run(run()) == asyncio.run(run())


@pytest.mark.slow
async def test_thousands_of_faults_and_the_log_is_always_right() -> None:
    clock = ManualClock()
    rules = [Rule(kind, share=0.08, seconds=5) for kind in REQUESTS]
    engine = exchange(USDT="100000000")
    engine.set_leverage(UID, PERP_ID, Decimal(1))
    for _ in range(2):
        book(engine, PERP_ID, size="1000")
    made = PaperVenue(engine, Plan(11, rules), clock=clock, not_sent=0.02)
    count = 5_000
    outcomes = {}
    for number in range(count):
        client_oid = str(number)
        outcomes[client_oid] = await made.place(order(client_oid, None))
        made.advance(0.1)
    made.advance(60)
    executed = {line["client_oid"]: line["executed"] for line in made.dice.lines}
    for client_oid, outcome in outcomes.items():
        there = engine.order(UID, client_oid=client_oid) is not None
        match outcome:
            case Accepted():
                assert there or int(client_oid) < count - 3_000
            case NotSent() | Rejected():
                assert not there
            case Unknown():
                assert there is executed[client_oid] or int(client_oid) < count - 3_000
    assert len(executed) > count / 2
    assert max(made.sent.values()) == 1
