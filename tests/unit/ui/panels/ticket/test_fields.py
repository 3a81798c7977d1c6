"""The fields by themselves: they hold what was typed and say that it changed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.orders import OrderType, TimeInForce
from terminal_app.ui.panels.ticket.fields import TicketFields
from terminal_app.ui.panels.ticket.form import SizeUnit, TicketForm
from terminal_app.ui.panels.ticket.price_box import PRICE_CHIPS
from tests.helpers import mouse
from tests.helpers.examples import PERP, SPOT

pytestmark = pytest.mark.gui


@pytest.fixture
def fields(qtbot: QtBot) -> TicketFields:
    """Empty fields on screen."""
    made = TicketFields()
    qtbot.addWidget(made)
    made.show()
    return made


def test_empty_fields_are_an_empty_form(fields: TicketFields) -> None:
    assert fields.form() == TicketForm()


def test_without_an_instrument_nothing_steps(fields: TicketFields) -> None:
    QTest.keyClick(fields.price.line, Qt.Key.Key_Up)
    QTest.keyClick(fields.size_edit.line, Qt.Key.Key_Up)
    assert fields.form() == TicketForm()


def test_every_change_is_heard(qtbot: QtBot, fields: TicketFields) -> None:
    fields.show_instrument(PERP)
    changes = [
        lambda: fields.price.set_text("1"),
        lambda: fields.size_edit.set_text("2"),
        lambda: fields.time_in_force.setCurrentText("FOK"),
        fields.post_only.click,
        fields.reduce_only.click,
        fields.unit.click,
        fields.market.click,
    ]
    for change in changes:
        with qtbot.waitSignal(fields.changed):
            change()
    assert fields.form() == TicketForm(
        OrderType.MARKET, "1", "", SizeUnit.QUOTE, TimeInForce.FOK, post_only=True, reduce_only=True
    )


def test_price_chips_say_their_names(fields: TicketFields) -> None:
    names: list[str] = []
    fields.price_wanted.connect(names.append)
    for chip in fields.price_chips:
        chip.click()
    assert names == list(PRICE_CHIPS)


def test_spot_has_no_reduce_only(fields: TicketFields) -> None:
    seen = []
    for instrument in (PERP, SPOT, None):
        fields.show_instrument(instrument)
        seen.append(fields.reduce_only.isVisible())
    assert seen == [True, False, False]


def test_a_wheel_that_scrolls_past_changes_nothing(qtbot: QtBot, fields: TicketFields) -> None:
    combo = fields.time_in_force
    mouse.wheel(combo, combo.rect().center(), QPoint(0, -120))
    assert fields.form().time_in_force is TimeInForce.GTC
    fields.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    mouse.wheel(combo, combo.rect().center(), QPoint(0, -120))
    assert fields.form().time_in_force is TimeInForce.IOC


def test_a_base_size_changes_the_unit_back(fields: TicketFields) -> None:
    fields.show_instrument(PERP)
    fields.unit.click()
    fields.unit.click()
    fields.set_base_size("0.5")
    assert (fields.form().unit, fields.form().size) == (SizeUnit.BASE, "0.5")


def test_choices_are_plain_values_that_come_back(fields: TicketFields) -> None:
    fields.market.click()
    fields.time_in_force.setCurrentText("FOK")
    fields.lifetime.setCurrentText("Session")
    told = fields.choices()
    assert told == {
        "type": "market",
        "unit": "base",
        "time in force": "fok",
        "post-only": False,
        "lifetime": "session",
        "chips": ["25%", "50%", "75%", "100%"],
        "exits": {"on": False, "by": "last", "clear": False},
    }
    other = TicketFields()
    other.take_choices({"type": "x", "unit": 4, "time in force": None, "post-only": 1})
    assert other.form() == TicketForm()
    other.take_choices(told)
    assert other.choices() == told
    other.deleteLater()
