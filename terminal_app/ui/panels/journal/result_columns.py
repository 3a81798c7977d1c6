"""The columns of the results."""

from collections.abc import Callable
from decimal import Decimal

from terminal_app.trading.results import Results
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone, normal, signed, sort_number
from terminal_app.ui.bridge.shapes import number_column
from terminal_app.ui.panels.journal import results
from terminal_app.ui.panels.journal.results import ResultRow
from terminal_app.ui.panels.journal.trips import duration


def result_columns() -> tuple[Column[ResultRow], ...]:
    """The columns, left to right."""
    return (
        Column(
            "What",
            lambda row: row.name,
            112,
            sort=lambda row: row.name,
            fixed=True,
            sought="what",
            name="what",
        ),
        _money("Net", lambda found: found.net, 84, coin=True),
        Column(
            "Trips",
            lambda row: str(row.results.trips),
            50,
            Align.RIGHT,
            sort=lambda row: row.results.trips,
        ),
        Column(
            "Win rate",
            lambda row: results.rate_text(row.results),
            72,
            Align.RIGHT,
            tip=lambda row: f"{row.results.wins} won, {row.results.losses} lost",
            sort=lambda row: sort_number(row.results.win_rate),
            copy=lambda row: text.machine(row.results.win_rate),
        ),
        _money("Expectancy", lambda found: found.expectancy, 84),
        _money("Gross", lambda found: found.gross, 80),
        number_column(
            "Fees",
            lambda row: text.signed_money(-row.results.fees),
            lambda row: row.results.fees,
            72,
            tone=lambda _: Tone.SOFT,
        ),
        _money("Funding", lambda found: found.funding, 72),
        _time("Held", lambda found: found.average_holding_ms),
        _money("Largest loss", lambda found: found.largest_loss, 88),
        number_column(
            "Drawdown",
            lambda row: results.drawdown_text(row.results),
            lambda row: row.results.max_drawdown,
            84,
            tone=lambda row: signed(-row.results.max_drawdown),
        ),
        _money("Average win", lambda found: found.average_win, 84, hidden=True),
        _money("Average loss", lambda found: found.average_loss, 84, hidden=True),
        _time("Longest", lambda found: found.longest_holding_ms, hidden=True),
    )


def _money(
    title: str,
    of: Callable[[Results], Decimal | None],
    width: int,
    *,
    hidden: bool = False,
    coin: bool = False,
) -> Column[ResultRow]:
    return number_column(
        title,
        lambda row: text.signed_money(of(row.results)),
        lambda row: of(row.results),
        width,
        tone=lambda row: signed(of(row.results)),
        hidden=hidden,
        unit=(lambda row: row.results.coin) if coin else None,
    )


def _time(title: str, of: Callable[[Results], int | None], *, hidden: bool = False) -> Column[ResultRow]:
    return Column(
        title,
        lambda row: duration(of(row.results)),
        84,
        Align.RIGHT,
        tone=normal,
        sort=lambda row: of(row.results) or 0,
        copy=lambda row: str(of(row.results) or ""),
        heading_tip="On average; copies tell it in milliseconds"
        if title == "Held"
        else "In copies: milliseconds",
        hidden=hidden,
    )
