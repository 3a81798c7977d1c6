"""How the account is spoken to, chosen in the settings of a real window and held over a restart."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.core.outcomes import Rejected, VenueOutcome
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import USUAL, ExchangeChoices
from terminal_app.ui.settings.dialog import SettingsDialog
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.slow]


async def _dialog_of(terminal: Terminal, seconds: int) -> SettingsDialog:
    """The settings with the venue's own switch chosen and agreed to."""
    terminal.window.settings.open()
    dialog = await eventually(
        lambda: next((one for one in terminal.window.findChildren(SettingsDialog) if one.isVisible()), None)
    )
    assert dialog is not None
    dialog.pages.setCurrentRow(2)
    dialog.exchange.over.setCurrentIndex(dialog.exchange.over.findData(OrdersOver.AUTO))
    dialog.exchange.countdown.setCurrentIndex(dialog.exchange.countdown.findData(seconds))
    if dialog.consent.isVisible():
        dialog.consent.agree.click()
    return dialog


def test_the_venues_switch_is_held_now_and_after_a_restart(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    wanted, off = ExchangeChoices(OrdersOver.AUTO, 60), ExchangeChoices(OrdersOver.AUTO)

    async def choose() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            assert terminal.session.watchdog_pid() is None
            click((await _dialog_of(terminal, 60)).keep)
            await eventually(terminal.session.watchdog_pid, timeout=60)
            await eventually(lambda: terminal.session.exchange_choices == wanted, timeout=60)

    async def come_back() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            assert terminal.session.exchange_choices == wanted
            await eventually(terminal.session.watchdog_pid, timeout=60)
            click((await _dialog_of(terminal, 0)).keep)
            await eventually(lambda: terminal.session.exchange_choices == off, timeout=60)

    qt_run(choose(), timeout=240)
    qt_run(come_back(), timeout=240)


def test_what_the_venue_refuses_stays_as_it_was(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_seconds: int) -> VenueOutcome:
        return Rejected("40014", "This API key may not do that.")

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            assert terminal.session._open is not None
            monkeypatch.setattr(terminal.session._open.client, "countdown_cancel_all", refuse)
            dialog = await _dialog_of(terminal, 30)
            click(dialog.keep)
            await eventually(dialog.trouble.isVisible)
            assert dialog.trouble.text().startswith("This API key may not do that. (code 40014)")
            assert terminal.session.exchange_choices == USUAL
            assert terminal.session.watchdog_pid() is None
            click(dialog.cancel)

    qt_run(story(), timeout=240)
