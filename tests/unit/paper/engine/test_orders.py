"""The life of each kind of order: what it trades, what rests, how it ends, and what is told."""

import pytest

from terminal_app.core.orders import OrderType, Side, TimeInForce, VenueStatus
from terminal_app.paper.engine.messages import (
    BalanceChanged,
    BookChanged,
    CancelCause,
    Filled,
    OrderChanged,
    PlaceRequest,
    PositionChanged,
    Printed,
    Reason,
    RefusalError,
    StpMode,
)
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NOW,
    PERP_ID,
    SELL,
    SHORT,
    SPOT_ID,
    D,
    available,
    balance,
    book,
    exchange,
    hedge,
    hit,
    limit,
    market,
    market_buy,
    only,
    place,
    quote,
)

GTC, IOC, FOK, POST_ONLY = (
    TimeInForce.GTC,
    TimeInForce.IOC,
    TimeInForce.FOK,
    TimeInForce.POST_ONLY,
)
LIVE, PARTIAL, FILLED, CANCELLED = (
    VenueStatus.LIVE,
    VenueStatus.PARTIALLY_FILLED,
    VenueStatus.FILLED,
    VenueStatus.CANCELLED,
)


# One offer of 2 BTC at 100.01 and one of 2 BTC at 100.02; the order buys at 100.01.
@pytest.mark.parametrize(
    ("size", "force", "status", "filled", "cause", "rests"),
    [
        ("1", GTC, FILLED, "1", CancelCause.NONE, "0"),
        ("3", GTC, PARTIAL, "2", CancelCause.NONE, "1"),
        ("2", IOC, FILLED, "2", CancelCause.NONE, "0"),
        ("3", IOC, CANCELLED, "2", CancelCause.IOC, "0"),
        ("2", FOK, FILLED, "2", CancelCause.NONE, "0"),
        ("3", FOK, CANCELLED, "0", CancelCause.FOK, "0"),
        ("1", POST_ONLY, CANCELLED, "0", CancelCause.POST_ONLY, "0"),
    ],
)
def test_time_in_force_decides_what_becomes_of_the_rest(
    size: str, force: TimeInForce, status: VenueStatus, filled: str, cause: CancelCause, rests: str
) -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100.01", "2")
    quote(made, SPOT_ID, SELL, "100.02", "2")

    row = place(made, limit(SPOT_ID, BUY, "100.01", size, force=force))

    assert (row.status, row.filled, row.cause) == (status, D(filled), cause)
    bids, _ = made.depth(SPOT_ID, 1)
    assert sum(resting for _, resting in bids) == D(rests)
    assert bool(made.open_orders("u")) is (status in {LIVE, PARTIAL})
    assert made.order("u", order_id=row.order_id) == row


def test_a_post_only_order_that_does_not_cross_rests() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100.01", "2")

    row = place(made, limit(SPOT_ID, BUY, "100", "1", force=POST_ONLY))

    assert (row.status, made.best(SPOT_ID)) == (LIVE, (D(100), D("100.01")))


def test_a_post_only_order_that_would_trade_is_live_before_it_is_cancelled() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "2")

    row, events = made.place("u", limit(SPOT_ID, BUY, "100", "1", force=POST_ONLY), NOW)

    told = [(event.row.status, event.row.cause) for event in only(events, OrderChanged)]
    assert told == [(LIVE, CancelCause.NONE), (CANCELLED, CancelCause.POST_ONLY)]
    assert row.fees == {}


def test_a_market_order_takes_the_book_and_the_rest_is_cancelled() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "2")

    row = place(made, market(SPOT_ID, BUY, "3"))

    assert (row.status, row.filled, row.cause, row.avg_price) == (CANCELLED, D(2), CancelCause.IOC, D(100))


def test_a_spot_market_buy_spends_an_amount() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "0.5")
    quote(made, SPOT_ID, SELL, "110", "5")

    row = place(made, market_buy("100"))

    assert (row.status, row.filled, row.filled_value) == (FILLED, D("0.9545"), D("99.9950"))
    assert balance(made) == D(10_000) - row.filled_value


def test_a_spot_market_buy_larger_than_the_book_keeps_its_money() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "0.5")

    row = place(made, market_buy("100"))

    assert (row.status, row.filled, row.cause, balance(made)) == (
        CANCELLED,
        D("0.5"),
        CancelCause.IOC,
        D(9950),
    )


