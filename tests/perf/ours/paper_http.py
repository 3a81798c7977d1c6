"""The paper exchange over HTTP: signed orders that match at once, one after the other on one connection."""

import re
import socket
import time
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from terminal_app.bitget.signing import Signer
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.unified.orders import place_body
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.perf.side import serve

_INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_WARM_UP = 20
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"
_BOOK = "/api/v3/market/orderbook?category=USDT-FUTURES&symbol=BTCUSDT&limit=1"


class Connection:
    """One connection on which requests are written whole: little but the work of the server is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> bytes:
        """Send a request and read the body of its answer."""
        self._socket.sendall(request)
        answer = b""
        while (end := answer.find(_END)) < 0:
            answer += self._socket.recv(65_536)
        length = _LENGTH.search(answer)
        whole = end + len(_END) + (int(length[1]) if length else 0)
        while len(answer) < whole:
            answer += self._socket.recv(65_536)
        return answer[end + len(_END) :]

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def matched(count: int) -> dict[str, float]:
    """Time per order, in µs."""
    with paper_process("--no-rate-limits") as paper:
        connection = Connection(paper.port)
        book = msgspec.json.decode(connection.exchange(_written("GET", _BOOK, {}, b"")))["data"]
        middle = Decimal(str(book["b"][0][0])).to_integral_value()
        requests = [_order(paper, number, middle) for number in range(_WARM_UP + count)]
        accepted, started, answer = 0, 0, b""
        for number, request in enumerate(requests):
            if number == _WARM_UP:
                started = time.perf_counter_ns()
            answer = connection.exchange(request)
            accepted += b'"code":"00000"' in answer
        spent = time.perf_counter_ns() - started
        connection.close()
    if accepted < len(requests):
        raise RuntimeError(f"{len(requests) - accepted} of {len(requests)} orders were refused: {answer!r}")
    return {"us": spent / 1e3 / count}


def _order(paper: PaperProcess, number: int, middle: Decimal) -> bytes:
    buying = number % 2 == 0
    command = PlaceOrder(
        client_oid=f"bench-{number}",
        instrument=_INSTRUMENT,
        side=Side.BUY if buying else Side.SELL,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.01")),
        price=(middle * Decimal("1.01" if buying else "0.99")).quantize(Decimal("0.1")),
        margin_mode=MarginMode.CROSSED,
    )
    now_ms = time.time_ns() // 1_000_000
    body = msgspec.json.encode(place_body(command, now_ms))
    signer = Signer(paper.credentials)
    endpoint = endpoints.PLACE_ORDER
    signed = signer.headers(now_ms, endpoint.method, endpoint.path, "", body)
    headers = {name.decode(): value.decode() for name, value in signed}
    headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _written(endpoint.method, endpoint.path, headers, body)


def _written(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "\r\n")).encode() + body


if __name__ == "__main__":
    serve({"matched": matched})
