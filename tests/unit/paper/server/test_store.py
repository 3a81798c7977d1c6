"""Accounts survive a restart; a damaged file never stops the exchange."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server import files
from terminal_app.paper.server.store import FILE, AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.tasks import TaskOwner
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually
from tests.unit.paper.server.conftest import UID, Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit


def restarted(venue: Venue, clock: ManualClock) -> Venue:
    """The same exchange after a restart, still without accounts."""
    engine = PaperExchange(list(venue.engine.instruments.values()))
    market = SyntheticMarket(engine, seed=7, start_ms=clock.now_ms())
    return Venue(engine, market, clock, uid=UID, speed=Decimal(1))


def test_brings_balances_positions_and_orders_back(
    api: Api, venue: Venue, manual_clock: ManualClock, tmp_path: Path
) -> None:
    api.post(PLACE, limit(venue, orderType="market"))
    api.post(PLACE, limit(venue, clientOid="resting"))
    before = venue.engine.account(UID).coins
    AccountStore(venue, tmp_path).save()

    after = restarted(venue, manual_clock)
    AccountStore(after, tmp_path).load()
    assert [coin.balance for coin in after.engine.account(UID).coins] == [coin.balance for coin in before]
    assert [row.client_oid for row in after.engine.open_orders(UID)] == ["resting"]
    assert len(after.engine.positions(UID)) == 1
    assert len(after.engine.fills(UID)) == len(venue.engine.fills(UID))


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"version":99}', b"\x00\x00"])
def test_sets_a_damaged_file_aside(
    venue: Venue, manual_clock: ManualClock, tmp_path: Path, expect_log: LogWatch, content: bytes
) -> None:
    expect_log("was damaged")
    (tmp_path / FILE).write_bytes(content)
    after = restarted(venue, manual_clock)
    AccountStore(after, tmp_path).load()
    assert after.engine.accounts() == ()
    assert (tmp_path / f"{FILE}.damaged").read_bytes() == content


def test_starts_empty_without_a_file_or_a_folder(
    venue: Venue, manual_clock: ManualClock, tmp_path: Path
) -> None:
    after = restarted(venue, manual_clock)
    for folder in (tmp_path, None):
        AccountStore(after, folder).load()
    assert after.engine.accounts() == ()


async def test_saves_soon_after_the_account_changed_and_not_for_the_market(
    api: Api, venue: Venue, manual_clock: ManualClock, tmp_path: Path
) -> None:
    store = AccountStore(venue, tmp_path)
    store.watch()
    owner = TaskOwner("test")
    owner.spawn(store.run(), "save")
    manual_clock.advance(1)
    venue.tick()
    await asyncio.sleep(0)
    assert not (tmp_path / FILE).exists()
    api.post(PLACE, limit(venue, clientOid="resting"))
    await eventually((tmp_path / FILE).exists)
    await owner.aclose()
    assert "resting" in json.dumps(json.loads((tmp_path / FILE).read_bytes()))


def test_a_full_disk_is_said_and_survived(
    venue: Venue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: LogWatch
) -> None:
    expect_log("could not be saved: No space left")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("terminal_app.paper.server.store.write_atomic", full)
    AccountStore(venue, tmp_path).save()
    assert files.read_json(tmp_path / FILE) is None


def test_keeps_the_two_kinds_of_account_in_files_of_their_own(
    venue: Venue, classic_venue: Venue, tmp_path: Path
) -> None:
    classic_venue.engine.wallets.transfer(UID, f"{UID}/usdt_futures", "USDT", Decimal(7), 0)
    for made in (venue, classic_venue):
        AccountStore(made, tmp_path).save()
    engine = PaperExchange(list(classic_venue.engine.instruments.values()))
    after = Venue(
        engine,
        SyntheticMarket(engine, seed=7, start_ms=classic_venue.clock.now_ms()),
        classic_venue.clock,
        uid=UID,
        speed=Decimal(1),
        kind=AccountKind.CLASSIC,
    )
    AccountStore(after, tmp_path).load()
    assert not after.wallets.open(engine, 0)
    assert engine.accounts() == classic_venue.engine.accounts()
    assert [row.balance for row in engine.account(f"{UID}/usdt_futures").coins] == [Decimal(50_007)]
