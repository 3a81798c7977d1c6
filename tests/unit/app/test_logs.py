"""The log: what reaches the panel and the file, and what never does."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.app import logs
from terminal_app.core.changes import Changes, Kind
from terminal_app.core.clock import ManualClock


@pytest.fixture
def changes() -> Iterator[Changes]:
    yield Changes()
    logs.close_log()


def test_a_line_reaches_the_panel_and_the_file(tmp_path: Path, changes: Changes) -> None:
    ring = logs.open_log(tmp_path, changes)
    logging.getLogger("terminal_app.test").info("public stream is live")
    assert [line.text for line in ring.lines] == ["public stream is live"]
    assert changes.drain().has(Kind.LOG)
    assert "INFO terminal_app.test: public stream is live" in (tmp_path / "terminal.log").read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "ACCESS-KEY: c4n4ry",
        "{'ACCESS-SIGN': 'c4n4ry'}",
        '{"apiKey":"c4n4ry","passphrase":"c4n4ry"}',
        "passphrase=c4n4ry",
    ],
)
def test_credential_fields_are_blanked(line: str) -> None:
    assert "c4n4ry" not in logs.redact(line)


def test_a_traceback_is_redacted_too(tmp_path: Path, changes: Changes) -> None:
    ring = logs.open_log(tmp_path, changes)
    try:
        raise ValueError("passphrase=c4n4ry")
    except ValueError:
        logging.getLogger("terminal_app.test").info("it failed", exc_info=True)
    assert "ValueError" in ring.lines[-1].text
    assert "c4n4ry" not in ring.lines[-1].text
    assert "c4n4ry" not in (tmp_path / "terminal.log").read_text("utf-8")


def test_a_storm_is_cut_short_and_counted(
    tmp_path: Path, changes: Changes, manual_clock: ManualClock
) -> None:
    ring = logs.open_log(tmp_path, changes, manual_clock.monotonic)
    log = logging.getLogger("terminal_app.test")

    for number in range(100_000):
        log.info("it failed for the %dth time", number)
    log.info("something else")
    manual_clock.advance(61)
    log.info("it failed for the %dth time", 100_000)

    texts = [line.text for line in ring.lines]
    assert texts[:50] == [f"it failed for the {number}th time" for number in range(50)]
    assert texts[50:] == [
        "something else",
        "it failed for the 100000th time (and 99950 more like it before)",
    ]
    assert len((tmp_path / "terminal.log").read_text("utf-8").splitlines()) == 52


def test_all_files_together_stay_below_their_cap(tmp_path: Path, changes: Changes) -> None:
    logs.open_log(tmp_path, changes)
    log = logging.getLogger("terminal_app.test")

    for number in range(600):
        line = f"kind {number} " + "x" * 30_000
        log.info(line)

    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert 1 < len(sizes) <= 5
    assert sum(sizes) <= 5 * 2_000_000 + 60_000
