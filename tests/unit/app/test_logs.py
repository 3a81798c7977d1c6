"""The log: what reaches the panel and the file, and what never does."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.app import logs
from terminal_app.core.changes import Changes, Kind


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
