"""Take-profits and stop-losses of spot orders: they wait for what was traded, and one ends the other."""

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from terminal_app.core.orders import ExitLeg, Side, TriggerBy
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import SpotExitRequest, StrategyRow, StrategyStatus
from tests.helpers.paper_engine import (
    BUY,
    NOW,
    PERP_ID,
    SELL,
    SPOT,
    SPOT_ID,
    D,
    balance,
    book,
    exchange,
    exits,
    hit,
    limit,
    market,
    place,
    quote,
    totals,
)


@pytest.fixture
def made() -> PaperExchange:
    """A classic account with money, and a spot book around 100."""
    one = PaperExchange([SPOT])
    one.open_account("u", {"USDT": D(10_000), "BTC": D(10)}, NOW, classic=True)
    book(one, SPOT_ID)
    return one


def waiting(made: PaperExchange) -> list[StrategyRow]:
    """What waits, oldest first."""
    return made.waiting_strategies("u")[::-1]


def ended(made: PaperExchange) -> dict[str, StrategyStatus]:
    """How each that no longer waits has ended."""
    return {row.order_id: row.status for row in made.past_strategies("u")}


def leave(made: PaperExchange, side: Side, size: str, trigger: str, price: str | None = None) -> StrategyRow:
    leg = ExitLeg(D(trigger), price=None if price is None else D(price))
    return made.strategies.place("u", SpotExitRequest(SPOT_ID, side, D(size), leg), NOW)[0]


def test_what_was_bought_waits_for_either_price_and_is_sold_once(made: PaperExchange) -> None:
    place(made, market(SPOT_ID, BUY, "1", exits=exits("100.05", "99.97")))
    stop, take = waiting(made)
    assert (stop.exits.stop_loss, take.exits.take_profit) == (ExitLeg(D("99.97")), ExitLeg(D("100.05")))
    assert [(row.side, row.size) for row in (stop, take)] == [(SELL, D("0.999"))] * 2
    assert balance(made, "BTC") == D("10.999")
    hit(made, SPOT_ID, SELL, "25")
    assert ended(made) == {stop.order_id: StrategyStatus.SUCCESS, take.order_id: StrategyStatus.CANCELLED}
    assert (waiting(made), balance(made, "BTC")) == ([], D(10))


def test_what_was_sold_is_bought_back_lower_or_higher(made: PaperExchange) -> None:
    place(made, market(SPOT_ID, SELL, "1", exits=exits("99.95", "100.02")))
    stop, take = waiting(made)
    assert [(row.side, row.size) for row in (stop, take)] == [(BUY, D(1))] * 2
    hit(made, SPOT_ID, BUY, "15")
    assert ended(made) == {stop.order_id: StrategyStatus.SUCCESS, take.order_id: StrategyStatus.CANCELLED}
    assert balance(made, "BTC") == D("9.999")


def test_a_take_profit_with_a_limit_leaves_a_limit_order(made: PaperExchange) -> None:
    entry = place(made, market(SPOT_ID, BUY, "1"))
    assert entry.filled == 1
    row = leave(made, SELL, "0.5", "100.03", "100.04")
    assert row.exits.take_profit is not None
    hit(made, SPOT_ID, BUY, "25")
    (order,) = made.open_orders("u")
    assert (order.price, order.size.value, order.request.side) == (D("100.04"), D("0.5"), SELL)
    assert ended(made) == {row.order_id: StrategyStatus.SUCCESS}


def test_exits_grow_with_the_fills_of_their_order(made: PaperExchange) -> None:
    entry = place(made, limit(SPOT_ID, BUY, "99.99", "2", exits=exits("101", "95")))
    assert waiting(made) == []
    for sold, size in (("10.5", "0.4995"), ("0.5", "0.999")):
        hit(made, SPOT_ID, SELL, sold)
        assert {row.size for row in waiting(made)} == {D(size)}
    assert len(waiting(made)) == 2
    made.cancel("u", order_id=entry.order_id, now_ms=NOW)
    assert [row.status for row in waiting(made)] == [StrategyStatus.PENDING] * 2


