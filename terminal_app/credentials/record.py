"""What is stored of one profile's key: a small JSON text that knows its version and can tell it is whole.

It names the profile and the environment it was made for, so that an item which strayed to another profile, or
a list that was edited from demo to live, is refused instead of used.
"""

import hashlib
import json

from terminal_app.core.keys import KeyTrouble, Profile
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.troubles import trouble_error

VERSION = 1
MAX_CHARACTERS = 1280
"""The most that the smallest of the systems' stores takes (2,560 bytes as UTF-16 on Windows)."""

_PARTS = ("key", "secret", "passphrase")


def pack(profile: Profile, credentials: Credentials) -> Secret:
    """The text to store.

    Raises:
        KeyStoreError: it is longer than every system's store takes.
    """
    fields: dict[str, str | int] = {
        "version": VERSION,
        "profile": profile.name,
        "environment": profile.environment.value,
        "key": credentials.key.reveal(),
        "secret": credentials.secret.reveal(),
        "passphrase": credentials.passphrase.reveal(),
    }
    text = json.dumps({**fields, "check": _check(fields)}, separators=(",", ":"))
    if len(text) > MAX_CHARACTERS:
        raise trouble_error(KeyTrouble.TOO_LONG)
    return Secret(text)


def unpack(stored: Secret, profile: Profile) -> Credentials:
    """The key in a stored text.

    Raises:
        KeyStoreError: it is damaged, of a newer version, or not of this profile.
    """
    fields = _fields(stored)
    version = fields.get("version")
    if isinstance(version, int) and version > VERSION:
        raise trouble_error(KeyTrouble.NEWER, f"version {version}")
    check = fields.pop("check", None)
    key, secret, passphrase = (fields.get(part) for part in _PARTS)
    whole = version == VERSION and check == _check(fields)
    if not whole or not (isinstance(key, str) and isinstance(secret, str) and isinstance(passphrase, str)):
        raise trouble_error(KeyTrouble.DAMAGED)
    if (fields.get("profile"), fields.get("environment")) != (profile.name, profile.environment.value):
        raise trouble_error(KeyTrouble.OTHER_PROFILE)
    return Credentials(Secret(key), Secret(secret), Secret(passphrase))


def _fields(stored: Secret) -> dict[str, object]:
    try:
        found: object = json.loads(stored.reveal())
    except (ValueError, RecursionError):
        # From None: the decoder's error carries the whole text.
        raise trouble_error(KeyTrouble.DAMAGED) from None
    if not isinstance(found, dict):
        raise trouble_error(KeyTrouble.DAMAGED)
    return {str(name): value for name, value in found.items()}


def _check(fields: dict[str, object] | dict[str, str | int]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
