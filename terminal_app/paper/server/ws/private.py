"""The private topics of a unified account.

Orders and fills go out one by one, then the positions and the account as they are after the batch; both are
told again every few seconds, as the venue does.
"""

from collections.abc import Callable, Sequence
from functools import partial

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import PositionSide
from terminal_app.paper.engine.messages import (
    BookChanged,
    EngineEvent,
    Filled,
    OrderChanged,
    OrderRow,
    PositionChanged,
    Printed,
)
from terminal_app.paper.engine.strategy_messages import StrategyChanged
from terminal_app.paper.server.encode import push, strategy
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.hub import AnyTopic, Hub
from terminal_app.paper.server.ws.topics import Kind, Topic

_AGAIN_EVERY = 100
_PUBLIC = (Printed, BookChanged)
_TOPICS = {kind: Topic(kind) for kind in Kind if kind.private}

Deliver = Callable[[str, bytes], None]


class PrivateTopics:
    """Publishes what happens to one unified account."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self._venue = venue
        self._hub = hub
        self._beats = 0

    def hear(self, events: Sequence[EngineEvent]) -> None:
        """Take one batch of events."""
        positions: dict[tuple[InstrumentId, PositionSide], PositionChanged] = {}
        balance = False
        for event in events:
            if isinstance(event, _PUBLIC) or event.uid != self._venue.uid:
                continue
            if isinstance(event, OrderChanged):
                self._send(Kind.ORDER, partial(self._order, event.row))
            elif isinstance(event, Filled):
                self._send(Kind.FILL, partial(push.fill, event.row))
            elif isinstance(event, StrategyChanged):
                self._send(Kind.STRATEGY, partial(strategy.push, event.row))
            elif isinstance(event, PositionChanged):
                positions[event.instrument, event.side] = event
            else:
                balance = True
        for changed in positions.values():
            self._send(Kind.POSITION, partial(self._position, changed))
        if balance:
            self._send(Kind.ACCOUNT, self._account)

    def beat(self) -> None:
        """Tell the account and its positions again when it is time."""
        self._beats += 1
        if self._beats % _AGAIN_EVERY == 0:
            self._send(Kind.ACCOUNT, self._account)
            topic = Topic(Kind.POSITION)
            if self._hub.wanted(topic):
                rows = self._positions()
                if rows:
                    self._hub.publish(topic, "snapshot", encode(rows), self._venue.market_ms())

    def first(self, topic: AnyTopic, deliver: Deliver) -> None:
        """Money and positions are told at the start; what happens is told when it happens."""
        if topic.kind is Kind.ACCOUNT:
            deliver("snapshot", encode([self._account()]))
        elif topic.kind is Kind.POSITION:
            deliver("snapshot", encode(self._positions()))

    def _order(self, row: OrderRow) -> Row:
        return push.order(row, self._venue.engine.instruments[row.request.instrument])

    def _account(self) -> Row:
        return push.account(self._venue.engine.account(self._venue.uid))

    def _position(self, changed: PositionChanged) -> Row:
        return push.position(changed.row, self._venue.engine.instruments[changed.instrument])

    def _positions(self) -> list[Row]:
        engine = self._venue.engine
        return [
            push.position(row, engine.instruments[row.instrument])
            for row in engine.positions(self._venue.uid)
        ]

    def _send(self, kind: Kind, told: Callable[[], Row]) -> None:
        topic = _TOPICS[kind]
        if self._hub.wanted(topic):
            self._hub.publish(topic, "snapshot", encode([told()]), self._venue.market_ms())
