"""The argument of a subscription as both dialects mean it, whatever they call its parts on the wire.

It knows the words of neither: a dialect's own `channels` turns ours into arguments, and arguments into JSON.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, NamedTuple

import msgspec

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed

Word = Annotated[str, msgspec.Meta(max_length=64)]
"""One part of an argument on the wire."""

EVERY = "default"
"""What the venue writes where it means every symbol or coin."""

_MAX_BYTES = 1024
_KEPT = 4096
_PRODUCTS = {product.value: product for product in ProductType}


class Arg(NamedTuple):
    """What a subscription, its confirmation and its pushes are about.

    `symbol` is empty where they are about all of them, `interval` but for candles.
    """

    inst_type: str = ""
    topic: str = ""
    symbol: str = ""
    interval: str = ""

    @property
    def product(self) -> ProductType | None:
        """The product, `None` when it is not one of ours."""
        return _PRODUCTS.get(self.inst_type.lower())

    @property
    def instrument(self) -> InstrumentId | None:
        """The instrument of a public stream; `None` when it has none, or not one of ours."""
        return _instrument(self.inst_type, self.symbol)

    @property
    def is_whole(self) -> bool:
        """Whether it names a public stream at all, be it one of ours or not."""
        return bool(self.inst_type and self.topic and self.symbol)

    @property
    def is_book(self) -> bool:
        """Whether this is an order book with updates, whose continuity must be watched."""
        return self.topic == "books"

    def name(self, feeds: Mapping[str, str]) -> str:
        """What a person calls a public stream: `BTCUSDT perp book`, `BTCUSDT candles 1m`.

        Args:
            feeds: what a person calls each topic.
        """
        return " ".join(
            filter(None, (str(self.instrument), feeds.get(self.topic, self.topic), self.interval))
        )


def arg_in(
    channel: Channel,
    types: Mapping[ProductType, str],
    topics: Mapping[Feed, str],
    intervals: Mapping[Interval, str],
) -> Arg:
    """The subscription argument of a channel, in the words of a dialect.

    Raises:
        ValueError: a candle channel without its interval.
    """
    if channel.feed is not Feed.CANDLES:
        interval = ""
    elif channel.interval is None:
        raise ValueError("a candle channel needs an interval")
    else:
        interval = intervals[channel.interval]
    instrument = channel.instrument
    return Arg(types[instrument.product], topics[channel.feed], instrument.symbol, interval)


@lru_cache(maxsize=_KEPT)
def _instrument(inst_type: str, symbol: str) -> InstrumentId | None:
    product = _PRODUCTS.get(inst_type.lower())
    return InstrumentId(product, symbol) if product is not None and symbol else None


def remembering(read: Callable[[bytes], Arg]) -> Callable[[msgspec.Raw], Arg]:
    """A reader of arguments that reads each of them once: pushes repeat the same few for ever.

    Args:
        read: reads the JSON of one argument; may raise `msgspec.MsgspecError`.
    """

    @lru_cache(maxsize=_KEPT)
    def known(text: bytes) -> Arg:
        if len(text) > _MAX_BYTES:
            raise BadPayloadError("an argument is too long")
        try:
            return read(text)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise BadPayloadError("an argument is not as documented") from None

    return lambda raw: known(bytes(raw))
