"""Profiles for the window: the vault, the key check and the environment behind what the key dialog asks for.

The window gets this object and so never meets the vault itself; a stored key is handed to a session only.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import final

from terminal_app.app.key_check import check_key, venue_of
from terminal_app.app.keyring_helper import KeyringHelper
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.keys import (
    PAPER_ACCOUNTS,
    Environment,
    KeyReport,
    KeyStoreError,
    KeyTrouble,
    Profile,
    Storage,
)
from terminal_app.core.ports import Clock
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials import environment
from terminal_app.credentials.vault import Helper, Vault

_NO_LIST = "There is no list of profiles."
_ASIDE = "The old list is kept as {}."


@final
class Profiles:
    """What the key dialog can ask for (`ui.keys.state.KeyDesk`), and the keys of sessions.

    Args:
        root: the data folder.
        clock: the program's clock.
        helper: talks to the system's store and to encrypted files.
        venues: where the keys of an environment belong.
    """

    def __init__(
        self,
        root: Path,
        clock: Clock,
        helper: Helper | None = None,
        venues: Callable[[Environment], Venue] = venue_of,
    ) -> None:
        self.vault = Vault(root / "keys", helper or KeyringHelper())
        self._clock = clock
        self._venues = venues

    def profiles(self) -> Sequence[Profile]:
        """Every profile.

        Raises:
            KeyStoreError: the list is damaged.
        """
        return self.vault.profiles()

    def find(self, name: str) -> Profile | None:
        """The profile of a name; raises as `profiles` does."""
        return next((profile for profile in self.profiles() if profile.name == name), None)

    def known(self, name: str) -> Profile:
        """The profile of a name.

        Raises:
            KeyStoreError: there is none, or the list is damaged.
        """
        profile = self.find(name)
        if profile is None:
            names = ", ".join(one.name for one in self.profiles()) or "none is set up yet"
            sentence = f"There is no profile named {name}. Profiles: {', '.join(PAPER_ACCOUNTS)}, {names}."
            raise KeyStoreError(KeyTrouble.MISSING, sentence)
        return profile

    async def open(self, name: str, password: Secret | None = None) -> tuple[Venue, Credentials]:
        """Where a session of a profile connects, and with what.

        Raises:
            KeyStoreError: the key cannot be had; a `NO_PASSWORD` asks for the password of its file.
        """
        credentials = await self.vault.load(name, password, may_prompt=True)
        profile = next(one for one in self.profiles() if one.name == name)
        return self._venues(profile.environment), credentials

    def start_new_list(self) -> str:
        """Put a damaged list aside; returns a sentence that says where it is."""
        aside = self.vault.start_new_list()
        return _NO_LIST if aside is None else _ASIDE.format(aside)

    async def store_problem(self) -> str | None:
        """Why the system's store cannot be used right now; `None` when it can."""
        trouble = await self.vault.store_trouble()
        return None if trouble is None else trouble.sentence

    async def test(self, world: Environment, credentials: Credentials) -> KeyReport:
        """Try a key that was entered."""
        return await check_key(self._venues(world), credentials, self._clock)

    async def test_stored(self, name: str, password: Secret | None) -> KeyReport:
        """Try the stored key of a profile."""
        venue, credentials = await self.open(name, password)
        return await check_key(venue, credentials, self._clock)

    async def save(self, profile: Profile, credentials: Credentials, password: Secret | None) -> None:
        """Store a key, new or instead of the old one."""
        await self.vault.save(profile, credentials, password)

    async def move(
        self, name: str, storage: Storage, old_password: Secret | None, new_password: Secret | None
    ) -> None:
        """Keep the stored key in another place."""
        await self.vault.move(name, storage, old_password, new_password)

    async def forget(self, name: str) -> None:
        """Delete a key and its profile."""
        await self.vault.forget(name)

    def offers_environment(self) -> bool:
        """Whether keys are in the environment variables and were not offered before."""
        return environment.has_keys() and not self.vault.environment_offered()

    def take_environment(self) -> Credentials:
        """The keys from the environment variables, because the person said so; they are not offered again."""
        found = environment.read_keys()
        self.vault.mark_environment_offered()
        for name in environment.NAMES:
            os.environ.pop(name, None)
        return found

    def decline_environment(self) -> None:
        """Do not offer them again."""
        self.vault.mark_environment_offered()
