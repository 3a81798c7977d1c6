"""Strategy orders: which states are the end, and which kinds follow the price."""

import pytest

from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus


@pytest.mark.parametrize("status", StrategyStatus)
def test_what_is_over_says_so(status: StrategyStatus) -> None:
    over = {StrategyStatus.DONE, StrategyStatus.FAILED, StrategyStatus.CANCELLED}
    assert status.is_final is (status in over)


@pytest.mark.parametrize("kind", StrategyKind)
def test_what_follows_the_price_says_so(kind: StrategyKind) -> None:
    assert kind.trails is (kind in (StrategyKind.TRAILING, StrategyKind.TRAILING_STOP))
