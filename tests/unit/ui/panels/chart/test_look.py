"""How the chart looks: every style, scale and place of volume, and what is kept of the choices."""

import json
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.heikin_ashi import HeikinAshi
from terminal_app.market.last import LastPrice
from terminal_app.ui.panels.chart.look import (
    BarStyle,
    Breaks,
    CrosshairReach,
    Look,
    ScaleKind,
    VolumePlace,
    look_from,
)
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from tests.helpers.examples import PERP
from tests.helpers.market import candles_of, random_candles

HISTORY = random_candles(1_010)
WIDTH, HEIGHT = 800.0, 500.0


USUAL = Look()


def made(look: Look = USUAL, interval: Interval = Interval.M1) -> ChartState:
    series = CandleSeries(interval)
    series.merge(random_candles(1_000, interval))
    state = ChartState(ZoneInfo("Europe/Berlin"))
    state.viewport.resize(WIDTH)
    state.show(series, PERP)
    state.wear(look)
    return state


def view_of(state: ChartState) -> ChartView:
    view = state.build(WIDTH, HEIGHT)
    assert view is not None
    return view


def test_choices_survive_json_and_rubbish_is_as_usual() -> None:
    look = Look(BarStyle.AREA, ScaleKind.LOG, VolumePlace.PANE, CrosshairReach.ALL, Breaks.DAYS, False, True)
    assert look_from(json.loads(json.dumps(look.remember()))) == look
    assert look_from({"style": "pie", "scale": 3, "separators": "yes", "utc": 1}) == Look()
    assert look_from({"separators": True}) == Look(breaks=Breaks.DAYS)
    assert look_from(None) == Look()


def test_averaged_bars_are_drawn_and_read_and_the_last_price_stays_real() -> None:
    state = made(Look(style=BarStyle.HEIKIN_ASHI))
    averaged = HeikinAshi(state.series)
    averaged.follow()
    view = view_of(state)
    assert np.array_equal(state.columns(0).open, averaged.view().open)
    readout = state.readout(state.viewport.x_of(950), view)
    assert readout is not None
    assert readout.values[0] == ("O", state.text_near(averaged.bar(950).open))
    last = state.last_price(view)
    assert last is not None
    assert last.text == state.price_text(HISTORY[999].close)


def test_the_newest_averaged_bar_follows_the_price() -> None:
    state = made(Look(style=BarStyle.HEIKIN_ASHI))
    before = state.tail(view_of(state))
    newest = HISTORY[999]
    state.live = LastPrice(newest.close + 10, newest.open_ms + 5)
    after = state.tail(view_of(state))
    assert after.close[0] > before.close[0]
    assert after.open[0] == before.open[0]


def test_bars_that_come_are_averaged_too_and_candles_come_back() -> None:
    state = made(Look(style=BarStyle.HEIKIN_ASHI))
    view_of(state)
    candles_of(state.series).merge(HISTORY[1_000:1_005])
    view_of(state)
    fresh = HeikinAshi(state.series)
    fresh.follow()
    assert state.columns(0).close == pytest.approx(fresh.view().close, rel=1e-12)
    state.wear(Look())
    assert np.array_equal(state.columns(0).open, state.series.view().open)


def test_a_line_fits_its_closes() -> None:
    state = made(Look(style=BarStyle.LINE))
    view = view_of(state)
    closes = state.columns(0).close[view.first : view.stop]
    whole = view.frame.high - view.frame.low
    assert 0.74 * 24 / 26 <= (closes.max() - closes.min()) / whole <= 0.74


def test_volume_gives_its_room_to_the_prices_when_it_moves_out() -> None:
    state = made()
    below = view_of(state).frame
    state.wear(replace(state.look, volume=VolumePlace.PANE))
    assert [pane.name for pane in state.panes] == ["volume"]
    apart = view_of(state)
    assert apart.frame.high - apart.frame.low < below.high - below.low
    volume = state.build_pane(state.panes[0], apart, 100)
    assert volume.frame.low == 0
    assert volume.frame.high >= state.columns(0).volume[apart.first : apart.stop].max()
    state.wear(replace(state.look, volume=VolumePlace.NOWHERE))
    assert (state.panes, state.volume in state.price.layers) == ([], False)
    state.wear(Look())
    assert state.price.layers.count(state.volume) == 1
    assert view_of(state).frame == below


