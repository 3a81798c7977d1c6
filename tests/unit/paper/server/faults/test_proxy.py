"""Every fault over real sockets: what a client sees, and what really happened to its order."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from terminal_app.paper.server.faults.plan import Kind
from terminal_app.paper.server.signing import sign
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.slow

PLACE, INFO = "/api/v3/trade/place-order", "/api/v3/trade/order-info"
PATIENCE = 0.9
LATE = 0.3

Json = Any


class Venue(NamedTuple):
    """A running exchange where things go wrong, and the log of what did."""

    paper: PaperProcess
    log: Path

    def noted(self) -> list[Json]:
        """The lines of the log."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def call(
        self, method: str, path: str, query: str = "", body: bytes = b"", mark: str = ""
    ) -> httpx.Response:
        """One signed request."""
        stamp = str(time.time_ns() // 1_000_000)
        question = f"?{query}" if query else ""
        headers = {
            "ACCESS-KEY": self.paper.key,
            "ACCESS-PASSPHRASE": self.paper.passphrase,
            "ACCESS-TIMESTAMP": stamp,
            "ACCESS-SIGN": sign(self.paper.secret, f"{stamp}{method}{path}{question}".encode() + body),
            "x-paper-fault": mark,
        }
        url = self.paper.rest + path + question
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            return client.request(method, url, content=body, headers=headers)

    def place(self, client_oid: str) -> httpx.Response:
        """A buy at market."""
        order = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "side": "buy", "orderType": "market"}
        return self.call(
            "POST", PLACE, body=json.dumps(order | {"qty": "0.01", "clientOid": client_oid}).encode()
        )


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    folder = tmp_path_factory.mktemp("faults")
    rules = [
        {"kind": "late-reply", "path": "/api/v3/trade/place-batch", "seconds": LATE},
        {"kind": "gap", "topic": "fill"},
        {"kind": "duplicate", "topic": "order", "count": 1},
        {"kind": "corrupt", "topic": "publicTrade", "after": 1, "count": 1},
        {"kind": "reset-sequence", "topic": "books", "after": 1, "count": 1},
        {"kind": "reorder", "topic": "ticker", "after": 1, "count": 1},
        {"kind": "late-frame", "topic": "position", "after": 1, "count": 1, "seconds": LATE},
    ]
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"seed": 3, "log": "faults.jsonl", "rules": rules}), "utf-8")
    with paper_process("--faults", str(plan), "--no-rate-limits") as paper:
        yield Venue(paper, folder / "faults.jsonl")


SEEN: dict[Kind, type[Exception] | tuple[int, str]] = {
    Kind.DROP_REQUEST: httpx.RemoteProtocolError,
    Kind.RESET_REQUEST: httpx.ReadError,
    Kind.ERROR_REQUEST: (502, "<html>"),
    Kind.STORM: (429, '{"code":"429"'),
    Kind.MAINTENANCE_REQUEST: (400, '{"code":"4'),
    Kind.DROP_REPLY: httpx.RemoteProtocolError,
    Kind.RESET_REPLY: httpx.ReadError,
    Kind.SILENCE: httpx.ReadTimeout,
    Kind.ERROR_REPLY: (502, "<html>"),
    Kind.MAINTENANCE_REPLY: (400, '{"code":"4'),
    Kind.HTML: (200, "<!DOCTYPE html>"),
    Kind.EMPTY: (200, ""),
    Kind.GARBAGE: httpx.RemoteProtocolError,
    Kind.HALF_HEAD: httpx.RemoteProtocolError,
    Kind.HALF_BODY: httpx.RemoteProtocolError,
}


@pytest.mark.parametrize("kind", SEEN, ids=lambda kind: kind.value)
def test_what_a_client_sees_and_what_happened(venue: Venue, kind: Kind) -> None:
    client_oid, expected = f"fault:{kind.value}:1", SEEN[kind]
    if isinstance(expected, tuple):
        answer = venue.place(client_oid)
        assert answer.status_code == expected[0]
        assert answer.text.startswith(expected[1])
    else:
        with pytest.raises(expected):
            venue.place(client_oid)

    (line,) = [line for line in venue.noted() if line.get("client_oid") == client_oid]
    assert (line["kind"], line["executed"]) == (kind.value, kind.executes)
    found = venue.call("GET", INFO, f"clientOid={client_oid.replace(':', '%3A')}").json()
    assert (found["code"] == "00000") is kind.executes
    if kind.executes:
        assert found["data"]["orderId"] == line["order_id"]


@pytest.mark.parametrize("kind", [Kind.LATE_REPLY, Kind.LATE_REQUEST])
async def test_an_order_can_be_late_on_either_way(venue: Venue, kind: Kind) -> None:
    client_oid = f"fault:{kind.value}:1"
    with pytest.raises(httpx.ReadTimeout):
        await asyncio.to_thread(venue.place, client_oid)
    await eventually(lambda: any(line.get("client_oid") == client_oid for line in venue.noted()))
    found = venue.call("GET", INFO, f"clientOid=fault%3A{kind.value}%3A1").json()
    assert found["data"]["orderStatus"] == "filled"


