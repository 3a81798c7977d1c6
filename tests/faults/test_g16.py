"""The short form of G16: `make faults` runs the long one."""

import pytest

from tests.faults import g16
from tests.helpers.qt_loop import QtRunner

pytestmark = [pytest.mark.gui, pytest.mark.slow]


@pytest.mark.parametrize("part", range(4))
def test_g16(qt_run: QtRunner, part: int) -> None:
    result = qt_run(g16.sequences(28, 1 + part * 28), timeout=120)
    assert result.wrong == []
    assert result.notes["intents"] > 28  # the hands do reach the road
