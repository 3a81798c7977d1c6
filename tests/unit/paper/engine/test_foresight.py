"""What a trade would do to the price at which a position is lost: what the trade itself then does."""

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import MarginMode, PositionSide, Side
from tests.helpers.paper_engine import BUY, NET, PERP_ID, SELL, D, book, exchange, market, place


@pytest.mark.parametrize("mode", MarginMode)
@pytest.mark.parametrize("hold", HoldMode)
@pytest.mark.parametrize(("held", "then"), [(None, BUY), (None, SELL), (BUY, BUY), (SELL, SELL)])
def test_what_is_foreseen_is_what_comes(
    mode: MarginMode, hold: HoldMode, held: Side | None, then: Side
) -> None:
    made = exchange(USDT="100")
    made.set_hold_mode("u", hold)
    made.set_leverage("u", PERP_ID, D(20), mode)
    book(made, PERP_ID, size="100")
    key = NET
    if hold is HoldMode.HEDGE:
        key = PositionSide.LONG if then is BUY else PositionSide.SHORT
    if held is not None:
        place(made, market(PERP_ID, held, "2", mode=mode, key=key))
    price = D("100.1") if then is BUY else D("99.9")
    foreseen = made.liquidation_after("u", PERP_ID, then, D(8), price)

    place(made, market(PERP_ID, then, "8", mode=mode, key=key))

    came = made.positions("u")[0].liquidation
    assert foreseen is not None
    assert came is not None
    assert abs(foreseen - came) <= D("0.2")  # the fee of the trade


def test_in_one_way_mode_a_trade_against_a_position_closes_it_first() -> None:
    made = exchange(USDT="100")
    book(made, PERP_ID, size="100")
    place(made, market(PERP_ID, BUY, "4"))
    assert made.liquidation_after("u", PERP_ID, SELL, D(4), D("99.9")) is None
    turned = made.liquidation_after("u", PERP_ID, SELL, D(12), D("99.9"))
    assert turned is not None
    assert turned > D("99.9")
    assert [(row.side, row.size) for row in made.positions("u")] == [(PositionSide.LONG, D(4))]
