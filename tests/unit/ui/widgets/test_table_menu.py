"""Tests for `ui/widgets/table_menu.py`."""

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.table_menu import RowAction, add_action


def test_an_entry_acts_on_its_rows_and_shows_its_key(qtbot: QtBot) -> None:
    menu, done = QMenu(), list[tuple[str, ...]]()
    qtbot.addWidget(menu)
    act: RowAction[str] = RowAction(
        "This & that", lambda rows: done.append(tuple(rows)), "Delete", separated=True
    )
    never: RowAction[str] = RowAction("Never", lambda rows: done.append(tuple(rows)), fits=lambda _: False)
    for entry in (act, never):
        add_action(menu, entry, ("a", "b"))
    line, first, second = menu.actions()
    assert line.isSeparator()
    assert (first.text(), first.isEnabled()) == ("This && that\tDelete", True)
    assert (second.text(), second.isEnabled()) == ("Never", False)
    first.trigger()
    assert done == [("a", "b")]
