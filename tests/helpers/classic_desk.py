"""The orders of a classic account on a paper exchange over the wire, and what that exchange says of them.

What the exchange says is read as it is written: no decoder of the client stands between it and a test.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.classic.order_entry import ClassicOrderCommands
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.sending import fixed
from terminal_app.bitget.wire.classic import acks
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.tasks import TaskOwner
from tests.helpers.paper_process import PaperProcess

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
ETHER = InstrumentId(ProductType.SPOT, "ETHUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")

_CLOCK = SystemClock()
_FUTURES = {"productType": "USDT-FUTURES"}


class ClassicDesk(ClassicOrderCommands):
    """The commands, and raw questions beside them."""

    def __init__(self, rest: BitgetRest) -> None:
        super().__init__(rest)
        self._line = rest

    async def told(self, endpoint: Endpoint, **params: str) -> Any:
        """What the exchange answers to a question."""
        return await self._line.read(endpoint, params, lambda envelope: json.loads(bytes(envelope.data)))

    async def leave(self, endpoint: Endpoint, **params: str) -> str:
        """Post a plan that the program does not make itself; its number."""
        client_oid = fresh()
        body = {**_FUTURES, "symbol": "BTCUSDT", "marginCoin": "USDT", "clientOid": client_oid, **params}
        outcome = await self._sender.one(endpoint, fixed(body), client_oid, acks.ack)
        assert isinstance(outcome, Accepted), outcome
        return client_oid

    async def last(self, instrument: InstrumentId) -> Decimal:
        """The last price."""
        spot = instrument.product is ProductType.SPOT
        endpoint = endpoints.SPOT_TICKERS if spot else endpoints.MIX_TICKERS
        rows = await self.told(endpoint, **({} if spot else _FUTURES))
        return next(Decimal(row["lastPr"]) for row in rows if row["symbol"] == instrument.symbol)

    async def resting(self, instrument: InstrumentId, share: str = "0.97") -> PlaceOrder:
        """A buy below the market, which waits there."""
        spot = instrument.product is ProductType.SPOT
        price = (await self.last(instrument) * Decimal(share)).quantize(Decimal("0.1"))
        return PlaceOrder(
            fresh(),
            instrument,
            Side.BUY,
            OrderType.LIMIT,
            BaseQty(Decimal("0.02")),
            price,
            margin_mode=None if spot else MarginMode.CROSSED,
        )

    async def spot_order(self, client_oid: str) -> dict[str, Any] | None:
        """A spot order by our number."""
        rows = await self.told(endpoints.SPOT_ORDER_INFO, clientOid=client_oid)
        return rows[0] if rows else None

    async def mix_order(self, client_oid: str) -> dict[str, Any]:
        """A futures order by our number."""
        row: dict[str, Any] = await self.told(
            endpoints.MIX_ORDER_DETAIL, **_FUTURES, symbol="BTCUSDT", clientOid=client_oid
        )
        return row

    async def working(self) -> set[str]:
        """Our numbers of all working orders."""
        spot = await self.told(endpoints.SPOT_OPEN_ORDERS)
        mix = (await self.told(endpoints.MIX_OPEN_ORDERS, **_FUTURES))["entrustedList"] or []
        return {row["clientOid"] for row in (*spot, *mix)}

    async def positions(self) -> dict[str, str]:
        """The size of each position by its side."""
        rows = await self.told(endpoints.POSITIONS, **_FUTURES, marginCoin="USDT")
        return {row["holdSide"]: row["total"] for row in rows}

    async def plans(self, kind: str) -> list[dict[str, Any]]:
        """The waiting plans of futures of a kind."""
        page = await self.told(endpoints.MIX_PLAN_ORDERS, **_FUTURES, planType=kind)
        return page["entrustedList"] or []


@contextlib.asynccontextmanager
async def classic_desk(exchange: PaperProcess) -> AsyncIterator[ClassicDesk]:
    """A desk for the length of a block."""
    tasks = TaskOwner("test")
    rest = BitgetRest(
        exchange.venue,
        exchange.credentials,
        _CLOCK,
        tasks,
        LinkWatch(lambda _event: None),
    )
    try:
        yield ClassicDesk(rest)
    finally:
        await tasks.aclose()
        await rest.aclose()


def fresh() -> str:
    """A new number for an order."""
    return new_client_oid(_CLOCK.now_ms())


def again(order: PlaceOrder) -> PlaceOrder:
    """The same order with another number."""
    return replace(order, client_oid=fresh())
