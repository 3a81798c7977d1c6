"""Checksums of order books; the texts of the examples are the venue's."""

import pytest

from terminal_app.bitget.book_sums import BookSums, checksum
from terminal_app.bitget.wire.pushes import BookSum

Levels = list[tuple[str, str]]

TWO_AND_TWO = ([("43231.1", "4"), ("43231", "6")], [("43232.8", "9"), ("43232.9", "8")])


@pytest.mark.parametrize(
    ("bids", "asks", "expected"),
    [
        (*TWO_AND_TWO, -1504501796),
        ([("3366.1", "7")], [("3366.8", "9"), ("3368", "8"), ("3372", "8")], 831078360),
        ([("0.5000", "10.00")], [("0.5100", "2.50")], 1381927027),
    ],
)
def test_the_documented_books(bids: Levels, asks: Levels, expected: int) -> None:
    assert checksum(bids, asks) == expected


def test_a_book_that_adds_up_after_an_update() -> None:
    sums = BookSums()
    bids, asks = TWO_AND_TWO
    sums.restart(BookSum(1, [bids[0], ("43230.5", "1")], [*asks, ("43240", "3")]))
    gone = BookSum(-1504501796, [bids[1], ("43230.50", "0")], [("43240", "0.0")])
    assert sums.follow(gone)


def test_a_missed_update_does_not_add_up() -> None:
    sums = BookSums()
    sums.restart(BookSum(1, *TWO_AND_TWO))
    assert not sums.follow(BookSum(5, [("43231.1", "5")], []))


def test_only_the_best_25_levels_count() -> None:
    deep = [(str(1000 - n), "1") for n in range(40)], [(str(1001 + n), "1") for n in range(40)]
    sums = BookSums()
    sums.restart(BookSum(1, *deep))
    assert sums.follow(BookSum(checksum(deep[0][:25], deep[1][:25]), [("961", "7")], [("1040", "7")]))


def test_a_book_without_checksums_is_not_questioned() -> None:
    sums = BookSums()
    sums.restart(None)
    assert sums.follow(BookSum(5, [("1", "1")], []))


def test_after_an_update_without_one_nothing_is_known_until_the_next_snapshot() -> None:
    sums = BookSums()
    sums.restart(BookSum(1, *TWO_AND_TWO))
    assert sums.follow(None)
    assert sums.follow(BookSum(5, [("1", "1")], []))
    sums.restart(BookSum(1, *TWO_AND_TWO))
    assert not sums.follow(BookSum(5, [("1", "1")], []))
