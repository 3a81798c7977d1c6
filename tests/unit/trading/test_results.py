"""What trips add up to: figures, days, weeks, symbols, and the curve. Nothing is not zero."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import Side
from terminal_app.trading.results import by_day, by_symbol, by_week, equity_curve, results
from terminal_app.trading.trips import RoundTrip

D = Decimal
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
HOUR_MS = 3_600_000


def moment(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1000)


def trip(net: str, closed_ms: int | None = None, hours: int = 1) -> RoundTrip:
    closed = moment(2) if closed_ms is None else closed_ms
    return RoundTrip(
        key=f"{net} {closed}",
        instrument=PERP,
        side=Side.BUY,
        opened_ms=closed - hours * HOUR_MS,
        closed_ms=closed,
        size=D(1),
        entry=D(100),
        exit=D(101),
        gross=D(net) + 1,
        fees=D("0.75"),
        funding=D("-0.25"),
        net=D(net),
        exec_ids=(),
        coin="USDT",
    )


def test_no_trades_have_no_rate_and_no_average() -> None:
    still = replace(trip("5"), closed_ms=None)
    for nothing in (results([]), results([still])):
        assert (nothing.trips, nothing.wins, nothing.losses, nothing.net) == (0, 0, 0, D(0))
        assert nothing.win_rate is nothing.expectancy is nothing.average_win is nothing.average_loss is None
        assert (nothing.longest_holding_ms, nothing.average_holding_ms) == (None, None)
        assert nothing.largest_loss is None
        assert nothing.max_drawdown == 0


def test_the_figures() -> None:
    found = results(
        [
            trip("10", moment(1), 2),
            trip("-4", moment(2), 4),
            trip("0", moment(3), 3),
            trip("-8", moment(4), 7),
            trip("20", moment(5), 4),
            replace(trip("1000", moment(5)), coin="BTC"),
        ]
    )
    assert (found.trips, found.wins, found.losses, found.left_out) == (5, 2, 2, 1)
    assert (found.net, found.gross, found.fees, found.funding) == (D(18), D(23), D("3.75"), D("-1.25"))
    assert found.net == found.gross - found.fees + found.funding
    assert (found.win_rate, found.expectancy) == (D("0.4"), D("3.6"))
    assert (found.average_win, found.average_loss, found.largest_loss) == (D(15), D(-6), D(-8))
    assert (found.longest_holding_ms, found.average_holding_ms) == (7 * HOUR_MS, 4 * HOUR_MS)
    assert found.max_drawdown == D(12)


def test_a_fall_below_the_start_is_a_drawdown() -> None:
    assert results([trip("-3", moment(1)), trip("1", moment(2)), trip("-2", moment(3))]).max_drawdown == D(4)


def test_fees_in_third_coins_are_told() -> None:
    found = results(
        [replace(trip(net), fee_other={"BGB": D(fee)}) for net, fee in (("1", "2"), ("2", "0.5"))]
    )
    assert found.fee_other == {"BGB": D("2.5")}


def test_days_follow_the_zone_and_leave_out_what_has_no_trade() -> None:
    late = trip("5", moment(3, 23))
    trips = [late, trip("1", moment(1)), trip("2", moment(1)), replace(trip("9"), closed_ms=None)]
    days = by_day(trips, UTC)
    assert {day: found.net for day, found in days.items()} == {
        date(2026, 11, 1): D(3),
        date(2026, 11, 3): D(5),
    }
    assert list(by_day(trips, ZoneInfo("Asia/Tokyo"))) == [date(2026, 11, 1), date(2026, 11, 4)]


def test_weeks_are_named_by_their_monday() -> None:
    sunday, monday = trip("1", moment(8, 23)), trip("2", moment(9, 0))
    assert list(by_week([monday, sunday], UTC)) == [date(2026, 11, 2), date(2026, 11, 9)]
    assert list(by_week([monday, sunday], ZoneInfo("Asia/Tokyo"))) == [date(2026, 11, 9)]


def test_symbols_are_for_themselves() -> None:
    found = by_symbol([replace(trip("2"), instrument=ETH), trip("1"), trip("4")])
    assert [(str(name), one.net) for name, one in found.items()] == [
        ("BTCUSDT perp", D(5)),
        ("ETHUSDT perp", D(2)),
    ]


def test_the_curve_is_the_running_sum() -> None:
    trips = [
        trip("-4", moment(3)),
        trip("10", moment(1)),
        trip("1", moment(3)),
        replace(trip("7"), coin="BTC"),
    ]
    assert equity_curve(trips) == [(moment(1), D(10)), (moment(3), D(7))]
    assert equity_curve([]) == []


def test_the_curve_of_bills_knows_what_is_only_moved() -> None:
    def bill(number: int, kind: BillKind, amount: str, fee: str = "0") -> Bill:
        return Bill(str(number), number, "USDT", kind, PERP, D(amount), D(fee), None, "")

    bills = [
        replace(bill(1, BillKind.TRANSFER, "5000"), instrument=None),
        bill(2, BillKind.TRADE, "0", "0.5"),
        replace(bill(3, BillKind.TRADE, "-640"), instrument=InstrumentId(ProductType.SPOT, "BTCUSDT")),
        bill(4, BillKind.FUNDING, "-0.25"),
        bill(5, BillKind.SETTLEMENT, "12", "0.5"),
        replace(bill(6, BillKind.INTEREST, "-1"), instrument=None),
        replace(bill(7, BillKind.OTHER, "30"), instrument=None),
        replace(bill(8, BillKind.SETTLEMENT, "1"), coin="BTC"),
    ]
    assert equity_curve(bills) == [(2, D("-0.5")), (4, D("-0.75")), (5, D("10.75")), (6, D("9.75"))]
