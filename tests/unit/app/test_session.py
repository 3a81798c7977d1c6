"""What a session says of its account before it is connected."""

from pathlib import Path

from terminal_app.app.paths import paths_for
from terminal_app.app.wiring import new_session
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import ProductType
from tests.helpers.wallets import classic, coin

SPOT = ProductType.SPOT


def test_before_anything_was_read_nothing_is_said(data_dir: Path) -> None:
    paths = paths_for("paper", data_dir)
    paths.make()
    session = new_session(paths, "paper", ManualClock(), Changes())
    assert session.account.kind is None
    assert session.transfers.all() == ()
    # Coins of wallets are worth something before there is any price: the dollar is a dollar.
    session.balances.apply(classic(coin("USDT", SPOT, "5"), coin("BTC", SPOT, "1")))
    assert session.balances.snapshot is not None
    assert session.balances.snapshot.equity == 5
