"""Orders over the stream in the classic dialect: one in a request, the same work as over REST.

The answer repeats the argument with the ids in its `params`; a refusal repeats it as it came. Codes are
numbers here. The quota of each kind of order is shared with REST (the venue's documentation, place order
channel), and so are the refusals.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from terminal_app.core.instrument import ProductType
from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.server.classic import mix_orders, spot_orders
from terminal_app.paper.server.classic.errors import refuse
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.envelope import decode, encode
from terminal_app.paper.server.errors import ApiError, unified_mode
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.words import CATEGORY, PRODUCT

_ID = re.compile(r"[0-9A-Za-z_:#\-+\s]{1,40}")
_PER_SECOND = 10
_REPEATED = ("id", "instType", "channel", "instId")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a channel does with spot orders and with futures orders."""

    spot: Callable[[Venue, Params], Row]
    mix: Callable[[Venue, Params], Row]


_KINDS: Mapping[str, _Kind] = {
    "place-order": _Kind(spot_orders.place, mix_orders.place),
    "cancel-order": _Kind(spot_orders.cancel, mix_orders.cancel),
}


class ClassicOrders:
    """Takes orders of the streams for a classic account.

    Args:
        allowed: whether the key may trade over a stream.
    """

    def __init__(self, venue: Venue, limiter: RateLimiter, key: str, *, allowed: bool) -> None:
        self._venue = venue
        self._limiter = limiter
        self._key = key
        self._allowed = allowed

    def reply(self, args: Sequence[msgspec.Raw], *, logged_in: bool) -> str:
        """The frame that answers a request."""
        try:
            if not logged_in:
                raise ApiError("30004", "User not logged in")
            frame: Row = {"event": "trade", "arg": [self._answer(args)], "code": 0, "msg": "Success"}
        except ApiError as error:
            frame = {"event": "error", "arg": args, "code": int(error.code), "msg": error.text}
        return encode(frame | {"ts": self._venue.market_ms()}).decode()

    def _answer(self, args: Sequence[msgspec.Raw]) -> Row:
        """The one argument with the ids of its order.

        Raises:
            ApiError: it is refused.
        """
        if self._venue.wallets.kind is not AccountKind.CLASSIC:
            raise unified_mode()
        if not self._allowed:
            raise ApiError("40014", "Incorrect permissions")
        if len(args) != 1:
            raise ApiError("30016", "Param error")
        arg = _object(args[0])
        named, order = Params(arg), arg.get("params")
        channel, product = named.text("channel"), PRODUCT.get(named.text("instType"))
        if _ID.fullmatch(named.text("id")) is None:
            raise _wrong(named, "id")
        if channel not in _KINDS:
            raise _wrong(named, "channel")
        if product is None:
            raise _wrong(named, "instType")
        if not isinstance(order, dict):
            raise ApiError("41101", "Param params error")
        ids = self._done(channel, product, {**order, "symbol": arg.get("instId")})
        return {name: arg[name] for name in _REPEATED if name in arg} | {"params": ids}

    def _done(self, channel: str, product: ProductType, order: Mapping[str, object]) -> Row:
        kind = _KINDS[channel]
        path = f"/api/v2/{'mix/order' if product.is_futures else 'spot/trade'}/{channel}"
        self._limiter.take(path, self._key, _PER_SECOND)
        try:
            if not product.is_futures:
                return kind.spot(self._venue, Params(order))
            return kind.mix(self._venue, Params({**order, "productType": CATEGORY[product]}))
        except RefusalError as error:
            raise refuse(error, path) from error


def _wrong(named: Params, name: str) -> ApiError:
    return ApiError("41101", f"Param {name}={named.text(name)} error")


def _object(raw: msgspec.Raw) -> dict[str, object]:
    content = decode(bytes(raw))
    if not isinstance(content, dict):
        raise ApiError("30002", "Illegal request")
    return content
