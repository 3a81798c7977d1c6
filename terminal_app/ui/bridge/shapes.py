"""Columns that several tables have, each in one shape: symbols, sides, numbers, times."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone, normal, sort_number

R = TypeVar("R")

AGE = "Age"
"""The title of the column whose texts change with the time alone."""


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


def status_column(
    shown: Callable[[R], str], tip: Callable[[R], str], width: int, tone: Callable[[R], Tone]
) -> Column[R]:
    """The state of an order in plain words; the tip says what it means."""
    return Column("Status", shown, width, tone=tone, tip=tip, sort=shown, sought="status")


def placed_column(at_ms: Callable[[R], int]) -> Column[R]:
    """When an order was placed; waits in the column menu."""
    return time_column("Placed", lambda row: text.date_time(at_ms(row)), at_ms, 140, hidden=True)


def age_column(at_ms: Callable[[R], int], now_ms: Callable[[], int], width: int) -> Column[R]:
    """How long ago an order was placed."""

    def age(row: R) -> str:
        return text.age((now_ms() - at_ms(row)) / 1000)

    return time_column(AGE, age, at_ms, width, Align.RIGHT, falling=True)


def origin_column(
    shown: Callable[[R], str],
    tip: Callable[[R], str],
    elsewhere: Callable[[R], bool],
    width: int,
    *,
    hidden: bool = False,
) -> Column[R]:
    """Who placed an order; what came from elsewhere stands out."""
    return Column(
        "Placed by",
        shown,
        width,
        tone=lambda row: Tone.NORMAL if elsewhere(row) else Tone.FAINT,
        tip=tip,
        sort=shown,
        sought="by",
        hidden=hidden,
    )


def cancel_column(cancellable: Callable[[R], bool], width: int) -> Column[R]:
    """The × that cancels an order."""
    return Column(
        "",
        lambda row: "×" if cancellable(row) else "",
        width,
        tip=lambda _: "Cancel this order (Delete)",
        action=True,
        name="cancel",
        fixed=True,
    )
