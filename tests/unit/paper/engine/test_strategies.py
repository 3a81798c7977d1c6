"""Trigger orders, take-profits and stop-losses: when they go off, what they do, and with what they end."""

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import ExitLeg, MarginMode, OrderType, Side, TriggerBy, VenueStatus
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import CancelCause, OrderChanged, PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    Exits,
    Leg,
    StrategyChanged,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
    TriggerRequest,
)
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NET,
    NOW,
    PERP_ID,
    SELL,
    SHORT,
    D,
    book,
    exchange,
    exits,
    hedge,
    hit,
    limit,
    market,
    only,
    place,
    protect,
    quote,
    wait,
)


def held(size: str = "2", side: Side = BUY) -> PaperExchange:
    """An exchange at 100 whose account holds a position."""
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, side, size))
    return made


def mark(made: PaperExchange, price: str) -> list[StrategyRow]:
    """Move the mark; returns the strategy orders as they were told meanwhile."""
    return [event.row for event in only(made.set_mark(PERP_ID, D(price), D(price), NOW), StrategyChanged)]


def strategy(made: PaperExchange, row: StrategyRow) -> StrategyRow:
    found = made.strategies.find("u", order_id=row.order_id)
    assert found is not None
    return found


# -- exits of a position -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "take", "stop", "price", "leg"),
    [
        (BUY, "110", "90", "110", Leg.TAKE_PROFIT),
        (BUY, "110", "90", "111", Leg.TAKE_PROFIT),
        (BUY, "110", "90", "90", Leg.STOP_LOSS),
        (SELL, "90", "110", "90", Leg.TAKE_PROFIT),
        (SELL, "90", "110", "110", Leg.STOP_LOSS),
    ],
)
def test_the_leg_that_is_touched_closes_the_position_and_ends_the_other(
    side: Side, take: str, stop: str, price: str, leg: Leg
) -> None:
    made = held(side=side)
    row = protect(made, exits(take, stop, by=TriggerBy.MARK))

    told = mark(made, price)

    assert [one.status for one in told] == [StrategyStatus.SUBMITTING, StrategyStatus.SUCCESS]
    after = strategy(made, row)
    assert (after.touched, made.positions("u"), made.waiting_strategies("u")) == (leg, [], [])
    placed = made.order("u", order_id=after.placed_id)
    assert placed is not None
    assert (placed.status, placed.filled, placed.request.reduce_only) == (VenueStatus.FILLED, D(2), True)


@pytest.mark.parametrize("price", ["109.9", "90.1"])
def test_nothing_goes_off_before_its_price(price: str) -> None:
    made = held()
    protect(made, exits("110", "90", by=TriggerBy.MARK))
    assert mark(made, price) == []
    assert made.positions("u")


def test_the_last_price_and_the_mark_are_two_things() -> None:
    made = held()
    row = protect(made, exits(None, "99.7"))

    assert mark(made, "95") == []
    events = hit(made, PERP_ID, SELL, "30")

    assert [one.row.status for one in only(events, StrategyChanged)][-1] is StrategyStatus.SUCCESS
    assert strategy(made, row).touched is Leg.STOP_LOSS


def test_a_touch_within_one_step_is_enough() -> None:
    made = held()
    protect(made, exits("105", None))
    desk = made.desk
    quote(made, PERP_ID, SELL, "105", "1")
    desk.lift(PERP_ID, BUY, 1050, 10**6, NOW)
    quote(made, PERP_ID, BUY, "99", "9")
    desk.take(PERP_ID, SELL, 500, NOW)
    desk.end_step(NOW)

    assert made.positions("u") == []


def test_in_one_step_the_stop_loss_comes_before_the_take_profit_and_the_older_before_the_younger() -> None:
    made = held()
    first = protect(made, exits("100.4", "99.6"), "1")
    second = protect(made, exits("100.4", "99.6"), "1")
    desk = made.desk
    desk.lift(PERP_ID, BUY, 1005, 50_000, NOW)
    desk.take(PERP_ID, SELL, 50_000, NOW)
    quote(made, PERP_ID, BUY, "99.0", "9")

    rows = made.past_strategies("u")
    assert [(row.order_id, row.touched) for row in rows] == [
        (second.order_id, Leg.STOP_LOSS),
        (first.order_id, Leg.STOP_LOSS),
    ]


def test_a_limit_leg_rests_and_its_position_waits() -> None:
    made = held()
    row = protect(made, Exits(ExitLeg(D(110), TriggerBy.MARK, D(112))))
    mark(made, "110")

    after = strategy(made, row)
    (order,) = made.open_orders("u")
    assert (after.status, after.placed_id) == (StrategyStatus.SUCCESS, order.order_id)
    assert (order.price, order.request.order_type) == (D(112), OrderType.LIMIT)
    assert made.positions("u")[0].frozen == 2


