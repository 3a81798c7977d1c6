"""The paper engine alone: orders of one account that match at once, with other orders of it resting."""

import time
from decimal import Decimal

from terminal_app.core.orders import Side
from terminal_app.paper.engine.exchange import PaperExchange
from tests.helpers import paper_engine as engine
from tests.perf.side import serve

_DEPTH = "1000"
_NEAR, _FAR = Decimal(64_000), Decimal(60_000)


def venue(resting: int) -> PaperExchange:
    """A market at 64,000 with deep quotes, and an account whose orders rest far below it."""
    made = engine.exchange(USDT="100000000", BTC="1000")
    for instrument in (engine.PERP_ID, engine.SPOT_ID):
        engine.book(made, instrument, str(_NEAR), _DEPTH)
    for number in range(resting):
        instrument = engine.SPOT_ID if number % 3 == 0 else engine.PERP_ID
        price = str(_FAR - number)
        engine.place(made, engine.limit(instrument, Side.BUY, price, "0.01"))
    return made


def matched(count: int, resting: int) -> dict[str, float]:
    """CPU per limit order that trades at once, buys and sells in turn, in µs."""
    made = venue(resting)
    requests = [
        engine.limit(engine.PERP_ID, side, str(_NEAR + by), "0.01")
        for side, by in ((Side.BUY, 1), (Side.SELL, -1))
    ] * (count // 2)
    started = time.process_time_ns()
    for request in requests:
        made.place("u", request, engine.NOW)
    spent = time.process_time_ns() - started
    if len(made._world.accounts["u"].finished) != len(requests):
        raise RuntimeError("not every order was filled")
    return {"us": spent / 1_000 / len(requests)}


def rested(count: int, resting: int) -> dict[str, float]:
    """CPU per pair of an order that rests and its cancel, in µs."""
    made = venue(resting)
    request = engine.limit(engine.PERP_ID, Side.BUY, str(_FAR + 1), "0.01")
    started = time.process_time_ns()
    for _ in range(count):
        row, _events = made.place("u", request, engine.NOW)
        made.cancel("u", order_id=row.order_id, now_ms=engine.NOW)
    return {"us": (time.process_time_ns() - started) / 1_000 / count}


if __name__ == "__main__":
    serve({"matched": matched, "rested": rested})
