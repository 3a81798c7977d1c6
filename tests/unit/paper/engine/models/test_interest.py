"""Open interest drifts around a share of a day's volume."""

from itertools import pairwise

from terminal_app.paper.engine.models.history import History
from terminal_app.paper.engine.models.interest import InterestCurve
from terminal_app.paper.engine.models.profiles import profile
from terminal_app.paper.engine.models.walk import Span, Tide, Walk
from tests.helpers.paper_engine import NOW, PERP


def test_it_is_plausible_steady_and_moves_with_time() -> None:
    usual = profile(PERP)
    past = History(PERP, usual, Walk(usual.coin, Tide(1)))
    curve = InterestCurve(1, PERP, past)
    values = [curve.lots(NOW + number * Span.HOUR.ms) for number in range(240)]

    assert all(0.15 * past.daily_lots < value < 0.5 * past.daily_lots for value in values)
    assert len(set(values)) > 200
    assert all(abs(a - b) < 0.02 * a for a, b in pairwise(values))
