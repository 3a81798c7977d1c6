"""The venue's word on one order of a request, as both kinds of account are answered."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terminal_app.bitget.wire.envelope import OK, printable

NO_CODE = ""
"""The code of an order that the venue names among the failures without saying one: nothing is definite."""


class Ack(NamedTuple):
    """The venue's word on one order of a request. `code` is "00000" when it was taken."""

    order_id: str | None
    client_oid: str
    code: str
    message: str

    @property
    def ok(self) -> bool:
        """Whether the order was taken."""
        return self.code == OK


def ack_of(order_id: str | int | None, client_oid: str | int | None, code: str, message: str | None) -> Ack:
    """The word of a row, whose ids may be absent, empty or whole numbers."""
    known = str(order_id) if order_id not in (None, "", 0) else None
    return Ack(known, str(client_oid or ""), code, printable(message or ""))


def pair_up(acknowledged: Sequence[Ack], client_oids: Sequence[str]) -> list[Ack | None]:
    """The answer of each order of a batch: by our number where the row has it, by place where no row has one.

    A row that names no order of ours is nobody's answer; an order without a row has none.
    """
    by_oid: Mapping[str, Ack] = {row.client_oid: row for row in acknowledged if row.client_oid}
    if not by_oid and len(acknowledged) == len(client_oids):
        return list(acknowledged)
    return [by_oid.get(client_oid) for client_oid in client_oids]
