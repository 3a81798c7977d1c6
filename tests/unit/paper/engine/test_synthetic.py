"""The market as a whole: a past that fits together, a present that moves, and no cost for being away."""

from itertools import pairwise

import pytest

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.orders import Side
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.paper.engine.messages import BookChanged, PositionChanged, Printed
from terminal_app.paper.engine.synthetic import LAUNCH_MS, SyntheticMarket
from tests.helpers.paper_engine import BUY, NOW, D, limit, market, only

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT_BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")
CHOSEN = [one for one in listings() if one.base in {"BTC", "PEPE"}]
HOUR = 3_600_000
STEP = 50


def make(seed: int = 7, start_ms: int = NOW) -> tuple[PaperExchange, SyntheticMarket]:
    made = PaperExchange(CHOSEN, tiers=tiers())
    made.open_account("u", {"USDT": D(1_000_000)})
    return made, SyntheticMarket(made, seed=seed, start_ms=start_ms)


def run(market_: SyntheticMarket, steps: int, start_ms: int = NOW) -> list[object]:
    events: list[object] = []
    for number in range(1, steps + 1):
        events += market_.advance(start_ms + number * STEP)
    return events


def test_everything_is_there_from_the_start() -> None:
    made, alive = make()
    for one in CHOSEN:
        bid, ask = made.best(one.id)
        assert bid is not None
        assert ask is not None
        assert bid < made.mark(one.id) + 3 * one.tick
        assert ask > made.mark(one.id) - 3 * one.tick
        assert abs(made.mark(one.id) - made.index(one.id)) <= made.index(one.id) / 1000 + one.tick
        prints = alive.recent_prints(one.id, 50)
        assert len(prints) == 50
        assert all(a.time_ms >= b.time_ms for a, b in pairwise(prints))
    rate, next_ms = made.funding(BTC)
    assert rate != 0
    assert NOW < next_ms <= NOW + 8 * HOUR


@pytest.mark.parametrize("interval", Interval)
def test_there_is_a_full_chart_on_every_interval(interval: Interval) -> None:
    _, alive = make()
    bars = alive.candles(BTC, interval, limit=1_000)

    assert len(bars) >= (1_000 if interval.ms <= Interval.D1.ms else 40)
    assert bars[-1].open_ms <= NOW
    assert all(first.close == second.open for first, second in pairwise(bars))
    assert all(first.open_ms < second.open_ms for first, second in pairwise(bars))
    for bar in bars:
        assert 0 < bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
        assert bar.volume >= 0
        assert bar.low * bar.volume <= bar.turnover <= bar.high * bar.volume


@pytest.mark.parametrize(
    ("short", "long", "count"),
    [(Interval.M1, Interval.H1, 60), (Interval.M15, Interval.H4, 16), (Interval.H1, Interval.D1, 24)],
)
def test_intervals_agree_also_where_the_present_begins(short: Interval, long: Interval, count: int) -> None:
    _, alive = make()
    run(alive, 40)
    longs = alive.candles(BTC, long, limit=4)
    shorts = alive.candles(BTC, short, limit=4 * count)

    for bar in longs:
        inside = [one for one in shorts if bar.open_ms <= one.open_ms < bar.open_ms + long.ms]
        if inside and inside[0].open_ms == bar.open_ms:
            assert (inside[0].open, inside[-1].close) == (bar.open, bar.close)
            assert max(one.high for one in inside) == bar.high
            assert min(one.low for one in inside) == bar.low
            assert sum(one.volume for one in inside) == bar.volume


def test_candles_can_be_paged_back_to_the_launch() -> None:
    _, alive = make()
    newest = alive.candles(BTC, Interval.H1, limit=10)
    older = alive.candles(BTC, Interval.H1, end_ms=newest[0].open_ms, limit=10)
    between = alive.candles(BTC, Interval.H1, start_ms=older[3].open_ms, end_ms=newest[2].open_ms)

    assert older[-1].open_ms == newest[0].open_ms - HOUR
    assert older[-1].close == newest[0].open
    assert between == [*older[3:], *newest[:2]]
    first = alive.candles(BTC, Interval.D1, end_ms=LAUNCH_MS + 5 * 24 * HOUR, limit=99)
    assert first[0].open_ms == LAUNCH_MS
    assert alive.candles(BTC, Interval.D1, end_ms=LAUNCH_MS) == []


