"""What the tests of drawings share."""

import pytest

from tests.helpers.chart_stage import ChartStage


@pytest.fixture
def stage(stage: ChartStage) -> ChartStage:
    """A chart with nothing on it."""
    stage.orders = []
    stage.frame()
    return stage
