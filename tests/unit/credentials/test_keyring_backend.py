"""Tests for `credentials/keyring_backend.py`: the pinned back end is used, or none."""

import os
import subprocess
import sys
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.backends.SecretService
import pytest
from keyring.backend import KeyringBackend

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.credentials import keyring_backend
from terminal_app.credentials.keyring_backend import check_pinned, pinned_backend
from terminal_app.credentials.system_store import SystemStore
from tests.helpers.keyrings import FakeKeyring

HIJACK = """
import sys
sys.path.insert(0, sys.argv[1])
from terminal_app.credentials.keyring_backend import pinned_backend
print(type(pinned_backend("linux")).__module__, "evil" in sys.modules)
"""


Disguised = type("Disguised", (keyring.backends.SecretService.Keyring,), {})


@pytest.mark.parametrize(
    "kind",
    [
        keyring.backends.fail.Keyring,
        keyring.backends.null.Keyring,
        keyring.backends.chainer.ChainerBackend,
        FakeKeyring,
        Disguised,
    ],
)
def test_every_other_back_end_is_refused(kind: type[KeyringBackend]) -> None:
    with pytest.raises(KeyStoreError) as caught:
        check_pinned(kind(), "linux")

    assert caught.value.trouble is KeyTrouble.NO_STORE
    assert "not allowed" in caught.value.detail


def test_the_listed_one_is_taken_and_the_environment_cannot_set_it_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_APPID", "theirs")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    backend = pinned_backend("linux")

    assert type(backend) is keyring.backends.SecretService.Keyring
    assert "appid" not in vars(backend)
    assert "PYTHON_KEYRING_BACKEND" not in os.environ


@pytest.mark.parametrize("platform", ["win32", "darwin", "aix"])
def test_a_system_without_its_back_end_has_no_store(platform: str) -> None:
    if platform == sys.platform:
        pytest.skip("it has it")
    kept = SystemStore(lambda: pinned_backend(platform), lambda: False, may_prompt=True)

    # The back end of another system fails when it is made, or when it is first used.
    with pytest.raises(KeyStoreError) as caught:
        kept.probe()
    assert caught.value.trouble in {KeyTrouble.NO_STORE, KeyTrouble.REFUSED}


def test_a_module_without_a_back_end_is_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_backend, "BACKENDS", {"linux": ("json", "JSONDecoder")})

    with pytest.raises(KeyStoreError) as caught:
        pinned_backend("linux")
    assert caught.value.detail == "json has no back end"


def test_files_variables_and_packages_that_choose_for_us_are_not_asked(tmp_path: Path) -> None:
    """All at once: an rc file with a path, both kinds of variables, and an installed entry point."""
    evil = tmp_path / "evil.py"
    evil.write_text(
        "import keyring.backend\nclass Keyring(keyring.backend.KeyringBackend):\n    priority = 99\n"
    )
    info = tmp_path / "evil-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[keyring.backends]\nevil = evil\n")
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n"
    )
    environment = {
        **os.environ,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "config"),
        "PYTHON_KEYRING_BACKEND": "evil.Keyring",
        "KEYRING_PROPERTY_PRIORITY": "99",
    }

    said = subprocess.run(
        [sys.executable, "-c", HIJACK, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["keyring.backends.SecretService", "False"]


def test_only_one_system_can_tell_whether_it_would_ask() -> None:
    assert keyring_backend.would_prompt("win32") is False
    assert keyring_backend.would_prompt("darwin") is False
