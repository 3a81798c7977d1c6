"""Small things the messages compute or carry."""

from terminal_app.paper.engine.messages import Reason, RefusalError
from tests.helpers.paper_engine import BUY, SPOT_ID, D, book, exchange, limit, place


def test_the_average_price_is_known_after_a_fill() -> None:
    made = exchange()
    book(made, SPOT_ID, size="1")
    row = place(made, limit(SPOT_ID, BUY, "100.02", "2"))

    assert row.avg_price == D("100.015")
    assert place(made, limit(SPOT_ID, BUY, "90", "1")).avg_price is None


def test_a_refusal_carries_reason_and_sentence() -> None:
    error = RefusalError(Reason.EMPTY_BOOK, "Nobody is there.")

    assert (error.reason, str(error)) == (Reason.EMPTY_BOOK, "Nobody is there.")