def test_one_leg_that_is_taken_back_is_gone_for_later_fills_too(made: PaperExchange) -> None:
    place(made, limit(SPOT_ID, BUY, "99.99", "2", exits=exits("101", "95")))
    hit(made, SPOT_ID, SELL, "10.5")
    stop, take = waiting(made)
    made.strategies.cancel("u", order_id=take.order_id, now_ms=NOW)
    hit(made, SPOT_ID, SELL, "0.5")
    assert [(row.order_id, row.size) for row in waiting(made)] == [(stop.order_id, D("0.999"))]


@pytest.mark.parametrize(
    ("side", "trigger", "gains"),
    [(SELL, "101", True), (SELL, "99", False), (BUY, "99", True), (BUY, "101", False)],
)
def test_the_side_of_the_price_says_which_leg_one_is(
    made: PaperExchange, side: Side, trigger: str, gains: bool
) -> None:
    row = leave(made, side, "1", trigger)
    assert (row.exits.take_profit is not None, row.exits.stop_loss is not None) == (gains, not gains)


def test_a_buy_at_market_may_be_sized_in_quote_coin(made: PaperExchange) -> None:
    request = SpotExitRequest(SPOT_ID, BUY, D("101"), ExitLeg(D("100.03")), in_quote=True)
    row, _ = made.strategies.place("u", request, NOW)
    hit(made, SPOT_ID, BUY, "25")
    assert ended(made) == {row.order_id: StrategyStatus.SUCCESS}
    assert D(9_898) < balance(made) < D(9_900)


def test_without_the_coins_an_exit_fails_and_the_other_stays(made: PaperExchange) -> None:
    place(made, market(SPOT_ID, BUY, "1", exits=exits("110", "99.97")))
    stop, take = waiting(made)
    quote(made, SPOT_ID, BUY, "99.98", "20")
    place(made, limit(SPOT_ID, SELL, "100.5", "10.9"))
    hit(made, SPOT_ID, SELL, "45")
    assert ended(made) == {stop.order_id: StrategyStatus.FAILED}
    assert [row.order_id for row in waiting(made)] == [take.order_id]


def test_exits_outlive_a_restart(made: PaperExchange) -> None:
    place(made, market(SPOT_ID, BUY, "1", exits=exits("100.05", "99.97")))
    again = PaperExchange([SPOT])
    again.load_accounts(made.dump_accounts(), NOW)
    assert waiting(again) == waiting(made)
    book(again, SPOT_ID)
    hit(again, SPOT_ID, BUY, "41")
    assert sorted(status.value for status in ended(again).values()) == ["cancelled", "success"]
    assert balance(again, "BTC") == D(10)


@pytest.mark.parametrize(
    ("take", "stop", "reason"),
    [
        ("99", None, Reason.EXIT_WRONG_SIDE),
        (None, "101", Reason.EXIT_WRONG_SIDE),
        ("101.001", None, Reason.TAKE_PROFIT_OFF_TICK),
        (None, "98.999", Reason.STOP_LOSS_OFF_TICK),
    ],
)
def test_an_exit_is_on_the_tick_and_on_its_side(
    made: PaperExchange, take: str | None, stop: str | None, reason: Reason
) -> None:
    with pytest.raises(RefusalError) as refusal:
        place(made, limit(SPOT_ID, BUY, "100", "1", exits=exits(take, stop)))
    assert refusal.value.reason is reason
    assert made.open_orders("u") == []


