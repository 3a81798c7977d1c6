"""The volumes beside the ladder: exact, beside the right rows, honest about what was not seen."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.orders import Side
from terminal_app.ui.panel_settings import filler_for
from terminal_app.ui.panels.ladder.state import brief_size
from terminal_app.ui.panels.ladder.view import LadderView
from terminal_app.ui.panels.ladder.volume_column import VolumeColumn
from terminal_app.ui.panels.ladder.volumes import Since
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers.flow import prints_of, seen
from tests.helpers.ladder_stage import LadderStage

pytestmark = pytest.mark.gui

D = Decimal


def prints(stage: LadderStage, count: int = 200, seed: int = 3) -> list[tuple[Decimal, Decimal, Side]]:
    """Trades around the market of the stage."""
    steps = [((number * seed) % 11 - 5, 10 + number, 20, number % 3 == 0) for number in range(count)]
    made = prints_of(steps, start_ms=stage.clock.now_ms())
    shift = D("64210.5") - D("64000")
    moved = [one._replace(trade_id=f"p{seed}-{one.trade_id}", price=one.price + shift) for one in made]
    stage.hub.apply(seen(moved))
    return [(one.price, one.size, one.side) for one in moved]


def shown(stage: LadderStage) -> dict[Decimal, str]:
    rungs = stage.view.picture.rungs
    rows = stage.panel.volume_column.picture.rows
    return {rung.price: row.text for rung, row in zip(rungs, rows, strict=True) if row.text}


def expected(
    made: list[tuple[Decimal, Decimal, Side]], stage: LadderStage, group: int = 1
) -> dict[Decimal, str]:
    sums: dict[Decimal, Decimal] = defaultdict(lambda: D(0))
    step = stage.rules.tick * group
    for price, size, side in made:
        down = price // step * step
        sums[down if side is Side.SELL or down == price else down + step] += size
    visible = {rung.price for rung in stage.view.picture.rungs}
    return {price: brief_size(size) for price, size in sums.items() if price in visible}


def test_nothing_is_remembered_while_it_is_not_shown(stage: LadderStage) -> None:
    assert not stage.panel.volume_column.isVisible()
    assert stage.hub.flow.on_market_event not in stage.hub.listeners
    width = stage.view.width()
    stage.panel.show_volume(Since.DAY)
    assert stage.hub.flow.on_market_event in stage.hub.listeners
    assert stage.panel.volume_column.isVisible()
    layout = stage.panel.layout()
    assert layout is not None
    layout.activate()
    assert stage.view.width() + stage.panel.volume_column.width() == width
    stage.panel.show_volume(Since.OFF)
    assert stage.hub.flow.on_market_event not in stage.hub.listeners


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_row_has_the_volume_of_its_prices(stage: LadderStage, place: int) -> None:
    stage.panel.show_volume(Since.ARMED)
    stage.panel.head.grouping.setCurrentIndex(place)
    made = prints(stage)
    stage.frame()
    # The stage itself had one trade before.
    first = [(D("64210.5"), D(1), Side.BUY)]
    assert shown(stage) == expected([*first, *made], stage, stage.panel.head.group)
    more = prints(stage, seed=7)
    stage.frame()
    assert shown(stage) == expected([*first, *made, *more], stage, stage.panel.head.group)


def test_bars_are_split_by_side_and_the_largest_is_marked(stage: LadderStage) -> None:
    stage.panel.show_volume(Since.DAY)
    prints(stage)
    stage.frame()
    rows = [row for row in stage.panel.volume_column.picture.rows if row.text]
    assert max(row.sold_share + row.bought_share for row in rows) == pytest.approx(1)
    (most,) = [row for row in rows if row.most]
    assert most.sold_share + most.bought_share == pytest.approx(1)


def test_arming_begins_anew(stage: LadderStage) -> None:
    stage.panel.show_volume(Since.ARMED)
    prints(stage)
    stage.frame()
    stage.clock.advance(60)
    stage.market()
    stage.panel.arm()
    stage.frame()
    assert list(shown(stage).values()) in ([], ["1.00"])
    made = prints(stage, seed=5)
    stage.frame()
    assert sum(row.most for row in stage.panel.volume_column.picture.rows) == 1
    assert set(expected(made, stage)) <= set(shown(stage))


def test_what_was_not_seen_is_said(stage: LadderStage) -> None:
    stage.panel.show_volume(Since.DAY)
    prints(stage)
    stage.frame()
    column = stage.panel.volume_column
    assert column.picture.incomplete
    assert "were not seen" in column.toolTip()
    assert column.picture.head.endswith("→")
    stage.hub.flow.on_link_event(LinkChanged(Link.PUBLIC, LinkState.DOWN, "gone"))
    stage.frame()
    assert "No trades are heard of now" in column.toolTip()
    stage.clock.advance(120)
    prints(stage, seed=5)
    stage.frame()
    assert "A gap " in column.toolTip()


def test_the_choice_is_kept_and_offered(stage: LadderStage, qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    fill: Callable[[QMenu], None] | None = filler_for(stage.panel)
    assert fill is not None
    fill(menu)
    chosen = next(action for action in menu.actions() if action.text() == "Of the day (UTC)")
    chosen.trigger()
    assert stage.panel.volumes.since is Since.DAY
    assert stage.panel.remember()["volume"] == "day"
    stage.panel.recall({"volume": "nonsense"})
    assert stage.panel.volumes.since is Since.DAY
    stage.panel.recall({"volume": "off"})
    assert not stage.panel.volume_column.isVisible()


def test_it_leaves_the_ladder_its_room(qtbot: QtBot) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    rows, column = LadderView(DARK, ManualClock().monotonic), VolumeColumn(DARK)
    row.addWidget(rows, 1)
    row.addWidget(column)
    for width, least in ((400, 72), (262, 36)):
        row.setGeometry(QRect(0, 0, width, 400))
        assert rows.width() >= 220
        assert rows.width() + column.width() == width
        assert least <= column.width() <= 72


def test_other_colours_are_worn(stage: LadderStage) -> None:
    stage.panel.show_volume(Since.DAY)
    prints(stage)
    stage.frame()
    column = stage.panel.volume_column
    dark = column.grab().toImage()
    column.apply_theme(LIGHT)
    light = column.grab().toImage()
    assert dark.size() == light.size()
    assert dark != light
