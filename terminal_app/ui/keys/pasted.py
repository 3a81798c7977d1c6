"""Takes a pasted block apart into the three parts of a key. Knows no Qt.

Sites and password managers give the three together: with labels, as JSON, as lines of an environment file, or
bare. Nothing is filled in before the person has seen what was found.
"""

import re
from typing import NamedTuple

from terminal_app.core.secret import Credentials, Secret

_LABEL = re.compile(
    r"""(?<![A-Za-z0-9])
    (?P<label>(?:api|access)[ _-]?key|(?:api[ _-]?)?secret(?:[ _-]?key)?|pass[ _-]?phrase|key)
    (?![A-Za-z0-9])
    ["']?(?:\s*[:=]\s*|\s+)["']?
    (?P<value>[^\s"',;]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = re.compile(r"[\s,;]+")
_VENUE_KEY = "bg_"
_SHOWN = 6


class Block(NamedTuple):
    """Three parts found in one text."""

    credentials: Credentials

    def summary(self) -> str:
        """What was found, without showing a secret."""
        key, secret, passphrase = (part.reveal() for part in _parts(self.credentials))
        return (
            "The pasted text has three values:\n\n"
            f"API key: {key[:_SHOWN]}… ({len(key)} characters)\n"
            f"Secret: {len(secret)} characters\n"
            f"Passphrase: {len(passphrase)} characters"
        )


def split_block(text: str) -> Block | None:
    """The three parts in a text, `None` when it does not hold exactly three."""
    return _labelled(text) or _bare(text)


def _labelled(text: str) -> Block | None:
    found: dict[str, str] = {}
    for match in _LABEL.finditer(text):
        label = match["label"].lower()
        part = "secret" if "secret" in label else "passphrase" if label.startswith("pass") else "key"
        if part in found:
            return None
        found[part] = match["value"]
    if len(found) != 3:
        return None
    return _block(found["key"], found["secret"], found["passphrase"])


def _bare(text: str) -> Block | None:
    words = [word.strip("\"'") for word in _BETWEEN.split(text.strip())]
    if len(words) != 3 or not all(words):
        return None
    keys = [word for word in words if word.startswith(_VENUE_KEY)]
    if len(keys) != 1:
        return _block(*words)
    first, second = (word for word in words if word != keys[0])
    # The secret is the long one, wherever it stands.
    secret, passphrase = (first, second) if len(first) >= len(second) else (second, first)
    return _block(keys[0], secret, passphrase)


def _block(key: str, secret: str, passphrase: str) -> Block:
    return Block(Credentials(Secret(key), Secret(secret), Secret(passphrase)))


def _parts(credentials: Credentials) -> tuple[Secret, Secret, Secret]:
    return credentials.key, credentials.secret, credentials.passphrase
