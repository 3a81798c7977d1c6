"""A price alert made on the chart survives a restart and fires once, with a notice that stays."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.market.alerts.values import Alert
from terminal_app.ui import sounds
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.lines import LineKind
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


def desk_of(terminal: Terminal) -> AlertDesk:
    desk = terminal.window.panels.alerts
    assert desk is not None
    return desk


async def make_one(terminal: Terminal) -> Alert:
    canvas = terminal.window.panels.chart.canvas
    await eventually(lambda: canvas.view is not None and terminal.session.hub.last.get(FIRST_INSTRUMENT))
    at = QPoint(400, HEADER_PX + 6)
    mouse.press(canvas.viewport(), at, keys=Qt.KeyboardModifier.AltModifier)
    mouse.release(canvas.viewport(), at)
    (alert,) = desk_of(terminal).alerts
    await eventually(lambda: any(place.line.kind is LineKind.ALERT for place in canvas.lines.placed))
    return alert


def stays(terminal: Terminal) -> list[bool]:
    """What is told of the alert, and whether it is there to stay."""
    told = [one.notice for one in terminal.window.board.shown()]
    return [notice.stays for notice in told if notice.text.startswith("Alert: BTCUSDT")]


def test_an_alert_outlives_the_program_and_fires_once(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(sounds, "play", heard.append)

    made: list[Alert] = []

    async def first() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            made.append(await make_one(terminal))
            written = made[0].id.encode()
            await eventually(
                lambda: any(written in file.read_bytes() for file in data_dir.rglob("alerts.json"))
            )

    async def second() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            desk, window, hub = desk_of(terminal), terminal.window, terminal.session.hub
            (again,) = desk.alerts
            assert (again.id, again.price, again.armed) == (made[0].id, made[0].price, True)
            last = await eventually(lambda: hub.last.get(FIRST_INSTRUMENT))
            assert last is not None
            # So near that the market goes over it within moments.
            near = last.price + Decimal("0.1")
            while desk.move(again, near):
                near += Decimal("0.1")
            await eventually(lambda: not desk.alerts[0].armed, timeout=60)
            await eventually(lambda: heard == ["alert"])
            await eventually(lambda: stays(terminal) == [True])
            window.board.expire()
            assert stays(terminal) == [True]

    async def third() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            assert [alert.armed for alert in desk_of(terminal).alerts] == [False]

    # Closing the last window ends a loop, so each run has its own.
    for run in (first, second, third):
        qt_run(run(), timeout=120)
