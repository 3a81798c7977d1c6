"""Every cell of the mouse map: two schemes, armed and not."""

from itertools import product

import pytest

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ladder.intents import (
    MOUSE_MAP,
    NOTHING,
    Act,
    Button,
    Column,
    Held,
    Intent,
    Scheme,
    intent_of,
)

L, R, M = Button.LEFT, Button.RIGHT, Button.MIDDLE
PLAIN, CTRL, SHIFT = Held.NONE, Held.CTRL, Held.SHIFT
BID, PRICE, ASK = Column.BID, Column.PRICE, Column.ASK
BUY, SELL = Side.BUY, Side.SELL
FILL, CANCEL, PROTECT = Intent(Act.FILL), Intent(Act.CANCEL), Intent(Act.PROTECT)


def limit(side: Side) -> Intent:
    return Intent(Act.LIMIT, side)


def market(side: Side) -> Intent:
    return Intent(Act.MARKET, side)


def entry(side: Side) -> Intent:
    return Intent(Act.STOP_ENTRY, side)


# Button, key, and what they mean on a bid, on the price and on an ask; first by columns, then by buttons.
TABLE = [
    (L, PLAIN, (limit(BUY), FILL, limit(SELL)), (limit(BUY), FILL, limit(BUY))),
    (L, CTRL, (entry(BUY), NOTHING, entry(SELL)), (entry(BUY), NOTHING, entry(SELL))),
    (L, SHIFT, (PROTECT, PROTECT, PROTECT), (PROTECT, PROTECT, PROTECT)),
    (R, PLAIN, (market(SELL), NOTHING, market(BUY)), (limit(SELL), NOTHING, limit(SELL))),
    (R, CTRL, (NOTHING,) * 3, (NOTHING,) * 3),
    (R, SHIFT, (NOTHING,) * 3, (NOTHING,) * 3),
    (M, PLAIN, (CANCEL, CANCEL, CANCEL), (CANCEL, CANCEL, CANCEL)),
    (M, CTRL, (NOTHING,) * 3, (NOTHING,) * 3),
    (M, SHIFT, (NOTHING,) * 3, (NOTHING,) * 3),
]


def test_the_table_above_names_every_cell() -> None:
    assert {(button, held) for button, held, *_ in TABLE} == set(product(Button, Held))
    wanted = {
        (scheme, button, held, column): intent
        for button, held, *cells in TABLE
        for scheme, row in zip(Scheme, cells, strict=True)
        for column, intent in zip(Column, row, strict=True)
    }
    assert {key: intent for key, intent in wanted.items() if intent != NOTHING} == MOUSE_MAP


@pytest.mark.parametrize(("button", "held", "columns", "buttons"), TABLE)
def test_armed(button: Button, held: Held, columns: tuple[Intent, ...], buttons: tuple[Intent, ...]) -> None:
    for scheme, row in ((Scheme.COLUMNS, columns), (Scheme.BUTTONS, buttons)):
        assert tuple(intent_of(scheme, button, held, column) for column in Column) == row


@pytest.mark.parametrize("scheme", Scheme)
def test_disarmed_a_plain_left_click_fills_the_price_in_and_nothing_else_acts(scheme: Scheme) -> None:
    for button, held, column in product(Button, Held, Column):
        found = intent_of(scheme, button, held, column, armed=False)
        assert found == (FILL if (button, held) == (L, PLAIN) else NOTHING)


@pytest.mark.parametrize("armed", [True, False])
def test_several_keys_at_once_mean_nothing(armed: bool) -> None:
    for scheme, button, column in product(Scheme, Button, Column):
        assert intent_of(scheme, button, None, column, armed=armed) == NOTHING
