"""Fees and ledger words of one execution."""

import pytest

from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.orders import PositionSide, Side
from terminal_app.paper.engine.trades import Trade, bill_kind
from tests.helpers.paper_engine import BUY, LONG, NET, NOW, PERP, SELL, SHORT, D


@pytest.mark.parametrize(("liquidity", "fee"), [(Liquidity.MAKER, "0.04"), (Liquidity.TAKER, "0.12")])
def test_the_fee_is_a_share_of_the_value(liquidity: Liquidity, fee: str) -> None:
    trade = Trade(PERP, BUY, D(100), D(2), D(200), liquidity, NOW)

    assert (trade.value, trade.fee_on(trade.value)) == (D(200), D(fee))


@pytest.mark.parametrize(
    ("mode", "key", "side", "liquidation", "kind"),
    [
        (HoldMode.ONE_WAY, NET, BUY, False, "BUY_DEAL"),
        (HoldMode.HEDGE, LONG, SELL, False, "CLOSE_LONG"),
        (HoldMode.HEDGE, SHORT, BUY, False, "CLOSE_SHORT"),
        (HoldMode.HEDGE, SHORT, SELL, False, "OPEN_SHORT"),
        (HoldMode.HEDGE, LONG, SELL, True, "BURST_CLOSE_LONG"),
    ],
)
def test_the_ledger_word(mode: HoldMode, key: PositionSide, side: Side, liquidation: bool, kind: str) -> None:
    assert bill_kind(mode, key, side, liquidation) == kind
