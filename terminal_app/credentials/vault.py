"""The vault: profiles and their keys, each in the place the person chose.

Three places, told as they are: the system's store, an encrypted file with a password at each start, or the
memory of this session. A key never moves to a weaker place by itself: when its place fails, that is an error.
What blocks is done by the helper process; this knows no Qt and no loop.
"""

from dataclasses import replace
from pathlib import Path
from typing import Protocol, final

from terminal_app.core.keys import KeyStoreError, KeyTrouble, Profile, Storage
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.files import remove_private
from terminal_app.credentials.profile_list import ProfileList
from terminal_app.credentials.protocol import Op, Reply, Request
from terminal_app.credentials.record import pack, unpack
from terminal_app.credentials.troubles import trouble_error

LEAST_PASSWORD = 8
"""The shortest password of an encrypted file, in characters (NIST SP 800-63B, memorised secrets)."""


class Helper(Protocol):
    """Whoever does what may block."""

    async def ask(self, request: Request) -> Reply:
        """Have one thing done."""
        ...


@final
class Vault:
    """All profiles of one data folder.

    Every method that touches a key raises `KeyStoreError` with the trouble and a sentence.

    Args:
        folder: where the list and the encrypted files are; made when first needed.
        helper: talks to the system's store and to encrypted files.
    """

    def __init__(self, folder: Path, helper: Helper) -> None:
        self._folder = folder
        self._list = ProfileList(folder / "profiles.json")
        self._helper = helper
        self._session: dict[str, Credentials] = {}

    def profiles(self) -> tuple[Profile, ...]:
        """Every profile, in the order in which they were made.

        Raises:
            KeyStoreError: the list is damaged or newer.
        """
        return self._list.read().profiles

    def start_new_list(self) -> Path | None:
        """Put a damaged list aside; returns where it is now. Keys in the system's store stay there."""
        return self._list.set_aside()

    async def store_trouble(self) -> KeyStoreError | None:
        """Why the system's store cannot be used right now, without asking the person; `None` when it can."""
        reply = await self._helper.ask(Request(Op.PROBE))
        return None if reply.trouble is None else trouble_error(reply.trouble, reply.detail)

    async def load(
        self, name: str, password: Secret | None = None, *, may_prompt: bool = False
    ) -> Credentials:
        """The key of a profile.

        Args:
            name: of the profile.
            password: of its encrypted file, when that is where the key is.
            may_prompt: whether the system may ask the person to unlock its store (up to a minute).

        Raises:
            KeyStoreError: there is no such profile or key, or its place is in the way.
        """
        profile = self._known(name)
        if profile.storage is Storage.SESSION:
            if name not in self._session:
                raise trouble_error(KeyTrouble.SESSION_OVER)
            return self._session[name]
        if profile.storage is Storage.SYSTEM:
            request = Request(Op.GET, name, may_prompt=may_prompt)
        elif password is None:
            raise trouble_error(KeyTrouble.NO_PASSWORD)
        else:
            request = Request(Op.OPEN, str(self._file(name)), password=password, may_prompt=True)
        record = await self._ask(request)
        if record is None:
            raise trouble_error(KeyTrouble.MISSING)
        return unpack(record, profile)

    async def save(self, profile: Profile, credentials: Credentials, password: Secret | None = None) -> None:
        """Store a key where its profile says, new or instead of the one it had.

        The list changes when the key is stored and read back; the old place is emptied last.

        Raises:
            KeyStoreError: nothing changed, unless the trouble came with emptying the old place.
        """
        listed = self._list.read()
        before = listed.find(profile.name)
        await self._store(profile, credentials, password)
        others = tuple(profile if other.name == profile.name else other for other in listed.profiles)
        self._list.write(replace(listed, profiles=others if before else (*others, profile)))
        if before is not None and before.storage is not profile.storage:
            await self._empty(before)

    async def move(
        self,
        name: str,
        storage: Storage,
        old_password: Secret | None = None,
        new_password: Secret | None = None,
    ) -> None:
        """Keep a stored key in another place, or under another password, without entering it again.

        Raises:
            KeyStoreError: see `load` and `save`.
        """
        profile = self._known(name)
        credentials = await self.load(name, old_password, may_prompt=True)
        await self.save(replace(profile, storage=storage), credentials, new_password)

    async def forget(self, name: str) -> None:
        """Delete a key, and its profile from the list. Journals stay.

        Raises:
            KeyStoreError: the key could not be deleted, and the profile is still listed.
        """
        listed = self._list.read()
        profile = self._known(name)
        await self._empty(profile)
        others = tuple(other for other in listed.profiles if other.name != name)
        self._list.write(replace(listed, profiles=others))

    def environment_offered(self) -> bool:
        """Whether keys found in the environment were offered for import before."""
        return self._list.read().environment_offered

    def mark_environment_offered(self) -> None:
        """Do not offer them again."""
        self._list.write(replace(self._list.read(), environment_offered=True))

    async def _store(self, profile: Profile, credentials: Credentials, password: Secret | None) -> None:
        record = pack(profile, credentials)
        match profile.storage:
            case Storage.SYSTEM:
                await self._ask(Request(Op.PUT, profile.name, record=record, may_prompt=True))
            case Storage.FILE:
                if password is None or len(password.reveal()) < LEAST_PASSWORD:
                    raise trouble_error(KeyTrouble.NO_PASSWORD)
                place = str(self._file(profile.name))
                await self._ask(Request(Op.SEAL, place, record, password, may_prompt=True))
            case Storage.SESSION:
                self._session[profile.name] = credentials

    async def _empty(self, profile: Profile) -> None:
        match profile.storage:
            case Storage.SYSTEM:
                await self._ask(Request(Op.DELETE, profile.name, may_prompt=True))
            case Storage.FILE:
                remove_private(self._file(profile.name))
            case Storage.SESSION:
                self._session.pop(profile.name, None)

    async def _ask(self, request: Request) -> Secret | None:
        reply = await self._helper.ask(request)
        if reply.trouble is not None:
            raise trouble_error(reply.trouble, reply.detail)
        return reply.record

    def _known(self, name: str) -> Profile:
        profile = self._list.read().find(name)
        if profile is None:
            raise trouble_error(KeyTrouble.MISSING, "no such profile")
        return profile

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sealed"