def test_an_amount_below_one_lot_buys_nothing() -> None:
    made = exchange(USDT="100000")
    quote(made, SPOT_ID, SELL, "90000", "1")

    row = place(made, market_buy("5"))

    assert (row.status, row.filled, row.cause) == (CANCELLED, D(0), CancelCause.IOC)


def test_a_fill_is_told_as_order_fill_position_and_money_then_the_book() -> None:
    made = exchange()
    book(made, PERP_ID)

    row, events = made.place("u", market(PERP_ID, BUY, "1"), NOW)

    assert [type(event) for event in events] == [
        OrderChanged,
        Printed,
        OrderChanged,
        Filled,
        PositionChanged,
        BalanceChanged,
        BookChanged,
    ]
    assert only(events, BookChanged)[0].asks == ((D("100.1"), D(9)),)
    assert only(events, OrderChanged)[-1].row == row


def test_users_and_the_market_wait_in_the_same_queue() -> None:
    made = exchange()
    quote(made, SPOT_ID, BUY, "100", "1")
    mine = place(made, limit(SPOT_ID, BUY, "100", "1"))
    quote(made, SPOT_ID, BUY, "100", "1")

    assert only(hit(made, SPOT_ID, SELL, "1"), Filled) == []
    (fill,) = [event.row for event in only(hit(made, SPOT_ID, SELL, "1.5"), Filled)]

    assert (fill.order_id, fill.size, fill.liquidity.value) == (mine.order_id, D(1), "maker")


@pytest.mark.parametrize(
    ("mode", "maker_status", "taker_status"),
    [
        (StpMode.NONE, FILLED, FILLED),
        (StpMode.CANCEL_TAKER, LIVE, CANCELLED),
        (StpMode.CANCEL_MAKER, CANCELLED, LIVE),
        (StpMode.CANCEL_BOTH, CANCELLED, CANCELLED),
    ],
)
def test_self_trade_prevention_ends_the_right_side(
    mode: StpMode, maker_status: VenueStatus, taker_status: VenueStatus
) -> None:
    made = exchange()
    maker = place(made, limit(SPOT_ID, SELL, "100", "1"))

    taker = place(made, limit(SPOT_ID, BUY, "100", "1", stp=mode))

    found = made.order("u", order_id=maker.order_id)
    assert found is not None
    assert (found.status, taker.status) == (maker_status, taker_status)
    for row in (found, taker):
        assert row.cause is (CancelCause.STP if row.status is CANCELLED else CancelCause.NONE)


# -- amend ---------------------------------------------------------------------------------------------


def test_a_smaller_size_keeps_id_and_place() -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    quote(made, SPOT_ID, BUY, "100", "1")

    row, _ = made.amend("u", order_id=mine.order_id, size=D(2), price=None, now_ms=NOW)
    (fill,) = [event.row for event in only(hit(made, SPOT_ID, SELL, "2"), Filled)]

    assert (row.order_id, row.size.value, fill.size) == (mine.order_id, D(2), D(2))
    assert made.order("u", order_id=mine.order_id) is not None


@pytest.mark.parametrize(("size", "price"), [("4", None), (None, "100.01")])
def test_a_larger_size_or_another_price_goes_to_the_end_of_the_queue(
    size: str | None, price: str | None
) -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    quote(made, SPOT_ID, BUY, price or "100", "1")

    made.amend(
        "u",
        client_oid=mine.client_oid,
        size=D(size) if size else None,
        price=D(price) if price else None,
        now_ms=NOW,
    )

    assert only(hit(made, SPOT_ID, SELL, "1"), Filled) == []
    assert len(only(hit(made, SPOT_ID, SELL, "1"), Filled)) == 1


def test_an_amended_price_that_crosses_trades() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "1")
    mine = place(made, limit(SPOT_ID, BUY, "99", "2"))

    row, events = made.amend("u", order_id=mine.order_id, size=None, price=D(101), now_ms=NOW)

    assert (row.status, row.filled, row.avg_price) == (PARTIAL, D(1), D(100))
    assert [event.row.status for event in only(events, OrderChanged)] == [LIVE, PARTIAL]
    assert made.best(SPOT_ID) == (D(101), None)


