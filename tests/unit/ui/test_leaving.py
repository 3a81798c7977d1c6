"""What leaving means, told before it: what stops with the program, and what stays alive."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.held import Distance, Oco, Trail
from terminal_app.core.orders import Side
from terminal_app.ui.leaving import question
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import BTC_PERP, order, position, waiting

D = Decimal
FIND = Desk().hub.instruments.get
TRAIL = Trail("tb-s1", BTC_PERP, Side.SELL, Distance(D(1)), (D("63210.0"),), 1)
PAIR = Oco("tb-l1", "tb-t1", BTC_PERP, Side.BUY, D("0.01"), 1)


def test_with_nothing_alive_there_is_nothing_to_say() -> None:
    assert question((), (), (), (), FIND) == ""


def test_what_stops_and_what_stays_is_listed() -> None:
    text = question((TRAIL, PAIR), (order(),), (waiting(),), (position(),), FIND)
    stops, stays, nothing = text.split("\n\n")
    assert stops.startswith(
        "Stops with this program:\n  Trailing stop on BTCUSDT perp. Trails in this program; "
    )
    assert "the stop at 63\u2009210.0 stays at the exchange when it ends." in stops
    assert "neither cancels the other then" in stops
    assert stays.startswith("Stays alive at Bitget:\n")
    assert len(stays.split("\n")) == 4
    assert "Position: long" in stays
    assert nothing == "Nothing is cancelled and nothing is closed."


def test_a_long_list_is_cut_and_counted() -> None:
    many = [replace(order(), client_oid=f"tb-{number}") for number in range(9)]
    text = question((), many, (), (), FIND)
    assert "  and 3 more" in text
    assert "Stops with" not in text
