"""The settings dialog with mouse and keys: nothing wrong can be saved, and nothing is saved by leaving."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.ports import OrdersOver
from terminal_app.settings.confirmations import ConfirmRules, When
from terminal_app.settings.exchange import USUAL, ExchangeChoices
from terminal_app.settings.model import Settings
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.dialog import SettingsDialog
from terminal_app.ui.settings.limits_form import Limit
from terminal_app.ui.settings.state import Chosen, Present
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton


class Stage:
    """A dialog on the screen, and what it saved."""

    def __init__(
        self,
        qtbot: QtBot,
        settings: Settings,
        limits: RiskLimits = DEFAULT_LIMITS,
        exchange: ExchangeChoices = USUAL,
    ) -> None:
        self.saved: list[Chosen] = []
        self.trouble = ""
        self.desk, self.guard = Desk(), FakeGuard()
        # The last window that closes ends the program, and with it the loop.
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.dialog = SettingsDialog(
            Present(settings, limits, exchange),
            self.save,
            self.guard.use_countdown,
            self.desk.ui_tasks,
            self.window,
        )
        self.dialog.show()

    def save(self, chosen: Chosen) -> str:
        """Keep it."""
        self.saved.append(chosen)
        return self.trouble


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot, Settings())


def test_what_is_chosen_is_saved_with_one_press(stage: Stage) -> None:
    dialog = stage.dialog
    box = dialog.confirmations.choices[Rule.CANCEL]
    QTest.keyClick(box, Qt.Key.Key_End)
    dialog.pages.setCurrentRow(1)
    line = dialog.limits.fields[Limit.ORDER].line
    line.clear()
    QTest.keyClicks(line, "2.5k")
    QTest.mouseClick(dialog.keep, LEFT)
    assert stage.saved == [Chosen(ConfirmRules(cancel=When.ALWAYS), RiskLimits(Decimal(2500)))]
    assert not dialog.isVisible()


def test_return_saves_and_escape_does_not(qtbot: QtBot, stage: Stage) -> None:
    QTest.keyClick(stage.dialog.confirmations.oversize.line, Qt.Key.Key_Return)
    assert len(stage.saved) == 1
    other = Stage(qtbot, Settings())
    QTest.keyClick(other.dialog, Qt.Key.Key_Escape)
    assert (other.saved, other.dialog.isVisible()) == ([], False)


def test_nothing_wrong_can_be_saved(stage: Stage) -> None:
    dialog = stage.dialog
    line = dialog.confirmations.oversize.line
    line.clear()
    QTest.keyClicks(line, "1,234")
    assert "can mean" in dialog.confirmations.oversize.error()
    assert not dialog.keep.isEnabled()
    QTest.keyClick(line, Qt.Key.Key_Return)
    dialog.on_keep()
    assert stage.saved == []


def test_the_defaults_come_back_into_the_fields(qtbot: QtBot) -> None:
    rules = ConfirmRules(market=When.NEVER, oversize_notional=Decimal(1))
    stage = Stage(qtbot, replace(Settings(), confirmations=rules), RiskLimits(max_price_age_s=3))
    QTest.mouseClick(stage.dialog.usual, LEFT)
    assert not stage.dialog.keep.isEnabled()
    stage.dialog.consent.agree.click()
    QTest.mouseClick(stage.dialog.keep, LEFT)
    assert stage.saved == [Chosen()]


def test_everything_has_a_name(stage: Stage) -> None:
    fields = [
        *stage.dialog.findChildren(QComboBox),
        *stage.dialog.findChildren(QLineEdit),
        stage.dialog.pages,
    ]
    assert len(fields) > len(Rule)
    assert [field for field in fields if not field.accessibleName()] == []


def test_what_is_looser_needs_a_yes_to_its_own_sentence(stage: Stage) -> None:
    dialog = stage.dialog
    dialog.pages.setCurrentRow(1)
    dialog.limits.fields[Limit.OPEN].set_text("300")
    assert "The limit of open orders goes from 200 to 300." in dialog.consent.words.text()
    assert dialog.consent.isVisible()
    assert not dialog.keep.isEnabled()
    dialog.on_keep()
    assert stage.saved == []
    dialog.consent.agree.click()
    dialog.limits.fields[Limit.RATE].set_text("60")
    assert not dialog.keep.isEnabled()
    dialog.consent.agree.click()
    QTest.mouseClick(dialog.keep, LEFT)
    assert [one.limits for one in stage.saved] == [RiskLimits(max_open_orders=300, max_orders_per_10s=60)]


def test_nonsense_in_a_limit_is_said_there_and_cannot_be_saved(stage: Stage) -> None:
    field = stage.dialog.limits.fields[Limit.START]
    field.set_text("25:00")
    assert "23:59" in field.error()
    assert not stage.dialog.keep.isEnabled()
    field.set_text("08:00")
    assert (field.error(), stage.dialog.keep.isEnabled()) == ("", True)


def test_what_could_not_be_kept_is_said_and_the_dialog_stays(stage: Stage) -> None:
    stage.trouble = "The exchange is not connected."
    QTest.mouseClick(stage.dialog.keep, LEFT)
    assert stage.dialog.isVisible()
    assert stage.dialog.trouble.text() == stage.trouble
    assert stage.dialog.trouble.isVisible()


def _choose_countdown(dialog: SettingsDialog, seconds: int) -> None:
    dialog.pages.setCurrentRow(2)
    dialog.exchange.countdown.setCurrentIndex(dialog.exchange.countdown.findData(seconds))


def test_the_way_of_orders_is_saved_without_asking_anybody(stage: Stage) -> None:
    stage.dialog.pages.setCurrentRow(2)
    QTest.keyClick(stage.dialog.exchange.over, Qt.Key.Key_Down)
    QTest.mouseClick(stage.dialog.keep, LEFT)
    assert stage.saved == [Chosen(exchange=ExchangeChoices(OrdersOver.AUTO))]
    assert stage.guard.asked == []


def test_the_venues_switch_needs_a_yes_and_the_venue_is_asked_before_anything_is_kept(
    stage: Stage, qt_run: QtRunner
) -> None:
    dialog = stage.dialog
    _choose_countdown(dialog, 30)
    assert "EVERY order of this account" in dialog.consent.words.text()
    assert not dialog.keep.isEnabled()
    dialog.consent.agree.click()

    async def story() -> None:
        QTest.mouseClick(dialog.keep, LEFT)
        assert (stage.saved, dialog.isVisible()) == ([], True)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.guard.asked == ["countdown: 30"]
    assert stage.saved == [Chosen(exchange=ExchangeChoices(countdown_s=30))]
    assert not dialog.isVisible()


def test_what_the_venue_refuses_is_said_and_nothing_is_kept(stage: Stage, qt_run: QtRunner) -> None:
    dialog = stage.dialog
    stage.guard.no_countdown = "Bitget gives its own switch to an account on request only."
    _choose_countdown(dialog, 60)
    dialog.consent.agree.click()
    dialog.pages.setCurrentRow(0)

    async def story() -> None:
        QTest.mouseClick(dialog.keep, LEFT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert (stage.saved, dialog.isVisible(), dialog.keep.text()) == ([], True, "Save")
    assert dialog.trouble.text() == stage.guard.no_countdown
    assert dialog.exchange.isVisible()
    assert dialog.keep.isEnabled()


def test_switching_it_off_needs_no_yes(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot, Settings(), exchange=ExchangeChoices(countdown_s=45))
    _choose_countdown(stage.dialog, 0)
    assert stage.dialog.consent.isHidden()

    async def story() -> None:
        QTest.mouseClick(stage.dialog.keep, LEFT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert (stage.guard.asked, stage.saved) == (["countdown: 0"], [Chosen()])
