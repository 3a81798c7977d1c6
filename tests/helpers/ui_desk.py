"""A desk for tests of panels: stores, a road for commands that only writes them down, and a notice board."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.changes import Batch, Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder, Command, PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import NoticeBoard
from tests.helpers.ui_samples import NOW_MS, RULES


class Desk:
    """Everything a table panel needs.

    `sent` are the commands that took the road, `groups` those that took it together.
    """

    def __init__(self) -> None:
        self.clock = ManualClock(NOW_MS)
        self.changes = Changes()
        self.hub = MarketHub(self.changes, self.clock)
        for product in (ProductType.SPOT, ProductType.USDT_FUTURES):
            self.hub.instruments.replace(product, [r for r in RULES.values() if r.id.product is product])
        self.sent: list[Command] = []
        self.groups: list[tuple[Command, ...]] = []
        self.answer: Outcome = Accepted()
        self.tasks = TaskOwner("desk")
        self.board = NoticeBoard(self.clock)
        self.ui_tasks = UiTasks(self.tasks, self.board)
        self.sender = Sender(self.submit, self.ui_tasks, self.board, self.cancel_group)

    async def submit(self, command: Command) -> Outcome:
        """The road: write the command down."""
        self.sent.append(command)
        return self.answer

    async def cancel_group(self, orders: Sequence[CancelOrder]) -> Sequence[Outcome]:
        """The road for several cancels: write them down as one."""
        self.groups.append(tuple(orders))
        return [await self.submit(order) for order in orders]

    async def place_group(self, orders: Sequence[PlaceOrder]) -> Sequence[Outcome]:
        """The road for several new orders: write them down as one."""
        self.groups.append(tuple(orders))
        return [await self.submit(order) for order in orders]

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Best bid and best ask of an instrument."""
        ticker = self.hub.tickers.get(instrument)
        return (None, None) if ticker is None else (ticker.bid, ticker.ask)

    def mark_price(self, instrument: InstrumentId) -> Decimal | None:
        """The mark price of an instrument."""
        ticker = self.hub.tickers.get(instrument)
        return None if ticker is None else ticker.mark


def batch(*topics: Kind | Topic) -> Batch:
    """A frame with these topics."""
    return Batch(frozenset(topic if isinstance(topic, Topic) else Topic(topic) for topic in topics), ())
