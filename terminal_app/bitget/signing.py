"""Signatures: pure functions from a request to the headers that prove who sent it.

`base64(hmac_sha256(secret, timestamp + METHOD + path + ["?" + query] + body))`, over the bytes that are sent.
Source of the rule: the venue's documentation, "Signature".
"""

import base64
import hmac
from collections.abc import Mapping
from typing import final
from urllib.parse import quote

from terminal_app.core.errors import AuthError
from terminal_app.core.secret import Credentials, Secret

Header = tuple[bytes, bytes]

_UNUSABLE = "The API key is incomplete or has characters that do not belong there. Enter it again."


def query_string(params: Mapping[str, str]) -> str:
    """The query, sorted by name and percent-encoded once: this string is both signed and sent."""
    return "&".join(f"{quote(name, safe='')}={quote(params[name], safe='')}" for name in sorted(params))


def sign(secret: Secret, timestamp: str, method: str, path: str, query: str = "", body: bytes = b"") -> str:
    """The signature of one request.

    Args:
        secret: of the API key.
        timestamp: Unix milliseconds in digits for REST, seconds or milliseconds for the stream login.
        method: upper case.
        path: from `/api` on, without host and query.
        query: as sent, without the question mark.
        body: as sent.
    """
    target = f"{path}?{query}" if query else path
    message = f"{timestamp}{method}{target}".encode() + body
    return base64.b64encode(hmac.digest(secret.reveal().encode(), message, "sha256")).decode("ascii")


def login_arg(credentials: Credentials, timestamp: str) -> dict[str, str]:
    """The argument of the stream's `login` request, valid 30 s around `timestamp` (Unix seconds, digits)."""
    return {
        "apiKey": credentials.key.reveal(),
        "passphrase": credentials.passphrase.reveal(),
        "timestamp": timestamp,
        "sign": sign(credentials.secret, timestamp, "GET", "/user/verify"),
    }


@final
class Signer:
    """Signs requests of one key.

    Raises:
        AuthError: a part of the key is empty or holds characters that cannot travel in a header.
    """

    def __init__(self, credentials: Credentials) -> None:
        for part in (credentials.key, credentials.secret, credentials.passphrase):
            text = part.reveal()
            if not text or not text.isascii() or not text.isprintable() or text != text.strip():
                raise AuthError("", _UNUSABLE)
        self._credentials = credentials

    def headers(self, timestamp_ms: int, method: str, path: str, query: str, body: bytes) -> list[Header]:
        """The four headers that sign a request."""
        timestamp = str(timestamp_ms)
        signature = sign(self._credentials.secret, timestamp, method, path, query, body)
        return [
            (b"ACCESS-KEY", self._credentials.key.reveal().encode("ascii")),
            (b"ACCESS-SIGN", signature.encode("ascii")),
            (b"ACCESS-TIMESTAMP", timestamp.encode("ascii")),
            (b"ACCESS-PASSPHRASE", self._credentials.passphrase.reveal().encode("ascii")),
        ]
