"""Who listens to a connection from inside: everything its protocol is told, so that it can be told again.

A protocol that starts from the same seed and is told the same things at the same times says the same. Secrets
do not pass here: of a login only that there was one.
"""

from typing import Protocol

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel

_LOGIN = '{"op":"login"}'


def without_secrets(text: str) -> str:
    """A frame that leaves, as others may see it: a login holds the key, the passphrase and a signature."""
    return _LOGIN if '"login"' in text else text


class StreamTap(Protocol):
    """Called on the loop's thread, before the protocol; must not block. `now` is monotonic, in seconds."""

    def spoken(self, kind: AccountKind) -> None:
        """The streams that come now speak as accounts of this kind do; those before are gone."""
        ...

    def seed(self, link: Link) -> int:
        """Where the randomness of a new protocol starts."""
        ...

    def wanted(self, link: Link, channels: frozenset[Channel]) -> None:
        """Other public channels are wanted."""
        ...

    def doubted(self, link: Link, instrument: InstrumentId, now: float) -> None:
        """A book is in doubt."""
        ...

    def opened(self, link: Link, now: float) -> None:
        """A connection was made."""
        ...

    def closed(self, link: Link, now: float) -> None:
        """The connection has ended."""
        ...

    def arrived(self, link: Link, frame: bytes, now: float) -> None:
        """A frame arrived."""
        ...

    def turned(self, link: Link, now: float, *, slept: bool) -> None:
        """The protocol is asked what is due."""
        ...

    def left(self, link: Link, text: str | bytes, now: float) -> None:
        """A frame is sent."""
        ...
