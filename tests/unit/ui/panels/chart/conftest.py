"""What the tests of the chart share."""

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.chart_stage import ChartStage


@pytest.fixture
def stage(qtbot: QtBot) -> ChartStage:
    """A chart with two orders of ours."""
    return ChartStage(qtbot)
