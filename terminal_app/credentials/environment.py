"""The environment of this process as a place where keys come from, and where they must not go on to.

Guides tell people to put API keys into environment variables. Whether they are there may be looked at; what
they hold is read only when the person has said so. Child processes never inherit them.
"""

import os
from collections.abc import Mapping, MutableMapping

from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.troubles import trouble_error

NAMES = ("BITGET_API_KEY", "BITGET_API_SECRET", "BITGET_API_PASSPHRASE")
"""The habit of the guides."""

_HIJACKS = ("PYTHON_KEYRING_", "KEYRING_PROPERTY_")
_KEYCHAIN = "KEYCHAIN_PATH"


def has_keys() -> bool:
    """Whether all three variables are there. Their values are not looked at."""
    return all(name in os.environ for name in NAMES)


def read_keys() -> Credentials:
    """The key in the variables, because the person asked for it.

    Raises:
        KeyStoreError: they are not there any more.
    """
    if not has_keys():
        raise trouble_error(KeyTrouble.MISSING)
    key, secret, passphrase = (Secret(os.environ[name].strip()) for name in NAMES)
    return Credentials(key, secret, passphrase)


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a child process may inherit: no keys, and nothing by which others set up the key store."""
    inherited = {name: environment[name] for name in environment if name not in NAMES}
    drop_hijacks(inherited)
    return inherited


def drop_hijacks(environment: MutableMapping[str, str]) -> None:
    """Remove the variables by which others could choose or set up the back end of the system's store."""
    for name in list(environment):
        if name.upper().startswith(_HIJACKS) or name == _KEYCHAIN:
            del environment[name]
