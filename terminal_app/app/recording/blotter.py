"""Stores that tell the recorder what is done with them, and do it."""

from terminal_app.app.recording.recorder import Recorder
from terminal_app.core.account import Fill
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.orders import Move, Order, Source, VenueOrder
from terminal_app.core.ports import Journal
from terminal_app.core.records import Record
from terminal_app.trading.orders import OrderBlotter


class RecordedBlotter(OrderBlotter):
    """A blotter whose steps are recorded, each with its arguments."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def submitted(self, command: PlaceOrder, source: Source, at_ms: int) -> Order:
        """Take a new order of ours."""
        self._recorder.order_step("submitted", command, source, at_ms)
        return super().submitted(command, source, at_ms)

    def move(
        self, client_oid: str, move: Move, *, note: str | None = None, order_id: str | None = None
    ) -> Order | None:
        """Apply the answer to a call of ours."""
        self._recorder.order_step("move", client_oid, move, note, order_id)
        return super().move(client_oid, move, note=note, order_id=order_id)

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of an order."""
        self._recorder.order_step("say", client_oid, note)
        super().say(client_oid, note)

    def claim(self, order_id: str, source: Source) -> None:
        """Say who caused an order."""
        self._recorder.order_step("claim", order_id, source)
        super().claim(order_id, source)

    def report(self, report: VenueOrder) -> Order | None:
        """Apply a report of the venue."""
        self._recorder.order_step("report", report)
        return super().report(report)

    def fill(self, fill: Fill) -> bool:
        """Take an execution."""
        self._recorder.order_step("fill", fill)
        return super().fill(fill)


class RecordedJournal:
    """A journal whose records are in the recording too."""

    def __init__(self, journal: Journal, recorder: Recorder) -> None:
        self._journal = journal
        self._recorder = recorder

    async def append(self, record: Record) -> None:
        """Commit one record durably.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        self._recorder.journaled(record)
        await self._journal.append(record)
