"""The magnet pulls to the nearest of four prices, and only from near."""

from decimal import Decimal

import numpy as np
import pytest

from terminal_app.market.candles import Columns
from terminal_app.ui.panels.chart.drawings.magnet import pulled_price
from terminal_app.ui.panels.chart.geometry import Frame

FRAME = Frame(800.0, 400.0, 0.0, 8.0, 1, 0.0, 400.0)
BAR = Columns(*np.array([[0.0], [100.0], [150.0], [80.0], [120.0], [1.0]]))


@pytest.mark.parametrize(
    ("price", "pulled"),
    [
        ("104", "100"),
        ("109", "100"),
        ("111", "120"),
        ("145", "150"),
        ("60", "80"),
        ("200", "200"),
        ("40", "40"),
    ],
)
def test_the_nearest_of_four_prices_pulls(price: str, pulled: str) -> None:
    assert pulled_price(Decimal(price), BAR, FRAME, 24, Decimal("0.1")) == Decimal(pulled)
