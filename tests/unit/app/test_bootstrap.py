"""The exchange is started early for a paper account only, and by nobody who may not have the data folder."""

from pathlib import Path

import pytest

from terminal_app.app import bootstrap
from terminal_app.app.cli import Options
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.app.single import SingleInstance
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.keys import CLASSIC_PAPER_PROFILE, PAPER_PROFILE


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> list[PaperLaunch]:
    """What would have been started; each start fails."""
    seen: list[PaperLaunch] = []

    def start(launch: PaperLaunch, port: int = 0) -> None:
        seen.append(launch)
        raise OSError(port)

    monkeypatch.setattr(PaperLaunch, "start", start)
    return seen


@pytest.mark.parametrize(
    ("profile", "kind"),
    [(PAPER_PROFILE, AccountKind.UNIFIED), (CLASSIC_PAPER_PROFILE, AccountKind.CLASSIC)],
)
def test_it_is_that_of_the_account(
    profile: str, kind: AccountKind, launches: list[PaperLaunch], tmp_path: Path
) -> None:
    assert bootstrap._exchange(Options(profile=profile, data_dir=tmp_path, seed=4)) is None
    place = tmp_path / "profiles" / profile / "exchange"
    assert [(one.data_dir, one.kind, one.seed, one.tape) for one in launches] == [(place, kind, 4, None)]
    assert place.is_dir()


@pytest.mark.parametrize("options", [Options(profile="main"), Options(replay=Path("a.tape"))])
def test_there_is_none_for_others(options: Options, launches: list[PaperLaunch]) -> None:
    assert bootstrap._exchange(options) is None
    assert launches == []


def test_who_comes_second_starts_none(
    launches: list[PaperLaunch], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = SingleInstance(tmp_path)
    assert first.take()
    try:
        assert bootstrap.run(Options(data_dir=tmp_path)) == 3
    finally:
        first.release()
    assert launches == []
    assert "already open" in capsys.readouterr().err
