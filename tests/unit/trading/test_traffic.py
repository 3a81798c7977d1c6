"""The last ten seconds: how many, and whether another place just asked for the same."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Side, Source
from terminal_app.trading.traffic import Traffic
from tests.helpers.examples import SPOT_ID, limit_buy

BUY = limit_buy()


def test_what_was_asked_for_longer_ago_is_no_twin() -> None:
    traffic = Traffic()
    traffic.note(100.0, BUY)
    traffic.note(100.2, replace(BUY, side=Side.SELL))
    again = limit_buy("tb-2")
    assert traffic.twin_ms(again, Source.MANUAL, 100.29, 300) == 290
    assert traffic.twin_ms(again, Source.MANUAL, 100.5, 300) is None
    assert traffic.twin_ms(again, Source.MANUAL, 100.0, 0) is None


def test_the_window_is_ten_seconds() -> None:
    traffic = Traffic()
    traffic.note(100.0, BUY)
    traffic.note(105.0)
    assert [traffic.count(at) for at in (109.9, 110.0, 115.0)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("first", "second", "source", "twin"),
    [
        (BUY, limit_buy("tb-2"), Source.MANUAL, True),
        (BUY, limit_buy("tb-2"), Source.STRATEGY, False),
        (BUY, limit_buy("tb-2", price="63000"), Source.MANUAL, False),
        (
            replace(BUY, origin="ticket"),
            replace(limit_buy("tb-2", price="63000"), origin="key"),
            Source.MANUAL,
            True,
        ),
        (replace(BUY, origin="ladder"), replace(limit_buy("tb-2"), origin="ladder"), Source.MANUAL, False),
        (replace(BUY, origin="ladder"), limit_buy("tb-2"), Source.MANUAL, True),
        (BUY, replace(BUY, side=Side.SELL), Source.MANUAL, False),
        (BUY, replace(BUY, size=BaseQty(Decimal(1))), Source.MANUAL, False),
        (BUY, replace(BUY, instrument=SPOT_ID), Source.MANUAL, False),
    ],
)
def test_what_counts_as_the_same(first: PlaceOrder, second: PlaceOrder, source: Source, twin: bool) -> None:
    traffic = Traffic()
    traffic.note(100.0, first)
    assert traffic.twin_ms(second, source, 100.25, 300) == (250 if twin else None)
