"""Tests for `app/account_view.py`: what it says while nobody knows, and what it remembers."""

from pathlib import Path

import pytest

from terminal_app.app.account_view import AccountView
from terminal_app.app.guards import Guards
from terminal_app.app.paths import paths_for
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Health
from tests.helpers.examples import PERP_ID
from tests.helpers.logs import LogWatch


@pytest.fixture
def guards(data_dir: Path) -> Guards:
    """The files of a new profile."""
    paths = paths_for("paper", data_dir)
    paths.make()
    return Guards(paths, ManualClock())


async def test_without_a_connection_nothing_is_known_and_nothing_can_be_asked(guards: Guards) -> None:
    view = AccountView(guards, Changes(), (ProductType.SPOT,))
    assert (view.kind, view.settings(), view.last_order_ms(), view.order_times()) == (None, None, None, ())
    assert view.health() == Health(None, None, None, None, ())
    with pytest.raises(LinkError, match="no connection"):
        await view.order_history(5)
    with pytest.raises(LinkError, match="no connection"):
        await view.position_tiers(PERP_ID)


def test_another_kind_of_account_is_remembered_and_told(guards: Guards, expect_log: LogWatch) -> None:
    expect_log("this is a classic account")
    changes = Changes()
    view = AccountView(guards, changes, ())
    view.found(AccountKind.CLASSIC)
    assert (view.kind, guards.account_kind) == (AccountKind.CLASSIC, AccountKind.CLASSIC)
    assert Topic(Kind.TRADING) in changes.drain().topics
