"""A ladder panel on the screen, as its tests share it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.helpers.ladder_stage import LadderStage


@pytest.fixture
def stage(qtbot: QtBot) -> LadderStage:
    made = LadderStage(qtbot)
    made.show()
    return made


@pytest.fixture
def armed(stage: LadderStage) -> LadderStage:
    QTest.mouseClick(stage.panel.head.arm, Qt.MouseButton.LeftButton)
    assert stage.is_armed()
    return stage
