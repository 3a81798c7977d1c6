"""Tests for `credentials/profile_list.py`."""

import json
from pathlib import Path

import pytest

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.credentials.profile_list import Listed, ProfileList
from tests.helpers.key_samples import SEALED, SESSION, SYSTEM

LISTED = Listed((SYSTEM, SEALED, SESSION), environment_offered=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profiles.json"


def trouble_of(path: Path) -> KeyTrouble:
    with pytest.raises(KeyStoreError) as caught:
        ProfileList(path).read()
    return caught.value.trouble


def test_it_remembers(path: Path) -> None:
    assert ProfileList(path).read() == Listed()

    ProfileList(path).write(LISTED)

    assert ProfileList(path).read() == LISTED
    assert LISTED.find("sealed") == SEALED
    assert LISTED.find("none") is None


def test_every_lost_or_changed_byte_is_noticed_and_nothing_is_overwritten(path: Path) -> None:
    ProfileList(path).write(LISTED)
    whole = path.read_bytes()

    for place in range(len(whole)):
        for damaged in (whole[:place], whole[:place] + b"~" + whole[place + 1 :]):
            path.write_bytes(damaged)
            assert trouble_of(path) is KeyTrouble.LIST_DAMAGED
    with pytest.raises(KeyStoreError):
        ProfileList(path).write(Listed())
    assert path.read_bytes() == whole[:-1] + b"~"


def test_white_space_is_not_damage(path: Path) -> None:
    ProfileList(path).write(LISTED)
    path.write_text(json.dumps(json.loads(path.read_text())) + "\n\n")

    assert ProfileList(path).read() == LISTED


def test_a_newer_list_is_left_alone(path: Path) -> None:
    path.write_text('{"version": 2, "something": "else"}')

    assert trouble_of(path) is KeyTrouble.NEWER
    with pytest.raises(KeyStoreError):
        ProfileList(path).write(LISTED)
    assert "something" in path.read_text()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "paper", "nul"])
def test_a_name_that_is_no_name_is_damage_even_with_a_checksum(path: Path, name: str) -> None:
    ProfileList(path).write(Listed((type(SYSTEM)(name, SYSTEM.environment, SYSTEM.storage),)))

    assert trouble_of(path) is KeyTrouble.LIST_DAMAGED


def test_a_damaged_list_is_put_aside_and_not_deleted(path: Path) -> None:
    for number in (1, 2):
        path.write_text(f"damaged {number}")
        aside = ProfileList(path).set_aside()
        assert aside is not None
        assert aside.read_text() == f"damaged {number}"
        ProfileList(path).write(LISTED)
    assert ProfileList(path).read() == LISTED
    assert len(list(path.parent.glob("profiles.aside-*.json"))) == 2

    path.unlink()
    assert ProfileList(path).set_aside() is None
