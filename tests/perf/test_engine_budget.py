"""An order of the paper exchange costs the same however many others are open: counted, not timed."""

from collections.abc import Iterator
from typing import Never

from terminal_app.core.orders import Side
from terminal_app.paper.engine.messages import OrderRow
from tests.helpers import paper_engine as engine

_OPEN = 50


class NeverWalked(dict[str, OrderRow]):
    """Orders that can be looked up and counted, and not gone through."""

    def __iter__(self) -> Iterator[Never]:
        raise AssertionError("every open order was looked at")

    def values(self) -> Never:
        raise AssertionError("every open order was looked at")

    def items(self) -> Never:
        raise AssertionError("every open order was looked at")


def test_no_order_looks_at_all_the_others() -> None:
    made = engine.exchange(USDT="1000000", BTC="10")
    for instrument in (engine.SPOT_ID, engine.PERP_ID):
        engine.book(made, instrument)
    for number in range(_OPEN):
        instrument = engine.SPOT_ID if number % 2 else engine.PERP_ID
        engine.place(made, engine.limit(instrument, Side.BUY, str(90 - number), "0.2"))
    account = made._world.accounts["u"]
    account.orders = NeverWalked(account.orders)

    for instrument in (engine.SPOT_ID, engine.PERP_ID):
        resting = engine.place(made, engine.limit(instrument, Side.BUY, "95", "0.2"))
        made.amend("u", order_id=resting.order_id, size=engine.D("0.3"), price=None, now_ms=engine.NOW)
        made.cancel("u", order_id=resting.order_id, now_ms=engine.NOW)
        engine.place(made, engine.limit(instrument, Side.BUY, "101", "1"))
        engine.place(made, engine.limit(instrument, Side.SELL, "99", "1"))
    assert len(account.orders) == _OPEN
    assert len(account.fills) == 4
