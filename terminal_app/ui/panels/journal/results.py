"""What the results say: a line for each day, week or symbol, and the figures of all of them. Knows no Qt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import InstrumentId
from terminal_app.trading.results import MONEY, Results, by_day, by_symbol, by_week
from terminal_app.trading.trips import RoundTrip
from terminal_app.ui import format as text
from terminal_app.ui.panels.journal.periods import zone
from terminal_app.ui.panels.journal.trips import duration


class Grouping(Enum):
    """What a line stands for; the value is what the button says."""

    DAY = "Day"
    WEEK = "Week"
    SYMBOL = "Symbol"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line: a day, a week under its Monday, or a symbol."""

    name: str
    results: Results
    instrument: InstrumentId | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: its name, its value, and the state of the style sheet it is shown in."""

    name: str
    value: str
    state: str = ""
    tip: str = ""


def coins_of(trips: Sequence[RoundTrip]) -> list[str]:
    """The coins closed trips are counted in, the one of most trips first; without any the usual one."""
    counted = Counter(trip.coin for trip in trips if trip.closed_ms is not None)
    return [coin for coin, _ in counted.most_common()] or [MONEY]


def rows(trips: Sequence[RoundTrip], grouping: Grouping, coin: str) -> list[ResultRow]:
    """The lines: days and weeks from the newest on, symbols by name."""
    if grouping is Grouping.SYMBOL:
        return [
            ResultRow(str(symbol), results, symbol)
            for symbol, results in by_symbol(trips, coin).items()
            if results.trips
        ]
    by = by_day if grouping is Grouping.DAY else by_week
    dated = sorted(by(trips, zone(), coin).items(), reverse=True)
    return [ResultRow(day.isoformat(), results) for day, results in dated if results.trips]


def tiles(results: Results) -> Sequence[Tile]:
    """The figures of the whole time."""
    some = bool(results.trips)
    counted = f"{results.wins} won, {results.losses} lost"
    return (
        Tile(
            "Net", f"{text.signed_money(results.net)} {results.coin}", _state(results.net), _net_tip(results)
        ),
        Tile("Round trips", str(results.trips), "", counted if some else ""),
        Tile("Win rate", rate_text(results), "", counted if some else ""),
        Tile(
            "Expectancy",
            text.signed_money(results.expectancy),
            _state(results.expectancy),
            "Net of a trip, on average",
        ),
        Tile("Average win", text.signed_money(results.average_win), _state(results.average_win)),
        Tile("Average loss", text.signed_money(results.average_loss), _state(results.average_loss)),
        Tile(
            "Held on average",
            duration(results.average_holding_ms),
            "",
            f"Longest: {duration(results.longest_holding_ms)}",
        ),
        Tile("Largest loss", text.signed_money(results.largest_loss), _state(results.largest_loss)),
        Tile(
            "Drawdown",
            drawdown_text(results),
            _state(-results.max_drawdown),
            "The deepest fall of the sum of all nets below its highest point",
        ),
    )


def left_out(results: Results) -> str:
    """What these figures do not count; empty when they count everything."""
    said = []
    if results.left_out:
        count, coin = results.left_out, results.coin
        some = "1 round trip" if count == 1 else f"{count} round trips"
        said.append(f"{some} in another coin than {coin} {'is' if count == 1 else 'are'} not counted.")
    fees = [f"{text.amount(fee)} {coin}" for coin, fee in sorted(results.fee_other.items()) if fee]
    if fees:
        said.append(f"Fees of {', '.join(fees)} are not counted.")
    return " ".join(said)


def rate_text(results: Results) -> str:
    """The share of trips that won."""
    return text.percent(results.win_rate).removeprefix("+")


def drawdown_text(results: Results) -> str:
    """The deepest fall, as a loss."""
    return text.signed_money(-results.max_drawdown) if results.trips else text.DASH


def _net_tip(results: Results) -> str:
    gross, fees = text.signed_money(results.gross), text.signed_money(-results.fees)
    return f"Gross {gross}, fees {fees}, funding {text.signed_money(results.funding)}"


def _state(value: Decimal | None) -> str:
    return "" if not value else "up" if value > 0 else "down"
