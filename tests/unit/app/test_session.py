"""What a session lets pass before orders are armed, and which kind of account it says it is."""

from pathlib import Path

import pytest

from terminal_app.app.paths import paths_for
from terminal_app.app.session import _adds_risk
from terminal_app.app.wiring import new_session
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder, Command
from terminal_app.core.instrument import ProductType
from tests.helpers.examples import PERP_ID, guard_long, limit_buy
from tests.helpers.wallets import classic, coin, move

SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES


@pytest.mark.parametrize(
    ("command", "adds"),
    [
        (limit_buy(), True),
        (CancelOrder("tb-1", PERP_ID), False),
        (guard_long(), False),
        (move("1", USDT_M, SPOT), True),
        (move("1", SPOT, USDT_M), False),
    ],
)
def test_margin_may_be_added_while_disarmed_but_not_taken(command: Command, adds: bool) -> None:
    assert _adds_risk(command) is adds


def test_before_anything_was_read_nothing_is_said(data_dir: Path) -> None:
    paths = paths_for("paper", data_dir)
    paths.make()
    session = new_session(paths, "paper", ManualClock(), Changes())
    assert session.account_kind is None
    assert session.transfers.all() == ()
    # Coins of wallets are worth something before there is any price: the dollar is a dollar.
    session.balances.apply(classic(coin("USDT", SPOT, "5"), coin("BTC", SPOT, "1")))
    assert session.balances.snapshot is not None
    assert session.balances.snapshot.equity == 5
