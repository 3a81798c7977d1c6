"""The doorman: who may call what, checked in the venue's order.

1. The dead first API (30032). 2. A unified account calling the classic private API (40085), or a classic one
calling the unified private API (40084), before any look at the key. 3. An unknown path (40404). 4. The
credentials, one by one. 5. Permission (40014). 6. The quotas (429). Parameters come after, in the handlers.

The `paptrading` header, which tells the venue's demo keys from its live ones, is not looked at: a key of the
paper exchange is neither, so no value of the header can contradict it.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.errors import ApiError, classic_mode, unified_mode
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.signing import rest_matches
from terminal_app.paper.server.wallets import AccountKind

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock

CLOCK_TOLERANCE_MS = 30_000
"""How far a signed time may lie from the server's clock, both ways (the venue's documentation, login)."""

_FIRST_API = re.compile(r"/api/(spot|mix|user|margin)/v1/")
_CLASSIC_PUBLIC = re.compile(
    r"/api/v2/(public|spot/public|spot/market|mix/market|margin/market)/|/api/v2/margin/currencies$"
)
_UNIFIED_PUBLIC = re.compile(r"/api/v3/(public|market)/")
_WITHDRAWAL = re.compile(r"/api/v2/spot/wallet/(withdrawal|cancel-withdrawal)|/api/v3/account/withdraw(al)?")
_DIGITS = re.compile(r"[0-9]{1,16}")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it came in. `query` is raw, without the question mark; header names lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    body: bytes
    address: str

    def header(self, name: bytes) -> str:
        """A header's text, empty when it is not there."""
        return self.headers.get(name, b"").decode("latin-1")


@dataclass(frozen=True, slots=True)
class Access:
    """What the gate needs to know of an endpoint: calls per second, and whether it is signed."""

    path: str
    per_second: int
    private: bool


class Gate:
    """Lets requests in or raises the refusal that the venue would give."""

    def __init__(
        self,
        key: PaperKey,
        clock: "Clock",
        limiter: RateLimiter,
        kind: AccountKind = AccountKind.UNIFIED,
    ) -> None:
        self._kind = kind
        self._key = key
        self._clock = clock
        self._limiter = limiter

    def admit(self, request: Request, access: Access | None) -> None:
        """Check a request; `access` is `None` when the path is unknown.

        Raises:
            ApiError: the refusal.
        """
        if access is None:
            raise self._unknown(request)
        self._limiter.take_minute(request.address)
        if access.private:
            self._authenticate(request)
        self._limiter.take(access.path, self._who(request, access), access.per_second)

    def _unknown(self, request: Request) -> ApiError:
        """Why there is nothing at a path. No path of an endpoint is of the kinds that are looked for here."""
        if _FIRST_API.match(request.path):
            text = "The V1 API has been decommissioned. Please migrate to a newer version."
            return ApiError("30032", text)
        classic = self._kind is AccountKind.CLASSIC
        if classic and request.path.startswith("/api/v3/") and not _UNIFIED_PUBLIC.match(request.path):
            return classic_mode()
        if _WITHDRAWAL.match(request.path):
            self._authenticate(request)
            return ApiError("40014", "Incorrect permissions")
        if not classic and request.path.startswith("/api/v2/") and not _CLASSIC_PUBLIC.match(request.path):
            return unified_mode()
        return ApiError("40404", "Request URL NOT FOUND")

    def left(self, request: Request, access: Access) -> int:
        """Calls left this second, for the quota header."""
        return self._limiter.left(access.path, self._who(request, access), access.per_second)

    def _who(self, request: Request, access: Access) -> str:
        return request.header(b"access-key") if access.private else request.address

    def _authenticate(self, request: Request) -> None:
        key, signature = request.header(b"access-key"), request.header(b"access-sign")
        passphrase, timestamp = request.header(b"access-passphrase"), request.header(b"access-timestamp")
        if not key:
            raise ApiError("40001", "ACCESS_KEY cannot be empty")
        if not signature:
            raise ApiError("40003", "ACCESS_SIGN cannot be empty")
        if not passphrase:
            raise ApiError("40011", "ACCESS_PASSPHRASE cannot be empty")
        if _DIGITS.fullmatch(timestamp) is None:
            raise ApiError("40005", "Invalid ACCESS_TIMESTAMP")
        if abs(self._clock.now_ms() - int(timestamp)) > CLOCK_TOLERANCE_MS:
            raise ApiError("40008", "Request timestamp expired")
        if key != self._key.key:
            raise ApiError("40006", "Invalid ACCESS_KEY")
        if not hmac.compare_digest(passphrase.encode(), self._key.passphrase.encode()):
            raise ApiError("40012", "apikey/password is incorrect")
        if not rest_matches(
            signature, self._key.secret, timestamp, request.method, request.path, request.query, request.body
        ):
            raise ApiError("40009", "sign signature error")
