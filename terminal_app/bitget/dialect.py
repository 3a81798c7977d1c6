"""The two dialects of the venue: what belongs to an account of one kind, as one object each.

Source: the venue's documentation, "Unified account" (V3) and "Classic account" (V2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from terminal_app.bitget.classic.account_data import ClassicAccountReads
from terminal_app.bitget.classic.market_data import ClassicMarketReads
from terminal_app.bitget.classic.order_entry import ClassicOrderCommands
from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.unified.account_data import AccountReads
from terminal_app.bitget.unified.market_data import MarketReads
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.ports import Clock


class Calls(NamedTuple):
    """Everything that can be asked of the venue over REST, in one dialect."""

    market: MarketReads | ClassicMarketReads
    account: AccountReads | ClassicAccountReads
    orders: OrderCommands | ClassicOrderCommands


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an account of one kind is spoken to.

    `version` is its part of a stream's address; `account_every` is after how many seconds the account has to
    be read again, because its streams tell only what changed, and not what prices make of it. Zero is never.
    """

    kind: AccountKind
    version: str
    calls: Callable[[BitgetRest, Clock], Calls]
    stream: StreamDialect
    account_every: float = 0.0


def _unified(rest: BitgetRest, clock: Clock) -> Calls:
    return Calls(MarketReads(rest, clock), AccountReads(rest, clock), OrderCommands(rest))


def _classic(rest: BitgetRest, clock: Clock) -> Calls:
    return Calls(
        ClassicMarketReads(rest, clock), ClassicAccountReads(rest, clock), ClassicOrderCommands(rest)
    )


DIALECTS: dict[AccountKind, Dialect] = {
    AccountKind.UNIFIED: Dialect(AccountKind.UNIFIED, "v3", _unified, UNIFIED_STREAM),
    AccountKind.CLASSIC: Dialect(AccountKind.CLASSIC, "v2", _classic, CLASSIC_STREAM, account_every=10.0),
}
