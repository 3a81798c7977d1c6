"""A bug in what looks after orders halts trading and says so; nothing else ends, and a person can resume."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.core.outcomes import Refused
from terminal_app.trading.gate import TradingState
from tests.helpers.examples import limit_buy
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


async def _bug() -> None:
    raise ZeroDivisionError


def test_a_task_that_dies_halts_trading(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, expect_log: LogWatch
) -> None:
    expect_log("a background task failed")

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            session, window = terminal.session, terminal.window

            session.tasks.spawn(_bug(), "settle")

            await eventually(lambda: window.topbar.halted.text() == "HALTED")
            assert session.trading_state() is TradingState.HALTED
            refused = await session.submit(limit_buy())
            assert isinstance(refused, Refused)
            assert "a part of the program failed (ZeroDivisionError)" in refused.reasons[0]
            session.resume()
            await eventually(lambda: session.entry_block() is None)

    qt_run(story(), timeout=150)
