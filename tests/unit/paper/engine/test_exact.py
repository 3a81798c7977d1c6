"""Grids, booked amounts and quotients."""

from terminal_app.paper.engine.exact import grain, ratio, whole
from tests.helpers.paper_engine import D


def test_a_value_on_the_grid_is_a_whole_number_of_steps() -> None:
    assert whole(D("1.30"), D("0.1")) == 13
    assert whole(D("1.35"), D("0.1")) is None


def test_booked_amounts_have_eight_decimals() -> None:
    assert grain(D("0.123456785")) == D("0.12345678")


def test_quotients_are_rounded_to_28_digits() -> None:
    assert ratio(D(1), D(3)) == D("0.3333333333333333333333333333")
