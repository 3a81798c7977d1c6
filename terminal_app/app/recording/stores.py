"""Stores that tell the recorder what is done with them, and do it."""

from collections.abc import Callable, Sequence

from terminal_app.app.recording.deck import Deck
from terminal_app.core.account import Fill
from terminal_app.core.changes import Changes
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.orders import Move, Order, Source, VenueOrder
from terminal_app.core.ports import Clock, Journal
from terminal_app.core.records import Record
from terminal_app.market.hub import MarketHub
from terminal_app.trading.orders import OrderBlotter, Standing


class RecordedBlotter(OrderBlotter):
    """A blotter that tells of each step once it is done: its name, then its arguments."""

    def __init__(self, note: Callable[..., None]) -> None:
        super().__init__()
        self._note = note

    def submitted(self, command: PlaceOrder, source: Source, at_ms: int) -> Order:
        """Take a new order of ours."""
        order = super().submitted(command, source, at_ms)
        self._note("submitted", command, source, at_ms)
        return order

    def move(
        self, client_oid: str, move: Move, *, note: str | None = None, order_id: str | None = None
    ) -> Order | None:
        """Apply the answer to a call of ours."""
        order = super().move(client_oid, move, note=note, order_id=order_id)
        self._note("move", client_oid, move, note, order_id)
        return order

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of an order."""
        super().say(client_oid, note)
        self._note("say", client_oid, note)

    def claim(self, order_id: str, source: Source) -> None:
        """Say who caused an order."""
        super().claim(order_id, source)
        self._note("claim", order_id, source)

    def report(self, report: VenueOrder) -> Order | None:
        """Apply a report of the venue."""
        order = super().report(report)
        self._note("report", report)
        return order

    def restore(self, standing: Standing) -> None:
        """Know what another blotter knew."""
        super().restore(standing)
        self._note("restore", standing)

    def fill(self, fill: Fill) -> bool:
        """Take an execution."""
        is_new = super().fill(fill)
        self._note("fill", fill)
        return is_new


class RecordedHub(MarketHub):
    """A hub whose candles that were asked for are recorded; what the streams bring is in their frames."""

    def __init__(self, changes: Changes, clock: Clock, deck: Deck) -> None:
        super().__init__(changes, clock)
        self._deck = deck

    def add_history(
        self,
        instrument: InstrumentId,
        interval: Interval,
        candles: Sequence[Candle],
        *,
        closed: Sequence[Candle] = (),
    ) -> int:
        """Merge candles that did not come by the stream."""
        self._deck.history(instrument, interval, candles)
        return super().add_history(instrument, interval, candles, closed=closed)


class RecordedJournal:
    """A journal whose records are in the recording too."""

    def __init__(self, journal: Journal, deck: Deck) -> None:
        self._journal = journal
        self._deck = deck

    async def append(self, record: Record) -> None:
        """Commit one record durably.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        self._deck.journaled(record)
        await self._journal.append(record)
