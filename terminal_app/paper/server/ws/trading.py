"""Orders over the stream: the same work as over REST, in the stream's frames and words.

Codes are texts here. A category must be in lower case, as a recording shows. The quota of each kind of order
is shared with REST.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.server import ordering
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, classic_mode, refused
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.words import CATEGORY

if TYPE_CHECKING:
    from terminal_app.paper.server.ws.classic_trading import ClassicOrders

MOST_ORDERS = 20

_CATEGORIES = {word.lower() for word in CATEGORY.values()}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of request: what it does, the REST path whose quota it shares, and its shape."""

    work: Callable[[Venue, Params], Row]
    path: str
    per_second: int
    batch: bool = False
    places: bool = False


_KINDS: Mapping[str, _Kind] = {
    "place-order": _Kind(ordering.place, "/api/v3/trade/place-order", 10, places=True),
    "batch-place": _Kind(ordering.place, "/api/v3/trade/place-batch", 5, batch=True, places=True),
    "cancel-order": _Kind(ordering.cancel, "/api/v3/trade/cancel-order", 10),
    "batch-cancel": _Kind(ordering.cancel, "/api/v3/trade/cancel-batch", 5, batch=True),
    "modify-order": _Kind(ordering.modify, "/api/v3/trade/modify-order", 10),
    "batch-modify": _Kind(ordering.modify, "/api/v3/trade/batch-modify-order", 10, batch=True),
}


class StreamOrders:
    """Takes orders of the streams.

    Args:
        allowed: whether the key may trade over a stream. The venue gives that permission by hand; a client
        must be able to do without it.
    """

    def __init__(self, venue: Venue, limiter: RateLimiter, key: str, *, allowed: bool = True) -> None:
        self._venue = venue
        self._limiter = limiter
        self._key = key
        self._allowed = allowed

    @cached_property
    def classic(self) -> "ClassicOrders":
        """Takes the requests of the classic dialect."""
        from terminal_app.paper.server.ws.classic_trading import ClassicOrders

        return ClassicOrders(self._venue, self._limiter, self._key, allowed=self._allowed)

    def answer(self, topic: str, category: str, args: Sequence[Mapping[str, object]]) -> Row:
        """What the answer says beside `event`, `id` and the like: `args`, `code` and `msg`.

        Raises:
            ApiError: the whole request is refused.
        """
        if self._venue.wallets.kind is AccountKind.CLASSIC:
            raise classic_mode()
        if not self._allowed:
            raise ApiError("40014", "Incorrect permissions")
        kind = _KINDS.get(topic)
        if kind is None:
            raise ApiError("41101", f"Param topic={topic} error")
        if (category or kind.places) and category not in _CATEGORIES:
            raise ApiError("41101", f"Param category={category} error")
        if not args or len(args) > (MOST_ORDERS if kind.batch else 1):
            raise ApiError("40306" if kind.batch and args else "41100", "error args")
        self._limiter.take(kind.path, self._key, kind.per_second)
        orders = [{"category": category, **arg} for arg in args]
        if kind.batch:
            return {"args": [self._each(kind, arg) for arg in orders], "code": "0", "msg": "Success"}
        return {"args": [self._one(kind, orders[0])], "code": "0", "msg": "success"}

    def _one(self, kind: _Kind, arg: Mapping[str, object]) -> Row:
        try:
            row = kind.work(self._venue, Params(arg))
        except RefusalError as error:
            raise refused(error) from error
        if not kind.places:
            return row
        return {"symbol": arg.get("symbol"), **row, "cTime": str(self._venue.market_ms())}

    def _each(self, kind: _Kind, arg: Mapping[str, object]) -> Row:
        named: Row = {"symbol": arg.get("symbol")} if kind.places else {}
        try:
            return {"code": "0", "msg": "Success", **named, **kind.work(self._venue, Params(arg))}
        except RefusalError as error:
            failed = refused(error)
        except ApiError as error:
            failed = error
        params = Params(arg)
        ids = {name: params.text(name) for name in ("orderId", "clientOid")}
        return {"code": failed.code, "msg": failed.text, **named, **ids}
