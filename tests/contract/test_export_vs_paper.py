"""An exported recording replays like its original, and holds nothing of the account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.app.replay.export import main as export
from terminal_app.app.replay.headless import main, replay
from terminal_app.app.session import Session
from terminal_app.core.events import Link
from terminal_app.paper.server.serve import UID
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.recorded_session import recorded_session, trade
from tests.helpers.secret_scan import ENCODINGS, encoded

pytestmark = [pytest.mark.contract, pytest.mark.slow]


def canaries(paper: PaperProcess, session: Session) -> Iterator[tuple[str, str]]:
    """Everything that belongs to the account, by what it is."""
    yield "key", paper.key
    yield "secret", paper.secret
    yield "passphrase", paper.passphrase
    yield "uid", UID
    for order in session.blotter.all():
        yield "client order id", order.client_oid
        yield "order id", order.order_id or order.client_oid
    for fill in session.blotter.fills.all():
        yield "execution id", fill.exec_id
    account = session.balances.snapshot
    assert account is not None
    for balance in account.balances:
        yield from ((f"{balance.coin} equity", str(balance.equity)), ("available", str(balance.available)))
    yield "equity", str(account.equity)


def unpacked(path: Path) -> bytes:
    return path.read_bytes() + b"\n".join(record.body for record in TapeReader(path))


async def test_nothing_of_the_account_is_in_it_and_it_replays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.tape"
    with paper_process() as paper:
        async with recorded_session(paper, tmp_path) as session:
            await trade(session)
        owned = [(what, text) for what, text in canaries(paper, session) if len(text) > 7]

    assert export(tmp_path / "tapes", copy) == 0

    original, shown = unpacked_folder(tmp_path / "tapes"), unpacked(copy)
    found = [
        f"{what} {text} as {name}" for what, text in owned for name, form in encoded(text) if form in shown
    ]
    assert found == []
    assert {name for name, _ in encoded(UID)} == set(ENCODINGS)
    kinds = {what for what, _ in owned}
    assert {"key", "secret", "passphrase", "uid", "client order id", "order id", "execution id"} < kinds
    assert any("equity" in kind for kind in kinds)
    # The same search finds them where they are.
    ids = [text for what, text in owned if what in {"order id", "client order id", "execution id"}]
    assert all(text.encode() in original for text in ids)

    records = list(TapeReader(copy))
    assert not [record for record in records if record.link is Link.PRIVATE]
    assert not {Kind.SENT, Kind.JOURNAL, Kind.GESTURE} & {record.kind for record in records}
    ending, whole = replay(copy), replay(tmp_path / "tapes")
    assert ending.books == whole.books
    assert {key: ending.counts[key] for key in ("books", "orders", "executions")} == {
        key: whole.counts[key] for key in ("books", "orders", "executions")
    }
    assert main(copy) == 0
    assert "Equal to how the session ended." in capsys.readouterr().out
    assert export(tmp_path / "tapes", copy) == 2
    assert "cannot be written: File exists" in capsys.readouterr().err


def unpacked_folder(folder: Path) -> bytes:
    return b"\n".join(record.body for record in TapeReader(folder))
