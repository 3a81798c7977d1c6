"""Orders and cancels that go together, over real sockets: some rows refused, whole requests lost on the way.

F10: each row has its own outcome; a request that fails as a whole leaves every row of it unknown, and then
the exchange is asked. Whatever happened, each order ends as the exchange has it and reached it at most once.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from terminal_app.app.session import Session
from terminal_app.core.commands import CancelOrder, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, Side
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Rejected, Unknown
from tests.helpers.faulty_session import faulty_session
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
PLACE, CANCEL = "/api/v3/trade/place-batch", "/api/v3/trade/cancel-batch"
# Answers that are lost, or are none; the exchange has done what was asked.
LOST = ("drop-reply", "html", "garbage", "half-body", "error-after", "maintenance-after")
SEED, ROUNDS, SHARE = 10, 8, 0.08
SETTLED_S = 40


@asynccontextmanager
async def session_on(folder: Path, paths_of: Sequence[str]) -> AsyncIterator[Session]:
    """A session on a paper exchange that loses some answers to these requests."""
    rules = [{"kind": kind, "path": path, "share": SHARE} for path in paths_of for kind in LOST]
    async with faulty_session(folder, rules, (PERP,), seed=SEED) as session:
        many = replace(session.limits, max_orders_per_10s=1000, max_open_orders=1000)
        assert session.set_limits(many, loosen=True) is None
        yield session


def orders(session: Session, random: Random) -> list[PlaceOrder]:
    """Two to twenty orders far below the price; the exchange refuses those that reduce what is not there."""
    ticker, rules = session.hub.tickers.get(PERP), session.hub.instruments.get(PERP)
    assert ticker is not None
    assert rules is not None
    return [
        PlaceOrder(
            new_client_oid(session.clock.now_ms()),
            PERP,
            Side.BUY,
            OrderType.LIMIT,
            BaseQty(Decimal("0.001")),
            rules.snap_price(ticker.last * (Decimal("0.97") - Decimal("0.001") * number), Side.BUY),
            reduce_only=random.random() < 0.3,
            margin_mode=MarginMode.CROSSED,
            origin="test",
        )
        for number in range(random.randint(2, 20))
    ]


async def settled(session: Session, client_oids: Sequence[str]) -> dict[str, OrderStatus]:
    """How these orders stand once nobody is in doubt about any of them."""
    doubt = {OrderStatus.INTENT, OrderStatus.UNKNOWN, OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN}

    def states() -> dict[str, OrderStatus]:
        found = {oid: session.blotter.get(oid) for oid in client_oids}
        return {oid: order.status for oid, order in found.items() if order is not None}

    await eventually(lambda: not doubt & set(states().values()), timeout=SETTLED_S)
    return states()


def kinds(outcomes: Sequence[Outcome]) -> Counter[type[Outcome]]:
    """How many of each kind."""
    return Counter(type(outcome) for outcome in outcomes)


async def test_random_verdicts_and_lost_answers_of_orders(data_dir: Path) -> None:
    random, seen = Random(SEED), Counter[type[Outcome]]()
    async with session_on(data_dir, (PLACE,)) as session:
        assert session._open is not None
        venue = session._open.client
        for _ in range(ROUNDS):
            group = orders(session, random)
            outcomes = await session.place_group(group)
            seen += kinds(outcomes)
            # All or nothing: a lost answer is one of the whole request.
            lost = kinds(outcomes)[Unknown]
            assert lost in {0, len(group)}
            for order, outcome in zip(group, outcomes, strict=True):
                assert isinstance(outcome, Unknown | (Rejected if order.reduce_only else Accepted)), outcome
            states = await settled(session, [order.client_oid for order in group if not order.reduce_only])
            there = await venue.open_orders(ProductType.USDT_FUTURES)
            wanted = Counter(order.client_oid for order in group if not order.reduce_only)
            # Each is there once: nothing was lost, and nothing was sent a second time.
            assert Counter(order.client_oid for order in there) == wanted
            assert set(states.values()) <= {OrderStatus.OPEN}
            await session.cancel_group([CancelOrder(oid, PERP) for oid in wanted])
            await settled(session, list(wanted))
    assert seen[Accepted]
    assert seen[Rejected]
    assert seen[Unknown]
    assert not seen[Refused]


async def test_random_verdicts_and_lost_answers_of_cancels(data_dir: Path) -> None:
    random, seen = Random(SEED), Counter[type[Outcome]]()
    async with session_on(data_dir, (CANCEL,)) as session:
        assert session._open is not None
        venue = session._open.client
        for _ in range(ROUNDS):
            group = [replace(order, reduce_only=False) for order in orders(session, random)]
            assert set(kinds(await session.place_group(group))) == {Accepted}
            names = [order.client_oid for order in group]
            ghosts = [new_client_oid(session.clock.now_ms()) for _ in range(random.randint(0, 3))]
            mixed = [*names, *ghosts]
            random.shuffle(mixed)
            outcomes = await session.cancel_group([CancelOrder(oid, PERP) for oid in mixed])
            seen += kinds(outcomes)
            for oid, outcome in zip(mixed, outcomes, strict=True):
                assert isinstance(outcome, Unknown | (Rejected if oid in ghosts else Accepted)), outcome
            assert set((await settled(session, names)).values()) == {OrderStatus.CANCELLED}
            assert await venue.open_orders(ProductType.USDT_FUTURES) == []
    assert seen[Accepted]
    assert seen[Rejected]
    assert seen[Unknown]
