"""Where the venue lives and how a call is counted: its badges, and the rate class of a path.

Paper trading is another base address, nothing else: this module is the only one that can tell.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from terminal_app.bitget.signing import Header
from terminal_app.core.keys import LiveToken
from terminal_app.core.ports import Purpose

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_VERSION = re.compile(r"/v\d/ws/")
_DEMO_HEADER: Header = (b"paptrading", b"1")


class Badge(Enum):
    """What the window says about the money behind it."""

    LIVE = "LIVE"
    DEMO = "DEMO"
    PAPER = "PAPER"
    PUBLIC = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Venue:
    """The addresses of one environment. `headers` go with every REST request.

    Raises:
        ValueError: the parts do not belong together: live without its token, demo without its header, paper
            that is not on this computer, public data with a private stream.
    """

    badge: Badge
    rest: str
    public_ws: str
    private_ws: str
    headers: tuple[Header, ...] = ()
    token: LiveToken | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if (self.token is not None) is not (self.badge is Badge.LIVE):
            raise ValueError("real money needs its token, and nothing else may have one")
        if (_DEMO_HEADER in self.headers) is not (self.badge is Badge.DEMO):
            raise ValueError("demo trading is told by its header, and nothing else may have it")
        addresses = (self.rest, self.public_ws, self.private_ws)
        if self.badge is Badge.PAPER and not all(map(_is_here, addresses)):
            raise ValueError("a paper exchange lives on this computer only")
        if self.badge is Badge.PUBLIC and self.private_ws:
            raise ValueError("public data has no private stream")

    @staticmethod
    def public() -> "Venue":
        """What the venue tells everybody. No key can be used there, so no money can be reached."""
        return Venue(
            Badge.PUBLIC,
            rest="https://api.bitget.com",
            public_ws="wss://ws.bitget.com/v3/ws/public",
            private_ws="",
        )

    @staticmethod
    def live(token: LiveToken) -> "Venue":
        """The venue itself, with real money."""
        return Venue(
            Badge.LIVE,
            rest="https://api.bitget.com",
            public_ws="wss://ws.bitget.com/v3/ws/public",
            private_ws="wss://ws.bitget.com/v3/ws/private",
            token=token,
        )

    @staticmethod
    def demo() -> "Venue":
        """The venue's demo trading: a demo key, the same REST host told by a header, other stream hosts."""
        return Venue(
            Badge.DEMO,
            rest="https://api.bitget.com",
            public_ws="wss://wspap.bitget.com/v3/ws/public",
            private_ws="wss://wspap.bitget.com/v3/ws/private",
            headers=(_DEMO_HEADER,),
        )

    @staticmethod
    def paper(rest: str, public_ws: str, private_ws: str) -> "Venue":
        """A paper exchange on this computer.

        Raises:
            ValueError: an address is not on this computer, so the money might be real.
        """
        return Venue(Badge.PAPER, rest.rstrip("/"), public_ws, private_ws)

    def stream_url(self, address: str, version: str) -> str:
        """A stream's address in another version of the venue's API, such as `v2`."""
        return _VERSION.sub(f"/{version}/ws/", address)


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


class Scope(Enum):
    """Who a limit counts: the network address (public calls) or the user (signed calls)."""

    IP = "ip"
    UID = "uid"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path and its limit: calls per second, counted per endpoint and `scope`."""

    method: str
    path: str
    per_second: int
    scope: Scope
    # What one address is called for makes no second budget of it.
    purpose: Purpose = field(default=Purpose.READ, compare=False)

    def __hash__(self) -> int:
        return hash(self.path)  # asked for several times in each call

    @property
    def signed(self) -> bool:
        """Whether the call needs a key."""
        return self.scope is Scope.UID


def public(path: str, per_second: int = 20) -> Endpoint:
    """A call that needs no key."""
    return Endpoint("GET", path, per_second, Scope.IP)


def private(path: str, per_second: int = 20) -> Endpoint:
    """A read that needs the key."""
    return Endpoint("GET", path, per_second, Scope.UID)


def order(path: str, per_second: int = 10) -> Endpoint:
    """A call that opens, changes or sets something."""
    return Endpoint("POST", path, per_second, Scope.UID, Purpose.ORDER)


def cancel(path: str, per_second: int = 10) -> Endpoint:
    """A call that takes risk away, and may use the reserve of the limits."""
    return Endpoint("POST", path, per_second, Scope.UID, Purpose.CANCEL)


# The unified pages document no time call of their own; every SDK uses this one in both modes.
TIME = public("/api/v2/public/time")

PER_MINUTE = 6000
"""Calls per minute and address over all endpoints; whoever exceeds it waits five minutes."""
