"""The store of what this program holds: trailing stops and linked pairs, and why one is paused.

Read by panels, written by `held`. It knows no clock and no client.
"""

from collections.abc import Mapping

from terminal_app.core.held import Held


class HeldBook:
    """What is held, by key, and by each order that belongs to it."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._owners: dict[str, str] = {}
        self._pauses: dict[str, str] = {}

    def put(self, held: Held) -> bool:
        """Take how something stands now; says whether that is news."""
        if self._held.get(held.key) == held:
            return False
        self._held[held.key] = held
        self._owners |= dict.fromkeys(held.orders, held.key)
        if held.ended:
            self._pauses.pop(held.key, None)
        return True

    def drop(self, key: str) -> None:
        """Forget something that was never written down, so that none of its orders has left."""
        self._held.pop(key, None)

    def get(self, key: str) -> Held | None:
        """What has a key."""
        return self._held.get(key)

    def of_order(self, client_oid: str) -> Held | None:
        """What an order belongs to, also when it is held no more."""
        return self._held.get(self._owners.get(client_oid, ""))

    def running(self) -> list[Held]:
        """Everything that is held now, oldest first."""
        return [held for held in self._held.values() if not held.ended]

    def pause(self, key: str, why: str) -> bool:
        """Say why something waits, or with an empty sentence that it does not; whether that is news."""
        if self._pauses.get(key, "") == why:
            return False
        self._pauses[key] = why
        return True

    def why_paused(self, key: str) -> str:
        """Why something does nothing at the moment, in a sentence; empty when it works."""
        return self._pauses.get(key, "")

    def all(self) -> Mapping[str, Held]:
        """Everything of this run, also what has ended."""
        return self._held