def test_the_ground_of_an_area_does_not_hide_the_volume() -> None:
    state = made(Look(style=BarStyle.AREA))
    order = state.price.layers
    assert order.index(state.volume) > order.index(state.drawn)
    state.wear(Look())
    assert order.index(state.volume) < order.index(state.drawn)


def test_a_pane_is_as_high_as_it_was_left() -> None:
    state = made(Look(volume=VolumePlace.PANE))
    state.pull_edge(1, -50, 500)
    saved = json.loads(json.dumps(dict(state.shares())))
    other = made()
    other.take_shares(saved)
    other.wear(Look(volume=VolumePlace.PANE))
    assert other.panes[0].share == pytest.approx(state.panes[0].share)
    other.take_shares({"volume": "high", "x": 7})
    other.take_shares(None)
    assert other.panes[0].share == pytest.approx(state.panes[0].share)


def test_a_log_scale_has_log_labels() -> None:
    state = made(Look(scale=ScaleKind.LOG))
    view = view_of(state)
    assert view.frame.log
    ticks = state.price_ticks(view, HEIGHT)
    assert len(ticks) >= 4
    for tick in ticks:
        price = float(tick.text.replace("\u2009", ""))
        assert view.frame.y_of(price) == pytest.approx(tick.y, abs=1e-6)


def test_a_percent_scale_counts_from_the_first_bar_in_sight() -> None:
    state = made(Look(scale=ScaleKind.PERCENT))
    view = view_of(state)
    base = state.columns(0).close[view.first]
    assert state.price_at(view.frame.y_of(base), view) == "0.00%"
    assert "0.00%" in {tick.text for tick in state.price_ticks(view, HEIGHT)}
    last = state.last_price(view)
    assert last is not None
    assert last.text.endswith("%")
    state.viewport.pan(2_000, 1_000)
    moved = view_of(state)
    assert state.percent_base(moved) == state.columns(0).close[moved.first] != base


def test_times_are_told_in_utc_or_in_the_local_zone() -> None:
    state = made()
    view = view_of(state)
    local = state.time_text(400, view)
    state.wear(Look(utc=True))
    assert state.zone_text() == "UTC"
    assert int(local[11:13]) - int(state.time_text(400, view)[11:13]) in (1, -23)


def test_days_are_parted_only_when_that_is_wanted() -> None:
    state = made(interval=Interval.H1)
    view_of(state)
    assert state.breaks() == []
    state.wear(Look(breaks=Breaks.DAYS, utc=True))
    places = state.breaks()
    assert len(places) in (4, 5)
    assert np.diff(places) == pytest.approx(24 * state.viewport.spacing)
    state.wear(Look(breaks=Breaks.SESSIONS))
    hours = np.diff(state.breaks()) / state.viewport.spacing
    assert set(hours.round().tolist()) == {6, 8, 10}


def test_the_extremes_in_sight_are_told() -> None:
    state = made()
    view = view_of(state)
    found = state.extremes.extremes(view)
    assert found is not None
    visible = HISTORY[view.first : view.stop]
    first = view.first + (view.frame.x_of(view.first) < 0)
    inside = HISTORY[first : view.stop]
    assert found[0].value == max(float(bar.high) for bar in inside)
    assert found[1].value == min(float(bar.low) for bar in inside)
    assert len(visible) - len(inside) in (0, 1)
    state.live = LastPrice(Decimal(90_000), HISTORY[999].open_ms + 1)
    view = view_of(state)
    now = state.extremes.extremes(view)
    assert now is not None
    assert now[0] == (999, 90_000.0)
    assert [place.above for place in state.extremes.places(view)] == [True, False]
    state.wear(Look(extremes=False))
    assert state.extremes.extremes(view) is None
