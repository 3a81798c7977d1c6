"""ccxt's way of an order: the same limit order to the same server on loopback, without its own pacing."""

import asyncio
import statistics
import time

import ccxt.async_support

from tests.perf.server_process import served
from tests.perf.side import serve
from tests.perf.writes import undisturbed, watched

MARKET = "BTC/USDT:USDT"
_WARM_UP = 20
_ROW = {
    "id": "BTCUSDT",
    "symbol": MARKET,
    "base": "BTC",
    "quote": "USDT",
    "settle": "USDT",
    "baseId": "BTC",
    "quoteId": "USDT",
    "settleId": "USDT",
    "type": "swap",
    "spot": False,
    "swap": True,
    "future": False,
    "contract": True,
    "linear": True,
    "inverse": False,
    "active": True,
    "contractSize": 1.0,
    "precision": {"amount": 0.0001, "price": 0.1},
    "limits": {"amount": {"min": 0.0001}, "price": {}, "cost": {"min": 5}},
}


async def _orders(url: str, count: int) -> dict[str, float]:
    exchange = ccxt.async_support.bitget(
        {
            "apiKey": "bg_bench_key_0001",
            "secret": "bench-secret-0123456789abcdef",
            "password": "benchpass",
            "enableRateLimit": False,
            "options": {"uta": True},
        }
    )
    exchange.urls["api"] = dict.fromkeys(("uta", "spot", "mix", "common"), url)
    exchange.set_markets({MARKET: _ROW})
    calls, trips = [], []
    with watched() as writes:
        for number in range(_WARM_UP + count):
            started, began = time.perf_counter_ns(), time.thread_time_ns()
            order = await exchange.create_order(
                MARKET, "limit", "buy", 0.01, 64_000 - number, {"clientOid": f"bench-{number}"}
            )
            ended, written = time.perf_counter_ns(), writes.last
            if order["clientOrderId"] != f"bench-{number}":
                raise RuntimeError(f"the order was not accepted: {order}")
            calls.append(written - began)
            trips.append(ended - started)
    await exchange.close()
    return {
        "call": undisturbed(calls[_WARM_UP:]) / 1e3,
        "trip": statistics.median(trips[_WARM_UP:]) / 1e3,
    }


def orders(count: int) -> dict[str, float]:
    """The CPU of an undisturbed call, and the median round trip of an order, in µs."""
    with served("tests.perf.loads.http_server") as url:
        return asyncio.run(_orders(url, count))


if __name__ == "__main__":
    serve({"orders": orders})
