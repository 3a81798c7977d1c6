"""Keeping the stores: everything is marked, news is told once, and what must survive is remembered."""

from dataclasses import replace

import pytest

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Move, OrderStatus, Source, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import FillSeen, OutcomeSeen, Record
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.facts import FillFact, OrderFact
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from tests.helpers.examples import fill, limit_buy, report

S = OrderStatus


class Kept:
    """Books with one order of ours, and what they remembered."""

    def __init__(self) -> None:
        self.remembered: list[Record] = []
        self.changes = Changes()
        self.blotter = OrderBlotter()
        self.books = Books(
            self.blotter,
            PositionBook(),
            BalanceSheet(),
            self.changes,
            ManualClock(5),
            self.remembered.append,
        )
        self.books.submitted(limit_buy(), Source.MANUAL, 1)

    def told(self) -> list[str]:
        """The sentences since the last question."""
        facts = self.changes.drain().facts
        return [fact.sentence for fact in facts if isinstance(fact, OrderFact)]

    def status(self) -> OrderStatus:
        """The state of the order."""
        order = self.blotter.get("tb-1")
        assert order is not None
        return order.status


@pytest.fixture
def kept() -> Kept:
    """Fresh books."""
    return Kept()


@pytest.mark.parametrize(
    ("outcome", "status", "sentences"),
    [
        (Accepted("tb-1", "v-1"), S.OPEN, []),
        (Rejected("1", "Too little."), S.REJECTED, ["rejected. Too little."]),
        (NotSent("No network."), S.NOT_SENT, ["not sent. No network."]),
        (Unknown("tb-1", "No answer."), S.UNKNOWN, ["not confirmed. No answer."]),
    ],
)
def test_answers(kept: Kept, outcome: VenueOutcome, status: OrderStatus, sentences: list[str]) -> None:
    kept.books.placed("tb-1", outcome)
    assert kept.status() is status
    start = "Buy 0.01 BTCUSDT perp at 64000: "
    assert kept.told() == [start + sentence for sentence in sentences]


def test_a_cancel_is_told_once(kept: Kept) -> None:
    cancelled = report(status=VenueStatus.CANCELLED)
    kept.books.orders([cancelled, cancelled, replace(cancelled, updated_ms=2_000)])
    assert kept.told() == ["Buy 0.01 BTCUSDT perp at 64000: cancelled."]


def test_an_unknown_order_that_shows_up_settles_its_intent(kept: Kept) -> None:
    kept.books.placed("tb-1", Unknown("tb-1", "No answer."))
    kept.books.fills([fill()])
    assert kept.remembered == [FillSeen(fill(), 5), OutcomeSeen("tb-1", Accepted("tb-1", "v-1"), 5)]
    assert kept.told()[-1] == ("Buy 0.01 BTCUSDT perp at 64000: confirmed, the exchange has it.")


def test_old_fills_are_remembered_in_silence(kept: Kept) -> None:
    kept.books.fills([fill()], announce=False)
    batch = kept.changes.drain()
    assert not [fact for fact in batch.facts if isinstance(fact, FillFact)]
    assert {Topic(Kind.FILLS), Topic(Kind.ORDERS)} <= batch.topics
    assert len(kept.remembered) == 1


def test_an_order_from_elsewhere_is_no_news(kept: Kept) -> None:
    kept.books.orders([report("web-1", order_id="v-7")])
    assert kept.told() == []
    kept.books.fills([fill("e-7", client_oid="web-1", order_id="v-7")])
    assert kept.told() == []


def test_a_late_refusal_of_a_cancel_changes_nothing_that_has_ended(kept: Kept) -> None:
    kept.books.orders([report(status=VenueStatus.FILLED, filled="0.01")])
    kept.books.cancel_failed("tb-1", Move.CANCEL_REFUSED, "Not found.")
    kept.books.cancel_failed("tb-9", Move.CANCEL_REFUSED, "Not found.")
    order = kept.blotter.get("tb-1")
    assert order is not None
    assert (order.status, order.note) == (S.FILLED, "")
