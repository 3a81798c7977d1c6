"""Tests for `app/profiles.py`."""

from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.app.profiles import Profiles
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import Environment, KeyFault, KeyStoreError, KeyTrouble, Storage
from terminal_app.credentials.environment import NAMES
from terminal_app.ui.keys.state import KeyDesk
from tests.helpers.faulty_server import unused_port
from tests.helpers.key_samples import KEY, PASSWORD, SEALED, SYSTEM, FakeHelper
from tests.helpers.venues import disguised


def nowhere(environment: Environment) -> Venue:
    """A venue that cannot be reached."""
    url = f"http://127.0.0.1:{unused_port()}"
    badge = Badge.LIVE if environment is Environment.LIVE else Badge.DEMO
    return disguised(badge, url, url, url)


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path, SystemClock(), FakeHelper(), nowhere)


async def test_it_is_the_desk_of_the_dialog(profiles: Profiles) -> None:
    desk: KeyDesk = profiles

    await desk.save(SYSTEM, KEY, None)
    await desk.save(SEALED, KEY, PASSWORD)
    assert list(desk.profiles()) == [SYSTEM, SEALED]
    assert profiles.find("main") == SYSTEM
    assert profiles.find("none") is None
    await desk.move("main", Storage.FILE, None, PASSWORD)
    await desk.forget("sealed")
    assert list(desk.profiles()) == [replace(SYSTEM, storage=Storage.FILE)]
    assert await desk.store_problem() is None


async def test_a_session_gets_a_venue_and_a_key(profiles: Profiles) -> None:
    await profiles.save(SEALED, KEY, PASSWORD)

    venue, credentials = await profiles.open("sealed", PASSWORD)
    assert (venue.badge, credentials) == (Badge.DEMO, KEY)

    with pytest.raises(KeyStoreError) as caught:
        await profiles.open("sealed")
    assert caught.value.trouble is KeyTrouble.NO_PASSWORD


async def test_entered_and_stored_keys_are_tried_at_their_venue(profiles: Profiles) -> None:
    await profiles.save(SYSTEM, KEY, None)

    assert (await profiles.test(Environment.DEMO, KEY)).fault is KeyFault.LINK
    assert (await profiles.test_stored("main", None)).fault is KeyFault.LINK


async def test_without_a_store_it_says_so(tmp_path: Path) -> None:
    helper = FakeHelper()
    helper.troubles.default_factory = lambda: KeyTrouble.NO_STORE
    profiles = Profiles(tmp_path, SystemClock(), helper)

    assert "no key store" in (await profiles.store_problem() or "")


def test_the_environment_is_offered_once_and_dropped_when_taken(
    profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not profiles.offers_environment()
    for name, part in zip(NAMES, (KEY.key, KEY.secret, KEY.passphrase), strict=True):
        monkeypatch.setenv(name, part.reveal())
    assert profiles.offers_environment()

    assert profiles.take_environment() == KEY
    assert not profiles.offers_environment()
    with pytest.raises(KeyStoreError):
        profiles.take_environment()


def test_the_offer_can_be_declined_for_good(profiles: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "value")
    profiles.decline_environment()

    assert not profiles.offers_environment()


def test_a_damaged_list_is_put_aside_with_a_word_where(profiles: Profiles, tmp_path: Path) -> None:
    assert profiles.start_new_list() == "There is no list of profiles."
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "profiles.json").write_text("damaged")

    assert "profiles.aside-1.json" in profiles.start_new_list()
    assert list(profiles.profiles()) == []
