"""A desk of keys for tests of the dialog: remembers what it was asked for, and fails when told to."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from terminal_app.core.keys import Environment, KeyReport, KeyStoreError, KeyTrouble, Profile, Storage
from terminal_app.core.secret import Credentials, Secret

WORKS = KeyReport(
    None,
    "The key works and can trade with demo money.",
    facts=("Permissions: trade, manage the account.", "Network addresses: any."),
    warnings=("This key works from any network address.",),
)


class FakeDesk:
    """`ui.keys.state.KeyDesk` in memory.

    Attributes:
        listed: the profiles.
        saved: what was stored, by name, with its password.
        calls: the names of what was asked for.
        error: raised by the next thing that is asked for.
        gate: while set, everything asynchronous waits for it.
    """

    def __init__(self, *profiles: Profile) -> None:
        self.listed = list(profiles)
        self.saved: dict[str, tuple[Credentials, Secret | None]] = {}
        self.moves: list[tuple[str, Storage, Secret | None, Secret | None]] = []
        self.tested: list[tuple[Environment, Credentials] | tuple[str, Secret | None]] = []
        self.error: KeyStoreError | None = None
        self.broken = False
        self.gate: asyncio.Event | None = None
        self.report = WORKS
        self.problem: str | None = None
        self.environment: Credentials | None = None

    def profiles(self) -> Sequence[Profile]:
        """Every profile."""
        if self.broken:
            raise KeyStoreError(KeyTrouble.LIST_DAMAGED, "The list of profiles is damaged.")
        return tuple(self.listed)

    def start_new_list(self) -> str:
        """Mend the list."""
        self.broken = False
        return "The old list is kept as profiles.aside-1.json."

    async def store_problem(self) -> str | None:
        """What was planned."""
        return self.problem

    async def test(self, environment: Environment, credentials: Credentials) -> KeyReport:
        """Write it down."""
        await self._wait()
        self.tested.append((environment, credentials))
        return self.report

    async def test_stored(self, name: str, password: Secret | None) -> KeyReport:
        """Write it down."""
        await self._wait()
        self.tested.append((name, password))
        return self.report

    async def save(self, profile: Profile, credentials: Credentials, password: Secret | None) -> None:
        """Write it down and list it."""
        await self._wait()
        self.saved[profile.name] = (credentials, password)
        names = [other.name for other in self.listed]
        if profile.name in names:
            self.listed[names.index(profile.name)] = profile
        else:
            self.listed.append(profile)

    async def move(
        self, name: str, storage: Storage, old_password: Secret | None, new_password: Secret | None
    ) -> None:
        """Write it down and list it."""
        await self._wait()
        self.moves.append((name, storage, old_password, new_password))
        self.listed = [replace(one, storage=storage) if one.name == name else one for one in self.listed]

    async def forget(self, name: str) -> None:
        """Take it off the list."""
        await self._wait()
        self.listed = [one for one in self.listed if one.name != name]

    def offers_environment(self) -> bool:
        """Whether there is something to offer."""
        return self.environment is not None

    def take_environment(self) -> Credentials:
        """Hand it over, once."""
        taken, self.environment = self.environment, None
        assert taken is not None
        return taken

    def decline_environment(self) -> None:
        """Forget it."""
        self.environment = None

    async def _wait(self) -> None:
        if self.gate is not None:
            await self.gate.wait()
        error, self.error = self.error, None
        if error is not None:
            raise error
