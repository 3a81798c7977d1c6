"""What is done with recordings beside the window, by programs of their own."""

import sys
from pathlib import Path

import pytest

from terminal_app.app.paths import paths_for
from terminal_app.app.recording import roads
from terminal_app.core.errors import EnvironmentTroubleError


def behave(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Have the program do something else."""
    monkeypatch.setattr(roads, "own_command", lambda: [sys.executable, "-c", script])


async def test_a_window_that_opens_lives_on_with_our_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behave(monkeypatch, "import sys, time; print(*sys.argv[1:], file=sys.stderr); time.sleep(0.8)")
    monkeypatch.setattr(roads, "_WATCHED_SECONDS", 0.2)
    paths = paths_for("paper", tmp_path)
    paths.make()
    paths.settings.write_text("looks")

    process = await roads.open_replay(tmp_path / "a.tape", paths)

    theirs = paths_for("paper", tmp_path / "replay")
    assert theirs.settings.read_text() == "looks"
    assert process.wait(20) == 0
    told = (theirs.logs / "replay-window.log").read_text()
    assert told == f"--replay {tmp_path / 'a.tape'} --data-dir {theirs.root}\n"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("raise SystemExit(3)", "A recording is open already"),
        ("import sys; sys.exit('This file is not a recording.')", "This file is not a recording."),
    ],
)
async def test_a_window_that_does_not_open_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, sentence: str
) -> None:
    behave(monkeypatch, script)
    monkeypatch.setattr(roads, "_WATCHED_SECONDS", 30.0)
    with pytest.raises(EnvironmentTroubleError, match=sentence):
        await roads.open_replay(tmp_path / "a.tape", paths_for("paper", tmp_path))


async def test_an_export_tells_what_became_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behave(monkeypatch, "print('Wrote it.')")
    assert await roads.export(tmp_path / "a.tape", tmp_path / "b.tape") == "Wrote it."
    behave(monkeypatch, "import sys; sys.exit('It cannot be written: File exists.')")
    with pytest.raises(EnvironmentTroubleError, match="File exists"):
        await roads.export(tmp_path / "a.tape", tmp_path / "b.tape")
