"""What round trips add up to: results, and how they are spread over days, weeks and symbols. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO, divide
from terminal_app.trading.trips import RoundTrip

K = TypeVar("K")

MONEY = "USDT"


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of the closed trips that are counted in one coin.

    `trips` is how many. Money is in `coin`; `gross` is before fees and funding, `fees` positive when charged,
    `funding` negative when paid. A win has a positive net, a loss a negative one; a trip of exactly nothing
    is neither. `average_loss` and `largest_loss` are negative; `max_drawdown` is the deepest fall of the sum
    of the nets below its highest point so far (zero included), zero or positive. Times are in ms. What has
    nothing to be reckoned from is `None`. `left_out` counts closed trips in another coin, `fee_other` are the
    fees in third coins that `net` leaves out.
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
    over = [trip for trip in trips if trip.closed_ms is not None]
    counted = [trip for trip in over if trip.coin == coin]
    nets = [trip.net for trip in counted]
    wins, losses = [net for net in nets if net > 0], [net for net in nets if net < 0]
    holdings = [trip.holding_ms or 0 for trip in counted]
    return Results(
        coin=coin,
        trips=len(counted),
        net=sum(nets, ZERO),
        gross=sum((trip.gross for trip in counted), ZERO),
        fees=sum((trip.fees for trip in counted), ZERO),
        funding=sum((trip.funding for trip in counted), ZERO),
        wins=len(wins),
        losses=len(losses),
        win_rate=divide(Decimal(len(wins)), Decimal(len(nets))) if nets else None,
        expectancy=_average(nets),
        average_win=_average(wins),
        average_loss=_average(losses),
        longest_holding_ms=max(holdings, default=None),
        average_holding_ms=sum(holdings) // len(holdings) if holdings else None,
        largest_loss=min(losses, default=None),
        max_drawdown=_deepest_fall(money for _, money in equity_curve(counted, coin)),
        left_out=len(over) - len(counted),
        fee_other=_third_coins(counted),
    )


def by_day(trips: Sequence[RoundTrip], zone: tzinfo, coin: str = MONEY) -> dict[date, Results]:
    """The results of each day on which a trip was closed, oldest first. Other days are absent."""
    return _split(trips, lambda trip: _day(trip, zone), coin, lambda day: day.toordinal())


def by_week(trips: Sequence[RoundTrip], zone: tzinfo, coin: str = MONEY) -> dict[date, Results]:
    """The results of each week in which a trip was closed, under its Monday, oldest first."""

    def monday(trip: RoundTrip) -> date:
        day = _day(trip, zone)
        return day - timedelta(days=day.weekday())

    return _split(trips, monday, coin, lambda day: day.toordinal())


def by_symbol(trips: Sequence[RoundTrip], coin: str = MONEY) -> dict[InstrumentId, Results]:
    """The results of each symbol with a closed trip, by name."""
    return _split(trips, lambda trip: trip.instrument, coin, str)


def equity_curve(
    entries: Sequence[RoundTrip] | Sequence[Bill], coin: str = MONEY
) -> list[tuple[int, Decimal]]:
    """The running sum of what was won, as (Unix ms, money) points, oldest first.

    It begins with the first change. Of trips: their nets when they were closed. Of bills: what futures and
    interest changed in a coin; transfers, conversions and spot trades change what is held, not its worth.
    """
    changes = [change for entry in entries if (change := _change(entry, coin)) is not None]
    points: list[tuple[int, Decimal]] = []
    money = ZERO
    for at_ms, amount in sorted(changes, key=lambda change: change[0]):
        money += amount
        if points and points[-1][0] == at_ms:
            points.pop()
        points.append((at_ms, money))
    return points


def _change(entry: RoundTrip | Bill, coin: str) -> tuple[int, Decimal] | None:
    if entry.coin != coin:
        return None
    if isinstance(entry, RoundTrip):
        return None if entry.closed_ms is None else (entry.closed_ms, entry.net)
    won = entry.kind is BillKind.INTEREST or (
        entry.kind is not BillKind.TRANSFER
        and entry.instrument is not None
        and entry.instrument.product.is_futures
    )
    return (entry.time_ms, entry.change) if won else None


def _split(
    trips: Iterable[RoundTrip],
    key: Callable[[RoundTrip], K],
    coin: str,
    order: Callable[[K], int] | Callable[[K], str],
) -> dict[K, Results]:
    found: dict[K, list[RoundTrip]] = {}
    for trip in trips:
        if trip.closed_ms is not None:
            found.setdefault(key(trip), []).append(trip)
    return {name: results(found[name], coin) for name in sorted(found, key=order)}


def _day(trip: RoundTrip, zone: tzinfo) -> date:
    return datetime.fromtimestamp((trip.closed_ms or 0) / 1000, tz=zone).date()


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return divide(sum(values, ZERO), Decimal(len(values))) if values else None


def _deepest_fall(values: Iterable[Decimal]) -> Decimal:
    highest = deepest = ZERO
    for value in values:
        highest = max(highest, value)
        deepest = max(deepest, highest - value)
    return deepest


def _third_coins(trips: Iterable[RoundTrip]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for trip in trips:
        for coin, fee in trip.fee_other.items():
            found[coin] = found.get(coin, ZERO) + fee
    return found
