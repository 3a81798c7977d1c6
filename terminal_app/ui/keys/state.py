"""What the dialog of profiles decides, without Qt: what is wrong with an entry, what is said of each choice.

Nothing here can reach a stored key: the dialog hands entries to a `KeyDesk` and gets sentences back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Protocol

from terminal_app.core.keys import Environment, KeyReport, Profile, Storage, name_problem
from terminal_app.core.secret import Credentials, Secret

LEAST_PASSWORD = 8
_MOST_CHARACTERS = 256


class KeyDesk(Protocol):
    """What the dialog can ask for. All errors are `KeyStoreError` with a sentence."""

    def profiles(self) -> Sequence[Profile]:
        """Every profile."""
        ...

    def start_new_list(self) -> str:
        """Put a damaged list aside; returns a sentence that says where it is."""
        ...

    async def store_problem(self) -> str | None:
        """Why the system's store cannot be used right now; `None` when it can."""
        ...

    async def test(self, environment: Environment, credentials: Credentials, /) -> KeyReport:
        """Try a key that was entered."""
        ...

    async def test_stored(self, name: str, password: Secret | None) -> KeyReport:
        """Try the stored key of a profile."""
        ...

    async def save(self, profile: Profile, credentials: Credentials, password: Secret | None) -> None:
        """Store a key, new or instead of the old one."""
        ...

    async def move(
        self, name: str, storage: Storage, old_password: Secret | None, new_password: Secret | None
    ) -> None:
        """Keep the stored key in another place."""
        ...

    async def forget(self, name: str) -> None:
        """Delete a key and its profile."""
        ...

    def offers_environment(self) -> bool:
        """Whether keys are in the environment variables and were not offered before."""
        ...

    def take_environment(self) -> Credentials:
        """The keys from the environment variables, because the person said so; they are not offered again."""
        ...

    def decline_environment(self) -> None:
        """Do not offer them again."""
        ...


class Field(Enum):
    """A field of the form, for the sentence below it."""

    NAME = "name"
    KEY = "key"
    SECRET = "secret"
    PASSPHRASE = "passphrase"
    PASSWORD = "password"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the form. `stored` is the profile that is edited, `None` for a new one."""

    name: str
    environment: Environment
    storage: Storage
    key: Secret = field(default_factory=lambda: Secret(""))
    secret: Secret = field(default_factory=lambda: Secret(""))
    passphrase: Secret = field(default_factory=lambda: Secret(""))
    password: Secret = field(default_factory=lambda: Secret(""))
    repeat: Secret = field(default_factory=lambda: Secret(""))
    stored: Profile | None = None

    @property
    def has_key(self) -> bool:
        """Whether any part of a key was entered."""
        return bool(self.key or self.secret or self.passphrase)

    @property
    def changes_place(self) -> bool:
        """Whether a stored key is to be kept elsewhere, or under another password."""
        if self.stored is None or self.has_key:
            return False
        return self.storage is not self.stored.storage or bool(self.password)

    @property
    def needs_password(self) -> bool:
        """Whether an encrypted file is to be written, so that a new password must be chosen."""
        return self.storage is Storage.FILE and (self.has_key or self.stored is None or self.changes_place)

    @property
    def credentials(self) -> Credentials:
        """The three parts."""
        return Credentials(self.key, self.secret, self.passphrase)

    @property
    def profile(self) -> Profile:
        """The profile as it would be saved."""
        return Profile(self.name, self.environment, self.storage)


PARTS: Mapping[Field, str] = {
    Field.KEY: "API key",
    Field.SECRET: "secret",
    Field.PASSPHRASE: "passphrase",
}
ENVIRONMENTS: Mapping[Environment, tuple[str, str]] = {
    Environment.LIVE: ("Live", "Real money on Bitget."),
    Environment.DEMO: ("Demo", "Bitget's demo trading, with a key that was made there."),
}
STORAGES: Mapping[Storage, tuple[str, str]] = {
    Storage.SYSTEM: (
        "In the system's key store",
        "Opened with your login. Other programs that run as you can ask it for the key, too.",
    ),
    Storage.FILE: (
        "In an encrypted file",
        "The password is asked for at each start. Nobody can recover it: forgotten means entering a new key.",
    ),
    Storage.SESSION: (
        "For this session only",
        "Kept in memory, gone when the terminal closes. The key is entered again at each start.",
    ),
}
STORED_HINT = "stored, never shown; leave empty to keep it"
FORGET_TEXT = (
    "The key of {name} is deleted from where it is kept, and the profile leaves this list. "
    "Its trading journal stays on the disk. Delete the key on bitget.com too if nothing else uses it."
)
FOUND_TEXT = "API keys are in this program's environment variables (BITGET_API_KEY and two more)."
TAKEN_TEXT = (
    "Taken over from the environment variables. After saving, remove BITGET_API_KEY, BITGET_API_SECRET and "
    "BITGET_API_PASSPHRASE from where they are set: every program you start can read them."
)


def place_of(profile: Profile) -> str:
    """Where a profile's key is, in a few words."""
    return {
        Storage.SYSTEM: "system's key store",
        Storage.FILE: "encrypted file",
        Storage.SESSION: "this session only",
    }[profile.storage]


def problems(entry: Entry, taken: Sequence[str]) -> dict[Field, str]:
    """What keeps an entry from being saved, a sentence for each field; empty when nothing does."""
    found = key_problems(entry)
    if entry.stored is None and (wrong := name_problem(entry.name, taken)) is not None:
        found[Field.NAME] = wrong
    if entry.needs_password:
        if len(entry.password.reveal()) < LEAST_PASSWORD:
            found[Field.PASSWORD] = f"Choose a password of at least {LEAST_PASSWORD} characters."
        elif entry.password != entry.repeat:
            found[Field.REPEAT] = "The two passwords are not the same."
    return found


def key_problems(entry: Entry) -> dict[Field, str]:
    """What is wrong with the parts of the key; all three may be empty when a stored key stays as it is."""
    if entry.stored is not None and not entry.has_key:
        return {}
    given = {Field.KEY: entry.key, Field.SECRET: entry.secret, Field.PASSPHRASE: entry.passphrase}
    found = {
        part: wrong
        for part, secret in given.items()
        if (wrong := _part_problem(PARTS[part], secret.reveal()))
    }
    if not found and entry.key == entry.secret:
        found[Field.SECRET] = "This is the API key again. Enter the secret that was shown with it."
    return found


def _part_problem(name: str, text: str) -> str:
    if not text:
        return f"Enter the {name}."
    if not text.isascii() or not text.isprintable():
        return f"The {name} has characters that do not belong there. Copy it again."
    if text != text.strip() or " " in text:
        return f"The {name} has a blank in it. Copy it again."
    if len(text) > _MOST_CHARACTERS:
        return f"The {name} is too long. Copy it again."
    return ""


class Verdict(NamedTuple):
    """What the window says of a test or an error: a level for its colour, the sentence, and more lines."""

    level: str
    sentence: str
    warnings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def shown_report(report: KeyReport) -> Verdict:
    """How a test's result is shown."""
    level = "error" if not report.works else "warning" if report.warnings else "success"
    return Verdict(level, report.sentence, report.warnings, report.facts)
