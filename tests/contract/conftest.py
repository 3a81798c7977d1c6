"""A paper exchange of each kind of account for all contract tests of a worker, and the clients that use it.

A test runs against the unified account, or against both when it is marked `both_accounts`.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import ccxt.async_support
import ccxt.pro
import pytest

from tests.helpers.paper_process import PaperProcess, paper_process

Config = dict[str, Any]

UNIFIED, CLASSIC = "unified", "classic"
FUTURES = {"productType": "USDT-FUTURES"}

both_accounts = pytest.mark.parametrize("account", [UNIFIED, CLASSIC], indirect=True)
on_classic = pytest.mark.parametrize("account", [CLASSIC], indirect=True)


@pytest.fixture(scope="session")
def paper() -> Iterator[PaperProcess]:
    """A running exchange with the venue's rate limits in force."""
    with paper_process() as running:
        yield running


@pytest.fixture(scope="session")
def classic_paper() -> Iterator[PaperProcess]:
    """The same with a classic account."""
    with paper_process("--account", CLASSIC) as running:
        yield running


@pytest.fixture(scope="session")
def loaded() -> dict[str, dict[str, Any]]:
    """What the first client of each kind of account has loaded."""
    return {}


@pytest.fixture
def account(request: pytest.FixtureRequest) -> str:
    """The kind of account that a test trades with."""
    return str(getattr(request, "param", UNIFIED))


@pytest.fixture
def known_markets(account: str, loaded: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the first client loaded: loading for every test would break the venue's limit on coin lists."""
    return loaded.setdefault(account, {})


@pytest.fixture
def exchange_process(account: str, request: pytest.FixtureRequest) -> PaperProcess:
    """The exchange with the account that a test trades with."""
    running: PaperProcess = request.getfixturevalue("paper" if account == UNIFIED else "classic_paper")
    return running


@pytest.fixture
def config(account: str, exchange_process: PaperProcess) -> Config:
    """What ccxt must be told to talk to the paper exchange: addresses, key, and the kind of account."""
    paper = exchange_process
    rest = dict.fromkeys(
        [
            "spot",
            "mix",
            "user",
            "p2p",
            "broker",
            "margin",
            "common",
            "tax",
            "convert",
            "copy",
            "earn",
            "uta",
        ],
        paper.rest,
    )
    streams = {
        "public": paper.public_ws,
        "private": paper.private_ws,
        "utaPublic": paper.public_ws,
        "utaPrivate": paper.private_ws,
    }
    return {
        "apiKey": paper.key,
        "secret": paper.secret,
        "password": paper.passphrase,
        "options": {"uta": account == UNIFIED},
        "urls": {"api": rest | {"ws": streams}},
    }


@pytest.fixture
async def exchange(config: Config, known_markets: dict[str, Any]) -> AsyncIterator[ccxt.async_support.bitget]:
    """ccxt's client with its markets loaded; everything it opened is closed and cancelled afterwards."""
    client = ccxt.async_support.bitget(config | known_markets)
    async with with_markets(client, known_markets):
        yield client


@pytest.fixture
async def streams(config: Config, known_markets: dict[str, Any]) -> AsyncIterator[ccxt.pro.bitget]:
    """ccxt's websocket client."""
    client = ccxt.pro.bitget(config | known_markets)
    async with with_markets(client, known_markets):
        yield client


@contextlib.asynccontextmanager
async def with_markets(client: ccxt.async_support.bitget, known: dict[str, Any]) -> AsyncIterator[None]:
    """Load the markets, unless they are known; everything is closed and cancelled at the end."""
    try:
        if not known:
            known["markets"] = await client.load_markets()
        yield
        await close_everything(client)
    finally:
        await client.close()


async def close_everything(client: ccxt.async_support.bitget) -> None:
    """Cancel the orders that tests leave and close the positions, of either position mode."""
    for symbol in ("BTC/USDT", "BTC/USDT:USDT"):
        if await client.fetch_open_orders(symbol):
            await client.cancel_all_orders(symbol)
    for position in await client.fetch_positions(params=FUTURES):
        await client.close_position(position["symbol"], position["side"] if position["hedged"] else None)
