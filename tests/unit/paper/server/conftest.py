"""A small exchange with a market of two instruments, and a caller that needs no sockets."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.gate import Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.signing import sign
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind

UID = "1000000001"
KEY = PaperKey("pk_1", "s3cret", "pass")
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
SWAP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH = InstrumentId(ProductType.SPOT, "ETHUSDT")

Json = Any


class Api:
    """Calls the REST application as a signed client would."""

    def __init__(self, app: RestApp, clock: ManualClock) -> None:
        self._app = app
        self._clock = clock

    def send(self, method: str, path: str, query: str = "", body: bytes = b"") -> tuple[int, Json]:
        """One signed request: the HTTP status and the decoded body."""
        timestamp = str(self._clock.now_ms())
        question = f"?{query}" if query else ""
        headers = {
            b"access-key": KEY.key.encode(),
            b"access-passphrase": KEY.passphrase.encode(),
            b"access-timestamp": timestamp.encode(),
            b"access-sign": sign(KEY.secret, f"{timestamp}{method}{path}{question}".encode() + body).encode(),
        }
        status, answer = self._app.answer(Request(method, path, query, headers, body, "127.0.0.1"))
        return status, json.loads(answer)

    def get(self, path: str, **params: object) -> Json:
        """The data of a GET that must succeed."""
        status, answer = self.send("GET", path, urlencode(params))
        assert (status, answer["code"], answer["msg"]) == (200, "00000", "success"), answer
        return answer["data"]

    def post(self, path: str, body: object) -> Json:
        """The data of a POST that must succeed."""
        status, answer = self.send("POST", path, body=json.dumps(body).encode())
        assert (status, answer["code"], answer["msg"]) == (200, "00000", "success"), answer
        return answer["data"]

    def refused(self, method: str, path: str, params: Mapping[str, object] | list[object]) -> tuple[str, str]:
        """Code and text of a request that must be refused with HTTP 400 and no data."""
        if method == "GET" and isinstance(params, Mapping):
            status, answer = self.send("GET", path, urlencode(params))
        else:
            status, answer = self.send(method, path, body=json.dumps(params).encode())
        assert (status, answer["data"]) == (400, None), answer
        return answer["code"], answer["msg"]


@pytest.fixture
def venue(manual_clock: ManualClock) -> Venue:
    """Bitcoin and ether on spot, bitcoin as a future; an account with money."""
    made = _venue(manual_clock, AccountKind.UNIFIED)
    made.engine.open_account(UID, {"USDT": Decimal(100_000), "BTC": Decimal(1)})
    return made


@pytest.fixture
def classic_venue(manual_clock: ManualClock) -> Venue:
    """The same with a classic account: 50,000 USDT in the spot wallet and in the futures wallet each."""
    made = _venue(manual_clock, AccountKind.CLASSIC)
    made.wallets.open(made.engine, made.market_ms())
    return made


def _venue(manual_clock: ManualClock, kind: AccountKind) -> Venue:
    listed = [one for one in listings() if one.id in {SPOT, SWAP, ETH}]
    engine = PaperExchange(listed, tiers=tiers())
    market = SyntheticMarket(engine, seed=7, start_ms=manual_clock.now_ms())
    made = Venue(engine, market, manual_clock, uid=UID, speed=Decimal(1), kind=kind)
    made.tick()
    return made


@pytest.fixture
def store(venue: Venue) -> AccountStore:
    """Keeps nothing."""
    return AccountStore(venue, None)


@pytest.fixture
def api(venue: Venue, store: AccountStore, manual_clock: ManualClock) -> Api:
    """The exchange's REST side without quotas."""
    return _api(venue, store, manual_clock)


@pytest.fixture
def classic_api(classic_venue: Venue, manual_clock: ManualClock) -> Api:
    """The same for the classic account."""
    return _api(classic_venue, AccountStore(classic_venue, None), manual_clock)


def _api(venue: Venue, store: AccountStore, clock: ManualClock) -> Api:
    gate = Gate(KEY, clock, RateLimiter(clock, enforced=False), venue.wallets.kind)
    return Api(RestApp(venue, store, gate), clock)
