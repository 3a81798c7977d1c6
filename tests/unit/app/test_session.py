"""What a session says of its account before it is connected, and what it leaves when it cannot be."""

import threading
from pathlib import Path

import pytest

from terminal_app.app import connection
from terminal_app.app.paths import paths_for
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import ProductType
from terminal_app.core.secret import Credentials, Secret
from terminal_app.journal.reader import JournalReader
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


async def test_a_journal_that_cannot_be_read_leaves_no_thread(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_path: Path) -> JournalReader:
        raise EnvironmentTroubleError("A newer program wrote it.")

    paths = paths_for("paper", data_dir)
    paths.make()
    session = new_session(paths, "paper", ManualClock(), Changes())
    monkeypatch.setattr(connection, "JournalReader", unreadable)
    nowhere = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9", "ws://127.0.0.1:9")

    with pytest.raises(EnvironmentTroubleError, match="A newer program"):
        await session.open(nowhere, Credentials(Secret("k"), Secret("s"), Secret("p")))

    assert [one for one in threading.enumerate() if one.name == "journal"] == []
    session.give_up("A newer program wrote it.")
    assert session.entry_block() == "A newer program wrote it."
    await session.aclose()
