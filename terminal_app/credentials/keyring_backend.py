"""The one back end per system that may hold a key, made by hand.

`keyring` would choose by itself: by an environment variable, by a file in the home folder, or a plain-text
store that some package brought along. Nothing of that is asked here, and what is not on the list is refused.
Talks to the system, and may block for ever: only the helper process calls it.
"""

import importlib
import os
import sys
from collections.abc import Mapping
from contextlib import closing

from keyring.backend import KeyringBackend

from terminal_app.core.keys import KeyTrouble
from terminal_app.credentials.environment import drop_hijacks
from terminal_app.credentials.troubles import trouble_error

BACKENDS: Mapping[str, tuple[str, str]] = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
}
"""Module and class by `sys.platform`."""

_LOCAL_MACHINE = 2  # CRED_PERSIST_LOCAL_MACHINE of the Windows credential store


def pinned_backend(platform: str = sys.platform) -> KeyringBackend:
    """The back end of a system.

    Raises:
        KeyStoreError: this system has none on the list, or it cannot be used here.
    """
    drop_hijacks(os.environ)
    if platform not in BACKENDS:
        raise trouble_error(KeyTrouble.NO_STORE, f"no back end for {platform}")
    module, name = BACKENDS[platform]
    try:
        found: object = getattr(importlib.import_module(module), name)
        if not (isinstance(found, type) and issubclass(found, KeyringBackend)):
            raise trouble_error(KeyTrouble.NO_STORE, f"{module} has no back end")
        backend = found()
    except (ImportError, AttributeError, RuntimeError) as error:
        raise trouble_error(KeyTrouble.NO_STORE, type(error).__name__) from error
    check_pinned(backend, platform)
    if platform == "win32":
        # Or else it would roam to other computers of a domain.
        backend.__dict__["_persist"] = _LOCAL_MACHINE
    return backend


def check_pinned(backend: KeyringBackend, platform: str = sys.platform) -> None:
    """Refuse a back end that is not exactly the one on the list.

    Raises:
        KeyStoreError: it is another one, or a subclass.
    """
    kind = type(backend)
    if (kind.__module__, kind.__qualname__) != BACKENDS.get(platform):
        raise trouble_error(KeyTrouble.NO_STORE, f"{kind.__module__}.{kind.__qualname__} is not allowed")


def would_prompt(platform: str = sys.platform) -> bool:
    """Whether a call would make the system ask the person something. Only one system can tell."""
    if platform != "linux":
        return False
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            return secretstorage.Collection(bus).is_locked()
        except secretstorage.ItemNotFoundException:
            return True  # there is no collection yet, and making one asks for a password
