"""G37: a cold start with a thousand orders of the past and fifty that work, none of them forgotten."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import aclosing, closing
from decimal import Decimal
from pathlib import Path
from random import Random

from terminal_app.app.paths import paths_for
from terminal_app.bitget.client import BitgetClient
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, Side, Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Listeners
from terminal_app.core.records import Intent, OutcomeSeen, Record
from terminal_app.journal.writer import JournalWriter
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.paper.engine.messages import PlaceRequest
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server.serve import UID
from terminal_app.paper.server.store import FILE
from terminal_app.paper.server.wallets import START_COINS
from tests.faults.agreement import Truth, differences, p95
from tests.faults.goals import Result
from tests.faults.storm import INSTRUMENT, Place, Running
from tests.helpers.paper_process import paper_process

LIMIT_SECONDS = 5.0
PAST, WORKING, DOUBTFUL = 1_000, 50, 10
_APART_MS = 2_000
_LOT = Decimal("0.001")


def run(cases: int, seed: int) -> Result:
    """A case is one cold start of a new interpreter."""
    result, starts = started(cases, seed)
    slowest = p95(starts)
    result.notes["most p95 s from start to reconciled"] = round(slowest, 2)
    if slowest >= LIMIT_SECONDS:
        result.wrong.append(f"95 of 100 starts took up to {slowest:.1f} s ({seed})")
    return result


def quick(cases: int, seed: int) -> Result:
    """The same, however long it takes."""
    return started(cases, seed)[0]


def started(cases: int, seed: int) -> tuple[Result, Sequence[float]]:
    """Start so often, each time on the same journal; also how many seconds each start took."""
    with tempfile.TemporaryDirectory() as folder:
        data, template = Path(folder) / "exchange", Path(folder) / "template"
        data.mkdir()
        asyncio.run(_prepare(data, template, seed))
        with paper_process("--no-rate-limits", data_dir=data, seed=seed) as paper:
            starts, result = list[float](), Result(cases)
            for number in range(cases):
                home = Path(folder) / f"start-{number}"
                shutil.copytree(template, home)
                seconds, wrong = asyncio.run(_start(Place.of(home, paper), seed))
                starts.append(seconds)
                result.wrong += [f"{what} (start {number} of seed {seed})" for what in wrong]
    return result, starts


async def _start(place: Place, seed: int) -> tuple[float, list[str]]:
    exchange = BitgetClient(place.venue, place.credentials, Listeners(_deaf, _deaf, _deaf), SystemClock())
    begun = time.monotonic()
    async with aclosing(exchange):
        with closing(Running(place, seed, new_interpreter=True)) as session:
            told = await asyncio.to_thread(session.told)
            truth = await Truth.read(exchange, SystemClock().now_ms() - 86_400_000)
    wrong = differences(place.journal, told, truth, set(told.refused))
    opened = sum(status is OrderStatus.OPEN for status, _ in told.orders.values())
    if opened < WORKING - DOUBTFUL or len(truth.orders) < PAST + WORKING:
        wrong.append(f"{opened} of {len(truth.orders)} orders work")
    return told.at - begun, wrong


async def _prepare(data: Path, template: Path, seed: int) -> None:
    """An exchange and a journal as they are after a busy day that ended with a crash."""
    now_ms, random = SystemClock().now_ms(), Random(seed)
    engine = PaperExchange(listings(), tiers=tiers())
    market = SyntheticMarket(engine, seed=seed, start_ms=now_ms)
    market.advance(now_ms)
    engine.open_account(UID, START_COINS)
    records: list[Record] = []
    for number in range(PAST + WORKING):
        at_ms = now_ms - (PAST + WORKING - number) * _APART_MS
        command = _order(engine, at_ms, trades=number < PAST and random.random() < 0.3)
        row, _ = engine.place(UID, _request(command), at_ms)
        if number < PAST and row.status.value == "live":
            engine.cancel(UID, order_id=row.order_id, client_oid="", now_ms=at_ms + 1)
        records.append(Intent(command.client_oid, command, Source.MANUAL, at_ms))
        if number < PAST + WORKING - DOUBTFUL:
            records.append(OutcomeSeen(command.client_oid, Accepted(command.client_oid, row.order_id), at_ms))
    (data / FILE).write_text(json.dumps(engine.dump_accounts()), "utf-8")
    paths = paths_for("paper", template)
    paths.make()
    journal = JournalWriter(paths.journal)
    await journal.open()
    await asyncio.gather(*(journal.append(record) for record in records))
    await journal.aclose()


def _order(engine: PaperExchange, at_ms: int, *, trades: bool) -> PlaceOrder:
    rules = engine.instruments[INSTRUMENT]
    price = rules.snap_price(engine.mark(INSTRUMENT) * Decimal("1.01" if trades else "0.95"), Side.BUY)
    return PlaceOrder(
        new_client_oid(at_ms),
        INSTRUMENT,
        Side.BUY,
        OrderType.LIMIT,
        BaseQty(_LOT),
        price,
        margin_mode=MarginMode.CROSSED,
    )


def _request(command: PlaceOrder) -> PlaceRequest:
    return PlaceRequest(
        instrument=command.instrument,
        side=command.side,
        order_type=command.order_type,
        size=command.size,
        price=command.price,
        client_oid=command.client_oid,
        margin_mode=MarginMode.CROSSED,
    )


def _deaf(_event: object) -> None:
    """Nobody listens."""