def test_a_partly_filled_order_is_amended_to_a_new_total() -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    hit(made, SPOT_ID, SELL, "1")

    row, _ = made.amend("u", order_id=mine.order_id, size=D(2), price=None, now_ms=NOW)

    assert (row.filled, row.size.value, made.depth(SPOT_ID, 1)[0]) == (D(1), D(2), ((D(100), D(1)),))


@pytest.mark.parametrize(
    ("size", "price", "reason"),
    [
        ("3", "100", Reason.AMEND_UNCHANGED),
        (None, None, Reason.AMEND_UNCHANGED),
        ("1", None, Reason.SIZE_TOO_SMALL),
        ("2.00005", None, Reason.SIZE_OFF_LOT),
        (None, "100.005", Reason.PRICE_OFF_TICK),
        ("200", None, Reason.INSUFFICIENT_BALANCE),
        ("1001", None, Reason.SIZE_TOO_LARGE),
    ],
)
def test_a_refused_amend_changes_nothing(size: str | None, price: str | None, reason: Reason) -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    hit(made, SPOT_ID, SELL, "1")
    before = made.order("u", order_id=mine.order_id), made.account("u"), made.depth(SPOT_ID, 9)

    with pytest.raises(RefusalError) as refusal:
        made.amend(
            "u",
            order_id=mine.order_id,
            size=D(size) if size else None,
            price=D(price) if price else None,
            now_ms=NOW,
        )

    assert refusal.value.reason is reason
    assert (made.order("u", order_id=mine.order_id), made.account("u"), made.depth(SPOT_ID, 9)) == before


def test_an_amend_may_use_the_money_the_order_itself_locks() -> None:
    made = exchange(USDT="1000")
    mine = place(made, limit(SPOT_ID, BUY, "100", "10"))

    row, _ = made.amend("u", order_id=mine.order_id, size=D(5), price=D(200), now_ms=NOW)

    assert row.price == 200
    assert available(made) == 0


def test_a_futures_order_may_be_amended_within_its_own_margin() -> None:
    made = exchange(USDT="60")
    book(made, PERP_ID)
    mine = place(made, limit(PERP_ID, BUY, "99", "10"))

    made.amend("u", order_id=mine.order_id, size=D(11), price=None, now_ms=NOW)

    with pytest.raises(RefusalError) as refusal:
        made.amend("u", order_id=mine.order_id, size=D(12), price=None, now_ms=NOW)
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE


def test_a_reduce_only_order_is_amended_within_the_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))
    mine = place(made, limit(PERP_ID, SELL, "101", "1", reduce_only=True))

    row, _ = made.amend("u", order_id=mine.order_id, size=D(3), price=None, now_ms=NOW)
    assert row.size.value == 3

    with pytest.raises(RefusalError) as refusal:
        made.amend("u", order_id=mine.order_id, size=D("3.1"), price=None, now_ms=NOW)
    assert refusal.value.reason is Reason.REDUCE_ONLY_EXCEEDS


# -- cancel --------------------------------------------------------------------------------------------


def test_cancelling_frees_what_was_locked() -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    assert available(made) == 9_700

    row, events = made.cancel("u", client_oid=mine.client_oid, now_ms=NOW)

    assert (row.status, row.cause, available(made)) == (CANCELLED, CancelCause.USER, D(10_000))
    assert [type(event) for event in events] == [OrderChanged, BalanceChanged, BookChanged]
    assert made.order_history("u") == [row]


@pytest.mark.parametrize(("again", "reason"), [(True, Reason.ORDER_FINAL), (False, Reason.ORDER_NOT_FOUND)])
def test_an_order_that_is_not_open_cannot_be_cancelled(again: bool, reason: Reason) -> None:
    made = exchange()
    mine = place(made, limit(SPOT_ID, BUY, "100", "3"))
    made.cancel("u", order_id=mine.order_id, now_ms=NOW)

    with pytest.raises(RefusalError) as refusal:
        made.cancel("u", order_id=mine.order_id if again else "1", now_ms=NOW)
    assert refusal.value.reason is reason


# -- reduce-only and hedge -----------------------------------------------------------------------------


