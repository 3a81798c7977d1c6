"""What the program says on the terminal it was started from."""

import pytest

from terminal_app.app.console import complain, say


def test_lines_and_complaints_go_their_own_ways(capsys: pytest.CaptureFixture[str]) -> None:
    say("Saved picture.png")
    complain("No screenshot")

    assert capsys.readouterr() == ("Saved picture.png\n", "No screenshot\n")


def test_a_program_without_a_terminal_stays_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", None)
        patched.setattr("sys.stderr", None)
        say("Saved picture.png")
        complain("No screenshot")

    assert capsys.readouterr() == ("", "")
