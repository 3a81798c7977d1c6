"""Columns that several tables have, each in one shape: symbols, sides, numbers, times."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone, normal, sort_number

R = TypeVar("R")


def symbol_column(of: Callable[[R], InstrumentId], width: int) -> Column[R]:
    """The symbol with its product behind it; pressing it shows it in the linked panels."""
    return Column(
        "Symbol",
        lambda row: of(row).symbol,
        width,
        tag=lambda row: "perp" if of(row).product.is_futures else "spot",
        tip=lambda row: f"Show {of(row)} in the chart, the book and the ticket",
        sort=lambda row: of(row).symbol,
        link=True,
        fixed=True,
        sought="symbol",
        also=("Product", lambda row: of(row).product.value),
    )


def side_column(of: Callable[[R], Side], width: int) -> Column[R]:
    """Buy or sell, with its arrow."""
    return Column(
        "Side",
        lambda row: text.side(of(row)),
        width,
        tone=lambda row: Tone.UP if of(row) is Side.BUY else Tone.DOWN,
        sort=lambda row: of(row).value,
        copy=lambda row: of(row).value,
        sought="side",
    )


def number_column(
    title: str,
    shown: Callable[[R], str],
    value: Callable[[R], Decimal | None],
    width: int,
    *,
    tone: Callable[[R], Tone] = normal,
    heading_tip: str = "",
    hidden: bool = False,
    unit: Callable[[R], str] | None = None,
) -> Column[R]:
    """A number, sorted and copied by its exact value, whatever the screen rounds it to.

    `unit` is its coin, which copies and exports tell in a field of its own.
    """
    return Column(
        title,
        shown,
        width,
        Align.RIGHT,
        tone=tone,
        sort=lambda row: sort_number(value(row)),
        copy=lambda row: text.machine(value(row)),
        heading_tip=heading_tip,
        hidden=hidden,
        also=None if unit is None else (f"{title} coin", unit),
    )


def time_column(
    title: str,
    shown: Callable[[R], str],
    at_ms: Callable[[R], int],
    width: int,
    align: Align = Align.LEFT,
    *,
    falling: bool = False,
    hidden: bool = False,
) -> Column[R]:
    """A moment, or the time since it: the tip and the copy say it in full and in UTC.

    An age is `falling`: it grows as the moment lies further back.
    """
    return Column(
        title,
        shown,
        width,
        align,
        tone=lambda _: Tone.SOFT,
        tip=lambda row: text.iso_time(at_ms(row)),
        sort=lambda row: -at_ms(row) if falling else at_ms(row),
        copy=lambda row: text.iso_time(at_ms(row)),
        hidden=hidden,
    )


def id_column(title: str, of: Callable[[R], str]) -> Column[R]:
    """A name that the venue or this program has given; waits in the column menu."""
    return Column(title, of, 170, tip=of, hidden=True)
