"""Round trips: what was opened, closed, flipped and paid, against a plain second reckoning."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import PositionSide, Side
from terminal_app.trading.trips import round_trips, without_trip

D = Decimal
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
BUY, SELL = Side.BUY, Side.SELL
NET, LONG, SHORT = PositionSide.NET, PositionSide.LONG, PositionSide.SHORT


def fill(
    number: int,
    side: Side,
    size: str | Decimal,
    price: str | Decimal,
    *,
    fee: str | Decimal = "0",
    coin: str = "USDT",
    position: PositionSide = NET,
    instrument: InstrumentId = PERP,
    realised: Decimal | None = None,
) -> Fill:
    return Fill(
        exec_id=str(1000 + number),
        order_id="1",
        client_oid="tb",
        instrument=instrument,
        side=side,
        price=D(price),
        size=D(size),
        value=D(price) * D(size),
        fee=D(fee),
        fee_coin=coin,
        liquidity=Liquidity.TAKER,
        time_ms=1_000 * number,
        position_side=position,
        realised_pnl=realised,
    )


def funding(number: int, at_ms: int, amount: str, instrument: InstrumentId = PERP) -> Bill:
    return Bill(f"f{number}", at_ms, "USDT", BillKind.FUNDING, instrument, D(amount), D(0), None, "")


def test_a_long_trip_with_a_partial_close() -> None:
    fills = [
        fill(1, BUY, "2", "100", fee="0.1"),
        fill(2, SELL, "1", "110", fee="0.05"),
        fill(3, BUY, "1", "120", fee="0.06"),
        fill(4, SELL, "2", "130", fee="0.13"),
    ]
    (trip,) = round_trips(reversed(fills))
    assert (trip.instrument, trip.side, trip.size, trip.coin) == (PERP, BUY, D(2), "USDT")
    assert (trip.opened_ms, trip.closed_ms, trip.holding_ms) == (1_000, 4_000, 3_000)
    assert trip.gross == D(110 + 260 - 200 - 120)
    assert (trip.fees, trip.funding, trip.net) == (D("0.34"), D(0), D("49.66"))
    assert (trip.entry * 3).quantize(D("1e-20")) == D(320)
    assert (trip.exit or D(0)) * 3 == pytest.approx(D(370))
    assert trip.exec_ids == ("1001", "1002", "1003", "1004")


def test_an_open_trip_tells_what_was_closed_so_far() -> None:
    (trip,) = round_trips([fill(1, SELL, "2", "100", fee="1"), fill(2, BUY, "1", "90", fee="1")])
    assert (trip.side, trip.closed_ms, trip.holding_ms) == (SELL, None, None)
    assert (trip.gross, trip.fees, trip.net, trip.exit) == (D(10), D(2), D(8), D(90))
    (untouched,) = round_trips([fill(1, SELL, "2", "100")])
    assert untouched.exit is None


def test_a_flip_is_two_trips_and_shares_its_fee_without_a_rest() -> None:
    fills = [fill(1, BUY, "1", "100"), fill(2, SELL, "3", "110", fee="0.1"), fill(3, BUY, "2", "105")]
    first, second = round_trips(fills)
    assert (first.side, first.closed_ms, first.gross) == (BUY, 2_000, D(10))
    assert (second.side, second.opened_ms, second.size, second.gross) == (SELL, 2_000, D(2), D(10))
    assert first.fees + second.fees == D("0.1")
    assert first.fees < second.fees
    assert first.exec_ids == ("1001", "1002")
    assert second.exec_ids == ("1002", "1003")
    assert first.key != second.key


def test_the_two_sides_of_a_hedge_are_trips_of_their_own() -> None:
    fills = [
        fill(1, BUY, "1", "100", position=LONG),
        fill(2, SELL, "1", "100", position=SHORT),
        fill(3, SELL, "1", "110", position=LONG),
        fill(4, BUY, "1", "130", position=SHORT),
    ]
    long, short = round_trips(fills)
    assert (long.side, long.gross, long.closed_ms) == (BUY, D(10), 3_000)
    assert (short.side, short.gross, short.closed_ms) == (SELL, D(-30), 4_000)


def test_what_closes_an_unknown_entry_belongs_to_no_trip() -> None:
    fills = [
        fill(1, SELL, "1", "100", position=LONG, realised=D(5)),
        fill(2, SELL, "1", "100", instrument=SPOT),
        fill(3, BUY, "1", "90", position=LONG),
    ]
    trips = round_trips(fills)
    assert [trip.exec_ids for trip in trips] == [("1003",)]
    assert without_trip(fills, trips) == ("1001", "1002")
    net = [fill(1, SELL, "1", "100", realised=D(5)), fill(2, SELL, "1", "90", realised=D(0))]
    (opened,) = round_trips(net)
    assert (opened.side, opened.exec_ids, opened.gross) == (SELL, ("1002",), D(0))


def test_the_profit_that_the_venue_tells_is_taken_as_it_is() -> None:
    fills = [fill(1, BUY, "1", "100", realised=D(0)), fill(2, SELL, "1", "110", realised=D("9.99999"))]
    (trip,) = round_trips(fills)
    assert trip.gross == D("9.99999")


def test_the_profit_of_a_coin_contract_counts_in_quote_coin() -> None:
    inverse = InstrumentId(ProductType.COIN_FUTURES, "BTCUSD")
    (trip,) = round_trips(
        [
            fill(1, BUY, "1", "100", instrument=inverse),
            fill(2, SELL, "1", "125", instrument=inverse, realised=D("0.2")),
        ]
    )
    assert (trip.coin, trip.gross) == ("USD", D(25))


def test_an_execution_that_is_told_twice_counts_once() -> None:
    one = fill(1, BUY, "1", "100", fee="1")
    (trip,) = round_trips([one, one])
    assert (trip.size, trip.fees) == (D(1), D(1))


def test_spot_takes_the_fee_from_what_is_bought_and_the_money_adds_up() -> None:
    fills = [
        fill(1, BUY, "1", "100", fee="0.001", coin="BTC", instrument=SPOT),
        fill(2, SELL, "0.999", "110", fee="0.10989", instrument=SPOT),
    ]
    (trip,) = round_trips(fills)
    assert (trip.size, trip.closed_ms) == (D("0.999"), 2_000)
    assert trip.gross == D("9.99")
    assert trip.fees == D("0.1") + D("0.10989")
    assert trip.net == D("0.999") * 110 - D("0.10989") - 100


def test_spot_averages_its_cost() -> None:
    fills = [
        fill(1, BUY, "1", "100", instrument=SPOT),
        fill(2, BUY, "1", "200", instrument=SPOT),
        fill(3, SELL, "1", "180", instrument=SPOT),
    ]
    (trip,) = round_trips(fills)
    assert (trip.entry, trip.gross, trip.closed_ms) == (D(150), D(30), None)


def test_a_rest_of_spot_goes_into_the_next_trip_at_its_cost() -> None:
    fills = [
        fill(1, BUY, "1", "100", instrument=SPOT),
        fill(2, SELL, "0.995", "100", instrument=SPOT),
        fill(3, BUY, "1", "200", instrument=SPOT),
        fill(4, SELL, "1.005", "200", instrument=SPOT),
    ]
    first, second = round_trips(fills)
    assert (first.closed_ms, first.gross) == (2_000, D(0))
    assert (second.closed_ms, second.size, second.gross) == (4_000, D("1.005"), D("0.5"))


def test_the_last_parts_of_a_sale_belong_to_its_trip() -> None:
    fills = [
        fill(1, BUY, "1", "100", instrument=SPOT),
        fill(2, SELL, "0.995", "110", instrument=SPOT),
        fill(3, SELL, "0.005", "110", instrument=SPOT),
    ]
    (trip,) = round_trips(fills)
    assert (trip.closed_ms, trip.gross, len(trip.exec_ids)) == (3_000, D(10), 3)


def test_a_fee_in_a_third_coin_stands_for_itself() -> None:
    fills = [
        fill(1, BUY, "1", "100", fee="0.5", coin="BGB"),
        fill(2, SELL, "1", "101", fee="0.6", coin="BGB"),
    ]
    (trip,) = round_trips(fills)
    assert (trip.fees, trip.net, trip.fee_other) == (D(0), D(1), {"BGB": D("1.1")})


def test_funding_belongs_to_the_trip_that_was_open() -> None:
    fills = [
        fill(1, BUY, "1", "100"),
        fill(3, SELL, "1", "100"),
        fill(5, BUY, "1", "100"),
    ]
    paid = [funding(1, 2_000, "-3"), funding(2, 3_100, "-1"), funding(3, 6_000, "2"), funding(4, 100, "9")]
    first, second = round_trips(fills, [*paid, paid[0]])
    assert (first.funding, first.net, first.funding_ids) == (D(-4), D(-4), ("f1", "f2"))
    assert (second.funding, second.funding_ids) == (D(2), ("f3",))
    other = replace(paid[0], kind=BillKind.TRADE)
    elsewhere = funding(5, 2_000, "-7", InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT"))
    assert [trip.funding for trip in round_trips(fills, [other, elsewhere])] == [D(0), D(0)]


def test_funding_of_a_hedge_goes_by_size() -> None:
    fills = [fill(1, BUY, "3", "100", position=LONG), fill(2, SELL, "1", "100", position=SHORT)]
    long, short = round_trips(fills, [funding(1, 5_000, "1"), funding(2, 5_000, "-3")])
    assert (long.funding, short.funding) == (D(-3), D(1))


def reference(fills: list[Fill]) -> tuple[Decimal, Decimal]:
    """Realised profit and what is held, by the plainest way: one unit of the smallest size at a time."""
    held: dict[PositionSide, list[tuple[Side, Decimal]]] = defaultdict(list)
    gross = D(0)
    for one in fills:
        units = held[one.position_side]
        for _ in range(int(one.size)):
            if units and units[0][0] is not one.side:
                average = sum((price for _, price in units), D(0)) / len(units)
                gain = one.price - average
                gross += gain if one.side is SELL else -gain
                held[one.position_side] = units = [(side, average) for side, _ in units[1:]]
            else:
                units.append((one.side, one.price))
    return gross, sum((D(len(units)) for units in held.values()), D(0))


@pytest.mark.parametrize("hedge", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_random_futures_add_up_exactly(seed: int, hedge: bool) -> None:
    rng = Random(seed)
    fills: list[Fill] = []
    room = {LONG: 0, SHORT: 0}
    for number in range(60):
        size, side, position = rng.randint(1, 5), rng.choice([BUY, SELL]), NET
        if hedge:
            position = rng.choice([LONG, SHORT])
            opens = (position is LONG) is (side is BUY)
            if not opens and not room[position]:
                continue
            size = size if opens else min(size, room[position])
            room[position] += size if opens else -size
        price, fee = D(rng.randint(9_000, 11_000)) / 100, D(rng.randint(1, 999)) / 10_000
        fills.append(fill(number, side, D(size), price, fee=fee, position=position))
    gross, held = reference(fills)
    trips = round_trips(rng.sample(fills, len(fills)))
    assert abs(sum((trip.gross for trip in trips), D(0)) - gross) < D("1e-12")
    assert sum((trip.fees for trip in trips), D(0)) == sum((one.fee for one in fills), D(0))
    assert bool(held) is any(trip.closed_ms is None for trip in trips)
    assert without_trip(fills, trips) == ()
    # What the trips brought, and what is still held at its cost, is exactly the cash that moved.
    if not held:
        cash = sum((one.value if one.side is SELL else -one.value for one in fills), D(0))
        assert sum((trip.gross for trip in trips), D(0)) == cash


@pytest.mark.parametrize("seed", range(20))
def test_the_nets_are_the_realised_profits_without_the_fees(seed: int) -> None:
    rng = Random(seed)
    fills = [
        fill(
            number,
            rng.choice([BUY, SELL]),
            D(rng.randint(1, 9)) / 10,
            D(rng.randint(9_000, 11_000)) / 100,
            fee=D(rng.randint(1, 999)) / 10_000,
        )
        for number in range(80)
    ]
    # The venue tells a profit with each close: take ours as if it were, to the grain it books in.
    position = D(0)
    told = []
    for one in fills:
        closes = position != 0 and (position > 0) is (one.side is SELL)
        realised = D(rng.randint(-10_000, 10_000)) / 10_000 if closes else D(0)
        told.append(replace(one, realised_pnl=realised))
        position += one.size if one.side is BUY else -one.size
    expected = sum((one.realised_pnl or D(0)) - one.fee for one in told)
    assert sum(trip.net for trip in round_trips(told)) == expected


@pytest.mark.parametrize("seed", range(30))
def test_random_spot_is_the_cash_that_moved_when_all_is_sold(seed: int) -> None:
    rng = Random(seed)
    held, cash, fills = D(0), D(0), []
    for number in range(50):
        price = D(rng.randint(9_000, 11_000)) / 100
        if held == 0 or rng.random() < 0.5:
            size = D(rng.randint(1, 900)) / 100
            one = fill(number, BUY, size, price, fee=size / 1000, coin="BTC", instrument=SPOT)
            held, cash = held + one.size - one.fee, cash - one.value
        else:
            size = min(held, D(rng.randint(1, 900)) / 100)
            one = fill(number, SELL, size, price, fee=size * price / 1000, instrument=SPOT)
            held, cash = held - one.size, cash + one.value - one.fee
        fills.append(one)
    if held:
        last = fill(99, SELL, held, "100", instrument=SPOT)
        fills.append(last)
        cash += last.value
    trips = round_trips(fills)
    assert sum((trip.net for trip in trips), D(0)) == cash
    assert all(trip.closed_ms is not None for trip in trips)
