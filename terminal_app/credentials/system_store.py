"""Putting a record into the system's key store, reading it back, and taking it out again.

Any exception of a back end is a failure, whatever its class: they raise their own, their system's and their
bus's. Their texts may hold what they were given, so only the name of their class is passed on.
"""

from collections.abc import Callable, Mapping
from typing import final

from keyring.backend import KeyringBackend

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.record import MAX_CHARACTERS
from terminal_app.credentials.troubles import trouble_error

# One service for each item: one system moves items of a shared service about when a second user name comes.
_SERVICE = "terminal-for-bitget/{}"
_USER = "api-key"
_PROBE = "availability"
_MOST_COPIES = 8

_TROUBLES: Mapping[str, KeyTrouble] = {
    "SecretServiceNotAvailableException": KeyTrouble.NO_STORE,
    "NoKeyringError": KeyTrouble.NO_STORE,
    "KeyringLocked": KeyTrouble.NOT_OPENED,
    "LockedException": KeyTrouble.NOT_OPENED,
    "PromptDismissedException": KeyTrouble.NOT_OPENED,
    "InitError": KeyTrouble.NOT_OPENED,
}


@final
class SystemStore:
    """Records by the names of their profiles.

    Args:
        backend: makes the back end; asked once for each call.
        would_prompt: whether a call would make the system ask the person something.
        may_prompt: whether that is all right.
    """

    def __init__(
        self, backend: Callable[[], KeyringBackend], would_prompt: Callable[[], bool], *, may_prompt: bool
    ) -> None:
        self._backend = backend
        self._would_prompt = would_prompt
        self._may_prompt = may_prompt

    def probe(self) -> None:
        """Find out whether the store is there, open, and answers.

        Raises:
            KeyStoreError: it is not.
        """
        self._guarded(lambda backend: backend.get_password(_SERVICE.format(_PROBE), _USER))

    def get(self, name: str) -> Secret | None:
        """The record of a name, `None` when there is none.

        Raises:
            KeyStoreError: the store is in the way.
        """
        found = self._guarded(lambda backend: backend.get_password(_SERVICE.format(name), _USER))
        return None if found is None else Secret(found)

    def put(self, name: str, record: Secret) -> None:
        """Store a record and read it back.

        Raises:
            KeyStoreError: the store is in the way, or gave back something else.
        """
        if len(record.reveal()) > MAX_CHARACTERS:
            raise trouble_error(KeyTrouble.TOO_LONG)
        self._guarded(lambda backend: backend.set_password(_SERVICE.format(name), _USER, record.reveal()))
        if self.get(name) != record:
            raise trouble_error(KeyTrouble.NOT_KEPT)

    def delete(self, name: str) -> None:
        """Take a record out; that there is none is all right.

        Raises:
            KeyStoreError: the store is in the way, or still has it.
        """
        for _ in range(_MOST_COPIES):
            if self.get(name) is None:
                return
            self._guarded(lambda backend: backend.delete_password(_SERVICE.format(name), _USER))
        raise trouble_error(KeyTrouble.REFUSED, "the item does not go away")

    def _guarded(self, call: Callable[[KeyringBackend], object]) -> str | None:
        try:
            if not self._may_prompt and self._would_prompt():
                raise trouble_error(KeyTrouble.LOCKED)
            answer = call(self._backend())
        except KeyStoreError:
            raise
        except Exception as error:
            raise trouble_error(_trouble_of(error), type(error).__name__) from error
        if answer is not None and not isinstance(answer, str):
            raise trouble_error(KeyTrouble.REFUSED, f"the answer is a {type(answer).__name__}")
        return answer


def _trouble_of(error: BaseException) -> KeyTrouble:
    """What an exception of a back end means; the deepest cause that is known decides."""
    known = KeyTrouble.REFUSED
    seen: BaseException | None = error
    while seen is not None:
        known = _TROUBLES.get(type(seen).__name__, known)
        seen = seen.__cause__
    return known
