"""Tests for `ui/spares.py`."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.spares import Spares, serves


def test_a_spare_panel_is_built_once_when_it_is_first_wanted(qtbot: QtBot) -> None:
    told: list[tuple[str, QWidget]] = []

    def make(name: str) -> QWidget:
        made = QLabel(name)
        qtbot.addWidget(made)
        return made

    spares = Spares({"chart": make})
    spares.on_built.append(lambda name, panel: told.append((name, panel)))
    assert spares.built() == {}
    first = spares.get("chart-2")
    assert spares.get("chart-2") is first
    assert told == [("chart-2", first)]
    assert list(spares.built()) == ["chart-2"]
    assert spares.served() == []
    assert not serves(first)
    with pytest.raises(KeyError):
        spares.get("ticket")