def test_a_stop_takes_the_place_of_closing_orders() -> None:
    made = held()
    resting = place(made, limit(PERP_ID, SELL, "105", "2", reduce_only=True))
    protect(made, exits(None, "95", by=TriggerBy.MARK))
    mark(made, "95")

    row = made.order("u", order_id=resting.order_id)
    assert row is not None
    assert (row.cause, made.positions("u")) == (CancelCause.REDUCE_ONLY, [])


def test_exits_of_the_whole_follow_its_size_and_exits_of_a_part_stay() -> None:
    made = held()
    whole = protect(made, exits("110", None))
    part = protect(made, exits(None, "90"), "1.5")

    place(made, market(PERP_ID, BUY, "1"))
    assert (strategy(made, whole).size, strategy(made, part).size) == (D(3), D("1.5"))
    place(made, market(PERP_ID, SELL, "2.5"))
    assert (strategy(made, whole).size, strategy(made, part).size) == (D("0.5"), D("1.5"))


def test_a_part_closes_no_more_than_there_is() -> None:
    made = held()
    row = protect(made, exits(None, "90", by=TriggerBy.MARK), "1.5")
    place(made, market(PERP_ID, SELL, "1"))
    mark(made, "90")

    placed = made.order("u", order_id=strategy(made, row).placed_id)
    assert placed is not None
    assert (placed.size.value, made.positions("u")) == (D(1), [])


@pytest.mark.parametrize("end", ["close", "flip", "liquidation"])
def test_exits_end_with_their_position(end: str) -> None:
    made = exchange(USDT="100")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10"))
    row = protect(made, exits("110", "80"))
    if end == "close":
        made.close_positions("u", PERP_ID.product, None, None, NOW)
    elif end == "flip":
        place(made, market(PERP_ID, SELL, "11"))
    else:
        mark(made, "90")

    after = strategy(made, row)
    assert (after.status, after.note) == (StrategyStatus.CANCELLED, "The position is closed.")
    assert made.waiting_strategies("u") == []


def test_each_side_of_hedge_mode_has_its_own() -> None:
    made = hedge(exchange())
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "1", key=LONG))
    place(made, market(PERP_ID, SELL, "2", key=SHORT))
    long = protect(made, exits(None, "95", by=TriggerBy.MARK), key=LONG)
    short = protect(made, exits(None, "105", by=TriggerBy.MARK), key=SHORT)

    mark(made, "95")
    assert (strategy(made, long).status, strategy(made, short).status) == (
        StrategyStatus.SUCCESS,
        StrategyStatus.PENDING,
    )
    assert [row.side for row in made.positions("u")] == [SHORT]


def test_with_nobody_to_trade_with_it_fails_and_says_so() -> None:
    made = held()
    row = protect(made, exits(None, "95", by=TriggerBy.MARK))
    hit(made, PERP_ID, SELL, "50")
    told = mark(made, "95")

    assert told[-1].status is StrategyStatus.FAILED
    assert "nobody" in strategy(made, row).note
    assert made.positions("u")


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (ExitRequest(PERP_ID, NET, NO_EXITS), Reason.PRICE_MISSING),
        (ExitRequest(PERP_ID, SHORT, exits("110", None)), Reason.NOTHING_TO_PROTECT),
        (ExitRequest(PERP_ID, NET, exits("100", None)), Reason.EXIT_WRONG_SIDE),
        (ExitRequest(PERP_ID, NET, exits(None, "100.1")), Reason.EXIT_WRONG_SIDE),
        (ExitRequest(PERP_ID, NET, exits("110.05", None)), Reason.TAKE_PROFIT_OFF_TICK),
        (ExitRequest(PERP_ID, NET, exits(None, "-1")), Reason.STOP_LOSS_OFF_TICK),
        (
            ExitRequest(PERP_ID, NET, Exits(ExitLeg(D(110), price=D("110.05")))),
            Reason.TAKE_PROFIT_LIMIT_OFF_TICK,
        ),
        (
            ExitRequest(PERP_ID, NET, Exits(None, ExitLeg(D(90), price=D(0)))),
            Reason.STOP_LOSS_LIMIT_OFF_TICK,
        ),
        (ExitRequest(PERP_ID, NET, exits("110", None), D("2.001")), Reason.EXITS_EXCEED_POSITION),
        (ExitRequest(PERP_ID, NET, exits("110", None), D("0.0001")), Reason.SIZE_OFF_LOT),
    ],
)
def test_exits_that_make_no_sense_are_refused_without_a_trace(request_: ExitRequest, reason: Reason) -> None:
    made = held()
    dump = made.dump_accounts()
    with pytest.raises(RefusalError) as refusal:
        made.strategies.place("u", request_, NOW)
    assert refusal.value.reason is reason
    assert made.dump_accounts() == dump


