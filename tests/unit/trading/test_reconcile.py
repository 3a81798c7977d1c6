"""The venue's picture against ours: news is settled, old pictures are dropped, what is missing is asked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import Fill, Position
from terminal_app.core.events import AccountSeen, FillsSeen, OrdersSeen, PositionsSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import Order, OrderStatus, Source, VenueOrder, VenueStatus
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.reconcile import OurState, Settlement, VenueState, settle
from tests.helpers.examples import account, fill, limit_buy, position, report

S, V = OrderStatus, VenueStatus
FUTURES = ProductType.USDT_FUTURES


def ours(
    status: OrderStatus, client_oid: str = "tb-1", filled: str = "0", order_id: str | None = "v-1"
) -> Order:
    """An order as we know it."""
    order = OrderBlotter().submitted(limit_buy(client_oid), Source.MANUAL, 900)
    return replace(order, status=status, filled=Decimal(filled), order_id=order_id, updated_ms=1_000)


def compared(
    orders: tuple[Order, ...] = (),
    working: tuple[VenueOrder, ...] = (),
    history: tuple[VenueOrder, ...] = (),
    fills: tuple[Fill, ...] = (),
    known_fills: frozenset[str] = frozenset(),
    positions: tuple[Position, ...] = (),
) -> Settlement:
    """What a comparison says."""
    venue = VenueState(7.0, account(), working, history, fills, {FUTURES: positions})
    return settle(venue, OurState(orders, known_fills))


def reports(settlement: Settlement) -> tuple[VenueOrder, ...]:
    """The order reports among the events."""
    return next((event.orders for event in settlement.events if isinstance(event, OrdersSeen)), ())


def test_two_equal_pictures_settle_nothing_but_balances_and_positions() -> None:
    settlement = compared(
        (ours(S.OPEN),), working=(report(),), fills=(fill(),), known_fills=frozenset({"e-1"})
    )
    assert [type(event) for event in settlement.events] == [AccountSeen, PositionsSeen]
    assert settlement.ask == ()


@pytest.mark.parametrize("status", [S.UNKNOWN, S.OPEN, S.INTENT])
def test_a_fill_while_nobody_listened_is_taken(status: OrderStatus) -> None:
    partly = report(status=V.PARTIALLY_FILLED, filled="0.004")
    assert reports(compared((ours(status),), working=(partly,))) == (partly,)


def test_an_order_of_somebody_else_is_shown() -> None:
    external = report("web-1", order_id="v-9")
    assert reports(compared(working=(external,))) == (external,)


def test_somebody_elses_past_is_not() -> None:
    assert reports(compared(history=(report("web-1", V.FILLED, "0.01", order_id="v-9"),))) == ()


@pytest.mark.parametrize("end", [V.FILLED, V.CANCELLED])
def test_the_history_ends_an_order_of_ours(end: VenueStatus) -> None:
    ended = report(status=end, filled="0.01" if end is V.FILLED else "0", at_ms=2_000)
    settlement = compared((ours(S.OPEN),), history=(ended,))
    assert (reports(settlement), settlement.ask) == ((ended,), ())


@pytest.mark.parametrize(
    ("known", "stale"),
    [
        (ours(S.PARTIAL, filled="0.004"), report()),
        (ours(S.FILLED, filled="0.01"), report(status=V.PARTIALLY_FILLED, filled="0.01")),
        (ours(S.CANCELLED), report(at_ms=5_000)),
        (ours(S.CANCEL_PENDING, filled="0.004"), report(status=V.CANCELLED, filled="0.002")),
    ],
)
def test_a_poll_never_moves_an_order_backwards(known: Order, stale: VenueOrder) -> None:
    settlement = compared((known,), working=(stale,))
    assert (reports(settlement), settlement.ask) == ((), ())


def test_what_happened_between_two_reads_comes_in_order() -> None:
    live, gone = report(status=V.PARTIALLY_FILLED, filled="0.004"), report(status=V.CANCELLED, filled="0.004")
    assert reports(compared((ours(S.OPEN),), working=(live,), history=(gone,))) == (live, gone)


@pytest.mark.parametrize(
    ("status", "asked"),
    [(S.OPEN, True), (S.UNKNOWN, True), (S.CANCEL_UNKNOWN, True), (S.INTENT, False), (S.FILLED, False)],
)
def test_what_no_list_tells_is_asked(status: OrderStatus, asked: bool) -> None:
    assert compared((ours(status),)).ask == (("tb-1",) if asked else ())


def test_an_order_is_known_by_either_id() -> None:
    nameless = report("", order_id="v-1")
    assert compared((ours(S.OPEN),), working=(nameless,)).ask == ()
    first = ours(S.UNKNOWN, order_id=None)
    assert reports(compared((first,), working=(report(),))) == (report(),)
    assert compared((replace(first, client_oid="id:v-1", status=S.OPEN),), working=(nameless,)).ask == ()


def test_a_verdict_that_the_venue_contradicts_is_passed_on() -> None:
    assert reports(compared((ours(S.PROVEN_NEVER, order_id=None),), working=(report(),))) == (report(),)


def test_fills_come_once_each_and_oldest_first() -> None:
    late, early = replace(fill("e-2"), time_ms=2_000), replace(fill("e-1"), time_ms=1_000)
    settlement = compared(fills=(late, early, late), known_fills=frozenset({"e-0"}))
    assert [event.fills for event in settlement.events if isinstance(event, FillsSeen)] == [(early, late)]


def test_positions_are_complete_for_their_product_as_of_the_question() -> None:
    (seen,) = [
        event for event in compared(positions=(position(),)).events if isinstance(event, PositionsSeen)
    ]
    assert (seen.complete, seen.product, seen.stamp.received) == (True, FUTURES, 7.0)


@pytest.mark.parametrize(
    ("known", "seen"),
    [
        (ours(S.OPEN, order_id=None), report()),
        (ours(S.CANCEL_UNKNOWN), report()),
        (ours(S.OPEN), report(status=V.CANCELLED)),
        (ours(S.OPEN), replace(report(), price=Decimal(64_100))),
        (ours(S.OPEN), report(at_ms=1_001)),
        (ours(S.PARTIAL, filled="0.004"), report(status=V.PARTIALLY_FILLED, filled="0.005")),
    ],
    ids=["its id", "its state", "its end", "its terms", "its time", "its fills"],
)
def test_one_difference_is_news(known: Order, seen: VenueOrder) -> None:
    assert reports(compared((known,), working=(seen,))) == (seen,)


@pytest.mark.parametrize(
    ("known", "seen"),
    [
        (ours(S.PARTIAL, filled="0.004"), report(status=V.PARTIALLY_FILLED, filled="0.004")),
        (ours(S.FILLED, filled="0.01"), report(status=V.FILLED, filled="0.01")),
        (ours(S.CANCELLED), report(status=V.CANCELLED)),
    ],
)
def test_the_same_again_is_no_news(known: Order, seen: VenueOrder) -> None:
    assert reports(compared((known,), history=(seen,))) == ()


def test_the_history_comes_oldest_first_whatever_its_order() -> None:
    early = report("tb-1", V.CANCELLED, at_ms=2_000)
    late = report("tb-2", V.CANCELLED, order_id="v-2", at_ms=3_000)
    orders = (ours(S.OPEN), ours(S.OPEN, "tb-2", order_id="v-2"))
    assert reports(compared(orders, history=(late, early))) == (early, late)


def test_an_old_picture_in_the_history_is_dropped() -> None:
    assert reports(compared((ours(S.PARTIAL, filled="0.004"),), history=(report(at_ms=2_000),))) == ()


def test_reports_carry_the_moment_of_the_question() -> None:
    settlement = compared((ours(S.OPEN),), working=(report(at_ms=2_000),), fills=(fill(),))
    stamps = [event.stamp for event in settlement.events if isinstance(event, OrdersSeen | FillsSeen)]
    assert stamps == [Stamp(account().stamp.source_ms, 7.0)] * 2
