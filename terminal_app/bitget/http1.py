"""The wire format of an HTTP/1.1 answer: a head, and a body of known, chunked or open length.

Pure and strict. What two readers could understand differently (two lengths, a folded line, a bare line feed)
is refused: a doubtful answer must not decide about an order. Source: RFC 9112.
"""

import re
from typing import NamedTuple

MAX_HEAD = 64 * 1024
"""The longest head, in bytes."""

_END = b"\r\n\r\n"
_MAX_SIZE_LINE = 256
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_BODILESS = (204, 304)

Field = tuple[bytes, bytes]


class BadAnswerError(ValueError):
    """This is not HTTP/1.1, or could be understood in two ways."""


class Head(NamedTuple):
    """Everything before the body.

    `length` is `None` for a body that is chunked or ends with the connection. `keeps` tells whether the
    connection may be used again.
    """

    status: int
    fields: list[Field]
    length: int | None
    chunked: bool
    keeps: bool


def take_head(buffer: bytearray) -> Head | None:
    """Take the head of a final answer from the front of a buffer; `None` while it is not whole.

    Raises:
        BadAnswerError: it is not one.
    """
    while True:
        end = buffer.find(_END)
        if end > MAX_HEAD or (end < 0 and len(buffer) > MAX_HEAD):
            raise BadAnswerError("the head is too long")
        if end < 0:
            if buffer and not b"HTTP/1.".startswith(bytes(buffer[:7])):
                raise BadAnswerError("not HTTP/1.1")
            return None
        lines = bytes(buffer[:end]).split(b"\r\n")
        del buffer[: end + len(_END)]
        head = _head(lines)
        if head.status >= 200:
            return head
        if head.status == 101:
            raise BadAnswerError("a switch to another protocol")


def _head(lines: list[bytes]) -> Head:
    status_line = _STATUS.fullmatch(lines[0])
    if status_line is None:
        raise BadAnswerError("not HTTP/1.1")
    fields: list[Field] = []
    lengths: set[bytes] = set()
    codings: list[bytes] = []
    wishes = b""
    for line in lines[1:]:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise BadAnswerError("a header that is none")
        name, value = field.group(1, 2)
        fields.append((name, value))
        match name.lower():
            case b"content-length":
                lengths.add(value)
            case b"transfer-encoding":
                codings.append(value.lower())
            case b"connection":
                wishes += b"," + value.lower()
    status = int(status_line[2])
    chunked = codings == [b"chunked"]
    if (codings and not chunked) or len(lengths) + len(codings) > 1:
        raise BadAnswerError("a body of two lengths, or of an unknown one")
    if not all(_LENGTH.fullmatch(length) for length in lengths):
        raise BadAnswerError("a length that is none")
    length = int(lengths.pop()) if lengths else None
    if status < 200 or status in _BODILESS:
        length, chunked = 0, False
    keeps = status_line[1] == b"1" and b"close" not in [wish.strip() for wish in wishes.split(b",")]
    return Head(status, fields, length, chunked, keeps and (chunked or length is not None))


class Chunks:
    """Takes the chunks of a body from the front of a buffer, as they come."""

    def __init__(self) -> None:
        self.done = False
        self._left = 0
        self._ends = False  # whether the line that ends a chunk's data comes next
        self._trailer = False
        self._trailed = 0

    def take(self, buffer: bytearray) -> bytes:
        """All data at hand; "" while there is none, and when the body is `done`.

        Raises:
            BadAnswerError: these are no chunks.
        """
        parts: list[bytes] = []
        while not self.done:
            if self._left:
                part = bytes(buffer[: self._left])
                if not part:
                    break
                del buffer[: len(part)]
                self._left -= len(part)
                self._ends = self._left == 0
                parts.append(part)
            elif not self._line(buffer):
                break
        return b"".join(parts)

    def _line(self, buffer: bytearray) -> bool:
        """Take a line between the data; `False` while it is not whole."""
        end = buffer.find(b"\r\n", 0, MAX_HEAD)
        if end < 0:
            if len(buffer) > (MAX_HEAD if self._trailer else _MAX_SIZE_LINE):
                raise BadAnswerError("a line between the chunks is too long")
            return False
        line = bytes(buffer[:end])
        del buffer[: end + 2]
        if self._trailer:
            self._trailed += end + 2
            if self._trailed > MAX_HEAD or (line and _FIELD.fullmatch(line) is None):
                raise BadAnswerError("a trailer that is none")
            self.done = not line
        elif self._ends:
            if line:
                raise BadAnswerError("a chunk is longer than it said")
            self._ends = False
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise BadAnswerError("the size of a chunk is none")
            self._left = int(size[1], 16)
            self._trailer = self._left == 0
        return True