def test_older_reduce_only_orders_make_room_for_a_new_one() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))
    first, second = (place(made, limit(PERP_ID, SELL, p, "1", reduce_only=True)) for p in ("101", "102"))

    third = place(made, limit(PERP_ID, SELL, "103", "1.5", reduce_only=True))

    assert [row.order_id for row in made.open_orders("u")] == [third.order_id, second.order_id]
    gone = made.order("u", order_id=first.order_id)
    assert gone is not None
    assert gone.cause is CancelCause.REDUCE_ONLY


def test_a_reduce_only_order_is_cut_to_the_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))

    row = place(made, market(PERP_ID, SELL, "7", reduce_only=True))

    assert (row.status, row.filled, row.size.value, made.positions("u")) == (FILLED, D(3), D(3), [])


def test_reduce_only_orders_leave_with_their_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))
    waiting = place(made, limit(PERP_ID, SELL, "100.6", "2", reduce_only=True))

    _, events = made.place("u", market(PERP_ID, SELL, "5"), NOW)

    (cancelled,) = [
        event.row for event in only(events, OrderChanged) if event.row.order_id == waiting.order_id
    ]
    assert (cancelled.status, cancelled.cause) == (CANCELLED, CancelCause.REDUCE_ONLY)
    assert [row.side for row in made.positions("u")] == [SHORT]


@pytest.mark.parametrize("side", [BUY, SELL])
def test_nothing_to_reduce_is_refused(side: Side) -> None:
    made = exchange()
    book(made, PERP_ID)
    if side is BUY:
        place(made, market(PERP_ID, BUY, "1"))

    with pytest.raises(RefusalError) as refusal:
        place(made, market(PERP_ID, side, "1", reduce_only=True))
    assert refusal.value.reason is Reason.NO_POSITION


def test_hedge_mode_holds_a_long_and_a_short() -> None:
    made = hedge(exchange())
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "2", key=LONG))
    place(made, market(PERP_ID, SELL, "3", key=SHORT))

    place(made, market(PERP_ID, SELL, "1", key=LONG))
    place(made, market(PERP_ID, BUY, "1", key=SHORT))

    assert [(row.side, row.size) for row in made.positions("u")] == [(LONG, D(1)), (SHORT, D(2))]
    assert [fill.opens for fill in reversed(made.fills("u"))] == [True, True, False, False]


def test_a_hedge_close_may_not_exceed_its_position() -> None:
    made = hedge(exchange())
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "2", key=LONG))

    with pytest.raises(RefusalError) as refusal:
        place(made, market(PERP_ID, SELL, "2.1", key=LONG))
    assert refusal.value.reason is Reason.REDUCE_ONLY_EXCEEDS


def test_a_market_close_leaves_what_limit_closes_occupy_unless_it_closes_all() -> None:
    made = hedge(exchange())
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3", key=LONG))
    waiting = place(made, limit(PERP_ID, SELL, "105", "2", key=LONG))

    assert place(made, market(PERP_ID, SELL, "2", key=LONG)).filled == 1
    with pytest.raises(RefusalError) as refusal:
        place(made, market(PERP_ID, SELL, "1", key=LONG))
    assert refusal.value.reason is Reason.REDUCE_ONLY_EXCEEDS

    assert place(made, market(PERP_ID, SELL, "2", key=LONG)).filled == 2
    gone = made.order("u", order_id=waiting.order_id)
    assert gone is not None
    assert (gone.cause, made.positions("u")) == (CancelCause.REDUCE_ONLY, [])


def test_a_market_order_needs_somebody_to_trade_with() -> None:
    made = hedge(exchange())
    for request in (
        market(SPOT_ID, BUY, "1"),
        market(SPOT_ID, SELL, "1"),
        market_buy("100"),
        market(PERP_ID, BUY, "1", key=LONG),
    ):
        with pytest.raises(RefusalError) as refusal:
            place(made, request)
        assert refusal.value.reason is Reason.EMPTY_BOOK
    assert made.open_orders("u") == made.order_history("u") == []


def test_a_market_order_cannot_be_amended_because_it_never_rests() -> None:
    made = exchange()
    quote(made, SPOT_ID, SELL, "100", "2")
    row = place(made, PlaceRequest(SPOT_ID, BUY, OrderType.MARKET, market_buy("100").size))

    with pytest.raises(RefusalError) as refusal:
        made.amend("u", order_id=row.order_id, size=D(1), price=None, now_ms=NOW)
    assert refusal.value.reason is Reason.ORDER_FINAL
