"""The service's guards: halt, limits, the day's loss, sleep, and the limits of orders that leave together."""

import asyncio
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    SetLeverage,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import FillsSeen, Link, LinkChanged, LinkState, OrdersSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import OrderStatus, Side, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Unknown
from terminal_app.core.ports import Purpose
from terminal_app.core.records import EventSeen, Intent, QuestionSeen, Record
from terminal_app.trading.day import DAY_MS, day_start_ms
from terminal_app.trading.evidence import EvidenceKind
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.sleep import GAP_S
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import PERP_ID, fill, guard_long, limit_buy, report, trigger_buy
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

D = Decimal
HALT = "Trading is halted: you asked for it."


def events(desk: Desk) -> list[tuple[str, str]]:
    """What the journal knows of trading as a whole."""
    return [
        (record.kind, record.sentence) for record in desk.journal.records if isinstance(record, EventSeen)
    ]


def notices(desk: Desk) -> list[str]:
    """What the person was told."""
    return [fact.sentence for fact in desk.changes.drain().facts if isinstance(fact, TradingNotice)]


async def test_a_halt_refuses_entry_and_lets_cancels_and_closes_pass(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    desk.service.on_account_event(OrdersSeen((report(),), Stamp(1, 1.0)))
    desk.service.controls.halt("you asked for it.")
    assert (desk.service.entry_block(), desk.service.controls.state) == (HALT, TradingState.HALTED)
    for command in (
        limit_buy("tb-2"),
        replace(limit_buy("tb-3"), reduce_only=True),
        AmendOrder("tb-1", PERP_ID, D("0.005"), D(64000)),
        SetLeverage(PERP_ID, D(5)),
    ):
        assert await desk.service.submit(command) == Refused((HALT,))
    for passing in (CancelOrder("tb-1", PERP_ID), CancelAll(ProductType.SPOT), ClosePosition(PERP_ID)):
        assert isinstance(await desk.service.submit(passing), Accepted)
    desk.service.controls.resume()
    assert isinstance(await desk.service.submit(limit_buy("tb-4")), Accepted)
    await desk.service.aclose()
    assert [kind for kind, _ in events(desk)] == ["halted", "enabled"]


async def test_an_order_that_waits_for_the_disk_is_dropped_by_a_halt(desk: Desk) -> None:
    desk.journal.busy = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(limit_buy()), "order")
    await eventually(lambda: desk.journal.waiting)
    desk.service.controls.halt("you asked for it.")
    desk.journal.busy.set()
    assert await answer == NotSent(HALT)
    assert (desk.exchange.sent, desk.status()) == ([], OrderStatus.NOT_SENT)


async def test_a_halt_without_a_connection_holds_and_the_cancel_goes_out_when_it_is_back(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    desk.service.on_account_event(OrdersSeen((report(),), Stamp(1, 1.0)))
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.LIVE, ""))
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "The line is dead."))
    desk.exchange.script["cancel"].append(Unknown("tb-1", "Bitget did not answer in time."))

    desk.service.controls.halt("you asked for it.")
    outcome = await desk.service.submit(CancelOrder("tb-1", PERP_ID))

    assert outcome == Unknown("tb-1", "Bitget did not answer in time.")
    assert desk.status() is OrderStatus.CANCEL_UNKNOWN
    desk.exchange.known["tb-1"] = report(status=VenueStatus.CANCELLED, at_ms=2_000)
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.LIVE, ""))
    await eventually(lambda: desk.status() is OrderStatus.CANCELLED)
    assert desk.service.controls.state is TradingState.HALTED
    await desk.service.aclose()


async def test_the_client_is_told_to_keep_back_what_waits_below(desk: Desk) -> None:
    assert desk.gate.may_send(Purpose.ORDER) is None
    desk.service.controls.halt("you asked for it.")
    assert desk.gate.may_send(Purpose.ORDER) == HALT
    desk.service.controls.resume()
    closing = desk.tasks.spawn(desk.service.aclose(), "close")
    await closing
    assert desk.gate.may_send(Purpose.ORDER) == "The terminal is closing."


async def test_a_halt_survives_a_restart(desk: Desk) -> None:
    desk.service.controls.halt("you asked for it.")
    again = Desk(kept=desk.kept)
    await again.service.start(PRODUCTS)
    assert await again.service.submit(limit_buy()) == Refused((HALT,))


