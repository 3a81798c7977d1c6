"""The delta of trades, open interest and funding: exact where they are known, absent where they are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval, Trade
from terminal_app.core.orders import Side
from terminal_app.market.bar_specs import TradeBars, TradeKind
from terminal_app.market.candles import BarSeries, CandleSeries
from terminal_app.market.indicators import gathered as stores
from terminal_app.market.indicators.catalogue import Gathered, live_indicator
from terminal_app.market.indicators.gathered import Samples, TradeFlow
from terminal_app.market.indicators.gathered_reckoning import CVD, FUNDING, OPEN_INTEREST
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.spec import Spec
from terminal_app.market.trade_bars import TradeBarSeries
from tests.helpers.market import START_MS, D, candle, random_candles

MINUTE = 60_000


def print_at(second: int, size: str = "1", side: Side = Side.BUY, number: str = "") -> Trade:
    return Trade(number or f"{second}-{size}-{side.value}", D(100), D(size), side, START_MS + second * 1_000)


def minutes(count: int) -> CandleSeries:
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(count))
    return series


def live(spec: Spec, gathered: Gathered) -> LiveIndicator:
    return live_indicator(spec, {}, gathered, lambda time_ms: f"second {(time_ms - START_MS) // 1_000}")


def caught_up(indicator: LiveIndicator, series: BarSeries) -> list[list[float | None]]:
    indicator.refresh(series, lambda: True)
    return [[None if np.isnan(one) else float(one) for one in row] for row in indicator.view()]


def test_delta_sums_what_takers_bought_and_sold_since_it_is_complete() -> None:
    gathered = Gathered()
    gathered.flow.take([print_at(70, "2"), print_at(110, "0.5", Side.SELL)], snapshot=True)
    gathered.flow.take([print_at(125, "4", Side.SELL)], snapshot=False)
    cvd = live(CVD, gathered)
    assert caught_up(cvd, minutes(3)) == [[None, 1.5, -2.5], [None, 1.5, -4.0]]
    assert cvd.note == "Complete since second 70."


def test_delta_says_that_it_waits() -> None:
    cvd = live(CVD, Gathered())
    assert caught_up(cvd, minutes(2)) == [[None, None], [None, None]]
    assert cvd.note == "Waiting for the first trade."


def test_a_trade_counts_once_and_a_late_one_where_it_belongs() -> None:
    gathered, series = Gathered(), minutes(3)
    cvd = live(CVD, gathered)
    gathered.flow.take([print_at(10), print_at(130)], snapshot=True)
    caught_up(cvd, series)
    gathered.flow.take([print_at(130), print_at(65, "3")], snapshot=False)
    assert caught_up(cvd, series) == [[1.0, 4.0, 5.0], [1.0, 3.0, 1.0]]


def test_a_break_that_joins_on_loses_nothing_and_another_starts_over() -> None:
    gathered, series = Gathered(), minutes(3)
    gathered.flow.take([print_at(10), print_at(20)], snapshot=True)
    gathered.flow.take([print_at(20), print_at(30)], snapshot=True)
    cvd = live(CVD, gathered)
    assert caught_up(cvd, series)[0] == [3.0, 3.0, 3.0]
    gathered.flow.take([print_at(125, "7")], snapshot=True)
    assert caught_up(cvd, series)[0] == [None, None, 7.0]
    assert cvd.note == "Complete since second 125."


def test_what_was_let_go_for_want_of_room_is_no_longer_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flow = TradeFlow()
    monkeypatch.setattr(stores, "MOST_SECONDS", 100)
    for second in range(150):
        flow.take([print_at(second)], snapshot=False)
    assert flow.complete_from_ms == START_MS + 50_000
    assert flow.sums.values[-1] == 150


@given(st.lists(st.tuples(st.integers(0, 170), st.sampled_from(list(Side)), st.booleans()), max_size=40))
def test_delta_live_equals_delta_whole(steps: list[tuple[int, Side, bool]]) -> None:
    gathered, series, taken = Gathered(), minutes(1), 1
    cvd = live(CVD, gathered)
    candles = random_candles(3)
    for number, (second, side, more) in enumerate(steps):
        gathered.flow.take([print_at(second, "0.5", side, str(number))], snapshot=False)
        if more and taken < 3:
            series.merge(candles[taken : taken + 1])
            taken += 1
        cvd.refresh(series, lambda: True)
    fresh = live(CVD, gathered)
    assert caught_up(cvd, series) == caught_up(fresh, series)


def test_open_interest_is_the_last_of_each_bar_and_absent_where_nobody_told() -> None:
    gathered, series = Gathered(), minutes(4)
    interest = live(OPEN_INTEREST, gathered)
    caught_up(interest, series)
    for second, value in ((65, 10.0), (65.4, 11.0), (70, 12.0), (69, 99.0), (190, 13.0)):
        gathered.interest.note(START_MS + second * 1_000, value)
    assert caught_up(interest, series) == [[None, 12.0, None, 13.0]]
    gathered.interest.note(START_MS + 195_000, 14.0)
    assert caught_up(interest, series) == [[None, 12.0, None, 14.0]]
    assert interest.note == "Gathered since second 65."


def test_a_bar_that_has_closed_keeps_the_last_value_told_in_it() -> None:
    gathered, series = Gathered(), minutes(1)
    interest = live(OPEN_INTEREST, gathered)
    gathered.interest.note(START_MS + 5_000, 1.0)
    caught_up(interest, series)
    gathered.interest.note(START_MS + 50_000, 2.0)
    series.merge([candle(START_MS + MINUTE)])
    gathered.interest.note(START_MS + 61_000, 3.0)
    assert caught_up(interest, series) == [[2.0, 3.0]]


def test_funding_holds_from_its_settlement_on_and_the_next_stands_at_the_newest_bar() -> None:
    gathered, series = Gathered(), minutes(4)
    gathered.settled.replace([START_MS + MINUTE, START_MS + 3 * MINUTE], [0.01, -0.02])
    gathered.upcoming.note(START_MS, 0.03)
    funding = live(FUNDING, gathered)
    assert caught_up(funding, series) == [[None, 0.01, 0.01, -0.02], [None, None, None, 0.03]]
    gathered.settled.replace([START_MS], [0.05])
    assert caught_up(funding, series)[0] == [0.05, 0.05, 0.05, 0.05]


def test_samples_keep_one_value_a_second_and_nothing_older() -> None:
    samples = Samples()
    for time_ms, value in ((1_000, 1.0), (1_900, 2.0), (500, 9.0), (2_000, 3.0)):
        samples.note(time_ms, value)
    assert samples.times.tolist() == [1_000, 2_000]
    assert samples.values.tolist() == [2.0, 3.0]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 700)), min_size=1, max_size=40),
    st.integers(1, 9),
)
def test_delta_of_bars_of_trades_is_exact_live_and_anew(
    rows: list[tuple[int, bool, int]], volume: int
) -> None:
    series, cvd = TradeBarSeries(TradeBars(TradeKind.VOLUME, D(volume)), D("0.1")), live(CVD, Gathered())
    time_ms, total = START_MS, 0
    sums: list[float | None] = []
    deltas: list[float | None] = []
    for number, (size, buys, wait) in enumerate(rows):
        time_ms += wait
        side = Side.BUY if buys else Side.SELL
        series.take([Trade(str(number), D(100), D(size), side, time_ms)])
        total += size if buys else -size
        sums, deltas = caught_up(cvd, series)
        assert sums[-1] == total
        assert sums == np.cumsum(np.array(deltas, float)).tolist()
    assert [sums, deltas] == caught_up(live(CVD, Gathered()), series)
    # Every bar but the last is full, and what was bought and sold in it differs by its delta.
    assert all(abs(delta) <= volume and (volume - delta) % 2 == 0 for delta in deltas[:-1] if delta)


def test_delta_of_bars_of_trades_begins_anew_after_a_hole() -> None:
    series, cvd = TradeBarSeries(TradeBars(TradeKind.TICK, D(2)), D("0.1")), live(CVD, Gathered())
    assert cvd.note == "Waiting for the first trade."
    series.take([print_at(second, "3") for second in (1, 2, 3)])
    assert caught_up(cvd, series) == [[6, 9], [6, 3]]
    assert cvd.note == "Complete since second 1."
    series.take([print_at(second, "1", Side.SELL) for second in (60, 61, 62)], snapshot=True)
    assert caught_up(cvd, series) == [[None, None, -2, -3], [6, 3, -2, -1]]
    assert cvd.note == "Complete since second 60."
    series.take([print_at(63, "1", Side.SELL)])
    assert caught_up(cvd, series)[0] == [None, None, -2, -4]
    assert caught_up(cvd, minutes(2)) == [[None, None], [None, None]]
