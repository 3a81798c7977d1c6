"""What the window says of a recording."""

from pathlib import Path

import pytest

from terminal_app.ui.recording.state import RecordingState, mark_text, size_text, state_text

FOLDER, FILE = Path("/tapes"), Path("/tapes/20260101-000000-0001.tape")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0\u00a0B"),
        (1_536, "1.5\u00a0kB"),
        (64 << 20, "64.0\u00a0MB"),
        (300 << 20, "300\u00a0MB"),
        (1 << 34, "16.0\u00a0GB"),
    ],
)
def test_sizes_in_about_three_figures(size: int, text: str) -> None:
    assert size_text(size) == text


def test_it_says_how_it_stands() -> None:
    idle = RecordingState(FOLDER)
    running = RecordingState(FOLDER, 1_700_000_000_000, FILE, 1 << 20)
    failed = RecordingState(FOLDER, trouble="The recording has ended: No space left on device.")
    assert (state_text(idle), mark_text(idle)) == ("Nothing is being recorded.", "")
    assert state_text(running).startswith("Recording since ")
    assert "20260101-000000-0001.tape and what follows it, 1.0\u00a0MB so far." in state_text(running)
    assert mark_text(running) == "● REC 1.0\u00a0MB"
    assert state_text(failed) == failed.trouble
    assert mark_text(failed) == "REC stopped"
