"""What a classic account answers to orders: one word, or lists of those that went well and those that failed.

An order that fails in a list may come without a code: then nothing about it is definite.
"""

from collections.abc import Sequence

import msgspec

from terminal_app.bitget.wire.ack import NO_CODE, Ack, ack_of
from terminal_app.bitget.wire.classic.common import mix_margin_mode_of
from terminal_app.bitget.wire.envelope import OK, BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.core.orders import MarginMode

Name = tuple[str, str | None]
"""Our number of an order and the venue's, where it is known."""


class _Row(msgspec.Struct, frozen=True, rename="camel"):
    order_id: Text = None
    client_oid: Text = None


class _Failed(msgspec.Struct, frozen=True, rename="camel"):
    order_id: Text = None
    client_oid: Text = None
    error_code: Text = None
    error_msg: str | None = None


class _Lists(msgspec.Struct, frozen=True, rename="camel"):
    success_list: list[_Row] | None = None
    failure_list: list[_Failed] | None = None


class _Replaced(msgspec.Struct, frozen=True, rename="camel"):
    success: str
    order_id: Text = None
    client_oid: Text = None
    msg: str | None = None


class _Exit(msgspec.Struct, frozen=True, rename="camel"):
    order_id: Text = None
    stop_surplus_client_oid: Text = None
    stop_loss_client_oid: Text = None


class _PlanCancelled(msgspec.Struct, frozen=True):
    result: str


class _Transferred(msgspec.Struct, frozen=True, rename="camel"):
    transfer_id: Text = None
    client_oid: Text = None


class _Open(msgspec.Struct, frozen=True, rename="camel"):
    symbol: str
    order_id: str


class _Contract(msgspec.Struct, frozen=True, rename="camel"):
    margin_mode: str


_ROW = msgspec.json.Decoder(_Row | None)
_LISTS = msgspec.json.Decoder(_Lists)
_REPLACED = msgspec.json.Decoder(_Replaced)
_EXITS = msgspec.json.Decoder(list[_Exit] | None)
_PLAN_CANCELLED = msgspec.json.Decoder(_PlanCancelled)
_TRANSFERRED = msgspec.json.Decoder(_Transferred)
_OPENS = msgspec.json.Decoder(list[_Open] | None)
_CONTRACT = msgspec.json.Decoder(_Contract)


def ack(envelope: Envelope) -> Ack:
    """The answer to a call about one order. The id is missing where older orders gave way to it."""
    row = decode(_ROW, envelope.data) or _Row()
    return ack_of(row.order_id, row.client_oid, OK, None)


def replaced(envelope: Envelope) -> Ack:
    """The answer to a spot order that takes the place of another: a success can say that it failed.

    Raises:
        BadPayloadError: it says neither.
    """
    row = decode(_REPLACED, envelope.data)
    match row.success.lower():
        case "success":
            return ack_of(row.order_id, row.client_oid, OK, None)
        case "failure":
            return ack_of(None, row.client_oid, NO_CODE, row.msg)
        case _:
            raise BadPayloadError("neither a success nor a failure")


def listed(envelope: Envelope) -> tuple[list[Ack], list[Ack]]:
    """The answer about many orders: those that went well, and those that failed."""
    lists = decode(_LISTS, envelope.data)
    done = [ack_of(row.order_id, row.client_oid, OK, None) for row in lists.success_list or ()]
    failed = [
        ack_of(row.order_id, row.client_oid, _code(row.error_code), row.error_msg)
        for row in lists.failure_list or ()
    ]
    return done, failed


def paired(envelope: Envelope, names: Sequence[Name]) -> list[Ack | None]:
    """The word on each order of a batch, found by either number, for the lists keep no order.

    An order in neither list has none, and so has one that is in both: they contradict each other.
    """
    done, failed = listed(envelope)
    return [_word(done, failed, name) for name in names]


def exits(envelope: Envelope, client_oid: str) -> Ack:
    """The answer to a pair of exits: the word on the stop-loss, which has this number.

    Its id is known only where a row names nothing else.
    """
    rows = decode(_EXITS, envelope.data) or ()
    own = [
        row.order_id
        for row in rows
        if row.stop_loss_client_oid == client_oid and not row.stop_surplus_client_oid
    ]
    return ack_of(own[0] if len(own) == 1 else None, client_oid, OK, None)


def plan_cancelled(envelope: Envelope) -> Ack:
    """The answer to the cancel of a waiting spot order, which does not say which one."""
    done = decode(_PLAN_CANCELLED, envelope.data).result.lower() == "success"
    return ack_of(None, None, OK if done else NO_CODE, None)


def transferred(envelope: Envelope) -> Ack:
    """The answer to a transfer: its id, as that of an order."""
    row = decode(_TRANSFERRED, envelope.data)
    return ack_of(row.transfer_id, row.client_oid, OK, None)


def open_symbols(envelope: Envelope) -> list[tuple[str, str]]:
    """The symbol and the id of each working spot order of a page, newest first."""
    return [(row.symbol, row.order_id) for row in decode(_OPENS, envelope.data) or ()]


def margin_mode(envelope: Envelope) -> MarginMode:
    """Which margin mode a contract is set to."""
    return mix_margin_mode_of(decode(_CONTRACT, envelope.data).margin_mode)


def _word(done: Sequence[Ack], failed: Sequence[Ack], name: Name) -> Ack | None:
    words = [row for row in (*done, *failed) if _is(row, name)]
    return words[0] if len(words) == 1 else None


def _is(row: Ack, name: Name) -> bool:
    client_oid, order_id = name
    if row.order_id and order_id:
        return row.order_id == order_id
    return bool(client_oid) and row.client_oid == client_oid


def _code(code: Text) -> str:
    """The code of a failure; one that says success says nothing."""
    return NO_CODE if code in (None, "", "0", 0, OK) else str(code)
