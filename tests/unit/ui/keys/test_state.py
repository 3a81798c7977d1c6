"""Tests for `ui/keys/state.py`."""

from dataclasses import replace

import pytest

from terminal_app.core.keys import Environment, KeyFault, KeyReport, Storage
from terminal_app.core.secret import Secret
from terminal_app.ui.keys.state import (
    ENVIRONMENTS,
    STORAGES,
    Entry,
    Field,
    key_problems,
    place_of,
    problems,
    shown_report,
)
from tests.helpers.key_samples import KEY, PASSWORD, SEALED, SESSION, SYSTEM

NEW = Entry("main", Environment.LIVE, Storage.SYSTEM, KEY.key, KEY.secret, KEY.passphrase)
STORED = Entry("main", Environment.LIVE, Storage.SYSTEM, stored=SYSTEM)


def test_a_whole_entry_has_no_problem() -> None:
    assert problems(NEW, ["other"]) == {}
    assert NEW.profile == SYSTEM
    assert NEW.credentials == KEY


def test_a_stored_profile_may_leave_its_key_alone() -> None:
    assert problems(STORED, ["main"]) == {}
    assert set(key_problems(replace(STORED, key=KEY.key))) == {Field.SECRET, Field.PASSPHRASE}


@pytest.mark.parametrize("part", ["key", "secret", "passphrase"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Enter the"),
        ("two words", "blank"),
        ("new\nline", "characters"),
        ("p\u00e4ss", "characters"),
        ("x" * 257, "too long"),
    ],
)
def test_each_part_says_what_is_wrong_with_it(part: str, text: str, says: str) -> None:
    parts = {"key": KEY.key, "secret": KEY.secret, "passphrase": KEY.passphrase, part: Secret(text)}
    entry = replace(NEW, key=parts["key"], secret=parts["secret"], passphrase=parts["passphrase"])
    found = key_problems(entry)

    assert set(found) == {Field(part)}
    assert says in found[Field(part)]


def test_the_same_text_twice_is_a_slip() -> None:
    assert "API key again" in key_problems(replace(NEW, secret=KEY.key))[Field.SECRET]


def test_a_name_is_checked_for_new_profiles_only() -> None:
    assert Field.NAME in problems(replace(NEW, name="a b"), [])
    assert "already" in problems(NEW, ["MAIN"])[Field.NAME]


@pytest.mark.parametrize(
    ("password", "repeat", "field"),
    [
        ("", "", Field.PASSWORD),
        ("short", "short", Field.PASSWORD),
        ("long enough", "another one", Field.REPEAT),
    ],
)
def test_a_new_file_needs_a_password_given_twice(password: str, repeat: str, field: Field) -> None:
    entry = replace(NEW, storage=Storage.FILE, password=Secret(password), repeat=Secret(repeat))
    assert set(problems(entry, [])) == {field}

    fine = replace(entry, password=PASSWORD, repeat=PASSWORD)
    assert problems(fine, []) == {}


def test_a_stored_key_moves_when_its_place_or_password_changes() -> None:
    sealed = Entry("sealed", Environment.DEMO, Storage.FILE, stored=SEALED)

    assert not STORED.changes_place
    assert not sealed.changes_place
    assert not sealed.needs_password
    assert replace(STORED, storage=Storage.FILE).changes_place
    assert replace(STORED, storage=Storage.FILE).needs_password
    assert replace(sealed, password=PASSWORD).changes_place
    assert not replace(STORED, storage=Storage.FILE, key=KEY.key).changes_place


def test_an_entry_shows_no_secret() -> None:
    assert not any(part.reveal() in repr(NEW) for part in (KEY.key, KEY.secret, KEY.passphrase))


def test_every_choice_has_its_words() -> None:
    assert set(ENVIRONMENTS) == set(Environment)
    assert set(STORAGES) == set(Storage)
    assert len({place_of(profile) for profile in (SYSTEM, SEALED, SESSION)}) == 3


@pytest.mark.parametrize(
    ("report", "level"),
    [
        (KeyReport(None, "Works."), "success"),
        (KeyReport(None, "Works.", warnings=("Careful.",)), "warning"),
        (KeyReport(KeyFault.KEY, "Unknown.", warnings=("Careful.",)), "error"),
    ],
)
def test_a_report_has_a_level(report: KeyReport, level: str) -> None:
    shown = shown_report(report)
    assert (shown.level, shown.sentence, shown.warnings) == (level, report.sentence, report.warnings)
