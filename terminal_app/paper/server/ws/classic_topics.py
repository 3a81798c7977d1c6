"""What can be subscribed in the classic dialect: `instType`, `channel`, and an instrument or `default`."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.paper.server.words import CATEGORY, INTERVAL
from terminal_app.paper.server.ws.topics import StreamError

_CANDLE = "candle"
_DEFAULT = "default"
_PRODUCTS = {word: product for product, word in CATEGORY.items()}


class Channel(Enum):
    """The channels, in the venue's words. Candles have their interval in the name."""

    TICKER = "ticker"
    CANDLE = _CANDLE
    TRADE = "trade"
    BOOKS = "books"
    BOOKS1 = "books1"
    BOOKS5 = "books5"
    BOOKS15 = "books15"
    ACCOUNT = "account"
    EQUITY = "equity"
    POSITIONS = "positions"
    POSITIONS_HISTORY = "positions-history"
    ORDERS = "orders"
    ORDERS_ALGO = "orders-algo"
    FILL = "fill"
    ADL = "adl-noti"

    @property
    def private(self) -> bool:
        """Whether a login is needed."""
        return self in _PRIVATE


_PRIVATE = frozenset(
    {
        Channel.ACCOUNT,
        Channel.EQUITY,
        Channel.POSITIONS,
        Channel.POSITIONS_HISTORY,
        Channel.ORDERS,
        Channel.ORDERS_ALGO,
        Channel.FILL,
        Channel.ADL,
    }
)
_FUTURES_ONLY = frozenset({Channel.EQUITY, Channel.POSITIONS, Channel.POSITIONS_HISTORY, Channel.ADL})
_BY_SYMBOL = frozenset({Channel.ORDERS, Channel.FILL, Channel.ORDERS_ALGO})
_CHANNELS: Mapping[str, Channel] = {
    channel.value: channel for channel in Channel if channel is not Channel.CANDLE
}


class ClassicTopic(NamedTuple):
    """One stream. `symbol` is empty for all of a product; `interval` is a word, for candles only."""

    kind: Channel
    product: ProductType
    symbol: str = ""
    interval: str = ""

    @property
    def instrument(self) -> InstrumentId:
        """What a public topic is about."""
        return InstrumentId(self.product, self.symbol)


def read_classic(arg: Mapping[str, object], listed: Collection[InstrumentId]) -> ClassicTopic:
    """The topic that an argument names.

    A symbol that exists only on another product is a topic on which nothing is ever said, as at the venue.

    Raises:
        StreamError: 30016 the argument makes no sense, 30001 there is no such thing.
    """
    word, symbol = _text(arg, "channel"), _text(arg, "instId")
    channel, interval = _CHANNELS.get(word), ""
    if word.startswith(_CANDLE) and word[len(_CANDLE) :] in INTERVAL:
        channel, interval = Channel.CANDLE, word[len(_CANDLE) :]
    if channel is None:
        raise StreamError(30016, "Param error")
    product = _PRODUCTS.get(_text(arg, "instType"))
    if product is None or (channel in _FUTURES_ONLY and not product.is_futures):
        raise _unknown(arg)
    if channel.private:
        wanted = symbol if channel in _BY_SYMBOL and symbol != _DEFAULT else ""
        if wanted and not _exists(wanted, listed):
            raise _unknown(arg)
        return ClassicTopic(channel, product, wanted)
    if not _exists(symbol, listed):
        raise _unknown(arg)
    return ClassicTopic(channel, product, symbol, interval)


def _exists(symbol: str, listed: Collection[InstrumentId]) -> bool:
    return any(InstrumentId(product, symbol) in listed for product in ProductType)


def _text(arg: Mapping[str, object], name: str) -> str:
    value = arg.get(name)
    return value if isinstance(value, str) else ""


def _unknown(arg: Mapping[str, object]) -> StreamError:
    named = ",".join(f"{name}:{_text(arg, name)}" for name in ("instType", "channel", "instId"))
    return StreamError(30001, f"{named},precision:null doesn't exist")
