"""What is recorded, as a file holds it."""

import pytest

from terminal_app.settings.recording import NOTHING_RECORDED, RecordingChoices, from_saved, to_save


def test_what_is_kept_comes_back() -> None:
    chosen = RecordingChoices(True, "/data/tapes", 4_096, 16)
    assert from_saved(to_save(chosen)) == chosen


@pytest.mark.parametrize(
    "saved",
    [{}, {"on": 1, "folder": 5, "most_mb": "1024", "most_files": True}, {"most_mb": 7, "most_files": -1}],
)
def test_nonsense_is_the_default(saved: dict[str, object]) -> None:
    assert from_saved(saved) == NOTHING_RECORDED
