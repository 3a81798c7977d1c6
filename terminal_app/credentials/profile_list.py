"""The list of profiles: names, environments and where each key is kept; never a key.

A small JSON file with a version and a checksum. A file that is damaged, or newer than this program, is left
as it is until the person says otherwise, and then it is put aside, not deleted.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import final

from terminal_app.core.keys import Environment, KeyTrouble, Profile, Storage, name_problem
from terminal_app.credentials.files import read_private, write_private
from terminal_app.credentials.troubles import trouble_error

VERSION = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """What the file says. `environment_offered`: whether keys in the environment were offered for import."""

    profiles: tuple[Profile, ...] = ()
    environment_offered: bool = False

    def find(self, name: str) -> Profile | None:
        """The profile of a name."""
        return next((profile for profile in self.profiles if profile.name == name), None)


@final
class ProfileList:
    """The file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Listed:
        """What it says; nothing when there is no file.

        Raises:
            KeyStoreError: it is damaged, newer, or cannot be read.
        """
        data = read_private(self._path)
        if data is None:
            return Listed()
        try:
            return _listed(json.loads(data))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise trouble_error(KeyTrouble.LIST_DAMAGED, type(error).__name__) from error

    def write(self, listed: Listed) -> None:
        """Replace what it says.

        Raises:
            KeyStoreError: what is there is damaged or newer, or the disk is in the way.
        """
        self.read()
        fields: dict[str, object] = {
            "version": VERSION,
            "environment_offered": listed.environment_offered,
            "profiles": [
                {
                    "name": profile.name,
                    "environment": profile.environment.value,
                    "storage": profile.storage.value,
                }
                for profile in listed.profiles
            ],
        }
        write_private(self._path, json.dumps({**fields, "check": _check(fields)}, indent=1).encode())

    def set_aside(self) -> Path | None:
        """Rename the file so that a new list can be begun; returns its new place, `None` if there was none.

        Raises:
            KeyStoreError: the disk is in the way.
        """
        if not self._path.exists():
            return None
        number = 1
        while (aside := self._path.with_name(f"{self._path.stem}.aside-{number}.json")).exists():
            number += 1
        try:
            self._path.rename(aside)
        except OSError as error:
            raise trouble_error(KeyTrouble.DISK, error.strerror or "") from error
        return aside


def _listed(fields: dict[str, object]) -> Listed:
    version = fields["version"]
    if isinstance(version, int) and version > VERSION:
        raise trouble_error(KeyTrouble.NEWER, f"version {version}")
    check = fields.pop("check")
    rows = fields["profiles"]
    if version != VERSION or check != _check(fields) or not isinstance(rows, list):
        raise trouble_error(KeyTrouble.LIST_DAMAGED, "version or checksum")
    profiles = tuple(
        Profile(row["name"], Environment(row["environment"]), Storage(row["storage"])) for row in rows
    )
    for number, profile in enumerate(profiles):
        # The name becomes the name of a file.
        if name_problem(profile.name, [other.name for other in profiles[:number]]) is not None:
            raise trouble_error(KeyTrouble.LIST_DAMAGED, "a name")
    return Listed(profiles, fields["environment_offered"] is True)


def _check(fields: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
