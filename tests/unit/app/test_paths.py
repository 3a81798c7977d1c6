"""Where things are kept."""

import stat
import sys
from pathlib import Path

import pytest

from terminal_app.app.paths import paths_for
from terminal_app.bitget.endpoints import Badge


def test_a_data_dir_isolates_everything(tmp_path: Path) -> None:
    paths = paths_for("paper", tmp_path / "here")
    paths.make()
    places = (paths.profile, paths.journal, paths.exchange, paths.logs, paths.screenshots)
    assert all(place.is_relative_to(tmp_path / "here") for place in places)
    assert paths.exchange.is_dir()
    assert paths.journal.parent == paths.profile


def test_profiles_share_no_file(tmp_path: Path) -> None:
    one, other = paths_for("paper", tmp_path), paths_for("demo", tmp_path)
    assert {one.profile, one.journal, one.exchange, one.workspace}.isdisjoint(
        {other.profile, other.journal, other.exchange, other.workspace}
    )


def test_worlds_with_prices_of_their_own_share_no_candles(tmp_path: Path) -> None:
    one, other = paths_for("mine", tmp_path), paths_for("other", tmp_path)
    assert one.market(Badge.LIVE) == other.market(Badge.LIVE)
    assert one.market(Badge.DEMO) == other.market(Badge.DEMO)
    worlds = (Badge.LIVE, Badge.DEMO, Badge.PAPER)
    assert len({one.market(badge) for badge in worlds} | {other.market(Badge.PAPER)}) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access in lists, not in mode bits")
def test_folders_are_for_the_owner_only(tmp_path: Path) -> None:
    paths = paths_for("paper", tmp_path / "private")
    paths.make()
    assert stat.S_IMODE(paths.profile.stat().st_mode) & 0o077 == 0
