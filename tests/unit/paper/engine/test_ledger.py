"""A house account takes the other side of trades."""

from terminal_app.paper.engine.ledger import House
from tests.helpers.paper_engine import BUY, PERP, PERP_ID, SELL, SPOT, D


def test_a_spot_trade_swaps_coins() -> None:
    house = House()

    house.trade(SPOT, BUY, D(2), D(200))

    assert house.coins == {"USDT": D(-200), "BTC": D(2)}
    assert house.contracts == {}


def test_a_contract_is_paid_at_its_price() -> None:
    house = House()

    house.trade(PERP, SELL, D(2), D(200))
    house.trade(PERP, BUY, D("0.5"), D(45))

    assert house.coins == {"USDT": D(155)}
    assert house.contracts == {PERP_ID: D("-1.5")}