def test_the_present_moves_and_its_bars_are_made_of_prints() -> None:
    made, alive = make()
    start = alive.candles(BTC, Interval.M1, limit=1)[0]

    events = run(alive, 400)

    prints = [event for event in events if isinstance(event, Printed) and event.instrument == BTC]
    bar = alive.candles(BTC, Interval.M1, limit=1)[0]
    assert len(prints) > 20
    assert bar.open_ms == start.open_ms
    assert bar.volume == start.volume + sum(one.size for one in prints)
    assert bar.close == prints[-1].price == alive.stats_24h(BTC).last
    assert alive.recent_prints(BTC, 1) == [prints[-1]]
    assert any(isinstance(event, BookChanged) for event in events)
    assert made.mark(BTC) != start.close


def test_what_accounts_trade_is_on_the_tape_at_once() -> None:
    made, alive = make()
    before = alive.stats_24h(BTC)

    row, _ = made.place("u", market(BTC, BUY, "0.5"), NOW)

    assert alive.recent_prints(BTC, 1)[0].side is Side.BUY
    assert alive.stats_24h(BTC).volume == before.volume + row.filled
    assert before.low <= before.open <= before.high
    assert before.turnover > before.low * before.volume


def test_the_same_seed_and_times_make_the_same_market() -> None:
    first, second = make(), make()

    assert run(first[1], 60) == run(second[1], 60)
    assert first[0].depth(BTC, 500) == second[0].depth(BTC, 500)
    assert run(make(seed=8)[1], 60) != run(make()[1], 60)


def test_a_market_started_later_goes_on_where_it_would_have_been() -> None:
    _, early = make()
    _, late = make(start_ms=NOW + 50 * HOUR)

    past = early.candles(BTC, Interval.H1, limit=48)[:-1]
    again = late.candles(BTC, Interval.H1, start_ms=past[0].open_ms, limit=500)

    assert again[: len(past)] == past


def test_a_long_pause_is_told_by_history_and_costs_little() -> None:
    made, alive = make()
    run(alive, 20)
    later = NOW + 30 * HOUR

    events = alive.advance(later)

    assert len(events) < 3_000
    bars = alive.candles(BTC, Interval.M1, limit=1_900)
    assert all(first.close == second.open for first, second in pairwise(bars[:-1]))
    assert all(bar.volume > 0 for bar in bars[:-1])
    bid, ask = made.best(BTC)
    assert bid is not None
    assert ask is not None
    assert bid < ask


def test_time_that_does_not_move_does_nothing() -> None:
    _, alive = make()
    run(alive, 5)

    assert alive.advance(NOW) == []


def test_funding_is_settled_on_time_and_remembered() -> None:
    made, alive = make()
    made.place("u", market(BTC, BUY, "1"), NOW)
    rate, due_ms = made.funding(BTC)

    assert only(alive.advance(due_ms - 1), PositionChanged) == []
    events = alive.advance(due_ms)

    (changed,) = [event.row for event in only(events, PositionChanged)]
    assert changed.funding != 0
    assert (changed.funding < 0) is (rate > 0)
    assert made.funding(BTC)[1] == due_ms + 8 * HOUR
    assert alive.funding_history(BTC, 2)[0] == (due_ms, rate)
    assert alive.funding_history(SPOT_BTC, 2) == []


def test_open_interest_is_of_contracts_only() -> None:
    _, alive = make()

    assert alive.open_interest(BTC) > 1_000
    assert alive.open_interest(SPOT_BTC) == 0


def test_orders_that_wait_across_a_restart_meet_the_new_market() -> None:
    before, _ = make()
    mark = before.mark(BTC)
    price = mark / 2 // 1
    row, _ = before.place("u", limit(BTC, BUY, str(price), "0.1"), NOW)
    made = PaperExchange(CHOSEN, tiers=tiers())
    made.load_accounts(before.dump_accounts(), NOW)

    SyntheticMarket(made, seed=7, start_ms=NOW)

    assert [one.order_id for one in made.open_orders("u")] == [row.order_id]
    assert made.mark(BTC) == mark
