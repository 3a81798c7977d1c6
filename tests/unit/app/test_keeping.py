"""Tests for `app/keeping.py`."""

from dataclasses import replace
from pathlib import Path

from terminal_app.app.keeping import Keeper
from terminal_app.core.clock import ManualClock
from terminal_app.settings.model import Settings
from tests.helpers.logs import LogWatch


def keeper(folder: Path, clock: ManualClock) -> Keeper:
    """A keeper as a start of the program makes it."""
    return Keeper(folder / "settings.json", folder / "workspace.json", clock)


async def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path, manual_clock: ManualClock) -> None:
    first = keeper(tmp_path, manual_clock)
    first.workspace_stands()
    for number in range(20):
        first.keep_workspace({"layout": number})
    first.keep_settings(replace(Settings(), utc=True))
    await first.aclose()

    second = keeper(tmp_path, manual_clock)
    assert second.workspace == {"layout": 19}
    assert second.settings.utc
    assert second.troubles == []


async def test_a_layout_that_ended_the_program_is_left_out_once_and_not_lost(
    tmp_path: Path, manual_clock: ManualClock
) -> None:
    first = keeper(tmp_path, manual_clock)
    first.workspace_stands()
    first.keep_workspace({"layout": "bad", "earlier": ["good"], "choices": {"a": 1}})
    await first.aclose()

    keeper(tmp_path, manual_clock)  # it ends before the window stands
    third = keeper(tmp_path, manual_clock)
    assert third.workspace == {"layout": None, "earlier": ["good", "bad"], "choices": {"a": 1}}
    assert "Undo layout change" in third.troubles[0]
    third.workspace_stands()
    assert keeper(tmp_path, manual_clock).troubles == []


def test_a_damaged_file_is_said_and_the_defaults_hold(
    tmp_path: Path, manual_clock: ManualClock, expect_log: LogWatch
) -> None:
    expect_log("The saved file of settings is damaged")
    (tmp_path / "settings.json").write_text("{")
    made = keeper(tmp_path, manual_clock)
    assert made.settings == Settings()
    assert "set aside" in made.troubles[0]


async def test_a_disk_that_takes_nothing_does_not_end_the_program(
    tmp_path: Path, manual_clock: ManualClock, expect_log: LogWatch
) -> None:
    expect_log("workspace.json could not be kept")
    made = keeper(tmp_path, manual_clock)
    made.workspace_stands()
    (tmp_path / "workspace.json").mkdir()
    made.keep_workspace({"layout": 1})
    await made.aclose()
    assert made.workspace == {"layout": 1}
