"""A flow that fails takes its terminal down: what it leaves running would keep the test run from ending."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


def test_it_leaves_no_journal_open(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir):
            assert "journal" in _threads()
            raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as raised:
        qt_run(story(), timeout=90)
    assert raised.group_contains(ZeroDivisionError)
    assert "journal" not in _threads()


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}
