"""Funding rates are a fixed sequence of small numbers on a fixed schedule."""

from terminal_app.paper.engine.models.funding import FundingCurve
from tests.helpers.paper_engine import PERP, D

HOUR = 3_600_000


def test_settlements_lie_on_the_schedule() -> None:
    curve = FundingCurve(1, PERP)

    assert curve.period_ms == 8 * HOUR
    assert [curve.next_ms(at) for at in (0, 8 * HOUR - 1, 8 * HOUR)] == [8 * HOUR, 8 * HOUR, 16 * HOUR]


def test_rates_are_small_mostly_positive_and_the_same_for_everybody() -> None:
    rates = [FundingCurve(1, PERP).rate(number * 8 * HOUR) for number in range(300)]

    assert rates == [FundingCurve(1, PERP).rate(number * 8 * HOUR) for number in range(300)]
    assert all(abs(rate) <= D("0.003") for rate in rates)
    assert sum(rate > 0 for rate in rates) > 180
    assert len(set(rates)) > 100
