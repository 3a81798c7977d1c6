"""The journal as a panel among the others: its place, its tab, and layouts kept before there was one."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.ui.layout import TABLES, USUAL, from_saved, panels_of, to_save, usual_layout, without
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.shipped import TRADE, shipped
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click
from tests.helpers.window_stage import WindowStage, settle

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[WindowStage]:
    with closing(WindowStage(qtbot, qapp)) as made:
        yield made


def before_the_journal(saved: object) -> object:
    """What a version without this panel would have kept."""
    if isinstance(saved, dict):
        return {name: before_the_journal(value) for name, value in saved.items() if name != "journal"}
    if isinstance(saved, list):
        return [before_the_journal(value) for value in saved if value != "journal"]
    return saved


def kept(stage: WindowStage, window: MainWindow) -> dict[str, object]:
    """What the window keeps, as a file would give it back."""
    settle(window)
    body: dict[str, object] = json.loads(json.dumps(stage.keeping.workspace))
    return body


def test_its_tab_stands_between_balances_and_the_log() -> None:
    assert TABLES == ("positions", "orders", "triggers", "fills", "history", "balances", "journal", "log")
    for name in (TRADE, "Monitor"):
        for size in ((1920, 980), (1280, 640)):
            layout = shipped(name).usual(*size)
            assert layout.main is not None
            standing = list(panels_of(layout.main))
            assert standing[standing.index("journal") - 1] == "balances"
            assert standing[standing.index("journal") + 1] == "log"


def test_a_layout_that_knows_no_journal_stands_as_it_did() -> None:
    old = without(usual_layout(1920, 980), {"journal"})
    layout = from_saved(json.loads(json.dumps(to_save(old))), USUAL)
    assert layout is not None
    assert "journal" in layout.closed
    assert without(layout, {"journal"}) == old


def test_a_window_kept_before_there_was_a_journal_opens_and_gets_one_from_the_menu(
    stage: WindowStage,
) -> None:
    window = stage.open()
    window.docks.bring("balances")
    old = before_the_journal(kept(stage, window))
    assert isinstance(old, dict)
    assert "journal" not in json.dumps(old)

    window = stage.open(old)
    assert window.docks.is_open("balances")
    assert not window.docks.is_open("journal")
    action = window.docks.action("journal")
    assert action.text() == "Journal"
    action.trigger()
    assert window.docks.is_open("journal")
    place = window.docks.dock("journal").dockAreaWidget()
    assert place is window.docks.dock("balances").dockAreaWidget()
    click(window.panels.journal.head.views.button(1))
    window.docks.bring("balances")  # what is seen would read, and here is no loop for that

    window = stage.open(kept(stage, window))
    assert window.docks.is_open("journal")
    assert window.panels.journal.view is View.TRIPS


def test_it_reads_nothing_until_it_is_seen(stage: WindowStage, qt_run: QtRunner) -> None:
    window = stage.open()

    async def story() -> None:
        window.frames.step()
        window.on_tick()
        assert not window.panels.journal.isVisible()
        assert stage.parts_desk.journal.asked == []
        window.docks.bring("journal")
        window.frames.step()
        await stage.desk.tasks.drain()
        assert len(stage.parts_desk.journal.asked) == 1
        assert window.panels.journal.foot.difference.text().endswith(": 0.00 USDT")

    qt_run(story())
