"""Tests for `app/alert_file.py`."""

from collections.abc import Callable
from pathlib import Path

from terminal_app.app.alert_file import AlertFile
from terminal_app.core.clock import ManualClock


async def test_what_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "alerts.json"
    first = AlertFile(path, ManualClock())
    assert (first.alerts, first.trouble) == ({}, "")
    await first.keep_alerts({"alerts": [{"id": "a"}]})
    assert AlertFile(path, ManualClock()).alerts == {"alerts": [{"id": "a"}]}


async def test_a_damaged_file_is_set_aside_and_said(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("list of price alerts")
    path = tmp_path / "alerts.json"
    path.write_text("{", encoding="utf-8")
    damaged = AlertFile(path, ManualClock())
    assert damaged.alerts == {}
    assert damaged.trouble.startswith("The saved list of price alerts is damaged")
