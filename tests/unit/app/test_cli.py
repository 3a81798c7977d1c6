"""The command line: options, refusals and their sentences."""

from pathlib import Path

import pytest

from terminal_app import APP_NAME, __version__
from terminal_app.app import bootstrap, cli, selftest


def test_options_reach_the_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[cli.Options] = []

    def run(options: cli.Options) -> int:
        seen.append(options)
        return 7

    monkeypatch.setattr(bootstrap, "run", run)
    picture = tmp_path / "window.png"

    code = cli.main(
        [
            "--data-dir",
            str(tmp_path),
            "--offscreen",
            "--screenshot",
            str(picture),
            "--after",
            "2.5",
            "--seed",
            "9",
        ]
    )

    assert code == 7
    assert seen == [
        cli.Options(profile="paper", data_dir=tmp_path, offscreen=True, screenshot=picture, after=2.5, seed=9)
    ]


def test_an_unknown_profile_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--profile", "main"]) == 2
    assert "There is no profile named main" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "a b", "../up", "x" * 33])
def test_a_profile_name_is_a_plain_word(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--profile", name])
    assert stop.value.code == 2
    assert "1 to 32 letters" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "3601"])
def test_after_is_a_bounded_number_of_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([f"--after={seconds}"])
    assert "between 0 and 3600" in capsys.readouterr().err


def test_version_names_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.strip() == f"{APP_NAME} {__version__}"


def test_selftest_takes_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Path | None] = []

    def run(folder: Path | None) -> int:
        seen.append(folder)
        return 0

    monkeypatch.setattr(selftest, "main", run)
    assert cli.main(["selftest", "--data-dir", str(tmp_path)]) == 0
    assert seen == [tmp_path]


def test_recording_and_replay_reach_the_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[cli.Options] = []

    def run(options: cli.Options) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(bootstrap, "run", run)

    assert cli.main(["--record", str(tmp_path)]) == 0
    assert cli.main(["--replay", str(tmp_path / "a.tape")]) == 0
    assert seen == [cli.Options(record=tmp_path), cli.Options(replay=tmp_path / "a.tape")]


@pytest.mark.parametrize("also", [["--record", "x"], ["--profile", "main"]])
def test_a_replay_stands_alone(also: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--replay", "a.tape", *also]) == 2
    assert "A replay has no profile and is not recorded" in capsys.readouterr().err


def test_a_missing_recording_is_said_before_there_is_a_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--replay", str(tmp_path / "a.tape"), "--data-dir", str(tmp_path / "data")]) == 2
    assert "There is no recording" in capsys.readouterr().err


def test_a_recording_is_played_or_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "a.tape")

    assert cli.main(["replay", missing, "--headless"]) == 2
    assert cli.main(["replay", missing, "--export", str(tmp_path / "b.tape")]) == 2
    assert capsys.readouterr().err.count("There is no recording") == 2
    with pytest.raises(SystemExit):
        cli.main(["replay", missing])
