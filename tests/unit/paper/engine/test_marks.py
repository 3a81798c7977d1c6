"""Reference prices and what coins are worth."""

from terminal_app.paper.engine.marks import Marks
from tests.helpers.paper_engine import PERP, PERP_ID, SPOT, SPOT_ID, D


def test_prices_are_zero_until_they_are_set() -> None:
    marks = Marks()
    marks.list([SPOT, PERP])

    assert [marks.mark(PERP_ID), marks.index(PERP_ID), *marks.funding(PERP_ID)] == [0, 0, 0, 0]

    marks.set_price(PERP_ID, D(101), D(100))
    marks.set_funding(PERP_ID, D("0.0001"), 5)
    assert [marks.mark(PERP_ID), marks.index(PERP_ID)] == [101, 100]
    assert marks.funding(PERP_ID) == (D("0.0001"), 5)


def test_coins_are_worth_their_spot_price() -> None:
    marks = Marks()
    marks.list([SPOT, PERP])
    marks.set_price(SPOT_ID, D(100), D(100))
    marks.set_price(PERP_ID, D(105), D(100))

    assert [marks.usd(coin) for coin in ("USDT", "BTC", "XYZ")] == [1, 100, 0]