async def test_a_halt_that_cannot_be_written_holds_and_says_so(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("could not be written down")

    def fail(_state: object) -> None:
        raise OSError("disk full")

    desk.gate._keep = fail
    desk.service.controls.halt("you asked for it.")
    assert desk.service.entry_block() == HALT
    assert "would be forgotten by a restart" in notices(desk)[0]


async def test_reduce_only_lets_reductions_pass(desk: Desk) -> None:
    desk.service.controls.reduce_only("you are careful.")
    block = "Only orders that reduce a position are allowed: you are careful."
    assert desk.service.entry_block() == block
    assert await desk.service.submit(limit_buy()) == Refused((block,))
    reducing = replace(limit_buy("tb-2"), reduce_only=True)
    assert isinstance(await desk.service.submit(reducing), Accepted)


async def test_entry_that_waits_for_the_disk_is_dropped_when_only_reductions_may_leave(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    desk.journal.busy = asyncio.Event()
    wanted = (
        limit_buy("tb-2"),
        replace(limit_buy("tb-3"), reduce_only=True),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D(64000)),
    )
    answers = asyncio.gather(*(desk.service.submit(command) for command in wanted))
    await eventually(lambda: desk.journal.waiting == 3)
    desk.service.controls.reduce_only("")
    desk.journal.busy.set()
    assert [type(answer) for answer in await answers] == [NotSent, Accepted, NotSent]


async def test_waiting_orders_are_guarded_too(desk: Desk) -> None:
    desk.service.controls.set_limits(replace(desk.limits, max_orders_per_10s=1))
    assert isinstance(await desk.service.submit(trigger_buy()), Accepted)
    refused = await desk.service.submit(trigger_buy("tb-s2"))
    assert refused == Refused(("Your limit is 1 orders in ten seconds; 1 were sent.",))
    desk.clock.advance(10)
    desk.service.controls.reduce_only("you are careful.")
    refused = await desk.service.submit(trigger_buy("tb-s3"))
    assert isinstance(refused, Refused)
    reducing = replace(trigger_buy("tb-s4", "60000"), side=Side.SELL, reduce_only=True)
    assert isinstance(await desk.service.submit(reducing), Accepted)
    desk.clock.advance(10)
    assert isinstance(await desk.service.submit(guard_long()), Accepted)
    desk.service.controls.halt("you asked for it.")
    assert await desk.service.submit(guard_long("tb-g2")) == Refused((HALT,))
    assert isinstance(await desk.service.submit(CancelStrategy("tb-s1", PERP_ID)), Accepted)


async def test_a_trigger_that_waits_for_the_disk_is_dropped_when_only_reductions_may_leave(
    desk: Desk,
) -> None:
    desk.journal.busy = asyncio.Event()
    answers = asyncio.gather(desk.service.submit(trigger_buy()), desk.service.submit(guard_long()))
    await eventually(lambda: desk.journal.waiting == 2)
    desk.service.controls.reduce_only("")
    desk.journal.busy.set()
    assert [type(answer) for answer in await answers] == [NotSent, Accepted]


async def test_two_orders_at_once_cannot_both_be_the_last_that_fits() -> None:
    desk = Desk(limits=RiskLimits(D(900), max_symbol_notional=D(1_000), duplicate_ms=0))
    await desk.service.start(PRODUCTS)
    desk.journal.busy = asyncio.Event()
    answers = asyncio.gather(*(desk.service.submit(limit_buy(name)) for name in ("tb-1", "tb-2")))
    await eventually(lambda: desk.journal.waiting)
    desk.journal.busy.set()
    assert [type(answer) for answer in await answers] == [Accepted, Refused]


async def test_an_unknown_order_keeps_its_place(desk: Desk) -> None:
    desk.service.controls.set_limits(
        replace(desk.limits, max_order_notional=D(900), max_symbol_notional=D(1_000))
    )
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(limit_buy()), "order")
    await eventually(lambda: desk.exchange.sent)
    refused = await desk.service.submit(limit_buy("tb-2"))
    assert isinstance(refused, Refused)
    assert "640 USDT of it not confirmed" in refused.reasons[0]
    desk.exchange.hold.set()
    await answer


async def test_the_same_order_from_two_places_is_one_accident() -> None:
    desk = Desk(limits=RiskLimits())
    await desk.service.start(PRODUCTS)
    first, second = replace(limit_buy(), origin="ticket"), replace(limit_buy("tb-2"), origin="hotkey")
    assert isinstance(await desk.service.submit(first), Accepted)
    desk.clock.advance(0.25)
    refused = await desk.service.submit(second)
    assert isinstance(refused, Refused)
    assert "250 ms ago from another place" in refused.reasons[0]
    desk.clock.advance(0.0625)
    assert isinstance(await desk.service.submit(second), Accepted)


async def test_a_flood_is_stopped_and_passes() -> None:
    desk = Desk(limits=RiskLimits(max_orders_per_10s=3, duplicate_ms=0))
    await desk.service.start(PRODUCTS)
    answers = [await desk.service.submit(limit_buy(f"tb-{number}")) for number in range(5)]
    assert [type(answer) for answer in answers] == [Accepted] * 3 + [Refused] * 2
    desk.clock.advance(10)
    assert isinstance(await desk.service.submit(limit_buy("tb-9")), Accepted)


