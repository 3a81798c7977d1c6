"""One panic action that ends with evidence: shut entry, cancel every family, close, read until it is proven.

It drives the same road as everybody, so each step is in the journal and paced by the limits of the exchange.
Without proof there is no stamp, but a list of what is alive, with the reason of each.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import CancelAll, VenueCommand
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.core.ports import AccountData, Clock
from terminal_app.core.records import EventSeen
from terminal_app.trading.books import Books
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.flat_state import Alive, AliveKind, FlatReport, Reading, alive_in, reason_of

log = logging.getLogger(__name__)

PAUSES_S = (1, 1, 2, 2, 4, 4, 8, 8, 8, 8)
"""Seconds between two readings: the exchange needs a moment, and an order in doubt needs most of a minute."""

Submit = Callable[[VenueCommand, Source], Awaitable[Outcome]]


class Flattener:
    """Makes an account flat and proves it, one run at a time.

    Args:
        client: reads the account.
        books: our own doubts, and who is told.
        submit: the one road for commands.
        halt: shuts entry, below everything that waits, with a reason.
        clock: stamps the proof.
        spot_triggers: whether the account has trigger orders on spot.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        client: AccountData,
        books: Books,
        submit: Submit,
        halt: Callable[[str], None],
        clock: Clock,
        spot_triggers: Callable[[], bool],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.report: FlatReport | None = None
        self._client = client
        self._books = books
        self._submit = submit
        self._halt = halt
        self._clock = clock
        self._spot_triggers = spot_triggers
        self._sleep = sleep
        self._products: Sequence[ProductType] = ()
        self._reasons: dict[str, str] = {}
        self._stopped = False

    def stop(self) -> None:
        """End a run at its next step, because the program closes; it is then not proven."""
        self._stopped = True

    async def run(self, cause: str, products: Sequence[ProductType]) -> FlatReport:
        """Flatten everything on some products; entry stays shut afterwards.

        A second call while one runs changes nothing and returns the report as it stands.
        """
        if self.report is not None and self.report.running:
            return self.report
        self._products = products
        self._reasons = {}
        names = ", ".join(product.value for product in products)
        report = self._show(FlatReport(cause, self._clock.now_ms(), names))
        self._halt(f"everything is being closed ({cause}). Resume when you want to trade again.")
        self._note(f"Started on {names}: {cause}")
        try:
            for pause in PAUSES_S:
                report = self._show(await self._look(report))
                if report.is_proven or self._stopped:
                    break
                if report.alive:
                    await self._take_away(report)
                await self._sleep(pause)
            else:
                report = self._show(await self._look(report))
        finally:
            self._show(replace(report, running=False))
        return self._end(report)

    async def retry(self, key: str) -> FlatReport | None:
        """Try one row of the last report again, and read once more. A stamp needs a whole run."""
        report = self.report
        if report is None or report.running:
            return report
        for one in report.alive:
            if one.key == key and one.command is not None:
                await self._send(one, one.command)
        return self._show(replace(await self._look(replace(report, empty=0)), running=False))

    async def _look(self, report: FlatReport) -> FlatReport:
        try:
            reading = await self._read()
        except (LinkError, VenueError) as error:
            log.info("reading the account failed: %s (%s)", error.sentence, error.detail)
            return report.unread(error.sentence)
        return report.read(alive_in(reading, self._reasons))

    async def _read(self) -> Reading:
        client, blotter = self._client, self._books.blotter
        futures = [product for product in self._products if product.is_futures]
        # What can become a position is read before the positions: it is then seen as one or the other.
        triggers = self._products if self._spot_triggers() else futures
        waiting = [order for product in triggers for order in await client.strategy_orders(product)]
        orders = [order for product in self._products for order in await client.open_orders(product)]
        positions = [row for product in futures for row in await client.positions(product)]
        return Reading(
            tuple(orders),
            tuple(waiting),
            tuple(positions),
            tuple(order for order in blotter.open() if order.instrument.product in self._products),
            tuple(order for order in self._books.strategies.open() if order.instrument.product in triggers),
        )

    async def _take_away(self, report: FlatReport) -> None:
        """One round of commands: waiting orders first, then open ones, then positions."""
        by_kind = {kind: [one for one in report.alive if one.kind is kind] for kind in AliveKind}
        for one in by_kind[AliveKind.WAITING]:
            await self._do(one)
        if report.rounds == 1:
            for product in {one.instrument.product for one in by_kind[AliveKind.ORDER]}:
                outcome = await self._submit(CancelAll(product), Source.MANUAL)
                for one in by_kind[AliveKind.ORDER]:
                    if one.instrument.product is product:
                        self._reasons[one.key] = reason_of(outcome)
        else:
            # What a sweep has left is taken one by one: each then has a reason of its own.
            for one in by_kind[AliveKind.ORDER]:
                await self._do(one)
        for one in by_kind[AliveKind.POSITION]:
            await self._do(one)

    async def _do(self, one: Alive) -> None:
        if one.command is not None:
            await self._send(one, one.command)

    async def _send(self, one: Alive, command: VenueCommand) -> None:
        outcome = await self._submit(command, Source.MANUAL)
        self._reasons[one.key] = reason_of(outcome)
        if not isinstance(outcome, Accepted):
            log.info("taking away %s: %s", one.what, self._reasons[one.key])

    def _end(self, report: FlatReport) -> FlatReport:
        proven_ms = self._clock.now_ms() if report.is_proven else None
        ended = self._show(replace(report, running=False, proven_ms=proven_ms))
        self._note(ended.sentence)
        self._books.changes.post(TradingNotice(ended.sentence))
        return ended

    def _note(self, sentence: str) -> None:
        self._books.remember(EventSeen("flatten", sentence, self._clock.now_ms()))

    def _show(self, report: FlatReport) -> FlatReport:
        self.report = report
        self._books.changes.mark(Topic(Kind.TRADING))
        return report
