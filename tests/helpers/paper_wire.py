"""Our client's private half on a paper exchange in this process: the real bytes of both, without a socket.

The clock is moved by hand, so that hours of funding pass at once.
"""

from decimal import Decimal

import httpx

from terminal_app.bitget.endpoints import Venue as Address
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified.account_data import AccountReads
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import LinkChanged
from terminal_app.core.secret import Credentials, Secret
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.gate import Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.tasks import TaskOwner

UID = "1000000001"
_KEY = PaperKey("pk_1", "s3cret", "pass")
_ADDRESS = Address.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")


class PaperWire(httpx.AsyncBaseTransport):
    """An exchange with bitcoin on spot and as a future, and a client of it.

    Attributes:
        reads: the client's private reads.
        orders: the client's commands.
        venue: the exchange behind the wire.
    """

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.links: list[LinkChanged] = []
        self.down = False
        engine = PaperExchange([one for one in listings() if one.id.symbol == "BTCUSDT"], tiers=tiers())
        market = SyntheticMarket(engine, seed=7, start_ms=self.clock.now_ms())
        self.venue = Venue(engine, market, self.clock, uid=UID, speed=Decimal(1))
        self.venue.tick()
        coins = {"USDT": Decimal(100_000), "BTC": Decimal(1)}
        engine.open_account(UID, coins, self.venue.market_ms())
        gate = Gate(_KEY, self.clock, RateLimiter(self.clock, enforced=False))
        self._app = RestApp(self.venue, AccountStore(self.venue, None), gate)
        self._tasks = TaskOwner("paper wire")
        credentials = Credentials(Secret(_KEY.key), Secret(_KEY.secret), Secret(_KEY.passphrase))
        self._rest = BitgetRest(
            _ADDRESS,
            credentials,
            self.clock,
            self._tasks,
            LinkWatch(self.links.append),
            sleep=self._sleep,
            jitter=lambda: 0.5,
            over=self,
        )
        self.reads = AccountReads(self._rest, self.clock)
        self.orders = OrderCommands(self._rest)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx."""
        if self.down:
            raise httpx.ConnectError("the network is down")
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.raw}
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in request.stream])
        status, answer = self._app.answer(Request(request.method, path, query, headers, body, "127.0.0.1"))
        content = [("content-type", "application/json")]
        return httpx.Response(status, headers=content, stream=httpx.ByteStream(answer))

    def pass_time(self, seconds: float) -> None:
        """Let the market go on for so long."""
        self.clock.advance(seconds)
        self.venue.tick()

    def balances(self) -> dict[str, Decimal]:
        """What the account holds of each coin."""
        return {coin.coin: coin.balance for coin in self.venue.engine.account(UID).coins}

    async def close(self) -> None:
        """End the client."""
        await self._tasks.aclose()
        await self._rest.aclose()

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(seconds + 1e-6)
