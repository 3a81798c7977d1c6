"""The levels of an order book on a stream, whatever a dialect calls its sides."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.books import Rows, book_push
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import BookPush
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BadNumberError

BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")


def pushed(bids: Rows, asks: Rows, *, snapshot: bool = True) -> BookPush:
    return book_push(BTC, snapshot, bids, asks, 7, 3, Stamp(1, 2.0))


def test_sides_are_kept_apart_and_in_their_order() -> None:
    push = pushed([("2", "1"), ("1", "5")], [("3", "4")])
    assert push.bids == ((Decimal(2), Decimal(1)), (Decimal(1), Decimal(5)))
    assert push.asks == ((Decimal(3), Decimal(4)),)
    assert pushed([], []).bids == ()


@pytest.mark.parametrize(
    ("bids", "asks"),
    [([("1", "1"), ("2", "1")], []), ([], [("2", "1"), ("1", "1")]), ([("2", "1")], [("2", "1")])],
)
def test_a_snapshot_is_sorted_and_its_sides_do_not_cross(bids: Rows, asks: Rows) -> None:
    with pytest.raises(BadPayloadError):
        pushed(bids, asks)
    assert pushed(bids, asks, snapshot=False).snapshot is False


def test_only_updates_have_levels_that_go() -> None:
    assert pushed([("1", "0")], []).bids == ()
    assert pushed([("1", "0")], [], snapshot=False).bids == ((Decimal(1), Decimal(0)),)


@pytest.mark.parametrize("level", [("1e3", "1"), ("1", "-1"), ("", "1"), ("1", ""), ("1,0", "1")])
def test_a_level_is_two_plain_numbers(level: tuple[str, str]) -> None:
    with pytest.raises(BadNumberError):
        pushed([level], [])
