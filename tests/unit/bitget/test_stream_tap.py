"""What passes a tap: enough for a second protocol to say the same, and no secret."""

import asyncio
from dataclasses import dataclass, field

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_tap import without_secrets
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner
from tests.helpers.secret_scan import CREDENTIALS, hits
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")


@dataclass
class Heard:
    """A tap that writes down what it hears."""

    names: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    def spoken(self, kind: AccountKind) -> None:
        self.names.append(kind.value)

    def seed(self, link: Link) -> int:
        self.names.append(f"seed {link.value}")
        return 7

    def wanted(self, link: Link, channels: frozenset[Channel]) -> None:
        self.names.append(f"wanted {len(channels)}")

    def doubted(self, link: Link, instrument: InstrumentId, now: float) -> None:
        self.names.append(f"doubted {instrument}")

    def opened(self, link: Link, now: float) -> None:
        self.names.append("opened")

    def closed(self, link: Link, now: float) -> None:
        self.names.append("closed")

    def arrived(self, link: Link, frame: bytes, now: float) -> None:
        self.names.append("arrived")
        self.texts.append(frame)

    def turned(self, link: Link, now: float, *, slept: bool) -> None:
        if self.names[-1] != f"turned {slept}":
            self.names.append(f"turned {slept}")

    def left(self, link: Link, text: str | bytes, now: float) -> None:
        self.names.append("left")
        self.texts.append(text.encode() if isinstance(text, str) else text)


def stream_of(
    venue: StreamServer, link: Link, key: Credentials | None, tap: Heard, tasks: TaskOwner
) -> Stream:
    clock = SystemClock()
    return Stream(
        UNIFIED_STREAM,
        link,
        venue.url,
        key,
        clock,
        clock.now_ms,
        lambda _event: None,
        tasks,
        ConnectBudget(),
        tap=tap,
    )


async def test_everything_a_protocol_is_told_passes_in_order() -> None:
    heard, tasks = Heard(), TaskOwner("test")
    async with StreamServer() as venue:
        stream = stream_of(venue, Link.PUBLIC, None, heard, tasks)
        stream.want(frozenset({Channel(Feed.TICKER, BTC)}))
        stream.start()
        await eventually(lambda: "arrived" in heard.names)
        stream.refresh_book(BTC)
        venue.peers[0].drop()
        await eventually(lambda: "closed" in heard.names)
        await eventually(lambda: heard.names.count("opened") == 2)
        await stream.aclose()
        after = list(heard.names)
        await asyncio.sleep(0)
    await tasks.aclose()

    assert after[:3] == ["seed public", "wanted 1", "opened"]
    assert after.index("opened") < after.index("left") < after.index("arrived")
    assert f"doubted {BTC}" in after
    assert after.count("closed") == 1  # closing by hand is no event of the session
    assert heard.names == after


async def test_a_login_passes_without_its_key() -> None:
    heard, tasks = Heard(), TaskOwner("test")
    async with StreamServer() as venue:
        stream = stream_of(venue, Link.PRIVATE, CREDENTIALS, heard, tasks)
        stream.start()
        await eventually(lambda: b'{"op":"login"}' in heard.texts)
        await stream.aclose()
    await tasks.aclose()

    assert hits(b"\n".join(heard.texts)) == []


def test_only_logins_are_hidden() -> None:
    subscription = '{"op":"subscribe","args":[]}'

    assert without_secrets(subscription) == subscription
    assert without_secrets("ping") == "ping"
    assert without_secrets('{"op":"login","args":[{"apiKey":"k"}]}') == '{"op":"login"}'
