"""Requests whose head is written once: only what changes from one to the next is added.

`httpx.Request` takes apart and copies every header, which costs as much as everything else on the way to the
socket. A prepared one knows its bytes; its headers are made only for a transport that asks for them.
"""

import re

import httpx

Field = tuple[bytes, bytes]

_ILLEGAL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class PreparedRequest(httpx.Request):
    """A request with its bytes as they are written. Made by a `Head`."""

    def __init__(
        self, head: "Head", fields: list[Field], body: bytes, data: bytes, extensions: dict[str, object]
    ) -> None:
        # Everything that httpx's own constructor sets, but for the headers.
        self.method = head.method
        self.url = head.url
        self.stream = httpx.ByteStream(body)
        self.extensions = extensions
        self.data = data
        self._fields = (head.fields, fields)

    def __getattr__(self, name: str) -> httpx.Headers:
        if name != "headers":
            raise AttributeError(name)
        constant, own = self._fields
        self.headers = httpx.Headers([*constant, *own])
        return self.headers


class Head:
    """What all requests to one address have in common.

    Raises:
        httpx.LocalProtocolError: a control character.
    """

    def __init__(self, method: str, url: httpx.URL, fields: list[Field]) -> None:
        self.method = method
        self.url = url
        self.fields = fields
        if _ILLEGAL.search(url.raw_path):
            raise httpx.LocalProtocolError("an address with a control character")
        start = method.encode("ascii") + b" " + url.raw_path + b" HTTP/1.1\r\n"
        self._start = start + lines_of(fields)

    def request(self, fields: list[Field], body: bytes, extensions: dict[str, object]) -> PreparedRequest:
        """One request with header fields of its own.

        Raises:
            httpx.LocalProtocolError: a header with a control character.
        """
        data = self._start + lines_of(fields) + b"\r\n" + body
        return PreparedRequest(self, fields, body, data, extensions)


def lines_of(fields: list[Field]) -> bytes:
    """Header fields as they are written.

    Raises:
        httpx.LocalProtocolError: a header with a control character.
    """
    if _ILLEGAL.search(b"".join([part for field in fields for part in field])):
        raise httpx.LocalProtocolError("a header with a control character")
    return b"".join([b"%b: %b\r\n" % field for field in fields])