async def test_loosening_needs_a_yes(desk: Desk) -> None:
    wider = replace(desk.limits, max_order_notional=D(60_000))
    refused = desk.service.controls.set_limits(wider)
    assert refused == Refused(("The limit per order goes from 50000 to 60000 in quote coin.",))
    assert (desk.service.controls.limits, desk.kept_limits) == (desk.limits, [])
    assert desk.service.controls.set_limits(wider, loosen=True) is None
    assert (desk.service.controls.limits, desk.kept_limits) == (wider, [wider])
    assert desk.service.controls.set_limits(desk.limits) is None
    await desk.service.aclose()
    assert events(desk) == [
        ("limits", "The limit per order goes from 50000 to 60000 in quote coin."),
        ("limits", "Limits were tightened."),
    ]


async def test_new_limits_hold_for_the_next_order(desk: Desk) -> None:
    assert desk.service.controls.set_limits(replace(desk.limits, max_order_notional=D(600))) is None
    refused = await desk.service.submit(limit_buy())
    assert refused == Refused(("Your limit is 600 USDT per order; this order is 640 USDT.",))


async def test_nonsense_is_refused_even_with_a_yes(desk: Desk) -> None:
    nonsense = replace(desk.limits, max_open_orders=0)
    assert desk.service.controls.set_limits(nonsense, loosen=True) == Refused(
        ("The limit of open orders must be above zero.",)
    )


