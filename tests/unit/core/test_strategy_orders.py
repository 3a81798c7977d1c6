"""Strategy orders: which states are the end."""

import pytest

from terminal_app.core.strategy_orders import StrategyStatus


@pytest.mark.parametrize("status", StrategyStatus)
def test_what_is_over_says_so(status: StrategyStatus) -> None:
    over = {StrategyStatus.DONE, StrategyStatus.FAILED, StrategyStatus.CANCELLED}
    assert status.is_final is (status in over)