def test_a_position_has_one_pair_for_the_whole_and_parts_up_to_its_size() -> None:
    made = held()
    protect(made, exits("110", None))
    with pytest.raises(RefusalError) as second:
        protect(made, exits(None, "90"))
    assert second.value.reason is Reason.EXITS_EXIST

    protect(made, exits("110", None), "1.5")
    protect(made, exits(None, "90"), "1.5")
    with pytest.raises(RefusalError) as third:
        protect(made, exits("111", None), "0.6")
    assert third.value.reason is Reason.EXITS_EXCEED_POSITION


# -- exits that come with an order ---------------------------------------------------------------------


def test_attached_exits_protect_what_is_filled_and_grow_with_it() -> None:
    made = exchange()
    book(made, PERP_ID)
    entry = place(made, limit(PERP_ID, BUY, "99", "5", exits=exits("110", "90")))
    assert made.waiting_strategies("u") == []

    hit(made, PERP_ID, SELL, "52")
    (row,) = made.waiting_strategies("u")
    assert (row.size, row.entry_id, row.whole, row.side) == (D(2), entry.order_id, False, SELL)
    hit(made, PERP_ID, SELL, "3")
    assert [one.size for one in made.waiting_strategies("u")] == [D(5)]


def test_attached_exits_of_a_flip_protect_only_what_it_opens() -> None:
    made = held("1", SELL)
    place(made, market(PERP_ID, BUY, "3", exits=exits("110", "90")))
    assert [row.size for row in made.waiting_strategies("u")] == [D(2)]


def test_an_entry_that_only_closes_leaves_no_exits() -> None:
    made = held("3", SELL)
    place(made, market(PERP_ID, BUY, "2", exits=exits("110", "90")))
    assert made.waiting_strategies("u") == []


def test_taking_attached_exits_back_takes_them_off_the_entry() -> None:
    made = exchange()
    book(made, PERP_ID)
    entry = place(made, limit(PERP_ID, BUY, "99", "5", exits=exits("110", "90")))
    hit(made, PERP_ID, SELL, "51")
    (row,) = made.waiting_strategies("u")
    made.strategies.cancel("u", order_id=row.order_id, now_ms=NOW)
    hit(made, PERP_ID, SELL, "1")

    left = made.order("u", order_id=entry.order_id)
    assert left is not None
    assert (left.request.exits, made.waiting_strategies("u")) == (NO_EXITS, [])


def test_after_a_stop_the_next_fill_of_the_entry_is_protected_anew() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, limit(PERP_ID, BUY, "99", "5", exits=exits(None, "95", by=TriggerBy.MARK)))
    hit(made, PERP_ID, SELL, "51")
    quote(made, PERP_ID, BUY, "99.5", "1")
    mark(made, "95")
    assert made.positions("u") == []
    mark(made, "100")
    hit(made, PERP_ID, SELL, "1")
    assert [row.size for row in made.waiting_strategies("u")] == [D(1)]


def test_amending_the_exits_of_an_entry_amends_what_they_protect() -> None:
    made = exchange()
    book(made, PERP_ID)
    entry = place(made, limit(PERP_ID, BUY, "99", "5", exits=exits("110", "90")))
    hit(made, PERP_ID, SELL, "51")
    wanted = exits("112", None)

    row, events = made.amend("u", order_id=entry.order_id, size=None, price=None, exits=wanted, now_ms=NOW)
    assert row.request.exits == wanted
    assert [one.row.request.exits for one in only(events, OrderChanged)] == [wanted]
    assert [one.exits for one in made.waiting_strategies("u")] == [wanted]

    made.amend("u", order_id=entry.order_id, size=D(4), price=None, exits=NO_EXITS, now_ms=NOW)
    assert made.waiting_strategies("u") == []
    with pytest.raises(RefusalError) as refusal:
        made.amend("u", order_id=entry.order_id, size=D(3), price=None, exits=exits("98", None), now_ms=NOW)
    assert refusal.value.reason is Reason.EXIT_WRONG_SIDE
    after = made.order("u", order_id=entry.order_id)
    assert after is not None
    assert (after.size.value, after.request.exits) == (D(4), NO_EXITS)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (
            limit(PERP_ID, SELL, "101", "1", reduce_only=True, exits=exits("90", None)),
            Reason.EXITS_ONLY_OPENING,
        ),
        (limit(PERP_ID, BUY, "99", "1", exits=exits("98", None)), Reason.EXIT_WRONG_SIDE),
        (market(PERP_ID, BUY, "1", exits=exits("100", None)), Reason.EXIT_WRONG_SIDE),
    ],
)
def test_an_order_with_impossible_exits_is_refused(request_: PlaceRequest, reason: Reason) -> None:
    made = held()
    with pytest.raises(RefusalError) as refusal:
        made.place("u", request_, NOW)
    assert refusal.value.reason is reason


