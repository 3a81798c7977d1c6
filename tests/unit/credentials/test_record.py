"""Tests for `credentials/record.py`."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.keys import Environment, KeyStoreError, KeyTrouble
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.record import MAX_CHARACTERS, pack, unpack
from tests.helpers.key_samples import KEY, SYSTEM


def trouble_of(text: str) -> KeyTrouble:
    with pytest.raises(KeyStoreError) as caught:
        unpack(Secret(text), SYSTEM)
    assert caught.value.sentence
    said = f"{caught.value!r} {caught.value.detail} {caught.value.__cause__!r}"
    assert (text or "nothing")[:200] not in said
    return caught.value.trouble


def signed(**changes: object) -> str:
    """A record with changes and a checksum that fits them."""
    fields = json.loads(pack(SYSTEM, KEY).reveal())
    del fields["check"]
    fields.update(changes)
    check = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
    return json.dumps({**fields, "check": check})


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_what_goes_in_comes_out(key: str, secret: str, passphrase: str) -> None:
    credentials = Credentials(Secret(key), Secret(secret), Secret(passphrase))

    assert unpack(pack(SYSTEM, credentials), SYSTEM) == credentials


def test_every_changed_character_is_noticed() -> None:
    text = pack(SYSTEM, KEY).reveal()

    for place in range(len(text)):
        changed = "~" if text[place] != "~" else "!"
        assert trouble_of(text[:place] + changed + text[place + 1 :]) in {
            KeyTrouble.DAMAGED,
            KeyTrouble.NEWER,
        }
        assert trouble_of(text[:place]) is KeyTrouble.DAMAGED


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "[" * 100_000, '{"version": 1}', "\ud800", "1e999"])
def test_what_is_no_record_is_damaged(text: str) -> None:
    assert trouble_of(text) is KeyTrouble.DAMAGED


def test_a_newer_version_is_told_apart_and_an_older_one_is_damaged() -> None:
    assert trouble_of(signed(version=2)) is KeyTrouble.NEWER
    assert trouble_of(signed(version=0)) is KeyTrouble.DAMAGED


@pytest.mark.parametrize("part", ["key", "secret", "passphrase"])
def test_a_part_of_another_type_is_damage(part: str) -> None:
    assert trouble_of(signed(**{part: 7})) is KeyTrouble.DAMAGED


def test_an_item_of_another_profile_or_environment_is_not_used() -> None:
    record = pack(SYSTEM, KEY)

    for other in (replace(SYSTEM, name="second"), replace(SYSTEM, environment=Environment.DEMO)):
        with pytest.raises(KeyStoreError) as caught:
            unpack(record, other)
        assert caught.value.trouble is KeyTrouble.OTHER_PROFILE


def test_a_usual_key_is_far_below_the_least_limit_and_a_huge_one_is_refused() -> None:
    assert len(pack(SYSTEM, KEY).reveal()) < MAX_CHARACTERS / 3

    with pytest.raises(KeyStoreError) as caught:
        pack(SYSTEM, replace(KEY, secret=Secret("s" * MAX_CHARACTERS)))
    assert caught.value.trouble is KeyTrouble.TOO_LONG
