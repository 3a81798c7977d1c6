"""The exchange as a whole: settings, mass actions, the market's side, and what no calls may break."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.paper.engine.account import Account, remaining
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import (
    BookChanged,
    CancelCause,
    PlaceRequest,
    Printed,
    Reason,
    RefusalError,
    StpMode,
)
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    Exits,
    StrategyKind,
    StrategyStatus,
    TriggerRequest,
)
from terminal_app.paper.engine.world import World
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NET,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SHORT,
    SPOT,
    SPOT_ID,
    TIERS,
    D,
    available,
    balance,
    book,
    exchange,
    hedge,
    limit,
    market,
    market_buy,
    only,
    place,
    quote,
    totals,
)

FUTURES = ProductType.USDT_FUTURES

# -- accounts and settings -----------------------------------------------------------------------------


@pytest.mark.parametrize("uid", ["u", ""])
def test_an_account_needs_a_uid_of_its_own(uid: str) -> None:
    with pytest.raises(ValueError, match="uid"):
        exchange().open_account(uid, {})


def test_the_first_coins_are_in_the_ledger() -> None:
    made = exchange(USDT="5")

    assert [(row.kind, row.amount, row.balance) for row in made.bills("u")] == [("TRANSFER_IN", D(5), D(5))]


def test_the_first_coins_have_the_time_they_came() -> None:
    made = exchange()
    made.open_account("late", {"USDT": D(5)}, NOW)
    (line,) = made.bills("late")
    assert line.time_ms == NOW


@pytest.mark.parametrize(("leverage", "fine"), [("1", True), ("100", True), ("0.9", False), ("101", False)])
def test_leverage_has_a_range(leverage: str, fine: bool) -> None:
    made = exchange()
    if fine:
        made.set_leverage("u", PERP_ID, D(leverage))
        assert made.leverage("u", PERP_ID) == (D(leverage), MarginMode.CROSSED)
        return
    with pytest.raises(RefusalError) as refusal:
        made.set_leverage("u", PERP_ID, D(leverage))
    assert refusal.value.reason is Reason.LEVERAGE_OUT_OF_RANGE


def test_spot_has_no_leverage() -> None:
    with pytest.raises(RefusalError) as refusal:
        exchange().set_leverage("u", SPOT_ID, D(1))
    assert refusal.value.reason is Reason.LEVERAGE_OUT_OF_RANGE


def test_leverage_can_only_fall_as_far_as_the_margin_goes() -> None:
    made = exchange(USDT="100")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10"))

    made.set_leverage("u", PERP_ID, D(50))
    assert available(made) > 70
    with pytest.raises(RefusalError) as refusal:
        made.set_leverage("u", PERP_ID, D(5))
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE
    assert made.leverage("u", PERP_ID)[0] == 50


def test_isolated_margin_follows_the_leverage_unless_that_would_lose_the_position() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10", mode=MarginMode.ISOLATED))
    made.set_leverage("u", PERP_ID, D(10))
    assert made.positions("u")[0].margin == D("100.1")

    made.set_mark(PERP_ID, D("98.5"), D(100), NOW)
    with pytest.raises(RefusalError) as refusal:
        made.set_leverage("u", PERP_ID, D(100))
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE
    assert made.positions("u")[0].margin == D("100.1")


def test_modes_cannot_change_under_positions_or_orders() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, limit(PERP_ID, BUY, "99", "1"))
    with pytest.raises(RefusalError) as first:
        made.set_leverage("u", PERP_ID, D(20), MarginMode.ISOLATED)
    with pytest.raises(RefusalError) as second:
        made.set_hold_mode("u", HoldMode.HEDGE)
    made.cancel_all("u", FUTURES, None, NOW)
    place(made, market(PERP_ID, BUY, "1"))
    with pytest.raises(RefusalError) as third:
        made.set_hold_mode("u", HoldMode.HEDGE)

    assert {one.value.reason for one in (first, second, third)} == {Reason.MODE_CHANGE_NOT_ALLOWED}
    made.set_hold_mode("u", HoldMode.ONE_WAY)
    assert made.hold_mode("u") is HoldMode.ONE_WAY


def test_spot_orders_do_not_hold_the_modes() -> None:
    made = exchange()
    place(made, limit(SPOT_ID, BUY, "99", "1"))

    made.set_hold_mode("u", HoldMode.HEDGE)
    made.set_leverage("u", PERP_ID, D(20), MarginMode.ISOLATED)

    assert (made.hold_mode("u"), made.leverage("u", PERP_ID)[1]) == (HoldMode.HEDGE, MarginMode.ISOLATED)


# -- mass actions --------------------------------------------------------------------------------------


def test_cancel_all_is_of_a_product_and_maybe_a_symbol() -> None:
    made = exchange()
    spot = place(made, limit(SPOT_ID, BUY, "99", "1"))
    perp = place(made, limit(PERP_ID, BUY, "99", "1"))

    assert made.cancel_all("u", FUTURES, "ETHUSDT", NOW)[0] == []
    (row,), _ = made.cancel_all("u", FUTURES, None, NOW)

    assert (row.order_id, row.cause) == (perp.order_id, CancelCause.USER)
    assert [one.order_id for one in made.open_orders("u")] == [spot.order_id]


@pytest.mark.parametrize(
    ("symbol", "side", "left"),
    [
        (None, None, []),
        ("BTCUSDT", NET, []),
        ("BTCUSDT", LONG, [SHORT]),
        (None, SHORT, [LONG]),
        ("ETHUSDT", None, [LONG, SHORT]),
    ],
)
def test_positions_close_at_market_with_the_orders_that_occupy_them(
    symbol: str | None, side: PositionSide | None, left: list[PositionSide]
) -> None:
    made = hedge(exchange())
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "2", key=LONG))
    place(made, market(PERP_ID, SELL, "1", key=SHORT))
    place(made, limit(PERP_ID, SELL, "105", "2", key=LONG))

    rows, _ = made.close_positions("u", FUTURES, symbol, side, NOW)

    assert [row.side for row in made.positions("u")] == left
    assert len(rows) == 2 - len(left)
    assert bool(made.open_orders("u")) is (LONG in left)


def test_a_position_stays_when_nobody_is_there_to_take_it() -> None:
    made = exchange()
    quote(made, PERP_ID, SELL, "100", "1")
    place(made, market(PERP_ID, BUY, "1"))

    assert made.close_positions("u", FUTURES, None, None, NOW) == ([], [])
    assert len(made.positions("u")) == 1


# -- the market's side ---------------------------------------------------------------------------------


def test_the_market_trades_with_itself_without_accounts() -> None:
    made = exchange()
    order_id = quote(made, SPOT_ID, SELL, "100", "2")
    assert order_id is not None

    rest, events = made.market_place(limit(SPOT_ID, BUY, "100", "5", force=TimeInForce.IOC), NOW)

    assert rest is None
    assert [(row.price, row.size) for row in only(events, Printed)] == [(D(100), D(2))]
    assert made.best(SPOT_ID) == (None, None)


def test_the_market_takes_its_orders_back() -> None:
    made = exchange()
    order_id = quote(made, SPOT_ID, SELL, "100", "2") or ""

    assert only(made.market_cancel(order_id, NOW), BookChanged)[0].asks == ((D(100), D(0)),)
    assert made.market_cancel(order_id, NOW) == []


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (market_buy("10"), Reason.SIZE_OFF_LOT),
        (limit(SPOT_ID, BUY, "100.001", "1"), Reason.PRICE_OFF_TICK),
        (limit(SPOT_ID, BUY, "100", "1.00001"), Reason.SIZE_OFF_LOT),
        (limit(InstrumentId(ProductType.SPOT, "NOPE"), BUY, "100", "1"), Reason.UNKNOWN_SYMBOL),
    ],
)
def test_the_market_keeps_to_the_grid(request_: PlaceRequest, reason: Reason) -> None:
    with pytest.raises(RefusalError) as refusal:
        exchange().market_place(request_, NOW)
    assert refusal.value.reason is reason


# -- what nothing may break ----------------------------------------------------------------------------


def make(seed_accounts: int = 2) -> PaperExchange:
    made = PaperExchange([SPOT, PERP], tiers=TIERS)
    for number in range(seed_accounts):
        made.open_account(f"u{number}", {"USDT": D(150), "BTC": D(5)})
    made.set_hold_mode("u1", HoldMode.HEDGE)
    for instrument in (SPOT_ID, PERP_ID):
        book(made, instrument, size="3")
    return made


marks = st.integers(800, 1200).map(lambda tenths: D(tenths) / 10)
prices = st.integers(950, 1050).map(lambda tenths: D(tenths) / 10)
sizes = st.integers(1, 80).map(lambda tenths: D(tenths) / 10)


@st.composite
def requests(draw: st.DrawFn, uid: str) -> PlaceRequest:
    instrument = draw(st.sampled_from([SPOT_ID, PERP_ID]))
    side = draw(st.sampled_from(Side))
    hedged = uid == "u1" and instrument is PERP_ID
    return PlaceRequest(
        instrument,
        side,
        draw(st.sampled_from(OrderType)),
        limit(instrument, side, "1", str(draw(sizes))).size,
        draw(prices),
        draw(st.sampled_from(TimeInForce)),
        reduce_only=instrument is PERP_ID and not hedged and draw(st.booleans()),
        position_side=draw(st.sampled_from([LONG, SHORT])) if hedged else NET,
        margin_mode=draw(st.sampled_from(MarginMode)),
        stp_mode=draw(st.sampled_from(StpMode)),
        exits=draw(exit_pairs) if instrument is PERP_ID else NO_EXITS,
    )


@st.composite
def legs(draw: st.DrawFn) -> ExitLeg:
    limit_price = draw(st.one_of(st.none(), prices))
    return ExitLeg(draw(prices), draw(st.sampled_from(TriggerBy)), limit_price)


exit_pairs = st.builds(Exits, st.one_of(st.none(), legs()), st.one_of(st.none(), legs()))


@st.composite
def strategies(draw: st.DrawFn, uid: str) -> ExitRequest | TriggerRequest:
    key = draw(st.sampled_from([LONG, SHORT])) if uid == "u1" else NET
    if draw(st.booleans()):
        return ExitRequest(PERP_ID, key, draw(exit_pairs), draw(st.one_of(st.none(), sizes)))
    return TriggerRequest(
        PERP_ID,
        draw(st.sampled_from(Side)),
        draw(sizes),
        draw(legs()),
        key,
        reduce_only=key is NET and draw(st.booleans()),
        exits=draw(exit_pairs),
    )


KINDS = [*["place"] * 3, *["strategy"] * 2, "market", "cancel", "amend", "mark", "fund", "close", "unwait"]


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, str, object]]:
    made: list[tuple[str, str, object]] = []
    for _ in range(draw(st.integers(1, 25))):
        uid = draw(st.sampled_from(["u0", "u1"]))
        kind = draw(st.sampled_from(KINDS))
        detail: object = None
        if kind in {"place", "market"}:
            detail = draw(requests("u0" if kind == "market" else uid))
        elif kind == "strategy":
            detail = draw(strategies(uid))
        elif kind in {"mark", "amend"}:
            detail = draw(marks if kind == "mark" else prices)
        made.append((uid, kind, detail))
    return made


def play(made: PaperExchange, uid: str, kind: str, detail: object) -> None:
    """One step; refusals are part of the game."""
    try:
        if isinstance(detail, PlaceRequest):
            if kind == "place":
                made.place(uid, detail, NOW)
            else:
                made.market_place(detail, NOW)
        elif isinstance(detail, ExitRequest | TriggerRequest):
            made.strategies.place(uid, detail, NOW)
        elif kind == "unwait" and (waiting := made.waiting_strategies(uid)):
            made.strategies.cancel(uid, order_id=waiting[0].order_id, now_ms=NOW)
        elif kind == "mark" and isinstance(detail, Decimal):
            made.set_mark(PERP_ID, detail, detail, NOW)
        elif kind == "fund":
            made.set_funding(PERP_ID, D("0.001"), NOW)
            made.settle_funding(PERP_ID, NOW)
        elif kind == "close":
            made.close_positions(uid, FUTURES, None, None, NOW)
        elif kind in {"cancel", "amend"} and (rows := made.open_orders(uid)):
            if kind == "cancel":
                made.cancel(uid, order_id=rows[0].order_id, now_ms=NOW)
            elif isinstance(detail, Decimal):
                made.amend(uid, order_id=rows[0].order_id, size=None, price=detail, now_ms=NOW)
    except RefusalError:
        pass


def check_account(made: PaperExchange, world: World, account: Account) -> None:
    for coin in ("USDT", "BTC"):
        owed = world.margin.isolated(account, coin) + world.margin.spot_locked(account, coin)
        if coin == "BTC" or not account.positions:
            assert account.balance(coin) >= owed
    for row in account.orders.values():
        resting = world.books[row.request.instrument].get(row.order_id)
        assert resting is not None
        assert resting.lots * made.instruments[row.request.instrument].lot == remaining(row)
    for position in account.positions.values():
        assert sum((remaining(row) for row in account.closers(position)), ZERO) <= abs(position.size)
        assert position.size != 0
    held = {position.position_id: position for position in account.positions.values()}
    for strategy in account.strategies.values():
        assert strategy.status is StrategyStatus.PENDING
        if strategy.kind is StrategyKind.TPSL:
            position = held[strategy.position_id]
            assert not strategy.whole or strategy.size == abs(position.size)
            assert (strategy.side, strategy.position_side) == (position.closing_side, position.key)
    ends = {StrategyStatus.SUCCESS, StrategyStatus.FAILED, StrategyStatus.CANCELLED}
    assert {strategy.status for strategy in account.past_strategies} <= ends
    for row in [*account.orders.values(), *account.finished.values()]:
        fills = made.fills(account.uid, order_id=row.order_id)
        assert sum(fill.size for fill in fills) == row.filled
        assert sum(fill.value for fill in fills) == row.filled_value
        assert sum(row.fees.values()) == sum(fill.fee for fill in fills)
    bills: dict[str, Decimal] = {}
    for bill in account.bills:
        bills[bill.coin] = bills.get(bill.coin, ZERO) + bill.amount - bill.fee
    assert bills == account.coins


@settings(max_examples=150, deadline=None)
@given(steps())
def test_value_is_conserved_and_books_and_accounts_stay_sound(game: list[tuple[str, str, object]]) -> None:
    made = make()
    world = made._world
    before = totals(world)
    for uid, kind, detail in game:
        play(made, uid, kind, detail)

        assert totals(world) == before
        for instrument in (SPOT_ID, PERP_ID):
            bid, ask = made.best(instrument)
            assert bid is None or ask is None or bid < ask
        for account in world.accounts.values():
            check_account(made, world, account)

    for uid in made.accounts():
        for product in (ProductType.SPOT, FUTURES):
            made.cancel_all(uid, product, None, NOW)
        if not made.positions(uid):
            assert all(row.locked == 0 and row.available == row.balance for row in made.account(uid).coins)


@settings(max_examples=40, deadline=None)
@given(steps())
def test_the_same_calls_make_the_same_exchange_and_a_dump_brings_it_back(
    game: list[tuple[str, str, object]],
) -> None:
    first, second = make(), make()
    for uid, kind, detail in game:
        play(first, uid, kind, detail)
        play(second, uid, kind, detail)
    dump = first.dump_accounts()
    assert second.dump_accounts() == dump

    restored = PaperExchange([SPOT, PERP], tiers=TIERS)
    restored.load_accounts(dump, NOW)
    assert restored.dump_accounts() == dump


def test_refusals_leave_no_trace() -> None:
    made = make()
    dump, depth = made.dump_accounts(), made.depth(PERP_ID, 9)
    for request in (
        limit(PERP_ID, BUY, "100", "900"),
        limit(PERP_ID, SELL, "100", "1", reduce_only=True),
        limit(SPOT_ID, SELL, "100", "6"),
    ):
        with pytest.raises(RefusalError):
            made.place("u0", request, NOW)

    assert (made.dump_accounts(), made.depth(PERP_ID, 9)) == (dump, depth)
    assert balance(made, uid="u0") == 150
