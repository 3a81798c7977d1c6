"""The sums of open orders always equal what adding the orders up would give."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.engine.account import Account, closes_only, order_value, remaining
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.engine.open_sums import Counted, Interest, OpenSums
from tests.helpers import paper_engine as engine

D = Decimal
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place", "amend", "cancel", "hit", "close"]),
        st.sampled_from([engine.SPOT_ID, engine.PERP_ID]),
        st.sampled_from(list(Side)),
        st.integers(-4, 4),
        st.integers(1, 30),
    ),
    max_size=25,
)


def counted(size: str = "2", value: str = "200", *, side: Side = Side.BUY, closes: bool = False) -> Counted:
    """An order on the perpetual."""
    return Counted(engine.PERP_ID, side, MarginMode.CROSSED, closes, D(size), D(value))


def test_an_order_counts_once_and_changes_in_place() -> None:
    sums = OpenSums()
    sums.put("1", counted())
    sums.put("2", counted("1", "90"))
    sums.put("1", counted("0.5", "50"))
    assert sums.of(engine.PERP_ID).buys == Interest(D("1.5"), D(140))
    assert sums.interest(engine.PERP_ID, Side.BUY, without="2") == Interest(D("0.5"), D(50))
    assert sums.interest(engine.PERP_ID, Side.SELL, without="2") == Interest(ZERO, ZERO)
    assert sums.of(engine.PERP_ID).modes == {MarginMode.CROSSED: 2}
    assert (sums.count(futures=True), sums.count(futures=False)) == (2, 0)


def test_an_order_that_only_closes_is_listed_and_not_added() -> None:
    sums = OpenSums()
    sums.put("1", counted(closes=True))
    assert sums.of(engine.PERP_ID).buys == Interest()
    assert list(sums.of(engine.PERP_ID).closers) == ["1"]
    assert not sums.of(engine.PERP_ID).modes


def test_nothing_is_left_of_orders_that_are_gone() -> None:
    sums = OpenSums()
    sums.put("1", counted())
    sums.put("2", counted(side=Side.SELL))
    sums.put("3", counted(closes=True))
    for order_id in ("1", "1", "3", "2"):
        sums.drop(order_id)
    assert not sums.futures
    assert sums.of(engine.PERP_ID).orders == 0


def test_orders_beyond_a_position_cost_their_share() -> None:
    interest = Interest(D(4), D(400))
    assert [interest.beyond(D(covered)) for covered in (-1, 0, 1, 4, 5)] == [400, 400, 300, 0, 0]


# An order at the top of the book of which a part is taken.
@example(
    [("place", engine.SPOT_ID, Side.BUY, 0, 20), ("hit", engine.SPOT_ID, Side.SELL, 0, 5)], HoldMode.ONE_WAY
)
@given(_STEPS, st.sampled_from(list(HoldMode)))
def test_sums_follow_whatever_happens_to_orders(
    steps: list[tuple[str, InstrumentId, Side, int, int]], mode: HoldMode
) -> None:
    made = engine.exchange(USDT="100000", BTC="100")
    made.set_hold_mode("u", mode)
    for instrument in (engine.SPOT_ID, engine.PERP_ID):
        engine.book(made, instrument)
    account = made._world.accounts["u"]
    for what, instrument, side, offset, size in steps:
        try:
            _do(made, account, what, instrument, side, offset, D(size) / 10)
        except RefusalError:
            continue
        finally:
            _check(account)


def _do(
    made: PaperExchange,
    account: Account,
    what: str,
    instrument: InstrumentId,
    side: Side,
    offset: int,
    size: Decimal,
) -> None:
    tick = made.instruments[instrument].tick
    hedged = account.hold_mode is HoldMode.HEDGE and instrument == engine.PERP_ID
    key = (engine.LONG if offset % 2 else engine.SHORT) if hedged else engine.NET
    closing = instrument == engine.PERP_ID and offset == 0 and not hedged
    oldest = next(iter(account.orders), "")
    match what:
        case "place":
            price = str(100 + offset * tick)
            request = engine.limit(instrument, side, price, str(size), key=key, reduce_only=closing)
            made.place("u", request, engine.NOW)
        case "amend":
            made.amend("u", order_id=oldest, size=size, price=None, now_ms=engine.NOW)
        case "cancel":
            made.cancel("u", order_id=oldest, now_ms=engine.NOW)
        case "hit":
            engine.hit(made, instrument, side, str(size))
        case _:
            made.close_positions("u", engine.PERP_ID.product, None, None, engine.NOW)


def _check(account: Account) -> None:
    instruments = [*account.sums.spot, *account.sums.futures]
    assert set(instruments) == {row.request.instrument for row in account.orders.values()}
    for instrument in instruments:
        rows = [row for row in account.orders.values() if row.request.instrument == instrument]
        closers = [row.order_id for row in rows if instrument.product.is_futures and closes_only(row)]
        opening = [row for row in rows if row.order_id not in closers]
        sums = account.sums.of(instrument)
        assert sums.orders == len(rows)
        assert list(sums.closers) == closers
        for side, interest in ((Side.BUY, sums.buys), (Side.SELL, sums.sells)):
            mine = [row for row in opening if row.request.side is side]
            assert interest.size == sum(map(remaining, mine))
            assert interest.value == sum(map(order_value, mine))
        assert set(sums.modes) == {row.request.margin_mode for row in opening}
