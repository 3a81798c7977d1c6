"""Set-up: what it says when it cannot go on, and that it does nothing twice."""

import ast
import sys
import threading
from pathlib import Path

import pytest

import setup_env


def test_an_old_python_gets_a_plain_sentence() -> None:
    with pytest.raises(
        setup_env.SetupError, match=r"^this is Python 3\.9, and .* needs Python 3\.11 or later\."
    ):
        setup_env.check_python((3, 9))


def test_an_unknown_environment_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_env.main(["prod"]) == 1
    assert "there is no environment called 'prod'" in capsys.readouterr().out


class TestDebianPackages:
    """What happens when Qt's libraries are missing."""

    @pytest.fixture(autouse=True)
    def a_debian_without_xvfb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(setup_env, "missing_debian_packages", lambda: ["xauth", "xvfb"])

    def test_the_command_to_type_is_printed_where_the_user_may_not(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(setup_env, "root_prefix", lambda: None)

        with pytest.raises(setup_env.SetupError) as caught:
            setup_env.install_debian_packages()

        last = str(caught.value).splitlines()[-1]
        assert last == "    sudo apt-get install --yes --no-install-recommends xauth xvfb"

    def test_they_are_installed_where_the_user_may(self, monkeypatch: pytest.MonkeyPatch) -> None:
        commands: list[list[str]] = []
        monkeypatch.setattr(setup_env, "root_prefix", lambda: ["sudo", "-n"])
        monkeypatch.setattr(setup_env, "run", lambda command, **_: commands.append(command))

        setup_env.install_debian_packages()

        assert [command[:2] for command in commands] == [["sudo", "-n"], ["sudo", "-n"]]
        assert "update" in commands[0]
        assert commands[1][-5:] == ["xauth", "xvfb", "-qq", "-o", "DPkg::Lock::Timeout=300"]


@pytest.mark.skipif(
    sys.platform == "win32", reason="the environment of this run is looked at where Linux and macOS keep it"
)
class TestEnvironment:
    """The environment these tests run in is the one that set-up made."""

    def test_it_works(self) -> None:
        assert setup_env.works(Path(sys.prefix, "bin", "python"))

    def test_another_program_does_not(self, tmp_path: Path) -> None:
        assert not setup_env.works(tmp_path / "python")
        assert not setup_env.works(Path("/bin/true"))

    def test_a_changed_lock_file_changes_the_fingerprint(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        before = setup_env.fingerprint("dev")
        for file in setup_env.REQUIREMENTS.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        monkeypatch.setattr(setup_env, "REQUIREMENTS", tmp_path)

        assert setup_env.fingerprint("dev") == before
        with (tmp_path / "dev.txt").open("a") as lock_file:
            lock_file.write("one-more==1\n")
        assert setup_env.fingerprint("dev") != before

    def test_nothing_runs_when_nothing_changed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / ".stamp").write_text(setup_env.fingerprint("dev"), "utf-8")
        monkeypatch.setattr(setup_env, "run", pytest.fail)
        monkeypatch.setattr("subprocess.run", pytest.fail)

        setup_env.build_environment("dev", tmp_path)


def test_two_at_once_take_turns(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with setup_env.only_one(tmp_path / "lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    with setup_env.only_one(tmp_path / "lock"):
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join(10)

    assert order == ["first", "second"]


def test_a_python_too_old_for_the_program_can_still_read_the_script() -> None:
    # The sentence about the version is of no use if the file does not even compile there.
    source = Path(setup_env.__file__).read_text("utf-8")

    ast.parse(source, feature_version=(3, 8))
    assert "from __future__ import annotations" in source
