"""The registry replaces a product as a whole and finds what a few letters mean."""

from dataclasses import replace

import pytest

from terminal_app.core.changes import Changes, Kind
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.market.instruments import InstrumentRegistry
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID


def listed(symbol: str, base: str, quote: str = "USDT") -> Instrument:
    return replace(SPOT, id=InstrumentId(ProductType.SPOT, symbol), base=base, quote=quote)


@pytest.fixture
def registry() -> InstrumentRegistry:
    made = InstrumentRegistry(Changes())
    symbols = [("WBTCUSDT", "WBTC"), ("BTCUSDT", "BTC"), ("ETHUSDT", "ETH"), ("BTCDOMUSDT", "BTCDOM")]
    spot = [listed(symbol, base) for symbol, base in symbols]
    made.replace(ProductType.SPOT, [listed("ETHBTC", "ETH", "BTC"), listed("BTCEUR", "BTC", "EUR"), *spot])
    return made


def test_a_product_is_replaced_as_a_whole() -> None:
    changes = Changes()
    registry = InstrumentRegistry(changes)
    registry.replace(ProductType.SPOT, [SPOT, listed("OLDUSDT", "OLD")])
    registry.replace(ProductType.USDT_FUTURES, [PERP])
    registry.replace(ProductType.SPOT, [SPOT])
    assert [instrument.id for instrument in registry.all()] == [PERP_ID, SPOT_ID]
    assert registry.get(InstrumentId(ProductType.SPOT, "OLDUSDT")) is None
    assert changes.drain().has(Kind.INSTRUMENTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("btc", ["BTCUSDT", "BTCEUR", "BTCDOMUSDT", "WBTCUSDT", "ETHBTC"]),
        ("ETH/BTC", ["ETHBTC"]),
        ("btc-usdt", ["BTCUSDT", "WBTCUSDT"]),
        ("domu", ["BTCDOMUSDT"]),
        ("nothing", []),
    ],
)
def test_search_ranks(registry: InstrumentRegistry, text: str, expected: list[str]) -> None:
    assert [instrument.id.symbol for instrument in registry.search(text)] == expected


def test_an_empty_search_finds_everything_up_to_the_limit(registry: InstrumentRegistry) -> None:
    assert len(registry.search("")) == 6
    assert len(registry.search("", limit=2)) == 2
