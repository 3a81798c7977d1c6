"""The paper exchange in this process, without its sockets: one engine, and the API of each kind of account.

Requests are answered by its application and frames made by its streams, so what a client reads here are the
bytes of either dialect. The books are empty: whoever plays the market decides what is traded. An account that
is moved keeps what it has on spot, because both kinds keep that under one name.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache

from terminal_app.bitget.dialect import DIALECTS
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.wire.envelope import Envelope, open_envelope
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import EngineEvent, FillRow, OrderRow, PlaceRequest
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server import wallets
from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.gate import Access, Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.classic_topics import read_classic
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import AnyTopic, Hub
from terminal_app.paper.server.ws.topics import read_topic
from terminal_app.paper.server.ws.trading import StreamOrders
from tests.helpers.paper_engine import PERP, PERP_ID, SPOT, SPOT_ID, TIERS

KEY = PaperKey("pk_1", "s3cret", "pass")
UID = "1000000001"
INSTRUMENTS = (SPOT_ID, PERP_ID)
MARK = Decimal(64_200)
LOT = Decimal("0.001")
_MONEY = {"USDT": Decimal(10**9), "BTC": Decimal(10_000)}


class Half:
    """The half of the API that answers an account of one kind.

    Attributes:
        venue: the running exchange, as that half sees it.
        app: answers requests.
        feeds, hub: make frames.
        orders: takes orders over a stream.
    """

    def __init__(
        self, engine: PaperExchange, clock: ManualClock, kind: AccountKind, gate: type[Gate]
    ) -> None:
        self.kind = kind
        told = wallets.AccountKind(kind.value)
        self.venue = Venue(engine, _market(), clock, uid=UID, speed=Decimal(1), kind=told)
        limiter = RateLimiter(clock, enforced=False)
        self.app = RestApp(self.venue, AccountStore(self.venue, None), gate(KEY, clock, limiter, told))
        self.hub = Hub()
        self.feeds = Feeds(self.venue, self.hub)
        self.venue.listen(self.feeds.hear)
        self.orders = StreamOrders(self.venue, limiter, KEY.key)

    def hear(self, listener: Callable[[str], None]) -> None:
        """Have all private frames of the account."""
        dialect = DIALECTS[self.kind].stream
        for arg in dialect.private:
            named = dialect.wire_arg(arg)
            read: Callable[..., AnyTopic] = read_classic if self.kind is AccountKind.CLASSIC else read_topic
            self.hub.subscribe(_Ear(listener), read(named, self.feeds.listed), json.dumps(named))

    def ask(self, endpoint: Endpoint, **params: str) -> Envelope:
        """What is answered to a question, as the client's decoders take it."""
        query = "&".join(f"{name}={value}" for name, value in params.items())
        status, body = self.app.answer(Request("GET", endpoint.path, query, {}, b"", "127.0.0.1"))
        assert status == 200, body
        return open_envelope("application/json", body)


class OpenGate(Gate):
    """A doorman who lets everybody in, for questions that nobody signs."""

    def admit(self, request: Request, access: Access | None) -> None:
        """Let it pass."""


class PaperHouse:
    """One engine, with an account that is of one kind at a time.

    Args:
        clock: the time of everything.
        kind: what the account is at first.
        gate: who decides which requests are answered.
    """

    def __init__(self, clock: ManualClock, kind: AccountKind, gate: type[Gate] = Gate) -> None:
        self.clock = clock
        self.kind = kind
        self.engine = PaperExchange([SPOT, PERP], tiers=TIERS)
        self.engine.set_mark(PERP_ID, MARK, MARK, clock.now_ms())
        self.halves = {one: Half(self.engine, clock, one, gate) for one in AccountKind}
        for uid in dict.fromkeys(self.uid(product) for product in ProductType):
            self.engine.open_account(uid, _MONEY, clock.now_ms(), classic=kind is AccountKind.CLASSIC)

    @property
    def half(self) -> Half:
        """What answers the account now."""
        return self.halves[self.kind]

    def move(self) -> None:
        """The account becomes one of the other kind."""
        self.kind = next(kind for kind in AccountKind if kind is not self.kind)
        for product in ProductType:
            if self.uid(product) not in self.engine.accounts():
                self.engine.open_account(self.uid(product), _MONEY, self.clock.now_ms())

    def uid(self, product: ProductType) -> str:
        """The engine's account that trades a product now."""
        return self.half.venue.wallets.of(product)

    def uids(self) -> Iterable[str]:
        """The engine's accounts of the owner."""
        return dict.fromkeys(self.uid(one.product) for one in INSTRUMENTS)

    def apply(self, events: Sequence[EngineEvent]) -> None:
        """Tell what happened."""
        self.half.venue.apply(events)

    def trade(self, row: OrderRow, size: Decimal) -> None:
        """Somebody trades against an order that rests in the book."""
        order = row.request
        request = PlaceRequest(
            order.instrument, order.side.opposite, OrderType.LIMIT, BaseQty(size), row.price
        )
        self._in_the_market(request)

    def rest(self, request: PlaceRequest) -> str | None:
        """Somebody else leaves an order in the book; its number."""
        order_id, events = self.engine.market_place(request, self.clock.now_ms())
        self.apply(events)
        return order_id

    def _in_the_market(self, request: PlaceRequest) -> None:
        if (order_id := self.rest(request)) is not None:
            self.engine.market_cancel(order_id, self.clock.now_ms())

    def orders(self) -> list[OrderRow]:
        """Every order there ever was."""
        return [
            row
            for one in INSTRUMENTS
            for row in (
                *self.engine.open_orders(self.uid(one.product), one.product),
                *self.engine.order_history(self.uid(one.product), one.product),
            )
        ]

    def fills(self) -> list[FillRow]:
        """Every execution there ever was."""
        return [row for uid in self.uids() for row in self.engine.fills(uid)]

    def order(self, client_oid: str) -> OrderRow | None:
        """An order by our number."""
        found = (self.engine.order(uid, client_oid=client_oid) for uid in self.uids())
        return next((row for row in found if row is not None), None)


class _Ear:
    """One who listens to frames."""

    def __init__(self, push: Callable[[str], None]) -> None:
        self._push = push

    def push(self, frame: str) -> None:
        """The seam of the hub."""
        self._push(frame)


@cache
def _market() -> SyntheticMarket:
    """Somewhere that prices come from where a row tells of them; it is made on an exchange of its own."""
    return SyntheticMarket(PaperExchange([SPOT, PERP], tiers=TIERS), seed=1, start_ms=ManualClock().now_ms())


def price_of(side: Side) -> Decimal:
    """A price at which an order of this side rests."""
    return Decimal(64_000) if side is Side.BUY else Decimal(64_400)
