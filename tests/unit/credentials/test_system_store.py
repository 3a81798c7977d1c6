"""Tests for `credentials/system_store.py`: a back end may do anything, and each has its sentence."""

from collections.abc import Callable

import pytest
from keyring.errors import InitError
from secretstorage import SecretServiceNotAvailableException

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.record import MAX_CHARACTERS
from terminal_app.credentials.system_store import SystemStore
from tests.helpers.keyrings import FAULTS, FakeKeyring

RECORD = Secret("the record")
MEANS = {
    "locked": KeyTrouble.NOT_OPENED,
    "dismissed": KeyTrouble.NOT_OPENED,
    "absent": KeyTrouble.NO_STORE,
    "refused": KeyTrouble.REFUSED,
    "alien": KeyTrouble.REFUSED,
}


@pytest.fixture
def fake() -> FakeKeyring:
    return FakeKeyring()


def store(fake: FakeKeyring, *, locked: bool = False, may_prompt: bool = True) -> SystemStore:
    return SystemStore(lambda: fake, lambda: locked, may_prompt=may_prompt)


def test_put_get_delete(fake: FakeKeyring) -> None:
    kept = store(fake)
    kept.put("main", RECORD)
    kept.put("other", Secret("another"))

    assert kept.get("main") == RECORD
    assert len(fake.items) == 2  # one service each

    kept.delete("main")
    kept.delete("main")
    assert kept.get("main") is None
    assert kept.get("other") == Secret("another")


@pytest.mark.parametrize("fault", FAULTS)
def test_every_exception_is_a_failure_with_a_sentence_and_without_its_text(
    fake: FakeKeyring, fault: str
) -> None:
    fake.fault = FAULTS[fault]
    kept = store(fake)

    calls: list[Callable[[], object]] = [
        kept.probe,
        lambda: kept.get("main"),
        lambda: kept.put("main", RECORD),
    ]
    for call in calls:
        with pytest.raises(KeyStoreError) as caught:
            call()
        assert caught.value.trouble is MEANS[fault]
        assert caught.value.detail == type(FAULTS[fault]).__name__


def test_a_cause_beneath_the_exception_decides(fake: FakeKeyring) -> None:
    error = InitError("Failed to create the collection")
    error.__cause__ = SecretServiceNotAvailableException("no service")
    fake.fault = error

    with pytest.raises(KeyStoreError) as caught:
        store(fake).probe()
    assert caught.value.trouble is KeyTrouble.NO_STORE


def test_a_store_that_forgets_or_garbles_is_found_out(fake: FakeKeyring) -> None:
    fake.forgets = True
    with pytest.raises(KeyStoreError) as caught:
        store(fake).put("main", RECORD)
    assert caught.value.trouble is KeyTrouble.NOT_KEPT

    fake.forgets, fake.answer = False, "the recor"
    with pytest.raises(KeyStoreError) as caught:
        store(fake).put("main", RECORD)
    assert caught.value.trouble is KeyTrouble.NOT_KEPT


def test_an_item_that_does_not_go_away_is_told(fake: FakeKeyring) -> None:
    store(fake).put("main", RECORD)
    fake.undying = True

    with pytest.raises(KeyStoreError) as caught:
        store(fake).delete("main")
    assert caught.value.trouble is KeyTrouble.REFUSED


def test_without_leave_to_ask_a_locked_store_is_not_touched(fake: FakeKeyring) -> None:
    fake.fault = AssertionError("touched")

    with pytest.raises(KeyStoreError) as caught:
        store(fake, locked=True, may_prompt=False).probe()
    assert caught.value.trouble is KeyTrouble.LOCKED


def test_a_record_over_the_least_limit_of_all_systems_is_refused(fake: FakeKeyring) -> None:
    with pytest.raises(KeyStoreError) as caught:
        store(fake).put("main", Secret("x" * (MAX_CHARACTERS + 1)))

    assert caught.value.trouble is KeyTrouble.TOO_LONG
    assert fake.items == {}
