"""The key of the paper account. It opens play money only, yet its file is the owner's alone."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from terminal_app.paper.server.files import read_json, write_atomic

FILE = "paper-key.json"


@dataclass(frozen=True, slots=True)
class PaperKey:
    """The three parts of a key. The secret parts are not in the repr."""

    key: str
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)


def load_or_create(folder: Path | None) -> PaperKey:
    """The key kept in `folder`, or a new one that is kept there. Without a folder it lives in memory.

    Raises:
        OSError: the folder cannot be written.
    """
    if folder is None:
        return _new()
    path = folder / FILE
    kept = read_json(path)
    if isinstance(kept, dict):
        parts = [kept.get(name) for name in ("key", "secret", "passphrase")]
        if all(isinstance(part, str) and part for part in parts):
            return PaperKey(*(str(part) for part in parts))
    made = _new()
    parts_of = {"key": made.key, "secret": made.secret, "passphrase": made.passphrase}
    write_atomic(path, json.dumps(parts_of).encode(), mode=0o600)
    if os.name == "posix":
        path.chmod(0o600)
    return made


def _new() -> PaperKey:
    return PaperKey(
        key=f"pk_{secrets.token_hex(16)}", secret=secrets.token_hex(32), passphrase=secrets.token_hex(8)
    )
