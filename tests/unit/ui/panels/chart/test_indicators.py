"""Indicators on a real chart: where they stand, what a tick repaints, what is kept, what cannot be drawn."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.events import CandlesSeen
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.ports import Feed
from terminal_app.market.indicators.catalogue import spec_of
from terminal_app.market.indicators.chosen import MOST, Chosen, ChosenSet, Look
from terminal_app.ui.panels.chart.indicator_layer import IndicatorLayer
from terminal_app.ui.panels.chart.indicators import ChartIndicators
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.chart_stage import HISTORY, ChartStage
from tests.helpers.painting import settle
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT

pytestmark = pytest.mark.gui


@pytest.fixture
def shown(stage: ChartStage) -> ChartIndicators:
    return stage.panel.indicators.shown


def add(stage: ChartStage, *names: str) -> None:
    for name in names:
        stage.panel.indicators.shown.add(spec_of(name))
    stage.frame()


def legend(stage: ChartStage) -> list[list[str]]:
    """The names in the legend of each pane."""
    return [[row.layer.name for row in one.rows] for one in stage.canvas.legends()]


def colours(stage: ChartStage) -> set[str]:
    image = stage.canvas.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(30, image.height())
    }


def test_each_stands_over_the_prices_or_in_a_pane_of_its_own(stage: ChartStage) -> None:
    add(stage, "EMA", "RSI", "MACD", "VOLUME_PROFILE")
    assert legend(stage) == [["VOLUME PROFILE 60", "EMA 30"], ["RSI 14"], ["MACD 12 26 9"]]
    found = colours(stage)
    for number in range(4):
        assert DARK.links[number].lower() in found


def test_the_same_pane_can_be_shared_and_the_prices_joined(stage: ChartStage, shown: ChartIndicators) -> None:
    shown.choose(ChosenSet((Chosen("RSI", pane=1), Chosen("MFI", pane=1), Chosen("ATR", pane=0))))
    stage.frame()
    assert legend(stage) == [["ATR 14"], ["RSI 14", "MFI 14"]]


def test_removing_moving_and_changing(stage: ChartStage, shown: ChartIndicators) -> None:
    add(stage, "EMA", "SMA", "RSI")
    shown.move(0, 1)
    stage.frame()
    assert legend(stage)[0] == ["SMA 30", "EMA 30"]
    shown.change(1, replace(shown.chosen.items[1], values={"timeperiod": 5}))
    stage.frame()
    assert legend(stage)[0] == ["SMA 30", "EMA 5"]
    shown.remove(0)
    shown.remove(1)
    stage.frame()
    assert legend(stage) == [["EMA 5"]]
    assert len(stage.canvas.pane_places()) == 1


def test_the_legend_tells_the_value_under_the_crosshair(stage: ChartStage) -> None:
    add(stage, "SMA")
    closes = stage.state.series.view().close
    row = stage.canvas.legends()[0].rows[0]
    assert row.values[0].text.replace("\u2009", "") == f"{closes[-30:].mean():.1f}"


def test_a_legend_that_asks_before_the_first_picture_gets_dashes(
    stage: ChartStage, shown: ChartIndicators
) -> None:
    shown.choose(ChosenSet((Chosen("SMA"), Chosen("CDLDOJI", pane=0))))
    mouse.move(stage.mouse_on, QPoint(300, 200))
    assert [[one.text for one in row.values] for row in stage.canvas.legends()[0].rows] == [["–"], ["–"]]


def test_what_is_not_known_yet_is_a_dash_and_not_a_zero(stage: ChartStage, shown: ChartIndicators) -> None:
    shown.choose(ChosenSet((Chosen("SMA", {"timeperiod": 400}), Chosen("CVD"))))
    stage.frame()
    price, below = stage.canvas.legends()
    assert [value.text for value in price.rows[0].values] == ["–"]
    assert [value.text for value in below.rows[0].values] == ["–", "Waiting for the first trade."]


def test_what_cannot_be_drawn_says_why_and_stays(stage: ChartStage, shown: ChartIndicators) -> None:
    chosen = ChosenSet((Chosen("EMA", {"timeperiod": 0}), Chosen("FROM_LATER")), ({"odd": 1},))
    shown.choose(chosen)
    stage.frame()
    said = [row.values[0].text for row in stage.canvas.legends()[0].rows]
    assert said == [
        "Period: enter a whole number from 1 to 5,000.",
        "There is no indicator called FROM_LATER in this version.",
    ]
    assert shown.chosen == chosen
    saved = stage.panel.remember()["indicators"]
    assert isinstance(saved, dict)
    assert {"odd": 1} in saved["sets"][0]


def test_a_tick_repaints_like_a_fresh_chart(stage: ChartStage, qtbot: QtBot) -> None:
    # None of these leaves its pane: where a line is cut off, Qt smooths it another way in a kept picture.
    add(stage, "EMA", "SAR", "RSI", "MACD", "CDLENGULFING", "OBV")
    settle(qtbot)
    clock = stage.desk.clock
    for step in (1, 2, 3):
        grown = HISTORY[299]._replace(volume=HISTORY[299].volume + step, close=HISTORY[299].low)
        stamp = Stamp(clock.now_ms(), clock.monotonic())
        stage.desk.hub.apply(CandlesSeen(BTC_PERP, Interval.M1, (grown,), stamp))
        stage.panel.show_frame(batch(Kind.CANDLES))
        settle(qtbot)
    ticked = stage.canvas.grab().toImage()
    stage.canvas.redraw()
    assert stage.canvas.grab().toImage() == ticked


def test_zoomed_out_a_histogram_keeps_its_extremes(stage: ChartStage) -> None:
    add(stage, "CDLENGULFING")
    layer = stage.state.panes[0].layers[0]
    whole = layer.value_range(0, 0, 300)
    assert whole is not None
    for level in range(1, 6):
        found = layer.value_range(level, 0, math.ceil(300 / 2**level))
        assert found is not None
        assert max(found[1], -found[0]) == max(whole[1], -whole[0])


def test_sets_are_kept_by_symbol_and_given_back(stage: ChartStage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.changed_choice):
        add(stage, "EMA")
    stage.panel.show_instrument(ETH_SPOT)
    assert [item.name for item in stage.panel.indicators.shown.chosen.items] == ["EMA"]
    add(stage, "RSI")
    saved = stage.panel.remember()
    other = ChartStage(qtbot)
    other.panel.recall(saved)
    other.frame()
    assert legend(other) == [["EMA 30"]]
    other.panel.show_instrument(ETH_SPOT)
    assert [item.name for item in other.panel.indicators.shown.chosen.items] == ["EMA", "RSI"]


def test_only_some_want_streams_of_their_own(stage: ChartStage, shown: ChartIndicators) -> None:
    add(stage, "EMA")
    assert shown.channels(BTC_PERP) == []
    add(stage, "CVD", "FUNDING")
    assert [channel.feed for channel in shown.channels(BTC_PERP)] == [Feed.TRADES, Feed.TICKER]


def test_another_colour_reckons_nothing_again(stage: ChartStage, shown: ChartIndicators) -> None:
    add(stage, "EMA", "RSI")
    before = stage.state.panes[0].layers[0]
    shown.change(1, replace(shown.chosen.items[1], looks={"real": Look(5)}))
    stage.frame()
    after = stage.state.panes[0].layers[0]
    assert isinstance(before, IndicatorLayer)
    assert isinstance(after, IndicatorLayer)
    assert after is not before
    assert after.live is before.live
    shown.change(1, replace(shown.chosen.items[1], values={"timeperiod": 7}))
    stage.frame()
    changed = stage.state.panes[0].layers[0]
    assert isinstance(changed, IndicatorLayer)
    assert changed.live is not before.live


def test_a_single_known_value_is_a_dot(stage: ChartStage, shown: ChartIndicators) -> None:
    shown.choose(ChosenSet((Chosen("SMA", {"timeperiod": 300}, {"real": Look(3)}, pane=1),)))
    stage.frame()
    assert DARK.links[3].lower() in colours(stage)


def test_new_ones_get_colours_that_no_other_has(stage: ChartStage, shown: ChartIndicators) -> None:
    add(stage, "EMA", "SMA", "BBANDS", "WMA")
    looks = [item.looks for item in shown.chosen.items]
    assert [looks[0]["real"].colour, looks[1]["real"].colour] == [0, 1]
    assert {look.colour for look in looks[2].values()} == {2}
    assert looks[3]["real"].colour == 3


def test_there_is_an_end_to_indicators(shown: ChartIndicators) -> None:
    numbers = [shown.add(spec_of("SMA")) for _ in range(MOST + 1)]
    assert numbers == [*range(MOST), None]


def test_an_output_can_be_hidden(stage: ChartStage, shown: ChartIndicators) -> None:
    shown.choose(ChosenSet((Chosen("MACD", looks={"macdhist": Look(shown=False)}),)))
    stage.frame()
    assert len(stage.canvas.legends()[1].rows[0].values) == 2


def test_one_frame_is_enough_for_a_usual_chart(stage: ChartStage, shown: ChartIndicators) -> None:
    shown.choose(ChosenSet((Chosen("AVGDEV", {"timeperiod": 14}),)))
    stage.frame()
    layer = stage.state.panes[0].layers[0]
    assert isinstance(layer, IndicatorLayer)
    assert not shown.pending
    assert np.isfinite(layer.live.view()[0, -1])


def test_the_height_of_a_pane_outlives_a_change_of_another(stage: ChartStage, shown: ChartIndicators) -> None:
    add(stage, "RSI", "EMA")
    stage.state.panes[0].share = 0.4
    shown.remove(1)
    stage.frame()
    assert stage.state.panes[0].share == 0.4
