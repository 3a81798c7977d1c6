"""The steps of the API guide in one file: `python bitget_steps.py paper.json STEP`. It needs httpx alone.

`paper.json` is the line that `terminal-app paper-exchange --port 8700 > paper.json` prints: where the paper
exchange listens and the key that opens it. Steps: clock, ticker, account, order, limits, errors, robot.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx

OK = "00000"
SYMBOL = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}

Json = dict[str, object]


class Answer(NamedTuple):
    """One answer of the exchange. `left` is how many calls this second still has, where it says so."""

    code: str
    message: str
    data: object
    left: int | None


class NoAnswerError(Exception):
    """Nothing usable came back, so nothing is known about what was asked."""


class Exchange:
    """Bitget's REST API for one key."""

    def __init__(self, http: httpx.AsyncClient, key: str, secret: str, passphrase: str) -> None:
        self._http = http
        self._key, self._secret, self._passphrase = key, secret, passphrase
        self._offset_ms = 0

    async def measure_clock(self) -> int:
        """Learn how far the exchange's clock is from ours (ms); every signature needs its time."""
        before = _now_ms()
        answer = await self.read("/api/v2/public/time", {}, signed=False)
        self._offset_ms = int(str(as_object(answer.data)["serverTime"])) - (before + _now_ms()) // 2
        return self._offset_ms

    async def read(self, path: str, query: Mapping[str, str], *, signed: bool = True) -> Answer:
        """Ask for something. The query is written once: what is signed is what is sent."""
        text = urlencode(sorted(query.items()))
        return await self._call("GET", f"{path}?{text}" if text else path, b"", signed=signed)

    async def send(self, path: str, body: Mapping[str, str]) -> Answer:
        """Send a command, once. The bytes of the body are made once: what is signed is what is sent.

        Raises:
            NoAnswerError: no envelope came back; the command may have arrived all the same.
        """
        return await self._call("POST", path, json.dumps(body).encode(), signed=True)

    async def _call(self, method: str, target: str, body: bytes, *, signed: bool) -> Answer:
        headers = {"Content-Type": "application/json"}
        if signed:
            stamp = str(_now_ms() + self._offset_ms)
            prehash = (stamp + method + target).encode() + body
            digest = hmac.new(self._secret.encode(), prehash, hashlib.sha256).digest()
            headers |= {
                "ACCESS-KEY": self._key,
                "ACCESS-SIGN": base64.b64encode(digest).decode(),
                "ACCESS-TIMESTAMP": stamp,
                "ACCESS-PASSPHRASE": self._passphrase,
            }
        try:
            reply = await self._http.request(method, target, content=body, headers=headers)
            envelope = as_object(reply.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise NoAnswerError(type(error).__name__) from error
        left = reply.headers.get("x-mbx-used-remain-limit")
        return Answer(
            str(envelope.get("code")),
            str(envelope.get("msg")),
            envelope.get("data"),
            None if left is None else int(left),
        )


def as_object(value: object) -> Json:
    """The value, if it is a JSON object.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


async def last_price(exchange: Exchange) -> Decimal:
    """The price of the newest trade."""
    answer = await exchange.read("/api/v3/market/tickers", SYMBOL, signed=False)
    rows = answer.data if isinstance(answer.data, list) else as_object(answer.data)["list"]
    assert isinstance(rows, list)
    return Decimal(str(as_object(rows[0])["lastPrice"]))


async def far_bid(exchange: Exchange) -> dict[str, str]:
    """A buy order that rests: a tenth below the market, on a whole tick, and with a name of our own."""
    price = (await last_price(exchange) * Decimal("0.9")).quantize(Decimal(1), ROUND_FLOOR)
    return SYMBOL | {
        "side": "buy",
        "orderType": "limit",
        "price": format(price, "f"),
        "qty": "0.01",
        "timeInForce": "post_only",
        "clientOid": f"guide-{secrets.token_hex(8)}",
    }


async def place(exchange: Exchange, order: Mapping[str, str]) -> str:
    """Place an order once; where no answer comes, ask what became of it instead of sending it again."""
    try:
        answer = await exchange.send("/api/v3/trade/place-order", order)
    except NoAnswerError:
        return f"unknown, so ask: {await state_of(exchange, order['clientOid'])}"
    return "accepted" if answer.code == OK else f"refused: {answer.code} {answer.message}"


async def state_of(exchange: Exchange, client_oid: str) -> str:
    """What the exchange says of an order, asked by the name we gave it."""
    answer = await exchange.read("/api/v3/trade/order-info", {"clientOid": client_oid})
    if answer.code != OK:
        return f"{answer.code} {answer.message}"
    return str(as_object(answer.data)["orderStatus"])


async def cancel(exchange: Exchange, client_oid: str) -> str:
    """Cancel an order by its name. "asked" is not "cancelled": only its state says that."""
    answer = await exchange.send("/api/v3/trade/cancel-order", SYMBOL | {"clientOid": client_oid})
    return "asked" if answer.code == OK else f"refused: {answer.code} {answer.message}"


async def step_clock(exchange: Exchange) -> None:
    """The first request needs no key."""
    say(f"the exchange's clock is {await exchange.measure_clock()} ms from ours")


async def step_ticker(exchange: Exchange) -> None:
    """Market data needs no key either."""
    say(f"BTCUSDT last {await last_price(exchange)}")


async def step_account(exchange: Exchange) -> None:
    """The first signed request."""
    answer = await exchange.read("/api/v3/account/assets", {})
    if answer.code != OK:
        raise SystemExit(f"refused: {answer.code} {answer.message}")
    say(f"equity {as_object(answer.data)['accountEquity']}")


async def step_order(exchange: Exchange) -> None:
    """Place, look, cancel, look."""
    order = await far_bid(exchange)
    say(f"place: {await place(exchange, order)}")
    say(f"state: {await state_of(exchange, order['clientOid'])}")
    say(f"cancel: {await cancel(exchange, order['clientOid'])}")
    say(f"state: {await state_of(exchange, order['clientOid'])}")


async def step_limits(exchange: Exchange) -> None:
    """Slow down before the limit: the header says how many calls this second still has."""
    for number in range(1, 31):
        answer = await exchange.read("/api/v3/market/tickers", SYMBOL, signed=False)
        if answer.code == "429":
            raise SystemExit("too fast: the limit was reached")
        if answer.left is not None and answer.left < 5:
            say(f"after call {number}: {answer.left} left, so wait for the next second")
            await asyncio.sleep(1)
    say("30 calls, none refused")


async def step_errors(exchange: Exchange) -> None:
    """An error has a code, and the code decides what to do."""
    order = await far_bid(exchange)
    orders, dead = "/api/v3/trade/place-order", "/api/spot/v1/market/tickers"
    nobody = {"clientOid": "guide-nobody"}
    for what, answer in (
        ("no such order", await exchange.read("/api/v3/trade/order-info", nobody)),
        ("off the tick", await exchange.send(orders, order | {"price": "50000.123456"})),
        ("too small", await exchange.send(orders, order | {"qty": "0.00000001"})),
        ("a dead path", await exchange.read(dead, {}, signed=False)),
    ):
        say(f"{what}: {answer.code} {answer.message}")


async def step_robot(exchange: Exchange) -> None:
    """The smallest honest robot: one order at a time, and it stops at what it cannot explain."""
    for turn in range(1, 4):
        order = await far_bid(exchange)
        placed, name = await place(exchange, order), order["clientOid"]
        if placed != "accepted" or await state_of(exchange, name) not in {"live", "new"}:
            raise SystemExit(f"turn {turn}: {placed}: a person has to look")
        await cancel(exchange, name)
        if (ended := await state_of(exchange, name)) != "cancelled":
            raise SystemExit(f"turn {turn}: the bid is {ended}: a person has to look")
        say(f"turn {turn}: a bid rested at {order['price']} and is cancelled")
        await asyncio.sleep(0.2)
    say("done, nothing left behind")


STEPS: dict[str, Callable[[Exchange], Awaitable[None]]] = {
    "clock": step_clock,
    "ticker": step_ticker,
    "account": step_account,
    "order": step_order,
    "limits": step_limits,
    "errors": step_errors,
    "robot": step_robot,
}


def say(line: str) -> None:
    """One line for the person."""
    sys.stdout.write(f"{line}\n")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def run(paper: Json, step: str) -> None:
    """Open a connection, set the clock, and take one step."""
    # The environment may name a proxy, which would see the key; a redirect would carry it elsewhere.
    async with httpx.AsyncClient(
        base_url=str(paper["rest"]), trust_env=False, follow_redirects=False
    ) as http:
        exchange = Exchange(http, *(str(paper[part]) for part in ("key", "secret", "passphrase")))
        await exchange.measure_clock()
        await STEPS[step](exchange)


def main(arguments: list[str]) -> int:
    """Take the step that is asked for. Returns 0, or 2 when it was not asked for as described above."""
    if len(arguments) != 2 or arguments[1] not in STEPS:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    paper = as_object(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    if urlsplit(str(paper["rest"])).hostname != "127.0.0.1":
        sys.stderr.write("This example is for the paper exchange: a real key belongs in no file.\n")
        return 2
    asyncio.run(run(paper, arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