def test_neither_a_unified_account_nor_a_future_has_them() -> None:
    unified = exchange()
    book(unified, SPOT_ID)
    with pytest.raises(RefusalError) as refusal:
        leave(unified, SELL, "1", "99")
    assert refusal.value.reason is Reason.EXITS_NOT_SUPPORTED
    with pytest.raises(RefusalError) as refusal:
        place(unified, market(SPOT_ID, BUY, "1", exits=exits(None, "99")))
    assert refusal.value.reason is Reason.EXITS_NOT_SUPPORTED
    request = SpotExitRequest(PERP_ID, SELL, Decimal(1), ExitLeg(Decimal(99)))
    with pytest.raises(RefusalError) as refusal:
        unified.strategies.place("u", request, NOW)
    assert refusal.value.reason is Reason.EXITS_NOT_SUPPORTED


class Step(NamedTuple):
    """One thing that happens; distances are ticks from the last price."""

    kind: str
    side: Side
    size: int
    gain: int
    loss: int
    flag: bool


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["enter", "enter", "push", "push", "leave", "unwait", "cancel"]),
        st.sampled_from(Side),
        st.integers(1, 30),
        st.integers(0, 4),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=5,
    max_size=25,
)


def last(made: PaperExchange) -> Decimal:
    """The price that sets exits off."""
    found = made._world.price(SPOT, TriggerBy.LAST)
    assert found is not None
    return found - found % SPOT.tick


def play(made: PaperExchange, step: Step) -> None:
    """One step; refusals are part of the game."""
    price, size, sign = last(made), str(D(step.size) / 10), 1 if step.side is BUY else -1
    take = str(price + sign * step.gain * SPOT.tick) if step.gain else None
    stop = str(price - sign * step.loss * SPOT.tick) if step.loss else None
    try:
        match step.kind:
            case "enter" if step.flag:
                place(made, market(SPOT_ID, step.side, size, exits=exits(take, stop)))
            case "enter":
                place(made, limit(SPOT_ID, step.side, str(price), size, exits=exits(take, stop)))
            case "push":
                hit(made, SPOT_ID, step.side, size)
                quote(made, SPOT_ID, step.side.opposite, str(price + sign * SPOT.tick), "5")
            case "leave":
                leave(made, step.side, size, str(price + (step.gain - step.loss) * SPOT.tick))
            case "unwait" if waiting(made):
                row = waiting(made)[step.size % len(waiting(made))]
                made.strategies.cancel("u", order_id=row.order_id, now_ms=NOW)
            case _:
                for order in made.open_orders("u")[:1]:
                    made.cancel("u", order_id=order.order_id, now_ms=NOW)
    except RefusalError:
        pass


def is_touched(made: PaperExchange, row: StrategyRow) -> bool:
    """Whether the price is where this one should have gone off."""
    price, long = last(made), row.direction is BUY
    for leg, rising in ((row.exits.take_profit, long), (row.exits.stop_loss, not long)):
        if leg is not None and (price >= leg.trigger if rising else price <= leg.trigger):
            return True
    return False


@settings(max_examples=80, deadline=None)
@given(steps)
def test_nothing_that_is_touched_waits_and_one_of_a_pair_trades(moves: list[Step]) -> None:
    made = PaperExchange([SPOT])
    made.open_account("u", {"USDT": D(1_000), "BTC": D(10)}, NOW, classic=True)
    book(made, SPOT_ID, size="3")
    before = totals(made._world)
    for step in moves:
        play(made, step)
        assert totals(made._world) == before
        assert all(balance(made, coin) >= 0 for coin in ("BTC", "USDT"))
        assert not any(is_touched(made, row) for row in waiting(made))
    for row in made.past_strategies("u"):
        event(f"{row.status.value}{' attached' if row.entry_id else ''}")
        if row.status is StrategyStatus.SUCCESS:
            placed = made.order("u", order_id=row.placed_id)
            assert placed is not None
            assert placed.size.value <= row.size
    again = PaperExchange([SPOT])
    again.load_accounts(made.dump_accounts(), NOW)
    assert again.dump_accounts()["accounts"] == made.dump_accounts()["accounts"]