def test_the_plan_delays_the_paths_it_names(venue: Venue) -> None:
    started = time.monotonic()
    assert venue.call("POST", "/api/v3/trade/place-batch", body=b"[]").json()["code"] == "40019"
    assert time.monotonic() - started >= LATE
    assert venue.noted()[-1]["code"] == "40019"


def test_reads_can_be_marked_too(venue: Venue) -> None:
    assert venue.call("GET", "/api/v3/account/assets", mark="html").text.startswith("<!DOCTYPE")
    assert venue.call("GET", "/api/v3/account/assets").json()["code"] == "00000"


async def test_the_clock_and_the_list_of_symbols_can_be_wrong(tmp_path: Path) -> None:
    rules = [
        {"kind": "clock-skew", "milliseconds": 45_000},
        {"kind": "delist", "category": "USDT-FUTURES", "symbol": "BTCUSDT", "seconds": 0.01},
    ]
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"log": "faults.jsonl", "rules": rules}), "utf-8")
    with paper_process("--faults", str(plan), "--no-rate-limits") as paper:
        wrong = Venue(paper, tmp_path / "faults.jsonl")
        told = int(wrong.call("GET", "/api/v3/public/time").json()["data"]["serverTime"])
        assert 40_000 < told - time.time_ns() // 1_000_000 < 50_000
        assert wrong.place("early").json()["code"] == "40008"
        await eventually(lambda: wrong.log.exists() and wrong.noted()[0]["kind"] == "delist")
        shown = wrong.call("GET", "/api/v3/market/instruments", "category=USDT-FUTURES&symbol=BTCUSDT")
        assert shown.json()["data"][0]["status"] == "offline"


async def test_frames_go_wrong_as_planned(venue: Venue) -> None:
    async with connect(venue.paper.private_ws, proxy=None) as stream:
        frames = await _listen(stream, venue)
        order = await asyncio.to_thread(venue.place, "streamed")
        order_id = order.json()["data"]["orderId"]
        while not _done(frames):
            async with asyncio.timeout(10):
                frames.append(str(await stream.recv()))

    mine = [frame for frame in frames if order_id in frame]
    assert [frame for frame in mine if '"topic":"fill"' in frame] == []
    orders = [frame for frame in mine if '"topic":"order"' in frame]
    assert orders[0] == orders[1]
    broken = [frame for frame in frames if '"topic":"publicTrade"' in frame and not _is_json(frame)]
    assert len(broken) == 1
    pushes = [frame for frame in frames if '"action"' in frame]
    books = [json.loads(frame) for frame in pushes if '"topic":"books"' in frame]
    assert [(book["action"], book["data"][0]["pseq"] == 0) for book in books[:3]] == [
        ("snapshot", True),
        ("update", True),
        ("update", False),
    ]
    tickers = [json.loads(frame)["ts"] for frame in pushes if '"topic":"ticker"' in frame]
    assert tickers != sorted(tickers)
    late = [line for line in venue.noted() if line["kind"] == "late-frame"]
    assert [line["what"] for line in late] == ["frame position"]
    lost = [line for line in venue.noted() if line["what"] == "frame fill"]
    assert {line["order_id"] for line in lost} == {order_id}


async def _listen(stream: ClientConnection, venue: Venue) -> list[str]:
    stamp = str(time.time_ns() // 1_000_000)
    login = {
        "apiKey": venue.paper.key,
        "passphrase": venue.paper.passphrase,
        "timestamp": stamp,
        "sign": sign(venue.paper.secret, f"{stamp}GET/user/verify".encode()),
    }
    await stream.send(_text({"op": "login", "args": [login]}))
    private = [{"instType": "UTA", "topic": topic} for topic in ("order", "fill", "position")]
    public = [
        {"instType": "usdt-futures", "topic": topic, "symbol": "BTCUSDT"}
        for topic in ("books", "publicTrade", "ticker")
    ]
    await stream.send(_text({"op": "subscribe", "args": private + public}))
    frames: list[str] = []
    while sum('"event":"subscribe"' in frame for frame in frames) < len(private + public):
        frames.append(str(await stream.recv()))
    return frames


def _text(frame: Json) -> str:
    """A frame without spaces: its argument is echoed as it is."""
    return json.dumps(frame, separators=(",", ":"))


def _done(frames: list[str]) -> bool:
    def count(topic: str) -> int:
        return sum(f'"topic":"{topic}"' in frame and '"action"' in frame for frame in frames)

    return count("books") > 3 and count("publicTrade") > 2 and count("ticker") > 4 and count("order") > 2


def _is_json(frame: str) -> bool:
    try:
        json.loads(frame)
    except ValueError:
        return False
    return True
