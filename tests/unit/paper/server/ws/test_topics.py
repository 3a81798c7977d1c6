"""Reading what is to be subscribed."""

import pytest

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.paper.server.ws.topics import Kind, Topic, read_topic
from tests.unit.paper.server.conftest import SPOT, SWAP

LISTED = {SPOT, SWAP}


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.private])
def test_reads_every_public_topic(kind: Kind) -> None:
    arg = {"instType": "spot", "topic": kind.value, "symbol": "BTCUSDT", "interval": "1H"}
    assert read_topic(arg, LISTED) == Topic(kind, SPOT, "1H" if kind is Kind.KLINE else "")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.private])
def test_reads_every_private_topic(kind: Kind) -> None:
    assert read_topic({"instType": "UTA", "topic": kind.value}, LISTED) == Topic(kind)


def test_takes_the_other_name_of_a_symbol_and_products_without_it() -> None:
    arg = {"instType": "coin-futures", "topic": "ticker", "instId": "BTCUSDT"}
    assert read_topic(arg, LISTED).instrument == InstrumentId(ProductType.COIN_FUTURES, "BTCUSDT")
