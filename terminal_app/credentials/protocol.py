"""What the window and its keyring helper say to each other: one line of JSON each way, over pipes only.

Secrets travel here and nowhere else: not in arguments, not in the environment, not in a file.
"""

import json
from dataclasses import dataclass
from enum import Enum

from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Secret

READY = b"ready\n"
"""The helper's first line: its imports are done, and the deadline may start."""

MAX_LINE_BYTES = 32_768


class Op(Enum):
    """What the helper can be asked to do."""

    PROBE = "probe"
    GET = "get"
    PUT = "put"
    DELETE = "delete"
    SEAL = "seal"
    OPEN = "open"


class BadLineError(ValueError):
    """A line that is not of this protocol. Its text holds nothing of the line."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to do, for one process.

    Args:
        op: what.
        place: the item's name in the system's store, or the path of the encrypted file.
        record: what to store.
        password: of the encrypted file.
        may_prompt: whether the system may ask the person to unlock its store.
    """

    op: Op
    place: str = ""
    record: Secret | None = None
    password: Secret | None = None
    may_prompt: bool = False

    def line(self) -> bytes:
        """The line to send."""
        fields = {
            "op": self.op.value,
            "place": self.place,
            "record": _shown(self.record),
            "password": _shown(self.password),
            "may_prompt": self.may_prompt,
        }
        return json.dumps(fields).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of it: a record, a trouble, or neither when there is nothing more to say."""

    record: Secret | None = None
    trouble: KeyTrouble | None = None
    detail: str = ""

    def line(self) -> bytes:
        """The line to send."""
        trouble = None if self.trouble is None else self.trouble.value
        fields = {"record": _shown(self.record), "trouble": trouble, "detail": self.detail}
        return json.dumps(fields).encode() + b"\n"


def read_request(line: bytes) -> Request:
    """Read a request.

    Raises:
        BadLineError: it is none.
    """
    fields = _fields(line)
    try:
        op = Op(fields.get("op"))
    except ValueError:
        raise BadLineError("no such request") from None
    return Request(
        op=op,
        place=_text(fields, "place") or "",
        record=_secret(fields, "record"),
        password=_secret(fields, "password"),
        may_prompt=fields.get("may_prompt") is True,
    )


def read_reply(line: bytes) -> Reply:
    """Read a reply.

    Raises:
        BadLineError: it is none.
    """
    fields = _fields(line)
    trouble = _text(fields, "trouble")
    try:
        return Reply(
            record=_secret(fields, "record"),
            trouble=None if trouble is None else KeyTrouble(trouble),
            detail=_text(fields, "detail") or "",
        )
    except ValueError:
        raise BadLineError("no such trouble") from None


def _shown(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _fields(line: bytes) -> dict[str, object]:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        # From None: the decoder's error carries the whole line.
        raise BadLineError("not a line of JSON") from None
    if not isinstance(found, dict):
        raise BadLineError("not an object")
    return {str(name): value for name, value in found.items()}


def _text(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLineError(f"{name} is no text")
    return value


def _secret(fields: dict[str, object], name: str) -> Secret | None:
    text = _text(fields, name)
    return None if text is None else Secret(text)
