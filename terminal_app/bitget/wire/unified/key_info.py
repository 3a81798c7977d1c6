"""What the venue tells about the API key that asks: its rights and the addresses it is bound to.

The venue's documentation names no field for the day a key ends, so nothing is said about that here.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from terminal_app.bitget.wire.envelope import Envelope, decode, printable
from terminal_app.bitget.wire.unified.common import Text

_MOST = 40
_WORDS: Mapping[str, str] = {
    "uta_trade": "trade",
    "uta_mgt": "manage the account",
    "withdraw": "withdraw funds",
    "transfer": "transfer funds",
}


class KeyInfo(NamedTuple):
    """The rights of a key in plain words. `addresses` is empty when it works from everywhere."""

    user: str
    rights: tuple[str, ...]
    may_write: bool
    may_trade: bool
    may_withdraw: bool
    addresses: tuple[str, ...]


class InfoRow(msgspec.Struct, frozen=True, rename="camel"):
    """The key as the venue describes it; `ips` is one text with commas."""

    user_id: Text = None
    ips: str | None = None
    perm_type: str | None = None
    permissions: list[str] | None = None


_INFO = msgspec.json.Decoder(InfoRow)


def key_info(envelope: Envelope) -> KeyInfo:
    """The key that asked. A kind of right that is not told is taken for one that may write."""
    row = decode(_INFO, envelope.data)
    rights = [printable(right) for right in row.permissions or ()]
    return KeyInfo(
        user=str(row.user_id or ""),
        rights=tuple(_WORDS.get(right, right.replace("_", " ")) for right in rights[:_MOST]),
        may_write=row.perm_type is None or "write" in row.perm_type,
        may_trade=any("trade" in right for right in rights),
        may_withdraw=any("withdraw" in right for right in rights),
        addresses=tuple(
            printable(part.strip()) for part in (row.ips or "").split(",")[:_MOST] if part.strip()
        ),
    )