# -- trigger orders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("price", "touch"), [("105", "105"), ("95", "94")])
def test_a_trigger_order_places_its_order_from_either_side(price: str, touch: str) -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "2", ExitLeg(D(price), TriggerBy.MARK))
    assert mark(made, "100") == []
    mark(made, touch)

    placed = made.order("u", order_id=strategy(made, row).placed_id)
    assert placed is not None
    assert (placed.request.order_type, placed.filled) == (OrderType.MARKET, D(2))
    assert made.positions("u")[0].size == 2


def test_a_trigger_order_with_a_limit_and_exits_hands_both_on() -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "2", ExitLeg(D(95), TriggerBy.MARK, D(94)), exits=exits("110", "90"))
    mark(made, "95")
    (order,) = made.open_orders("u")
    assert (order.price, order.request.exits) == (D(94), row.exits)


def test_a_trigger_order_in_the_isolated_mode_of_its_symbol() -> None:
    made = exchange()
    book(made, PERP_ID)
    made.set_leverage("u", PERP_ID, D(5), MarginMode.ISOLATED)
    wait(made, BUY, "2", ExitLeg(D(105), TriggerBy.MARK))
    mark(made, "105")
    assert made.positions("u")[0].margin_mode is MarginMode.ISOLATED


def test_a_trigger_order_without_money_fails() -> None:
    made = exchange(USDT="1")
    book(made, PERP_ID)
    row = wait(made, BUY, "2", ExitLeg(D(105), TriggerBy.MARK))
    mark(made, "105")
    after = strategy(made, row)
    assert (after.status, "margin" in after.note) == (StrategyStatus.FAILED, True)
    assert made.order_history("u") == []


def test_what_goes_off_can_set_others_off_in_the_same_step() -> None:
    made = exchange()
    book(made, PERP_ID, size="1")
    wait(made, BUY, "3", ExitLeg(D(105), TriggerBy.MARK))
    second = wait(made, SELL, "1", ExitLeg(D("100.3")))
    mark(made, "105")
    assert strategy(made, second).status is StrategyStatus.SUCCESS
    assert made.positions("u")[0].size == 2


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D("105.05"))), Reason.PRICE_OFF_TICK),
        (TriggerRequest(PERP_ID, BUY, D("0.0005"), ExitLeg(D(105))), Reason.SIZE_TOO_SMALL),
        (TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D(105), price=D("1.01"))), Reason.PRICE_OFF_TICK),
        (TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D(105)), LONG), Reason.HOLD_MODE_MISMATCH),
        (
            TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D(105)), exits=exits("104", None)),
            Reason.EXIT_WRONG_SIDE,
        ),
        (
            TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D(105)), reduce_only=True, exits=exits("110", None)),
            Reason.EXITS_ONLY_OPENING,
        ),
    ],
)
def test_trigger_orders_that_could_never_be_placed_are_refused(
    request_: TriggerRequest, reason: Reason
) -> None:
    made = exchange()
    book(made, PERP_ID)
    with pytest.raises(RefusalError) as refusal:
        made.strategies.place("u", request_, NOW)
    assert refusal.value.reason is reason


def test_the_position_mode_stays_while_something_waits() -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "1", ExitLeg(D(105)))
    with pytest.raises(RefusalError) as refusal:
        made.set_hold_mode("u", HoldMode.HEDGE)
    assert refusal.value.reason is Reason.MODE_CHANGE_NOT_ALLOWED
    made.strategies.cancel("u", order_id=row.order_id, now_ms=NOW)
    made.set_hold_mode("u", HoldMode.HEDGE)
    assert made.hold_mode("u") is HoldMode.HEDGE


def test_the_kind_is_told() -> None:
    made = held()
    assert protect(made, exits("110", None)).kind is StrategyKind.TPSL
    assert wait(made, BUY, "1", ExitLeg(D(105))).kind is StrategyKind.TRIGGER
