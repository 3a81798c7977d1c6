"""What round trips add up to: results, and how they are spread over days, weeks and symbols. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from terminal_app.core.bills import Bill
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.trading.trips import RoundTrip

MONEY = "USDT"


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of the closed trips that are counted in one coin.

    `trips` is how many. Money is in `coin`; `gross` is before fees and funding, `fees` positive when charged,
    `funding` negative when paid. A win has a positive net, a loss a negative one; a trip of exactly nothing is
    neither. `average_loss` and `largest_loss` are negative; `max_drawdown` is the deepest fall of the sum of
    the nets below its highest point so far (zero included), zero or positive. Times are in ms. What has nothing
    to be reckoned from is `None`. `left_out` counts closed trips in another coin, `fee_other` are the fees in
    third coins that `net` leaves out.
    """

    coin: str
    trips: int
    net: Decimal
    gross: Decimal
    fees: Decimal
    funding: Decimal
    wins: int
    losses: int
    win_rate: Decimal | None
    expectancy: Decimal | None
    average_win: Decimal | None
    average_loss: Decimal | None
    longest_holding_ms: int | None
    average_holding_ms: int | None
    largest_loss: Decimal | None
    max_drawdown: Decimal
    left_out: int
    fee_other: dict[str, Decimal]


def results(trips: Sequence[RoundTrip], coin: str = MONEY) -> Results:
    """The figures of the closed trips in one coin."""
    return Results(
        coin, 0, ZERO, ZERO, ZERO, ZERO, 0, 0, None, None, None, None, None, None, None, ZERO, 0, {}
    )


def by_day(trips: Sequence[RoundTrip], zone: tzinfo, coin: str = MONEY) -> dict[date, Results]:
    """The results of each day on which a trip was closed, oldest first. Other days are absent."""
    return {}


def by_week(trips: Sequence[RoundTrip], zone: tzinfo, coin: str = MONEY) -> dict[date, Results]:
    """The results of each week in which a trip was closed, under its Monday, oldest first."""
    return {}


def by_symbol(trips: Sequence[RoundTrip], coin: str = MONEY) -> dict[InstrumentId, Results]:
    """The results of each symbol with a closed trip, by name."""
    return {}


def equity_curve(
    entries: Sequence[RoundTrip] | Sequence[Bill], coin: str = MONEY
) -> list[tuple[int, Decimal]]:
    """The running sum of what was won, as (Unix ms, money) points, oldest first; begins with the first change.

    Of trips: their nets when they were closed. Of bills: what futures, funding and interest changed in a coin;
    transfers and spot trades only change what is held, not how much it is worth.
    """
    return []
