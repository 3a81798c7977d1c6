"""Tests for `ui/widgets/bar.py`."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.style import Role
from terminal_app.ui.widgets.bar import bar_button, search_field, table_page


def test_the_bar_stands_over_the_table(qtbot: QtBot) -> None:
    page, table, bar = QWidget(), QLabel("table"), QHBoxLayout()
    qtbot.addWidget(page)
    button = bar_button("Cancel all", "Cancel all open orders", Role.DANGER)
    bar.addWidget(button)
    table_page(page, table, bar)
    page.resize(400, 300)
    page.show()
    assert button.geometry().bottom() < table.geometry().top()
    assert table.width() == 400
    assert (button.accessibleName(), button.property("role")) == ("Cancel all open orders", "danger")


def test_a_search_field_and_its_button_have_names(qtbot: QtBot) -> None:
    field = search_field("Filter", "Filter the log")
    qtbot.addWidget(field)
    assert (field.placeholderText(), field.accessibleName()) == ("Filter", "Filter the log")
    assert [button.accessibleName() for button in field.findChildren(QToolButton)] == ["Empty the field"]
