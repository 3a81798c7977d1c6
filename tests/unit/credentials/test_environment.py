"""Tests for `credentials/environment.py`."""

import os
from collections.abc import Iterator, MutableMapping

import pytest

from terminal_app.core.keys import KeyStoreError
from terminal_app.credentials.environment import NAMES, child_environment, has_keys, read_keys


class Watched(MutableMapping[str, str]):
    """An environment that remembers whose values were read."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self.read: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.read.append(name)
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __setitem__(self, name: str, value: str) -> None:
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Watched:
    values = dict(zip(NAMES, (" the-key\n", "the-secret", "the-passphrase"), strict=True))
    watched = Watched({**values, "HOME": "/home/one"})
    monkeypatch.setattr(os, "environ", watched)
    return watched


def test_looking_whether_keys_are_there_reads_none(environment: Watched) -> None:
    assert has_keys()
    assert environment.read == []


@pytest.mark.parametrize("name", NAMES)
def test_all_three_must_be_there(environment: Watched, name: str) -> None:
    del environment[name]

    assert not has_keys()
    with pytest.raises(KeyStoreError):
        read_keys()


def test_they_are_read_when_asked_for(environment: Watched) -> None:
    found = read_keys()

    assert (found.key.reveal(), found.secret.reveal(), found.passphrase.reveal()) == (
        "the-key",
        "the-secret",
        "the-passphrase",
    )
    assert environment.read == list(NAMES)


def test_children_inherit_neither_keys_nor_hijacks(environment: Watched) -> None:
    for name in ("PYTHON_KEYRING_BACKEND", "KEYRING_PROPERTY_APPID", "KEYCHAIN_PATH"):
        environment[name] = "theirs"

    inherited = child_environment(environment)

    assert inherited.pop("HOME") == "/home/one"
    assert not any("KEY" in name for name in inherited)
    assert not set(NAMES) & set(environment.read)
    assert has_keys()