async def test_limits_that_cannot_be_written_hold_and_say_so(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("limits could not be kept")

    def fail(_limits: RiskLimits) -> None:
        raise OSError("disk full")

    desk.service.controls._keep_limits = fail
    assert desk.service.controls.set_limits(replace(desk.limits, max_open_orders=5)) is None
    assert desk.service.controls.limits.max_open_orders == 5
    assert "could not be written down" in notices(desk)[0]


async def test_funding_counts_in_the_days_loss(desk: Desk) -> None:
    desk.service.controls.set_limits(replace(desk.limits, max_daily_loss=D(10)))
    now_ms = desk.clock.now_ms()
    paid = Bill("1", now_ms, "USDT", BillKind.FUNDING, fill().instrument, D("-9.5"), D(0), None, "")
    others = [
        replace(paid, bill_id="2", kind=BillKind.SETTLEMENT),
        replace(paid, bill_id="3", coin="BTC"),
        replace(paid, bill_id="4", time_ms=desk.service.controls.day.start_ms() - 1),
    ]
    desk.service.controls.learn_bills([paid, *others])
    assert desk.service.controls.day.result().amount == D("-9.5")
    assert desk.service.entry_block() is None
    desk.service.controls.learn_bills([paid, replace(paid, bill_id="5", amount=D("-0.5"))])
    assert desk.service.controls.state is TradingState.REDUCE_ONLY
    assert "today's loss is 10 and your limit is 10." in (desk.service.entry_block() or "")


async def test_a_days_loss_locks_entry_until_the_reset(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("its clock was set")
    desk.service.controls.set_limits(replace(desk.limits, max_daily_loss=D(10)))
    lost = replace(fill(), realised_pnl=D("-9.95"), fee=D("0.1"), time_ms=desk.clock.now_ms())
    desk.service.on_account_event(FillsSeen((lost,), Stamp(1, 1.0)))
    assert desk.service.controls.day.result().amount == D("-10.05")
    assert desk.service.controls.state is TradingState.REDUCE_ONLY
    block = desk.service.entry_block() or ""
    assert "today's loss is 10.05 and your limit is 10." in block
    assert len([sentence for sentence in notices(desk) if "Entry is locked" in sentence]) == 1
    desk.service.look_at_clock()
    assert notices(desk) == []
    desk.service.controls.resume()
    assert await desk.service.submit(limit_buy()) == Refused((block,))
    until_ms = day_start_ms(desk.clock.now_ms(), 0) + DAY_MS
    again = Desk(kept=desk.kept)
    await again.service.start(PRODUCTS)
    assert await again.service.submit(limit_buy()) == Refused((block,))
    again.clock.advance((until_ms - again.clock.now_ms()) / 1000)
    again.service.look_at_clock()
    await eventually(lambda: again.service.entry_block() is None)
    assert isinstance(await again.service.submit(limit_buy()), Accepted)


async def test_losses_of_today_are_counted_after_a_restart() -> None:
    desk = Desk(limits=RiskLimits(max_daily_loss=D(10)))
    desk.exchange.executions = [replace(fill(), realised_pnl=D(-20), time_ms=desk.clock.now_ms())]
    await desk.service.start(PRODUCTS)
    assert desk.service.controls.state is TradingState.REDUCE_ONLY
    assert min(desk.exchange.since) <= day_start_ms(desk.clock.now_ms(), 0)


async def test_a_sleep_shuts_entry_until_the_account_is_read(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("The computer slept")
    desk.clock.advance(1)
    desk.service.look_at_clock()
    assert desk.service.entry_block() is None
    desk.clock.step_wall(7_200)
    desk.exchange.hold_reads = asyncio.Event()
    desk.service.look_at_clock()
    block = desk.service.entry_block() or ""
    assert "(2 h 0 min)" in block
    assert await desk.service.submit(limit_buy()) == Refused((block,))
    desk.exchange.hold_reads.set()
    await eventually(lambda: desk.service.entry_block() is None)


async def test_an_order_right_after_a_sleep_does_not_leave_before_anybody_looked_at_the_clocks(
    desk: Desk,
) -> None:
    desk.clock.step_wall(7_200)
    block = desk.service.entry_block() or ""
    assert "(2 h 0 min)" in block
    assert await desk.service.submit(limit_buy()) == Refused((block,))


async def test_another_reading_shuts_nothing(desk: Desk) -> None:
    desk.exchange.working = [report("web-1", order_id="v-9")]
    desk.service._sync.again()
    assert desk.service.entry_block() is None
    await desk.tasks.drain()
    assert desk.order("web-1").status is OrderStatus.OPEN


async def test_history_is_read_back_to_the_last_known_moment() -> None:
    desk = Desk()
    known_ms = desk.clock.now_ms() - 5 * DAY_MS
    desk.service.recover([], known_ms)
    await desk.service.start(PRODUCTS)
    assert set(desk.exchange.since) == {known_ms - 600_000}
    desk.exchange.since.clear()
    desk.clock.advance(60)
    desk.service._sync.again()
    await desk.tasks.drain()
    assert set(desk.exchange.since) == {day_start_ms(desk.clock.now_ms(), 0)}


async def test_what_we_know_by_our_clock_is_asked_for_by_the_venues() -> None:
    desk = Desk()
    hour_ms = 3_600_000
    desk.service._sync._venue_ms = lambda: desk.clock.now_ms() - hour_ms
    known_ms = desk.clock.now_ms() - 5 * DAY_MS
    desk.service.recover([], known_ms)
    await desk.service.start(PRODUCTS)
    assert set(desk.exchange.since) == {known_ms - 600_000 - hour_ms}


class FakePast:
    """A journal that remembers, or cannot be read."""

    def __init__(self, *records: Record) -> None:
        self.records = list(records)

    def of_order(self, client_oid: str) -> list[Record]:
        """Everything, whoever asks."""
        if not self.records:
            raise EnvironmentTroubleError("The journal is damaged.")
        return [record for record in self.records if isinstance(record, Intent | QuestionSeen) and client_oid]


async def test_evidence_comes_from_memory_and_journal(desk: Desk, expect_log: LogWatch) -> None:
    await desk.service.submit(limit_buy())
    assert [line.kind for line in desk.service.evidence("tb-1")] == [EvidenceKind.SENT, EvidenceKind.ANSWER]
    desk.service._past = FakePast(QuestionSeen("tb-1", "for it", "not found.", 1, 2))
    assert desk.service.evidence("tb-1")[0].at_ms == 2
    expect_log("journal cannot tell")
    desk.service._past = FakePast()
    assert len(desk.service.evidence("tb-1")) == 2


async def test_a_question_that_cannot_be_written_is_no_news(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    await desk.tasks.drain()
    desk.changes.drain()
    desk.journal.trouble = "The disk is full."
    desk.exchange.known["tb-1"] = report()
    assert await desk.service.ask_again("tb-1")
    await desk.service.aclose()
    assert notices(desk) == []


async def test_a_sell_counts_on_its_own_side(desk: Desk) -> None:
    desk.service.controls.set_limits(
        replace(desk.limits, max_order_notional=D(900), max_symbol_notional=D(1_000))
    )
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)
    sell = replace(limit_buy("tb-2", price="64300"), side=Side.SELL)
    assert isinstance(await desk.service.submit(sell), Accepted)


async def test_a_standstill_right_after_the_start_is_noticed(desk: Desk) -> None:
    await desk.service.start(PRODUCTS)
    assert desk.service.entry_block() is None
    desk.clock.advance(GAP_S + 1)
    assert "The computer slept or its clock was set (11 s)" in (desk.service.entry_block() or "")
    assert isinstance(await desk.service.submit(limit_buy()), Refused)
