"""The blotter: any order of events leaves every order in a legal state that agrees with the venue."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    MarginMode,
    Move,
    OrderStatus,
    PositionSide,
    Side,
    Source,
    TimeInForce,
    VenueStatus,
)
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.examples import fill, limit_buy, report
from tests.helpers.logs import LogWatch

D = Decimal
S, V = OrderStatus, VenueStatus


@pytest.fixture
def blotter() -> OrderBlotter:
    """A blotter with one order of ours on its way."""
    book = OrderBlotter()
    book.submitted(limit_buy(), Source.MANUAL, 900)
    return book


def status(blotter: OrderBlotter, client_oid: str = "tb-1") -> OrderStatus:
    """The state of an order that is there."""
    order = blotter.get(client_oid)
    assert order is not None
    return order.status


def test_a_new_order_is_an_intent(blotter: OrderBlotter) -> None:
    assert status(blotter) is S.INTENT
    assert [order.client_oid for order in blotter.open()] == ["tb-1"]


def test_an_id_is_used_once(blotter: OrderBlotter) -> None:
    with pytest.raises(ValueError, match="used before"):
        blotter.submitted(limit_buy(), Source.MANUAL, 901)


def test_unknown_orders_are_not_there() -> None:
    assert OrderBlotter().get("tb-1") is None
    assert OrderBlotter().by_order_id("v-1") is None


def test_an_answer_moves_the_order_and_names_it(blotter: OrderBlotter) -> None:
    blotter.move("tb-1", Move.ACCEPTED, order_id="v-1")
    order = blotter.by_order_id("v-1")
    assert order is not None
    assert (order.status, order.order_id, order.note) == (S.OPEN, "v-1", "")


def test_an_answer_without_an_id_keeps_the_one_we_have(blotter: OrderBlotter) -> None:
    blotter.report(report())
    blotter.move("tb-1", Move.ACCEPTED, order_id="")
    blotter.move("tb-1", Move.ACCEPTED, order_id="v-other")
    order = blotter.get("tb-1")
    assert order is not None
    assert order.order_id == "v-1"


def test_a_note_explains_the_state(blotter: OrderBlotter) -> None:
    blotter.move("tb-1", Move.IN_DOUBT, note="No answer.")
    assert blotter.unknown_count() == 1
    blotter.say("tb-1", "Still no answer.")
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.note) == (S.UNKNOWN, "Still no answer.")


def test_a_note_goes_with_the_state_it_explained(blotter: OrderBlotter) -> None:
    blotter.move("tb-1", Move.IN_DOUBT, note="No answer.")
    after = blotter.report(report())
    assert after is not None
    assert (after.status, after.note) == (S.OPEN, "")
    assert blotter.unknown_count() == 0


def test_why_the_venue_cancelled_is_told(blotter: OrderBlotter) -> None:
    after = blotter.report(replace(report(status=V.CANCELLED), cancel_reason="Post-only would have taken."))
    assert after is not None
    assert after.note == "Post-only would have taken."


def test_a_pair_that_is_not_in_the_table_is_logged_and_changes_nothing(
    blotter: OrderBlotter, expect_log: LogWatch
) -> None:
    expect_log("order tb-1: cancel-refused cannot follow intent")
    before = blotter.get("tb-1")
    assert blotter.move("tb-1", Move.CANCEL_REFUSED, note="No.", order_id="v-9") is None
    assert blotter.get("tb-1") == before
    assert blotter.by_order_id("v-9") is None


def test_a_venue_that_contradicts_a_verdict_is_quoted(blotter: OrderBlotter, expect_log: LogWatch) -> None:
    expect_log("seen-live cannot follow rejected")
    blotter.move("tb-1", Move.REJECTED, note="No.")
    assert blotter.report(report()) is None
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.note) == (S.REJECTED, "The exchange reports this order as live.")


def test_older_reports_change_nothing(blotter: OrderBlotter) -> None:
    blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000))
    before = blotter.get("tb-1")
    assert blotter.report(report(status=V.LIVE, filled="0", at_ms=3_000)) is None
    assert blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=1_999)) is None
    assert blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000)) is None
    assert blotter.get("tb-1") == before


def test_more_filled_is_newer_whatever_the_clock_says(blotter: OrderBlotter) -> None:
    blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000))
    blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.006", at_ms=1_000))
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.filled, order.updated_ms) == (D("0.006"), 2_000)


def test_an_amended_order_takes_its_new_terms(blotter: OrderBlotter) -> None:
    blotter.report(report())
    blotter.report(replace(report(at_ms=1_100), size=BaseQty(D("0.02")), price=D(63000)))
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.size, order.price) == (BaseQty(D("0.02")), D(63000))


def test_orders_placed_elsewhere_appear_as_external() -> None:
    blotter = OrderBlotter()
    blotter.report(report("web-1", order_id="v-7"))
    blotter.report(report("", order_id="v-8"))
    assert {(order.client_oid, order.source) for order in blotter.all()} == {
        ("web-1", Source.EXTERNAL),
        ("id:v-8", Source.EXTERNAL),
    }
    after = blotter.report(report("", V.FILLED, "0.01", 2_000, "v-8"))
    assert after is not None
    assert (after.client_oid, after.status) == ("id:v-8", S.FILLED)
    assert len(blotter.all()) == 2


def test_our_orders_of_an_earlier_run_are_ours() -> None:
    blotter = OrderBlotter()
    blotter.report(report("tb-0llo0k7s-000000000001"))
    assert blotter.all()[0].source is Source.MANUAL


@pytest.mark.parametrize("claim_first", [True, False])
def test_an_order_the_venue_made_for_us_is_ours(claim_first: bool) -> None:
    blotter = OrderBlotter()
    steps: list[Callable[[], object]] = [
        lambda: blotter.claim("v-1", Source.STRATEGY),
        lambda: blotter.report(report("1234567")),
    ]
    for step in steps if claim_first else reversed(steps):
        step()
    assert blotter.all()[0].source is Source.STRATEGY


def test_a_report_that_lost_our_id_is_found_by_the_venues(blotter: OrderBlotter) -> None:
    blotter.move("tb-1", Move.ACCEPTED, order_id="v-1")
    blotter.report(report("", V.FILLED, "0.01"))
    assert status(blotter) is S.FILLED
    assert len(blotter.all()) == 1


def test_a_fill_counts_once_and_moves_the_order(blotter: OrderBlotter) -> None:
    assert blotter.fill(fill())
    assert not blotter.fill(fill())
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.filled, order.avg_price) == (S.PARTIAL, D("0.004"), D(64000))
    assert order.order_id == "v-1"


def test_fills_of_the_whole_size_do_not_end_the_order_but_its_report_does(blotter: OrderBlotter) -> None:
    blotter.fill(fill("e-1", "0.004"))
    blotter.fill(fill("e-2", "0.006"))
    assert status(blotter) is S.PARTIAL
    # Somebody has made it larger meanwhile, and the report of that was lost.
    larger = replace(report(status=V.PARTIALLY_FILLED, filled="0.01"), size=BaseQty(Decimal("0.02")))
    blotter.report(larger)
    assert status(blotter) is S.PARTIAL
    blotter.report(replace(larger, status=V.FILLED, filled=Decimal("0.02"), updated_ms=2_000))
    assert status(blotter) is S.FILLED


def test_a_fill_proves_that_an_unknown_order_exists(blotter: OrderBlotter) -> None:
    blotter.move("tb-1", Move.IN_DOUBT)
    blotter.fill(fill(order_id=""))
    assert status(blotter) is S.PARTIAL


def test_a_fill_after_the_cancel_still_books(blotter: OrderBlotter) -> None:
    blotter.report(report(status=V.CANCELLED))
    blotter.fill(fill())
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.filled) == (S.CANCELLED, D("0.004"))


def test_an_order_in_quote_coin_is_not_called_filled_by_its_fills() -> None:
    blotter = OrderBlotter()
    blotter.submitted(replace(limit_buy(), size=QuoteQty(D("0.001"))), Source.MANUAL, 1)
    blotter.fill(fill())
    assert status(blotter) is S.PARTIAL


def test_fills_before_their_order_are_remembered() -> None:
    blotter = OrderBlotter()
    blotter.fill(fill(client_oid="web-1"))
    after = blotter.report(report("web-1"))
    assert after is not None
    assert (after.status, after.filled) == (S.PARTIAL, D("0.004"))


def test_a_fill_of_a_refused_order_is_a_surprise(blotter: OrderBlotter, expect_log: LogWatch) -> None:
    expect_log("seen-partial cannot follow rejected")
    blotter.move("tb-1", Move.REJECTED)
    blotter.fill(fill())
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.filled) == (S.REJECTED, D("0.004"))


def test_newest_first_and_only_what_works_is_open(blotter: OrderBlotter) -> None:
    blotter.submitted(limit_buy("tb-2"), Source.MANUAL, 1_000)
    blotter.move("tb-1", Move.REJECTED)
    assert [order.client_oid for order in blotter.all()] == ["tb-2", "tb-1"]
    assert [order.client_oid for order in blotter.open()] == ["tb-2"]


RACE: tuple[Callable[[OrderBlotter], object], ...] = (
    lambda blotter: blotter.move("tb-1", Move.ACCEPTED, order_id="v-1"),
    lambda blotter: blotter.report(report(status=V.LIVE, at_ms=1_000)),
    lambda blotter: blotter.fill(fill("e-1", "0.004")),
    lambda blotter: blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=1_100)),
    lambda blotter: blotter.fill(fill("e-2", "0.002")),
    lambda blotter: blotter.report(report(status=V.CANCELLED, filled="0.006", at_ms=1_200)),
    lambda blotter: blotter.fill(fill("e-1", "0.004")),
)


def test_every_order_of_events_ends_where_the_venue_says() -> None:
    for order in itertools.permutations(RACE):
        blotter = OrderBlotter()
        blotter.submitted(limit_buy(), Source.MANUAL, 900)
        for step in order:
            step(blotter)
        after = blotter.get("tb-1")
        assert after is not None
        assert (after.status, after.filled) == (S.CANCELLED, D("0.006"))


events = st.lists(
    st.one_of(
        st.builds(
            lambda number: lambda blotter: blotter.fill(fill(f"e-{number}", "0.001")),
            st.integers(min_value=0, max_value=9),
        ),
        st.builds(
            lambda venue, filled, at_ms: (
                lambda blotter: blotter.report(report("tb-1", venue, f"0.00{filled}", at_ms))
            ),
            st.sampled_from(VenueStatus),
            st.integers(min_value=0, max_value=9),
            st.integers(min_value=1, max_value=9),
        ),
    ),
    max_size=15,
)


@given(events)
def test_filled_never_goes_back_and_the_end_is_the_end(steps: list[Callable[[OrderBlotter], object]]) -> None:
    blotter = OrderBlotter()
    before = blotter.submitted(limit_buy(), Source.MANUAL, 900)
    for step in steps:
        step(blotter)
        after = blotter.get("tb-1")
        assert after is not None
        assert after.filled >= before.filled
        assert not before.status.is_final or after.status in (before.status, S.FILLED)
        before = after


@given(events, st.sampled_from([Move.ACCEPTED, Move.IN_DOUBT]))
def test_what_is_alive_is_what_is_not_proven_to_be_over(
    steps: list[Callable[[OrderBlotter], object]], answer: Move
) -> None:
    blotter = OrderBlotter()
    for client_oid in ("tb-1", "tb-2", "tb-3"):
        blotter.submitted(limit_buy(client_oid), Source.MANUAL, 900)
    blotter.move("tb-1", answer)
    blotter.move("tb-2", Move.NOT_SENT)
    for step in steps:
        step(blotter)
        wanted = {order.client_oid for order in blotter.all() if not order.status.is_final}
        assert {order.client_oid for order in blotter.alive()} == wanted
        assert {order.client_oid for order in blotter.open()} == wanted
        unknown = sum(order.status is S.UNKNOWN for order in blotter.all())
        assert blotter.unknown_count() == unknown


def test_a_report_without_the_venues_id_is_found_by_ours(blotter: OrderBlotter) -> None:
    blotter.report(report(order_id=""))
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.order_id) == (S.OPEN, None)


_TERMS = ("time_in_force", "reduce_only", "position_side", "margin_mode")
_TOLD = ("size", "price", "filled", "avg_price", "fee", "fee_coin", *_TERMS)


def test_an_order_has_the_terms_of_its_command() -> None:
    command = replace(
        limit_buy(),
        time_in_force=TimeInForce.IOC,
        reduce_only=True,
        position_side=PositionSide.LONG,
        margin_mode=MarginMode.ISOLATED,
    )
    order = OrderBlotter().submitted(command, Source.STRATEGY, 900)
    names = ("client_oid", "instrument", "side", "order_type", "size", "price", *_TERMS)
    assert [getattr(order, name) for name in names] == [getattr(command, name) for name in names]
    assert OrderBlotter().submitted(replace(command, margin_mode=None), Source.MANUAL, 1).margin_mode is (
        MarginMode.CROSSED
    )


@pytest.mark.parametrize("client_oid", ["tb-1", "web-1"])
def test_an_order_has_everything_that_its_report_tells(blotter: OrderBlotter, client_oid: str) -> None:
    told = replace(
        report(client_oid, V.PARTIALLY_FILLED, "0.004"),
        side=Side.SELL if client_oid == "web-1" else Side.BUY,
        size=BaseQty(D("0.02")),
        price=D(64_100),
        time_in_force=TimeInForce.POST_ONLY,
        reduce_only=True,
        position_side=PositionSide.SHORT,
        margin_mode=MarginMode.ISOLATED,
        fee=D("0.15"),
        fee_coin="USDT",
    )
    order = blotter.report(told)
    assert order is not None
    names = ("side", "order_type", *_TOLD)
    assert [getattr(order, name) for name in names] == [getattr(told, name) for name in names]


def test_a_report_without_a_word_on_the_fee_takes_none_away(blotter: OrderBlotter) -> None:
    told = replace(report(status=V.PARTIALLY_FILLED, filled="0.004"), fee=D("0.15"), fee_coin="USDT")
    blotter.report(told)
    order = blotter.report(report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000))
    assert order is not None
    assert (order.fee, order.fee_coin) == (D("0.15"), "USDT")


def test_the_reason_of_a_cancel_is_for_cancelled_orders(blotter: OrderBlotter) -> None:
    working = blotter.report(replace(report(), cancel_reason="It would have taken."))
    assert working is not None
    assert working.note == ""
    ended = blotter.report(replace(report(status=V.CANCELLED, at_ms=2_000), cancel_reason=""))
    assert ended is not None
    assert ended.note == ""


def test_a_fill_finds_its_order_by_the_venues_id_alone(blotter: OrderBlotter) -> None:
    blotter.report(report())
    assert blotter.fill(replace(fill(), client_oid=""))
    order = blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.filled, order.note) == (S.PARTIAL, D("0.004"), "")
