"""Tests for `credentials/vault.py`."""

from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.core.keys import KeyStoreError, KeyTrouble, Profile, Storage
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.protocol import Op
from terminal_app.credentials.vault import Vault
from tests.helpers.key_samples import KEY, OTHER_KEY, PASSWORD, SEALED, SESSION, SYSTEM, FakeHelper


@pytest.fixture
def helper() -> FakeHelper:
    return FakeHelper()


@pytest.fixture
def vault(tmp_path: Path, helper: FakeHelper) -> Vault:
    return Vault(tmp_path, helper)


async def trouble_of(vault: Vault, name: str, password: Secret | None = None) -> KeyTrouble:
    with pytest.raises(KeyStoreError) as caught:
        await vault.load(name, password)
    assert caught.value.sentence
    return caught.value.trouble


@pytest.mark.parametrize("profile", [SYSTEM, SEALED, SESSION])
async def test_a_key_comes_back_from_each_place(vault: Vault, profile: Profile) -> None:
    password = PASSWORD if profile.storage is Storage.FILE else None
    await vault.save(profile, KEY, password)

    assert vault.profiles() == (profile,)
    assert await vault.load(profile.name, password) == KEY

    await vault.save(profile, OTHER_KEY, password)
    assert vault.profiles() == (profile,)
    assert await vault.load(profile.name, password) == OTHER_KEY

    await vault.forget(profile.name)
    assert vault.profiles() == ()
    assert await trouble_of(vault, profile.name) is KeyTrouble.MISSING


async def test_a_session_key_is_on_no_disk_and_gone_with_the_vault(
    vault: Vault, tmp_path: Path, helper: FakeHelper
) -> None:
    await vault.save(SESSION, KEY)

    assert helper.asked == []
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(part.reveal().encode() in written for part in (KEY.key, KEY.secret, KEY.passphrase))
    assert await trouble_of(Vault(tmp_path, helper), SESSION.name) is KeyTrouble.SESSION_OVER


async def test_a_failing_place_is_an_error_and_never_a_weaker_place(
    vault: Vault, tmp_path: Path, helper: FakeHelper
) -> None:
    helper.troubles[Op.PUT] = KeyTrouble.NO_STORE

    with pytest.raises(KeyStoreError) as caught:
        await vault.save(SYSTEM, KEY)

    assert caught.value.trouble is KeyTrouble.NO_STORE
    assert vault.profiles() == ()
    assert list(tmp_path.iterdir()) == []
    assert [request.op for request in helper.asked] == [Op.PUT]
    assert await trouble_of(vault, SYSTEM.name) is KeyTrouble.MISSING


async def test_a_failing_change_keeps_the_old_key_and_its_place(vault: Vault, helper: FakeHelper) -> None:
    await vault.save(SYSTEM, KEY)
    helper.troubles[Op.SEAL] = KeyTrouble.DISK

    with pytest.raises(KeyStoreError):
        await vault.save(replace(SYSTEM, storage=Storage.FILE), OTHER_KEY, PASSWORD)

    assert vault.profiles() == (SYSTEM,)
    assert await vault.load(SYSTEM.name) == KEY


async def test_moving_a_key_empties_the_old_place_last(vault: Vault, helper: FakeHelper) -> None:
    await vault.save(SYSTEM, KEY)
    helper.asked.clear()

    await vault.move(SYSTEM.name, Storage.FILE, new_password=PASSWORD)

    assert [request.op for request in helper.asked] == [Op.GET, Op.SEAL, Op.DELETE]
    assert vault.profiles()[0].storage is Storage.FILE
    assert helper.items == {}
    assert await vault.load(SYSTEM.name, PASSWORD) == KEY


async def test_a_password_can_be_changed(vault: Vault) -> None:
    await vault.save(SEALED, KEY, PASSWORD)

    await vault.move(SEALED.name, Storage.FILE, PASSWORD, Secret("a newer password"))

    assert await vault.load(SEALED.name, Secret("a newer password")) == KEY
    assert await trouble_of(vault, SEALED.name, PASSWORD) is KeyTrouble.WRONG_PASSWORD


async def test_a_file_needs_a_password_of_some_length(vault: Vault) -> None:
    for password in (None, Secret("short")):
        with pytest.raises(KeyStoreError) as caught:
            await vault.save(SEALED, KEY, password)
        assert caught.value.trouble is KeyTrouble.NO_PASSWORD

    await vault.save(SEALED, KEY, PASSWORD)
    assert await trouble_of(vault, SEALED.name) is KeyTrouble.NO_PASSWORD
    assert await trouble_of(vault, SEALED.name, Secret("not this one")) is KeyTrouble.WRONG_PASSWORD


async def test_a_key_that_cannot_be_deleted_stays_listed(vault: Vault, helper: FakeHelper) -> None:
    await vault.save(SYSTEM, KEY)
    helper.troubles[Op.DELETE] = KeyTrouble.LOCKED

    with pytest.raises(KeyStoreError):
        await vault.forget(SYSTEM.name)

    assert vault.profiles() == (SYSTEM,)
    assert await vault.load(SYSTEM.name) == KEY


async def test_only_what_the_person_started_may_ask_the_person(vault: Vault, helper: FakeHelper) -> None:
    await vault.save(SYSTEM, KEY)
    await vault.load(SYSTEM.name)
    await vault.load(SYSTEM.name, may_prompt=True)
    await vault.store_trouble()

    assert [(request.op, request.may_prompt) for request in helper.asked] == [
        (Op.PUT, True),
        (Op.GET, False),
        (Op.GET, True),
        (Op.PROBE, False),
    ]


async def test_it_says_whether_the_systems_store_can_be_used(vault: Vault, helper: FakeHelper) -> None:
    assert await vault.store_trouble() is None

    helper.troubles[Op.PROBE] = KeyTrouble.LOCKED
    trouble = await vault.store_trouble()
    assert trouble is not None
    assert trouble.trouble is KeyTrouble.LOCKED


async def test_a_strayed_or_garbled_item_is_not_used(vault: Vault, helper: FakeHelper) -> None:
    second = replace(SYSTEM, name="second")
    await vault.save(SYSTEM, KEY)
    await vault.save(second, OTHER_KEY)
    helper.items["main"] = helper.items["second"]
    assert await trouble_of(vault, "main") is KeyTrouble.OTHER_PROFILE

    helper.items["main"] = Secret("garbled")
    assert await trouble_of(vault, "main") is KeyTrouble.DAMAGED
    assert helper.items["main"] == Secret("garbled")

    del helper.items["main"]
    assert await trouble_of(vault, "main") is KeyTrouble.MISSING


async def test_a_damaged_list_stops_everything_until_it_is_put_aside(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "profiles.json").write_text("{")

    with pytest.raises(KeyStoreError):
        vault.profiles()
    with pytest.raises(KeyStoreError) as caught:
        await vault.save(SYSTEM, KEY)
    assert caught.value.trouble is KeyTrouble.LIST_DAMAGED

    assert vault.start_new_list() is not None
    await vault.save(SYSTEM, KEY)
    assert vault.profiles() == (SYSTEM,)


async def test_keys_in_the_environment_are_offered_once(vault: Vault, tmp_path: Path) -> None:
    assert not vault.environment_offered()
    vault.mark_environment_offered()
    assert Vault(tmp_path, FakeHelper()).environment_offered()

    await vault.save(SYSTEM, KEY)
    assert vault.environment_offered()


def test_a_vault_shows_no_secret(vault: Vault) -> None:
    assert "pass12345" not in repr(vault) + repr(vars(vault)) + repr(
        Credentials(KEY.key, KEY.secret, KEY.key)
    )
