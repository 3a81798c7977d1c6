"""What a mouse button means on the ladder: one table of button, key, column, scheme and intent. No Qt."""

from collections.abc import Mapping
from enum import Enum
from itertools import product
from typing import NamedTuple

from terminal_app.core.orders import Side


class Button(Enum):
    """A button of the mouse, as the person's system names it."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


class Held(Enum):
    """The one key that is held with it. More than one at a time means nothing here."""

    NONE = "none"
    CTRL = "ctrl"
    SHIFT = "shift"


class Column(Enum):
    """Where on a row: the bid side, the price itself, or the ask side."""

    BID = "bid"
    PRICE = "price"
    ASK = "ask"


class Scheme(Enum):
    """Which of the two habits the buttons follow.

    `COLUMNS`: the column says the side, and the right button is a market order into that side.
    `BUTTONS`: the button says the side, left buys and right sells, wherever it is pressed.
    """

    COLUMNS = "columns"
    BUTTONS = "buttons"


class Act(Enum):
    """The kinds of intent. Only `FILL` and `NOTHING` work without being armed."""

    NOTHING = "nothing"
    FILL = "fill"
    LIMIT = "limit"
    MARKET = "market"
    CANCEL = "cancel"
    STOP_ENTRY = "stop entry"
    PROTECT = "protect"


class Intent(NamedTuple):
    """What is wanted, and in which direction where that makes sense."""

    act: Act
    side: Side | None = None


NOTHING = Intent(Act.NOTHING)
_FILL = Intent(Act.FILL)
_CANCEL = Intent(Act.CANCEL)
_PROTECT = Intent(Act.PROTECT)
_OWN_SIDE = {Column.BID: Side.BUY, Column.ASK: Side.SELL}

MouseKey = tuple[Scheme, Button, Held, Column]


def _table() -> Mapping[MouseKey, Intent]:
    left, right, plain = Button.LEFT, Button.RIGHT, Held.NONE
    table: dict[MouseKey, Intent] = {}
    for scheme, column in product(Scheme, Column):
        table[scheme, Button.MIDDLE, plain, column] = _CANCEL
        table[scheme, left, Held.SHIFT, column] = _PROTECT
    for scheme in Scheme:
        table[scheme, left, plain, Column.PRICE] = _FILL
        for column, side in _OWN_SIDE.items():
            table[scheme, left, Held.CTRL, column] = Intent(Act.STOP_ENTRY, side)
    for column, side in _OWN_SIDE.items():
        table[Scheme.COLUMNS, left, plain, column] = Intent(Act.LIMIT, side)
        # Into the bids one sells, into the asks one buys.
        table[Scheme.COLUMNS, right, plain, column] = Intent(Act.MARKET, side.opposite)
        table[Scheme.BUTTONS, left, plain, column] = Intent(Act.LIMIT, Side.BUY)
        table[Scheme.BUTTONS, right, plain, column] = Intent(Act.LIMIT, Side.SELL)
    return table


MOUSE_MAP: Mapping[MouseKey, Intent] = _table()
"""Every combination that means something; any other one means nothing."""

SCHEME_NAMES = {
    Scheme.COLUMNS: "Scheme 1",
    Scheme.BUTTONS: "Scheme 2",
}
SCHEME_MEANINGS = {
    Scheme.COLUMNS: "The column says the side: left on bids buys, left on asks sells, at that price. "
    "Right on bids sells at market, right on asks buys at market.",
    Scheme.BUTTONS: "The button says the side: left buys, right sells, at the price of the row.",
}


def intent_of(
    scheme: Scheme, button: Button, held: Held | None, column: Column, *, armed: bool = True
) -> Intent:
    """What a button means here.

    Args:
        scheme: the habit chosen.
        button: which one.
        held: the key with it, `None` for several or for one that means nothing.
        column: where.
        armed: whether clicks trade; otherwise a plain left click fills the price in, and nothing else acts.
    """
    if held is None:
        return NOTHING
    if not armed:
        return _FILL if (button, held) == (Button.LEFT, Held.NONE) else NOTHING
    return MOUSE_MAP.get((scheme, button, held, column), NOTHING)
