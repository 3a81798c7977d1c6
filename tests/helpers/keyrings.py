"""Key stores that misbehave on purpose, as back ends of keyring; also a helper process that uses one.

Run as a program it is the keyring helper with such a back end: `python keyrings.py PLAN keyring-helper`.
"""

import os
import signal
import sys
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError


class FakeKeyring(KeyringBackend):
    """A store in memory with a plan of faults.

    Attributes:
        items: what is stored, by service.
        fault: raised by every call while set.
        forgets: `set` does nothing, as keyring's null back end does.
        answer: what `get` gives instead of the truth, when set.
    """

    priority = 1

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.fault: Exception | None = None
        self.forgets = False
        self.undying = False
        self.answer: str | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """The seam of keyring."""
        self._fail()
        return self.items.get(service) if self.answer is None else self.answer

    def set_password(self, service: str, username: str, password: str) -> None:
        """The seam of keyring."""
        self._fail()
        if not self.forgets:
            self.items[service] = password

    def delete_password(self, service: str, username: str) -> None:
        """The seam of keyring."""
        self._fail()
        if not self.undying:
            del self.items[service]

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


class HangingKeyring(FakeKeyring):
    """Never answers, as a locked store does whose question nobody sees."""

    priority = 1

    def _fail(self) -> None:
        signal.pause()


class TalkativeKeyring(FakeKeyring):
    """Fails with an error that repeats what it was given, as careless libraries do."""

    priority = 1

    def set_password(self, service: str, username: str, password: str) -> None:
        """The seam of keyring."""
        raise ValueError(f"cannot store {password} for {username}")


class FileKeyring(FakeKeyring):
    """Keeps one item in a file, for a helper that is started anew for each request."""

    priority = 1

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def get_password(self, service: str, username: str) -> str | None:
        """The seam of keyring."""
        return self._path.read_text() if self._path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """The seam of keyring."""
        self._path.write_text(password)

    def delete_password(self, service: str, username: str) -> None:
        """The seam of keyring."""
        self._path.unlink()


FAULTS: dict[str, Exception] = {
    "locked": KeyringLocked("Failed to unlock the collection!"),
    "dismissed": InitError("Failed to create the collection: Prompt dismissed.."),
    "absent": NoKeyringError("No recommended backend was available."),
    "refused": PasswordSetError("Can't store password on keychain"),
    "alien": OSError(1783, "The stub received bad data"),
}


def command(plan: str) -> list[str]:
    """How to start a helper with a plan: a fault, `hang`, `die`, `babble`, `mute`, `tell` or a file."""
    return [sys.executable, str(Path(__file__)), plan]


def _backend(plan: str) -> KeyringBackend:
    if plan == "hang":
        return HangingKeyring()
    if plan == "tell":
        return TalkativeKeyring()
    if plan in FAULTS:
        fake = FakeKeyring()
        fake.fault = FAULTS[plan]
        return fake
    return FileKeyring(Path(plan))


def _main(plan: str) -> int:
    from terminal_app.credentials import helper, keyring_backend

    if plan == "die":
        os._exit(9)
    if plan == "babble":
        os.write(1, b"ready\n{not json\n")
        signal.pause()
    if plan == "mute":
        signal.pause()
    keyring_backend.pinned_backend = lambda platform="": _backend(plan)
    keyring_backend.would_prompt = lambda platform="": False
    return helper.main()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(_main(sys.argv[1]))
