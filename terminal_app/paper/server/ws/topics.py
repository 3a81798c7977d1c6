"""What can be subscribed: reading the argument of a subscription.

Topics are told apart by what they name, not by the socket they came over: clients that know one address only
must be able to log in and read public topics on the same connection.
"""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.words import CATEGORY, INTERVAL


class StreamError(Exception):
    """An error frame: the venue's numeric code and its words."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


class Kind(Enum):
    """The topics, in the venue's words."""

    TICKER = "ticker"
    KLINE = "kline"
    TRADES = "publicTrade"
    BOOKS = "books"
    BOOKS1 = "books1"
    BOOKS5 = "books5"
    BOOKS50 = "books50"
    ACCOUNT = "account"
    POSITION = "position"
    ORDER = "order"
    FILL = "fill"
    STRATEGY = "strategy-order"

    @property
    def private(self) -> bool:
        """Whether a login is needed."""
        return self in _PRIVATE


_PRIVATE = frozenset({Kind.ACCOUNT, Kind.POSITION, Kind.ORDER, Kind.FILL, Kind.STRATEGY})
_KINDS = {kind.value: kind for kind in Kind}
_PRODUCTS = {word.lower(): product for product, word in CATEGORY.items()}
_UNIFIED = "UTA"


class Topic(NamedTuple):
    """One stream. `instrument` is `None` for private topics; `interval` is a word, for candles only."""

    kind: Kind
    instrument: InstrumentId | None = None
    interval: str = ""


def read_topic(arg: Mapping[str, object], listed: Collection[InstrumentId]) -> Topic:
    """The topic that an argument names.

    A symbol that exists only on another product is a topic on which nothing is ever said, as at the venue.

    Raises:
        StreamError: 30016 the argument makes no sense, 30001 there is no such thing.
    """
    kind = _KINDS.get(_text(arg, "topic"))
    if kind is None:
        raise StreamError(30016, "Param error")
    inst_type = _text(arg, "instType")
    if kind.private:
        if inst_type != _UNIFIED:
            raise _unknown(arg)
        return Topic(kind)
    product = _PRODUCTS.get(inst_type)
    symbol = _text(arg, "symbol") or _text(arg, "instId")
    if product is None or not any(InstrumentId(one, symbol) in listed for one in ProductType):
        raise _unknown(arg)
    interval = ""
    if kind is Kind.KLINE:
        interval = _text(arg, "interval")
        if interval not in INTERVAL:
            raise StreamError(30016, "Param error")
    return Topic(kind, InstrumentId(product, symbol), interval)


def _text(arg: Mapping[str, object], name: str) -> str:
    value = arg.get(name)
    return value if isinstance(value, str) else ""


def _unknown(arg: Mapping[str, object]) -> StreamError:
    named = encode(dict(sorted(arg.items()))).decode()
    return StreamError(30001, f"{named} doesn't exist")
