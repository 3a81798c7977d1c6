"""What the venue tells about the API key of a classic account: its rights and the addresses it is bound to.

A right is a code of four letters: `stor` and `stow` are to read spot orders and to write them.
"""

from collections.abc import Mapping

import msgspec

from terminal_app.bitget.wire.envelope import Envelope, decode, printable
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.bitget.wire.unified.key_info import KeyInfo

_MOST = 40
_WORDS: Mapping[str, str] = {
    "stow": "trade spot",
    "coow": "trade futures",
    "cpow": "manage positions",
    "smow": "trade margin",
    "wtow": "transfer funds",
    "wwow": "withdraw funds",
    "stor": "read spot",
    "coor": "read futures",
    "cpor": "read positions",
    "smor": "read margin",
    "wtor": "read transfers",
    "wwor": "read withdrawals",
}
_TRADES = frozenset({"stow", "coow"})
_WITHDRAWS = "wwow"


class InfoRow(msgspec.Struct, frozen=True, rename="camel"):
    """The key as the venue describes it; `ips` is one text with commas."""

    user_id: Text = None
    ips: str | None = None
    authorities: list[str] | None = None


_INFO = msgspec.json.Decoder(InfoRow)


def user_id(envelope: Envelope) -> str:
    """Whose account it is."""
    return str(decode(_INFO, envelope.data).user_id or "")


def key_info(envelope: Envelope) -> KeyInfo:
    """The key that asked. A code that this program does not know is shown as it is."""
    row = decode(_INFO, envelope.data)
    codes = [printable(code).lower() for code in (row.authorities or ())[:_MOST]]
    return KeyInfo(
        user=str(row.user_id or ""),
        rights=tuple(_WORDS.get(code, code) for code in codes),
        may_write=row.authorities is None or any(code.endswith("w") for code in codes),
        may_trade=not _TRADES.isdisjoint(codes),
        may_withdraw=_WITHDRAWS in codes,
        addresses=tuple(
            printable(part.strip()) for part in (row.ips or "").split(",")[:_MOST] if part.strip()
        ),
    )
