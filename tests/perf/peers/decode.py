"""How ccxt.pro and pybotters take the same book updates: text in, the top of the book out, no network.

ccxt does not look at sequence numbers and pybotters speaks the classic dialect; both get the same levels.
"""

import asyncio
import json
import time

import ccxt.pro
import pybotters

from tests.perf.loads import books
from tests.perf.side import serve

_TURNS = 20
MARKET = "BTC/USDT:USDT"


def handled(count: int) -> dict[str, float]:
    """ccxt's handler alone, as if nobody waited for its result: CPU per update, in µs."""
    return asyncio.run(_with_ccxt(count, watching=False))


def watched(count: int) -> dict[str, float]:
    """ccxt as its users write it, `await watch_order_book(...)` in a loop: CPU per update, in µs."""
    return asyncio.run(_with_ccxt(count, watching=True))


async def _with_ccxt(count: int, *, watching: bool) -> dict[str, float]:
    texts = [frame.decode() for frame in books.unified_frames(books.updates(count))]
    exchange = ccxt.pro.bitget({"options": {"uta": True}})
    market = {"id": books.SYMBOL, "symbol": MARKET, "base": "BTC", "quote": "USDT", "type": "swap"}
    exchange.set_markets({MARKET: market | {"contract": True, "swap": True, "spot": False, "settle": "USDT"}})
    client = exchange.client(exchange.urls["api"]["ws"]["utaPublic"])
    client.connected.resolve(True)
    client.subscriptions[f"orderbook:{MARKET}"] = True
    client.handle_text_or_binary_message(texts[0])
    book = exchange.orderbooks[MARKET]
    reader = Reader(exchange)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(reader.read())
        await asyncio.sleep(0)
        started = time.process_time_ns()
        for number, text in enumerate(texts[1:], start=1):
            client.handle_text_or_binary_message(text)
            if watching:
                await reader.has_seen(number)
            else:
                reader.top = (book["bids"][:25], book["asks"][:25])
        spent = time.process_time_ns() - started
        task.cancel()
    await exchange.close()
    bids, asks = reader.top
    return _figures(spent, count, [[level[0], level[1]] for level in [*bids, *asks]])


class Reader:
    """Waits for updates and reads the top of each."""

    def __init__(self, exchange: ccxt.pro.bitget) -> None:
        self._exchange = exchange
        self.seen = 0
        self.top: tuple[list[list[float]], list[list[float]]] = ([], [])

    async def has_seen(self, number: int) -> None:
        """Let the loop turn until so many updates were read."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if self.seen >= number:
                return
        raise RuntimeError("the update was not delivered")

    async def read(self) -> None:
        """Go on until cancelled."""
        while True:
            book = await self._exchange.watch_order_book(MARKET)
            self.top = (book["bids"][:25], book["asks"][:25])
            self.seen += 1


def with_pybotters(count: int) -> dict[str, float]:
    """CPU per update, in µs."""
    texts = [frame.decode() for frame in books.classic_frames(books.updates(count))]
    store = pybotters.BitgetV2DataStore()
    store.onmessage(json.loads(texts[0]), None)
    book = store.book
    started = time.process_time_ns()
    top = book.sorted(limit=25)
    for text in texts[1:]:
        store.onmessage(json.loads(text), None)
        top = book.sorted(limit=25)
    spent = time.process_time_ns() - started
    rows = [*top["bids"], *top["asks"]]
    return _figures(spent, count, [[float(row["price"]), float(row["amount"])] for row in rows])


def _figures(spent: int, count: int, levels: list[list[float]]) -> dict[str, float]:
    return {
        "us": spent / 1_000 / count,
        "levels": len(levels),
        "sum": sum(price * size for price, size in levels),
    }


if __name__ == "__main__":
    serve({"handled": handled, "watched": watched, "pybotters": with_pybotters})
