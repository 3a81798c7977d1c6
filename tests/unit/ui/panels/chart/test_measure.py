"""Tests for `ui/panels/chart/measure.py`."""

from decimal import Decimal

import pytest

from terminal_app.ui.panels.chart.measure import Measure, Spot, measure_lines, span
from tests.helpers.examples import PERP

D = Decimal
MINUTE = 60_000


def test_up_and_onwards() -> None:
    measure = Measure(Spot(0, D("64000.0")), Spot(45 * MINUTE, D("64064.0")))
    assert measure.up
    assert measure_lines(measure, 45, PERP) == ("+64.0 (+0.10%)", "45 bars, 45m")


def test_down_and_backwards() -> None:
    measure = Measure(Spot(90 * MINUTE, D(64_000)), Spot(0, D(63_360)))
    assert not measure.up
    assert measure_lines(measure, -1, PERP) == ("−640.0 (−1.00%)", "−1 bar, −1h 30m")


def test_nothing_measured_yet() -> None:
    spot = Spot(0, D(0))
    assert measure_lines(Measure(spot, spot), 0, PERP) == ("0.0 (—)", "0 bars, 0m")


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(45_000, "0m 45s"), (-3_600_000, "1h"), (12_000_000, "3h 20m"), (2 * 86_400_000 + 14_400_000, "2d 4h")],
)
def test_spans(milliseconds: float, text: str) -> None:
    assert span(milliseconds) == text
