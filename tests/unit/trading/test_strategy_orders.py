"""The store of strategy orders: reports in any order, never backwards, and answers that count less."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from terminal_app.core.orders import ExitLeg
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.strategy_orders import StrategyBook, describe
from tests.helpers.examples import guard_long, trigger_buy, waiting

D = Decimal
S = StrategyStatus


def status(book: StrategyBook, client_oid: str = "tb-s1") -> StrategyStatus:
    order = book.get(client_oid)
    assert order is not None
    return order.status


def sent() -> StrategyBook:
    book = StrategyBook()
    book.submitted(trigger_buy(), 900)
    return book


def test_an_order_of_ours_is_there_before_it_leaves() -> None:
    book = sent()
    order = book.submitted(guard_long(), 901)
    assert (order.kind, order.size, order.reduce_only) == (StrategyKind.TP_SL, None, True)
    assert (order.take_profit, order.stop_loss) == (ExitLeg(D(70000)), ExitLeg(D(60000)))
    assert [one.client_oid for one in book.all()] == ["tb-g1", "tb-s1"]
    assert book.open() == book.all()
    trigger = book.get("tb-s1")
    assert trigger is not None
    assert (trigger.kind, trigger.trigger, trigger.size) == (StrategyKind.TRIGGER, D(65000), D("0.01"))
    with pytest.raises(ValueError, match="before"):
        book.submitted(trigger_buy(), 902)


@pytest.mark.parametrize(
    ("outcome", "after", "note"),
    [
        (Accepted("tb-s1", "s-1"), S.PENDING, ""),
        (Accepted(), S.PENDING, ""),
        (Rejected("1", "Too small."), S.FAILED, "Not accepted: Too small."),
        (NotSent("No connection."), S.FAILED, "Not sent: No connection."),
        (Unknown("tb-s1", "No answer."), S.UNKNOWN, "No answer."),
    ],
)
def test_answers(outcome: VenueOutcome, after: StrategyStatus, note: str) -> None:
    book = sent()
    order = book.placed("tb-s1", outcome)
    assert (order.status, order.note) == (after, note)
    assert book.get("tb-s1") == order


@pytest.mark.parametrize("outcome", [Accepted("tb-s1", "s-1"), Rejected("1", "No."), Unknown("tb-s1", "?")])
def test_an_answer_that_is_late_changes_nothing_a_report_has_shown(outcome: VenueOutcome) -> None:
    book = sent()
    book.apply([waiting(status=S.DONE)])
    assert book.placed("tb-s1", outcome).status is S.DONE


def test_the_venues_clock_may_be_behind_ours() -> None:
    book = StrategyBook()
    book.submitted(trigger_buy(), 5_000)
    book.placed("tb-s1", Accepted("tb-s1", "s-1"))
    ((before, after),) = book.apply([waiting(at_ms=1_000)])
    assert before is not None
    assert (after.updated_ms, after.order_id) == (1_000, "s-1")


def test_reports_in_any_order_end_the_same() -> None:
    story = [
        waiting(at_ms=1),
        replace(waiting(at_ms=2), trigger=D(66000)),
        replace(waiting(at_ms=3, status=S.SUBMITTING), trigger=D(66000)),
        replace(waiting(at_ms=4, status=S.DONE), trigger=D(66000)),
    ]
    for order in permutations([*story, story[1]]):
        book = sent()
        book.apply(order)
        assert book.get("tb-s1") == story[-1]
        assert book.open() == []


def test_an_older_report_of_the_same_state_does_not_bring_old_terms_back() -> None:
    book = sent()
    new = replace(waiting(at_ms=2), trigger=D(66000))
    book.apply([new])
    assert book.apply([waiting(at_ms=1), new]) == []
    assert book.get("tb-s1") == new


def test_an_order_that_went_off_during_its_cancel_is_done() -> None:
    book = sent()
    book.apply([waiting(at_ms=5, status=S.CANCELLED)])
    book.apply([waiting(at_ms=4, status=S.DONE)])
    assert status(book) is S.DONE
    book.apply([waiting(at_ms=6, status=S.CANCELLED)])
    assert status(book) is S.DONE


def test_orders_of_elsewhere_are_found_by_the_venues_id() -> None:
    book = StrategyBook()
    foreign = waiting(client_oid="", order_id="9")
    book.apply([foreign])
    order = book.find("", "9")
    assert order == replace(foreign, client_oid="id:9")
    assert book.find("nobody") is None
    book.apply([waiting(client_oid="", order_id="9", at_ms=2_000, status=S.CANCELLED)])
    assert status(book, "id:9") is S.CANCELLED
    # A report that has our number at last, of an order the venue has named before:
    book = sent()
    book.placed("tb-s1", Accepted("tb-s1", "s-1"))
    book.apply([waiting(client_oid="")])
    assert [one.client_oid for one in book.all()] == ["tb-s1"]


def test_a_note_stays_until_the_state_changes() -> None:
    book = sent()
    book.apply([waiting()])
    book.say("tb-s1", "Cancelling.")
    book.say("nobody", "x")
    book.apply([waiting(at_ms=1_001)])
    order = book.get("tb-s1")
    assert order is not None
    assert order.note == "Cancelling."
    book.apply([waiting(at_ms=1_002, status=S.CANCELLED)])
    assert book.get("tb-s1") == waiting(at_ms=1_002, status=S.CANCELLED)


def test_an_order_that_is_not_listed_is_in_doubt_unless_it_is_over() -> None:
    book = sent()
    book.apply([waiting()])
    book.doubt("tb-s1", "Gone.")
    assert status(book) is S.UNKNOWN
    book.apply([waiting(status=S.CANCELLED)])
    book.doubt("tb-s1", "Gone.")
    assert status(book) is S.CANCELLED


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (waiting(), "Trigger order: Buy 0.01 BTCUSDT perp at 65000"),
        (StrategyBook().submitted(guard_long(), 1), "Take-profit 70000 and Stop-loss 60000 on BTCUSDT perp"),
        (replace(waiting(), kind=StrategyKind.TP_SL), "TP/SL on BTCUSDT perp"),
        (
            replace(waiting(), kind=StrategyKind.TRAILING),
            "Trailing order: Buy 0.01 BTCUSDT perp at 65000",
        ),
    ],
)
def test_words(order: StrategyOrder, words: str) -> None:
    assert describe(order) == words


def test_exits_of_the_whole_position_stay_that() -> None:
    book = StrategyBook()
    book.submitted(guard_long(), 1)
    exits = replace(waiting("tb-g1"), kind=StrategyKind.TP_SL, trigger=None, size=D("0.01"))
    book.apply([exits])
    order = book.get("tb-g1")
    assert order is not None
    assert order.size is None
    book.apply([replace(exits, client_oid="", order_id="s-9")])
    foreign = book.get("id:s-9")
    assert foreign is not None
    assert foreign.size == D("0.01")


def test_a_report_that_does_not_tell_the_callback_does_not_take_it_away() -> None:
    book = StrategyBook()
    trailing = replace(waiting(), kind=StrategyKind.TRAILING, callback=D("0.01"), updated_ms=1_000)
    book.apply([trailing])
    book.apply([replace(trailing, callback=None, trigger=D(66000), updated_ms=2_000)])
    order = book.get(trailing.client_oid)
    assert order is not None
    assert (order.callback, order.trigger) == (D("0.01"), D(66000))
    book.apply([replace(trailing, callback=D("0.02"), updated_ms=3_000)])
    assert book.get(trailing.client_oid) == replace(trailing, callback=D("0.02"), updated_ms=3_000)
