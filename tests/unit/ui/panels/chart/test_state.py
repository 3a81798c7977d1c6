"""What the chart decides without a screen: the level, the range, the texts, and where the window goes."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.history import CandleLoad
from terminal_app.ui.panels.chart.bars import LEAST_BAR_PX
from terminal_app.ui.panels.chart.labels import INTERVALS, status_text
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.market import START_MS, candle, candles_of, random_candles

UTC_ZONE = ZoneInfo("UTC")
HISTORY = random_candles(3_000)
WIDTH, HEIGHT = 800.0, 500.0


def made(count: int = 1_000, first: int = 0) -> ChartState:
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[first : first + count])
    state = ChartState(UTC_ZONE)
    state.viewport.resize(WIDTH)
    state.show(series, PERP)
    return state


def view_of(state: ChartState) -> ChartView:
    view = state.build(WIDTH, HEIGHT)
    assert view is not None
    return view


def test_at_live_the_newest_bar_and_about_a_screenful_are_visible() -> None:
    view = view_of(made())
    assert (view.level, view.tail, view.stop) == (0, 999, 1_000)
    assert 90 <= view.stop - view.first <= 95


@pytest.mark.parametrize("zooms", range(0, 40, 4))
def test_there_is_never_more_than_one_bar_in_two_pixels(zooms: int) -> None:
    state = made(3_000)
    for _ in range(zooms):
        state.viewport.zoom(1 / 1.2, WIDTH / 2, 3_000)
    view = view_of(state)
    assert view.stop - view.first <= WIDTH / LEAST_BAR_PX + 2
    assert view.frame.spacing * view.frame.group >= LEAST_BAR_PX
    assert view.level == 0 or view.frame.spacing * view.frame.group < 2 * LEAST_BAR_PX


def test_the_range_holds_the_visible_bars_and_no_others() -> None:
    state = made()
    state.viewport.pan(3_000, 1_000)
    view = view_of(state)
    visible = HISTORY[view.first : view.stop]
    lows, highs = [float(bar.low) for bar in visible], [float(bar.high) for bar in visible]
    assert view.frame.low < min(lows)
    assert view.frame.high > max(highs)
    whole = view.frame.high - view.frame.low
    assert 0.74 * 24 / 26 <= (max(highs) - min(lows)) / whole <= 0.74


def test_a_flat_market_has_a_range() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([candle(START_MS, spread="0")])
    state = ChartState(UTC_ZONE)
    state.show(series, PERP)
    view = view_of(state)
    assert view.frame.low < 100 < view.frame.high


def test_nothing_to_draw() -> None:
    state = ChartState(UTC_ZONE)
    assert state.build(WIDTH, HEIGHT) is None
    assert (state.time_ticks(), state.zone_text(), state.wants_older()) == ([], "", False)
    assert state.readout(None, None) is None
    assert made().build(1, HEIGHT) is None


def test_a_tick_inside_the_range_changes_nothing_but_the_tail() -> None:
    state = made()
    before = view_of(state)
    newest = HISTORY[999]
    candles_of(state.series).merge([newest._replace(close=newest.low, volume=newest.volume + 1)])
    assert view_of(state) == before


def test_following_moves_with_new_bars_and_panning_stops_it() -> None:
    state = made()
    right = state.viewport.right
    candles_of(state.series).merge(HISTORY[1_000:1_003])
    view_of(state)
    assert state.viewport.right == right + 3
    state.viewport.pan(100, 1_003)
    right = state.viewport.right
    candles_of(state.series).merge(HISTORY[1_003:1_010])
    view_of(state)
    assert state.viewport.right == right


def test_older_bars_do_not_move_the_picture() -> None:
    state = made(500, first=1_000)
    state.viewport.pan(2_000, 500)
    view_of(state)
    time = state.series.view().open_ms[round(state.viewport.right)]
    candles_of(state.series).merge(HISTORY[600:1_000])
    view_of(state)
    assert state.series.view().open_ms[round(state.viewport.right)] == time
    state.to_live()
    view_of(state)
    distance = state.viewport.right - state.series.length
    candles_of(state.series).merge(HISTORY[:600])
    view_of(state)
    assert state.viewport.right - state.series.length == distance


def test_the_first_bars_are_shown_live() -> None:
    state = ChartState(UTC_ZONE)
    series = CandleSeries(Interval.M1)
    state.show(series, PERP)
    assert state.build(WIDTH, HEIGHT) is None
    series.merge(HISTORY[:100])
    assert view_of(state).stop == 100
    assert state.viewport.following


def test_older_bars_are_wanted_near_the_left_edge() -> None:
    state = made()
    view_of(state)
    assert not state.wants_older()
    state.viewport.pan(7_000, 1_000)
    assert state.wants_older()


def test_prices_can_be_scaled_and_moved_by_hand_until_live() -> None:
    state = made()
    view = view_of(state)
    state.price.shift(50, view)
    assert view_of(state) == view
    state.stretch(state.price, 2, view)
    wider = view_of(state)
    assert wider.frame.high - wider.frame.low == pytest.approx(2 * (view.frame.high - view.frame.low))
    state.price.shift(HEIGHT / 2, wider)
    assert view_of(state).frame.low == pytest.approx((wider.frame.low + wider.frame.high) / 2)
    state.to_live()
    assert view_of(state) == view


def test_price_labels_have_the_decimals_of_the_tick() -> None:
    state = made()
    ticks = state.price_ticks(view_of(state), HEIGHT)
    assert len(ticks) >= 4
    assert all(
        tick.text.partition(".")[2] in {"0", "5"} or len(tick.text.partition(".")[2]) == 1 for tick in ticks
    )
    assert all(0 <= tick.y <= HEIGHT for tick in ticks)


def test_the_readout_tells_the_newest_bar_or_the_one_under_the_pointer() -> None:
    state = made()
    view = view_of(state)
    bar = HISTORY[950]
    readout = state.readout(state.viewport.x_of(950), view)
    assert readout is not None
    values = dict(readout.values)
    for label, value in zip("OHLC", (bar.open, bar.high, bar.low, bar.close), strict=True):
        assert Decimal(values[label].replace("\u2009", "")) == value
    assert readout.time == "2023-11-15 14:04"
    assert readout.up == (bar.close >= bar.open)
    newest = state.readout(None, view)
    assert newest is not None
    assert newest.time == "2023-11-15 14:53"
    assert state.readout(1e6, view) == newest


def test_a_grouped_readout_tells_the_drawn_bar() -> None:
    state = made(3_000)
    state.viewport.zoom(0.1, WIDTH, 3_000)
    view = view_of(state)
    assert view.frame.group == 4
    bars = HISTORY[2_000:2_004]
    readout = state.readout(state.viewport.x_of(2_001), view)
    assert readout is not None
    values = {label: text.replace("\u2009", "") for label, text in readout.values}
    assert Decimal(values["H"]) == max(bar.high for bar in bars)
    assert Decimal(values["L"]) == min(bar.low for bar in bars)
    assert (Decimal(values["O"]), Decimal(values["C"])) == (bars[0].open, bars[-1].close)
    middle = state.viewport.x_of(2_001.5)
    assert state.snap(state.viewport.x_of(2_001), view) == pytest.approx(middle)
    assert state.time_text(middle, view) == readout.time


def test_the_last_price_has_the_colour_of_its_bar() -> None:
    state = made()
    candles_of(state.series).merge(
        [HISTORY[999]._replace(close=HISTORY[999].open - 1, volume=Decimal(10**6))]
    )
    last = state.last_price(view_of(state))
    assert last is not None
    assert not last.up
    assert Decimal(last.text.replace("\u2009", "")) == HISTORY[999].open - 1


def test_without_rules_prices_are_shown_all_the_same() -> None:
    state = made()
    state.set_instrument(None)
    view = view_of(state)
    assert state.price_ticks(view, HEIGHT)
    assert state.price_at(0, view)


def test_the_zone_is_named() -> None:
    assert made().zone_text() == "UTC"


@pytest.mark.parametrize(
    ("load", "length", "expected"),
    [
        (CandleLoad(), 0, ("No candles yet", "")),
        (CandleLoad(loading=True), 0, ("Loading BTCUSDT perp 1m…", "")),
        (CandleLoad(loading=True, error="No answer."), 0, ("No answer. Trying again.", "")),
        (CandleLoad(error="Unknown symbol."), 0, ("Unknown symbol.", "")),
        (CandleLoad(), 5, ("", "")),
        (CandleLoad(loading_older=True), 5, ("", "Loading older candles…")),
        (CandleLoad(error="No answer."), 5, ("", "No answer.")),
    ],
)
def test_the_status_says_what_is_missing(load: CandleLoad, length: int, expected: tuple[str, str]) -> None:
    assert status_text(PERP_ID, "1m", load, length) == expected


def test_every_interval_has_its_own_label() -> None:
    labels = [label for _, label, _ in INTERVALS]
    assert labels == ["1m", "3m", "5m", "15m", "30m", "1H", "4H", "6H", "12H", "1D", "3D", "1W", "1M"]


def test_a_held_scale_stands_still_and_catches_up() -> None:
    bars = random_candles(1_010)
    state = made()
    candles_of(state.series).merge(bars[:1_000])
    view, right = view_of(state), state.viewport.right
    state.hold(view)
    candles_of(state.series).merge([candle(START_MS + 1_000 * 60_000, "99999"), *bars[1_001:1_003]])
    held = view_of(state)
    assert (held.frame.low, held.frame.high, state.viewport.right) == (view.frame.low, view.frame.high, right)
    state.let_go()
    free = view_of(state)
    assert free.frame.high > 99_999
    assert state.viewport.right == right + 3


def test_the_usual_width_is_live_too() -> None:
    state = made()
    view_of(state)
    state.viewport.zoom(3, 100, 1_000)
    state.viewport.pan(500, 1_000)
    state.to_usual()
    assert (state.viewport.spacing, state.viewport.following) == (8, True)
