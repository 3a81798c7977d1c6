"""One terminal for each data folder, and no lock that outlives its process."""

import subprocess
import sys
from pathlib import Path

from terminal_app.app.single import SingleInstance

_HOLD = (
    "import sys; from pathlib import Path; from terminal_app.app.single import SingleInstance; "
    "one = SingleInstance(Path(sys.argv[1])); print(one.take(), flush=True); sys.stdin.read()"
)


def _holder(root: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _HOLD, str(root)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_second_one_is_told(tmp_path: Path) -> None:
    with _holder(tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        assert not SingleInstance(tmp_path).take()
        other.communicate()
    mine = SingleInstance(tmp_path)
    assert mine.take()
    mine.release()


def test_a_lock_that_a_crash_left_behind_is_taken_over(tmp_path: Path) -> None:
    with _holder(tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        other.kill()
        other.communicate()
    mine = SingleInstance(tmp_path)
    assert mine.take()
    mine.release()


def test_folders_do_not_disturb_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert (one.take(), other.take()) == (True, True)
    one.release()
    other.release()
