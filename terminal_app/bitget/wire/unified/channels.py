"""Which stream is which on the wire: our channels as subscription arguments, and back.

The only file that knows topic names for subscriptions. It knows nothing of what a push contains.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

import msgspec

from terminal_app.bitget.wire.unified.common import INTERVAL, product_of
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed

Word = Annotated[str, msgspec.Meta(max_length=64)]


class Arg(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", gc=False):
    """The argument of a subscription, which the venue repeats in every confirmation and push.

    `inst_id` is another name some recorded pushes use for `symbol`.
    """

    inst_type: Word = ""
    topic: Word = ""
    symbol: Word = ""
    interval: Word = ""
    inst_id: Word = ""

    @property
    def instrument(self) -> InstrumentId | None:
        """The instrument of a public stream; `None` when it has none, or not one of ours."""
        return _instrument(self.inst_type, self.symbol or self.inst_id)

    @property
    def is_whole(self) -> bool:
        """Whether it names a public stream at all, be it one of ours or not."""
        return bool(self.inst_type and self.topic and (self.symbol or self.inst_id))

    def named(self) -> "Arg":
        """The same argument as we would ask for it; `default` is what some pushes say for "all symbols"."""
        if self.symbol == "default":
            return Arg(self.inst_type, self.topic, "", self.interval)
        return Arg(self.inst_type, self.topic, self.inst_id, self.interval) if self.inst_id else self


@lru_cache(maxsize=4096)
def _instrument(inst_type: str, symbol: str) -> InstrumentId | None:
    product = product_of(inst_type)
    return InstrumentId(product, symbol) if product is not None and symbol else None


_TOPIC: Mapping[Feed, str] = {
    Feed.BOOK: "books",
    Feed.TICKER: "ticker",
    Feed.TRADES: "publicTrade",
    Feed.CANDLES: "kline",
}
_INST_TYPE: Mapping[ProductType, str] = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "usdt-futures",
    ProductType.USDC_FUTURES: "usdc-futures",
    ProductType.COIN_FUTURES: "coin-futures",
}
PRIVATE: tuple[Arg, ...] = tuple(
    Arg("UTA", topic) for topic in ("account", "position", "order", "fill", "strategy-order")
)
"""What a private connection is always subscribed to."""

_PRIVATE_NAMES = {
    "account": "account",
    "position": "positions",
    "order": "orders",
    "fill": "fills",
    "strategy-order": "trigger orders and TP/SL",
}
_FEED_NAMES = {topic: feed.value for feed, topic in _TOPIC.items()}


def arg_of(channel: Channel) -> Arg:
    """The subscription argument of a channel.

    Raises:
        ValueError: a candle channel without its interval.
    """
    if channel.feed is not Feed.CANDLES:
        interval = ""
    elif channel.interval is None:
        raise ValueError("a candle channel needs an interval")
    else:
        interval = INTERVAL[channel.interval]
    instrument = channel.instrument
    return Arg(_INST_TYPE[instrument.product], _TOPIC[channel.feed], instrument.symbol, interval)


def book_arg(instrument: InstrumentId) -> Arg:
    """The subscription argument of an instrument's order book."""
    return arg_of(Channel(Feed.BOOK, instrument))


def is_book(arg: Arg) -> bool:
    """Whether this is an order book with updates, whose continuity must be watched."""
    return arg.topic == _TOPIC[Feed.BOOK]


def name_of(arg: Arg) -> str:
    """What a person calls the channel: `BTCUSDT perp book`, `BTCUSDT candles 1m`, `positions`."""
    instrument = arg.instrument
    if instrument is None:
        return _PRIVATE_NAMES.get(arg.topic, arg.topic)
    return " ".join(filter(None, (str(instrument), _FEED_NAMES.get(arg.topic, arg.topic), arg.interval)))
