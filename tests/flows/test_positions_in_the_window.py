"""A position is closed in part, offered with a limit, and turned around: by mouse, on the paper exchange."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT
from terminal_app.core.orders import OrderType, PositionSide, Side
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.ticket_hand import USUAL_SIZE, buy_and_hold, held, press_in_menu
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SIZE = USUAL_SIZE


def test_a_position_is_closed_in_part_and_turned_around(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            blotter, panels = terminal.session.blotter, terminal.window.panels
            terminal.window.docks.bring("positions")
            await buy_and_hold(terminal, _SIZE)

            await press_in_menu(terminal, "Close 50 % at market: sell 0.0100 BTC")
            await held(terminal, PositionSide.LONG, _SIZE / 2)

            await press_in_menu(terminal, "Reverse at market: sell 0.0200 BTC, then 0.0100 short")
            await held(terminal, PositionSide.SHORT, _SIZE / 2)

            before = len(blotter.all())
            await press_in_menu(terminal, "Close with a limit at")
            await eventually(lambda: len(blotter.all()) > before)
            newest = blotter.all()[0]
            assert (newest.order_type, newest.side, newest.reduce_only) == (OrderType.LIMIT, Side.BUY, True)
            assert newest.instrument == FIRST_INSTRUMENT

            panels.fills.today.refresh()
            assert "realised" in panels.fills.today.text()
            assert "missing" not in panels.fills.today.text()

    qt_run(story(), timeout=150)
