"""Makers and takers keep a book that looks like one."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_app.core.orders import Side
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import Filled, Printed
from terminal_app.paper.engine.models.flow import LEVELS, Flow
from terminal_app.paper.engine.models.history import History
from terminal_app.paper.engine.models.profiles import Profile
from terminal_app.paper.engine.models.walk import Coin, Tide, Walk
from tests.helpers.paper_engine import BUY, NOW, PERP, PERP_ID, D, limit, market, only

COIN = Coin("BTC", 60_000.0, 0.03, 0.8)
PROFILE = Profile(COIN, 5e9, 5.0)
STEP = 50


def make(seed: int = 1) -> tuple[PaperExchange, Flow, History]:
    made = PaperExchange([PERP])
    made.open_account("u", {"USDT": D(100_000_000)})
    past = History(PERP, PROFILE, Walk(COIN, Tide(seed)))
    flow = Flow(made.desk, PERP_ID, past, PROFILE, Random(seed))
    flow.step(NOW, 0)
    return made, flow, past


def run(flow: Flow, steps: int) -> None:
    for number in range(1, steps + 1):
        flow.step(NOW + number * STEP, STEP)


def test_the_book_is_deep_and_tight_around_the_fair_price() -> None:
    made, flow, past = make()
    for number in range(1, 200):
        now_ms = NOW + number * STEP
        flow.step(now_ms, STEP)
        bids, asks = made.depth(PERP_ID, 1_000)

        assert len(bids) > 180
        assert len(asks) > 180
        assert bids[0][0] < asks[0][0]
        assert abs(past.fair(now_ms) - int(bids[0][0] / PERP.tick)) < 60
    assert len(made.depth(PERP_ID, 1_000)[0]) < 1.5 * LEVELS


def test_takers_trade_at_a_plausible_pace_and_with_mixed_sizes() -> None:
    made, flow, _ = make()
    run(flow, 1_200)

    prints = made.desk.take_prints()

    assert 60 < len(prints) < 2_000
    assert len({one.size for one in prints}) > 30
    assert {one.side for one in prints} == set(Side)


@pytest.mark.parametrize("side", Side)
def test_an_order_on_the_wrong_side_of_the_fair_price_is_lifted(side: Side) -> None:
    made, flow, _ = make()
    bid, ask = made.best(PERP_ID)
    assert bid is not None
    assert ask is not None
    made.desk.take(PERP_ID, side.opposite, 10**9, NOW)
    made.desk.take(PERP_ID, side, 10**9, NOW)
    price = bid + 500 if side is BUY else ask - 500
    made.place("u", limit(PERP_ID, side, str(price), "1"), NOW)
    made.desk.end_step(NOW)

    flow.step(NOW + STEP, STEP)

    assert [event.row.price for event in only(made.desk.end_step(NOW), Filled)] == [price]
    assert made.open_orders("u") == []


def test_an_order_at_the_touch_is_filled_in_its_turn() -> None:
    made, flow, _ = make()
    bid, _ = made.best(PERP_ID)
    assert bid is not None
    row, _ = made.place("u", limit(PERP_ID, BUY, str(bid), "0.01"), NOW)

    run(flow, 1_200)

    found = made.order("u", order_id=row.order_id)
    assert found is not None
    assert found.filled > 0


def test_an_eaten_side_is_quoted_again() -> None:
    made, flow, _ = make()
    size = sum(size for _, size in made.depth(PERP_ID, 1_000)[1])
    for _ in range(int(size / 100) + 1):
        if made.best(PERP_ID)[1] is not None:
            made.place("u", market(PERP_ID, BUY, "100"), NOW)
    assert made.best(PERP_ID)[1] is None

    flow.step(NOW + STEP, STEP)

    assert len(made.depth(PERP_ID, 1_000)[1]) > 180


def test_the_same_seed_makes_the_same_market() -> None:
    books = []
    for _ in range(2):
        made, flow, _ = make(seed=5)
        run(flow, 100)
        books.append((made.depth(PERP_ID, 1_000), only(made.desk.end_step(NOW), Printed)))

    assert books[0] == books[1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Side), st.integers(-40, 40), st.integers(1, 400)), max_size=12))
def test_whatever_people_do_the_book_is_never_crossed_or_empty(orders: list[tuple[Side, int, int]]) -> None:
    made, flow, _ = make()
    for number, (side, away, tenths) in enumerate(orders):
        bid, ask = made.best(PERP_ID)
        if bid is not None and ask is not None:
            price = (bid if side is BUY else ask) + away * PERP.tick
            made.place("u", limit(PERP_ID, side, str(price), str(D(tenths) / 10)), NOW)
        flow.step(NOW + number * 1_000, 1_000)

        bid, ask = made.best(PERP_ID)
        assert bid is not None
        assert ask is not None
        assert bid < ask


def test_prices_of_a_few_ticks_still_make_a_market() -> None:
    cheap = Coin("XXX", 0.5, 0.03, 0.5)
    made = PaperExchange([PERP])
    flow = Flow(
        made.desk,
        PERP_ID,
        History(PERP, Profile(cheap, 1e6, 1.0), Walk(cheap, Tide(1))),
        Profile(cheap, 1e6, 1.0),
        Random(1),
    )

    for number in range(20):
        flow.step(NOW + number * 1_000, 1_000)
        bid, ask = made.best(PERP_ID)
        assert bid is not None
        assert ask is not None
        assert 0 < bid < ask
