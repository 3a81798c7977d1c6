"""The private channels of a classic account, wallet by wallet.

Orders and fills go out one by one, then positions (always the whole set of a product type) and money as they
are after the batch.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from terminal_app.core.instrument import ProductType
from terminal_app.paper.engine.messages import (
    BalanceChanged,
    BookChanged,
    EngineEvent,
    Filled,
    FillRow,
    OrderChanged,
    OrderRow,
    PositionChanged,
    Printed,
)
from terminal_app.paper.engine.strategy_messages import StrategyChanged, StrategyKind, StrategyRow
from terminal_app.paper.server.classic.plans import placed
from terminal_app.paper.server.classic.purses import margin_coins, purse
from terminal_app.paper.server.encode import classic_plan as plan
from terminal_app.paper.server.encode import classic_push as push
from terminal_app.paper.server.encode.classic_position import margin_ratio
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.classic_topics import Channel, ClassicTopic
from terminal_app.paper.server.ws.hub import AnyTopic, Hub

Deliver = Callable[[str, bytes], None]

_MONEY = (Channel.ACCOUNT, Channel.EQUITY)


class PrivateChannels:
    """Publishes what happens to one classic account."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self._venue = venue
        self._hub = hub

    def hear(self, events: Sequence[EngineEvent]) -> None:
        """Take one batch of events."""
        own = [
            event
            for event in events
            if not isinstance(event, Printed | BookChanged) and self._venue.wallets.product(event.uid)
        ]
        for at, event in enumerate(own):
            self._tell(event, own[at + 1] if at + 1 < len(own) else None)
        for product in _touched(own, (OrderChanged, PositionChanged), self._venue):
            self._send(ClassicTopic(Channel.POSITIONS, product), partial(self._positions, product))
        for product in _touched(own, (BalanceChanged,), self._venue):
            for channel in _MONEY:
                self._send(ClassicTopic(channel, product), partial(self._money, channel, product))

    def _tell(self, event: EngineEvent, after: EngineEvent | None) -> None:
        """Tell one fact. An order's report and the fill that follows it and caused it are told as one."""
        if isinstance(event, OrderChanged):
            fill = after.row if isinstance(after, Filled) else None
            self._order(event.row, fill if fill and fill.order_id == event.row.order_id else None)
        elif isinstance(event, Filled):
            self._fill(event.row)
        elif isinstance(event, StrategyChanged):
            self._plan(event.row)
        elif isinstance(event, PositionChanged):
            self._ended(event)

    def first(self, topic: AnyTopic, deliver: Deliver) -> None:
        """Money and positions are told at the start; what happens is told when it happens."""
        if not isinstance(topic, ClassicTopic):
            return
        if topic.kind in _MONEY:
            deliver("snapshot", encode(self._money(topic.kind, topic.product)))
        elif topic.kind is Channel.POSITIONS:
            deliver("snapshot", encode(self._positions(topic.product)))

    def _order(self, row: OrderRow, fill: FillRow | None) -> None:
        one = row.request.instrument
        instrument = self._venue.engine.instruments[one]

        def told() -> list[Row]:
            if not one.product.is_futures:
                return [push.spot_order(row, instrument, fill)]
            return [push.mix_order(row, instrument, fill, self._venue.engine.usd(instrument.quote))]

        self._send_both(Channel.ORDERS, one.product, one.symbol, told)

    def _fill(self, row: FillRow) -> None:
        def told() -> list[Row]:
            if not row.instrument.product.is_futures:
                return [push.spot_fill(row)]
            uid = self._venue.wallets.of(row.instrument.product)
            order = self._venue.engine.order(uid, order_id=row.order_id)
            return [push.mix_fill(row, burst=order is not None and order.liquidation)]

        self._send_both(Channel.FILL, row.instrument.product, row.instrument.symbol, told)

    def _plan(self, row: StrategyRow) -> None:
        product = row.instrument.product
        if row.kind is StrategyKind.TPSL and not product.is_futures:
            return  # The channel tells of trigger orders; these are listed with the ordinary orders.

        def told() -> list[Row]:
            order = placed(self._venue, row)
            if not product.is_futures:
                return [plan.push_spot(row, order)]
            coin = self._venue.engine.instruments[row.instrument].quote
            return [plan.push_mix(row, coin, order)]

        self._send_both(Channel.ORDERS_ALGO, product, row.instrument.symbol, told)

    def _ended(self, event: PositionChanged) -> None:
        product = event.instrument.product
        topic = ClassicTopic(Channel.POSITIONS_HISTORY, product)
        if not self._hub.wanted(topic):
            return
        engine, uid = self._venue.engine, self._venue.wallets.of(product)
        if event.row.size:
            return
        past = engine.closed_positions(uid, product, event.instrument.symbol)
        instrument = engine.instruments[event.instrument]
        ended = [row for row in past if row.side is event.side][:1]
        self._send(topic, lambda: [push.closed_position(row, instrument) for row in ended])

    def _positions(self, product: ProductType) -> list[Row]:
        engine = self._venue.engine
        told = []
        for row in engine.positions(self._venue.wallets.of(product), product):
            instrument = engine.instruments[row.instrument]
            ratio = margin_ratio(row, purse(self._venue, product, instrument.quote))
            told.append(push.position(row, instrument, ratio))
        return told

    def _money(self, channel: Channel, product: ProductType) -> list[Row]:
        if not product.is_futures:
            rows = self._venue.engine.account(self._venue.wallets.of(product)).coins
            return [push.spot_coin(row, self._venue.market_ms()) for row in rows]
        purses = [purse(self._venue, product, coin) for coin in margin_coins(self._venue, product)]
        tell = push.equity if channel is Channel.EQUITY else push.mix_account
        return [tell(one) for one in purses]

    def _send_both(
        self, channel: Channel, product: ProductType, symbol: str, told: Callable[[], list[Row]]
    ) -> None:
        """Tell those who listen to one symbol and those who listen to all."""
        for wanted in (symbol, ""):
            self._send(ClassicTopic(channel, product, wanted), told)

    def _send(self, topic: ClassicTopic, told: Callable[[], Iterable[Row]]) -> None:
        if self._hub.wanted(topic):
            self._hub.publish(topic, "snapshot", encode(told()), self._venue.market_ms())


def _touched(events: Iterable[EngineEvent], kinds: tuple[type, ...], venue: Venue) -> dict[ProductType, None]:
    """The product types of which events of some kinds speak."""
    found: dict[ProductType, None] = {}
    for event in events:
        if isinstance(event, kinds) and not isinstance(event, Printed | BookChanged):
            product = venue.wallets.product(event.uid)
            if product is not None:
                found[product] = None
    return found
