"""The venue's signature, as the server checks it: Base64 of HMAC-SHA256 over the text of the request."""

import base64
import hashlib
import hmac
from urllib.parse import unquote

LOGIN_PATH = "/user/verify"


def sign(secret: str, prehash: bytes) -> str:
    """The signature of a prehash under a secret."""
    return base64.b64encode(hmac.digest(secret.encode(), prehash, hashlib.sha256)).decode()


def rest_matches(
    signature: str, secret: str, timestamp: str, method: str, path: str, query: str, body: bytes
) -> bool:
    """Whether a REST signature is right.

    The venue accepts a signature over the query string as it was sent and over its percent-decoded form;
    clients in the field use either (the venue's documentation, signature).

    Args:
        path: from `/api/`, without the query.
        query: as received, without the question mark; may be empty.
        body: the exact bytes.
    """
    if _equal(signature, sign(secret, _prehash(timestamp, method, path, query, body))):
        return True
    decoded = unquote(query) if "%" in query else query
    return decoded != query and _equal(
        signature, sign(secret, _prehash(timestamp, method, path, decoded, body))
    )


def login_matches(signature: str, secret: str, timestamp: str) -> bool:
    """Whether the signature of a stream's login is right."""
    return _equal(signature, sign(secret, f"{timestamp}GET{LOGIN_PATH}".encode()))


def _prehash(timestamp: str, method: str, path: str, query: str, body: bytes) -> bytes:
    question = f"?{query}" if query else ""
    return f"{timestamp}{method}{path}{question}".encode() + body


def _equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
