"""Margins of orders and positions, free money, liquidation prices."""

import pytest

from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.engine.margin import Margin
from terminal_app.paper.engine.marks import Marks
from terminal_app.paper.engine.messages import PositionRow
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    PERP,
    PERP_ID,
    SELL,
    SHORT,
    TIERS,
    D,
    available,
    book,
    exchange,
    hedge,
    limit,
    market,
    place,
)

MARGIN = Margin({PERP_ID: PERP}, TIERS, Marks())
UNTIERED = Margin({PERP_ID: PERP}, {}, Marks())


@pytest.mark.parametrize(
    ("value", "rate", "leverage"),
    [(0, "0.005", 100), (100_000, "0.005", 100), (100_001, "0.02", 20), (9_000_000, "0.02", 0)],
)
def test_tiers_step_up_with_the_value(value: int, rate: str, leverage: int) -> None:
    assert MARGIN.maintenance_rate(PERP_ID, D(value)) == D(rate)
    assert MARGIN.greatest_leverage(PERP, D(value)) == leverage


@pytest.mark.parametrize(("leverage", "value"), [(100, 100_000), (50, 100_000), (20, 1_000_000), (101, 0)])
def test_the_leverage_limits_the_value(leverage: int, value: int) -> None:
    assert MARGIN.greatest_value(PERP_ID, D(leverage)) == value


def test_without_tiers_one_wide_tier_applies() -> None:
    assert len(UNTIERED.tiers(PERP_ID)) == 1
    assert UNTIERED.greatest_leverage(PERP, D(10**9)) == 100


def held(side: Side, mode: MarginMode = MarginMode.CROSSED) -> PositionRow:
    made = exchange(USDT="100")
    book(made, PERP_ID, size="20")
    place(made, market(PERP_ID, side, "10", mode=mode))
    return made.positions("u")[0]


@pytest.mark.parametrize(
    ("side", "mode", "price"),
    [
        # cost 1001 at 20x: isolated margin 50.05; crossed backing 100 less the fee of 0.6006
        (BUY, MarginMode.ISOLATED, "95.6"),
        (SELL, MarginMode.ISOLATED, "104.3"),
        (BUY, MarginMode.CROSSED, "90.7"),
        (SELL, MarginMode.CROSSED, "109.2"),
    ],
)
def test_the_liquidation_price_is_where_the_backing_meets_maintenance(
    side: Side, mode: MarginMode, price: str
) -> None:
    row = held(side, mode)
    backing = row.margin if mode is MarginMode.ISOLATED else D(100) - row.open_fee

    assert row.liquidation == D(price)
    sign = 1 if side is BUY else -1
    left = backing + sign * row.size * (row.liquidation - row.avg_price)
    assert abs(left - row.size * row.liquidation * row.maintenance_rate) <= row.size * PERP.tick


def test_a_well_backed_long_has_no_liquidation_price() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10"))

    assert made.positions("u")[0].liquidation is None


def test_unrealised_losses_are_not_free_and_profits_are_not_spent() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10"))
    free = available(made)

    made.set_mark(PERP_ID, D(110), D(110), 0)
    profit = available(made)
    made.set_mark(PERP_ID, D(90), D(90), 0)

    assert profit == free + 1  # at the first mark the position was one USDT under water
    assert available(made) == profit - 101


def test_isolated_losses_stay_with_the_position() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10", mode=MarginMode.ISOLATED))
    free = available(made)

    made.set_mark(PERP_ID, D(97), D(97), 0)

    assert available(made) == free


def test_of_two_directions_only_the_dearer_ties_up_margin_in_one_way_mode() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    place(made, limit(PERP_ID, BUY, "99", "10"))
    one = available(made)
    place(made, limit(PERP_ID, SELL, "101", "5"))

    assert available(made) == one


def test_both_directions_tie_up_margin_in_hedge_mode() -> None:
    made = hedge(exchange(USDT="1000"))
    book(made, PERP_ID)
    place(made, limit(PERP_ID, BUY, "100", "10", key=LONG))
    place(made, limit(PERP_ID, SELL, "101", "5", key=SHORT))

    assert 1000 - available(made) == (D(1000) + D(505)) * (D("0.05") + D("0.0006"))


def test_an_order_that_partly_closes_ties_up_the_rest() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "4"))
    before = available(made)
    place(made, limit(PERP_ID, SELL, "110", "10"))

    assert before - available(made) == D(660) * (D("0.05") + D("0.0006"))
