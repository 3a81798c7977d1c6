"""Arguments of subscriptions, whatever a dialect calls their parts."""

import msgspec
import pytest

from terminal_app.bitget.wire.channels import Arg, remembering
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.instrument import InstrumentId, ProductType

_TEXT = msgspec.json.Decoder(str)


def test_a_product_is_known_in_any_case() -> None:
    assert Arg("USDT-FUTURES", "ticker").product is ProductType.USDT_FUTURES
    assert Arg("spot", "ticker", "A").instrument == InstrumentId(ProductType.SPOT, "A")
    assert Arg("SPOT", "ticker").instrument is None
    assert Arg("UTA", "account").product is None


def test_a_public_stream_has_three_names() -> None:
    assert Arg("spot", "ticker", "A").is_whole
    assert not any(
        arg.is_whole for arg in (Arg("", "ticker", "A"), Arg("spot", "", "A"), Arg("spot", "ticker"))
    )


def test_what_a_person_calls_it() -> None:
    assert Arg("spot", "candle", "AUSDT", "1m").name({"candle": "candles"}) == "AUSDT candles 1m"
    assert Arg("usdt-futures", "odd", "AUSDT").name({}) == "AUSDT perp odd"


def test_an_argument_is_read_once() -> None:
    read: list[bytes] = []

    def reading(text: bytes) -> Arg:
        read.append(text)
        return Arg(_TEXT.decode(text))

    read_arg = remembering(reading)
    assert [read_arg(msgspec.Raw(b'"spot"')) for _ in range(3)] == [Arg("spot")] * 3
    assert read == [b'"spot"']


@pytest.mark.parametrize("text", [b"", b"7", b"{", b'"' + b"a" * 2_000 + b'"', b'"\xff"'])
def test_what_is_no_argument_is_refused(text: bytes) -> None:
    read_arg = remembering(lambda text: Arg(_TEXT.decode(text)))
    with pytest.raises(BadPayloadError):
        read_arg(msgspec.Raw(text))
