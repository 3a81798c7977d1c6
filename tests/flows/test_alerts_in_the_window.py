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
    fired: list[str] = []
    waiting: list[str] = []

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
            # One on each side of the price: wherever the market goes, it meets one.
            for way in (1, -1):
                near = last.price + way * Decimal("0.1")
                while isinstance(made_here := desk.offer(FIRST_INSTRUMENT, near), str):
                    near += way * Decimal("0.1")
                desk.put(made_here)
            desk.remove(again.id)
            await eventually(lambda: [one for one in desk.alerts if not one.armed], timeout=60)
            await eventually(lambda: heard and len(stays(terminal)) == len(heard))
            fired.extend(one.id for one in desk.alerts if not one.armed)
            waiting.extend(one.id for one in desk.alerts)
            window.board.expire()
            assert all(stays(terminal))

    async def third() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            left = {alert.id: alert for alert in desk_of(terminal).alerts}
            assert set(left) == set(waiting)
            assert not any(left[name].armed for name in fired)

    # Closing the last window ends a loop, so each run has its own.
    for run in (first, second, third):
        qt_run(run(), timeout=120)
