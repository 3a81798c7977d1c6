"""The server's reading of the venue's signature, against vectors computed outside this program."""

import pytest

from terminal_app.paper.server.signing import login_matches, rest_matches

SECRET = "test-secret-0123456789abcdef"
NOW = "1700000000000"
ORDER = (
    b'{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"50000","size":"0.001",'
    b'"clientOid":"t-1"}'
)


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "signature"),
    [
        ("GET", "/api/v2/spot/account/assets", "", b"", "P8ELKtGbD3dFPqXu6p6JmkdSxtvr6Xc/oB6iyKYlszc="),
        (
            "GET",
            "/api/v2/mix/account/account",
            "marginCoin=USDT&productType=USDT-FUTURES&symbol=BTCUSDT",
            b"",
            "n1Nirpa3/xleRJxxkw9Td0iwTN3PaVNhym+NrnMU7cY=",
        ),
        (
            "POST",
            "/api/v2/spot/trade/place-order",
            "",
            ORDER,
            "Yic+l2YCq8GplyoCubZPRT7D6UOS4WUTcTWFuiLV4IM=",
        ),
        ("GET", "/api/v3/account/assets", "", b"", "eY14YmgYeHdWqUf/bfRV/NTFHPPBbQWYYPzX+dcsQ/I="),
    ],
)
def test_accepts_the_known_signature(method: str, path: str, query: str, body: bytes, signature: str) -> None:
    assert rest_matches(signature, SECRET, NOW, method, path, query, body)
    assert not rest_matches(signature, SECRET, "1700000000001", method, path, query, body)
    assert not rest_matches(signature, "another", NOW, method, path, query, body)


@pytest.mark.parametrize(
    "signature",
    ["JwhgMlgdK3sy3t1pzQ37qljOTxKl2jvzneQykOpF5bM=", "PWU48Jaikvof1VJ7MdvBN+RwgjwzGz2931D10HRxpsM="],
    ids=["signed decoded", "signed encoded"],
)
def test_accepts_either_form_of_an_encoded_query(signature: str) -> None:
    path = "/api/v2/spot/trade/orderInfo"
    assert rest_matches(signature, SECRET, NOW, "GET", path, "clientOid=a%231", b"")
    assert not rest_matches(signature, SECRET, NOW, "GET", path, "clientOid=a%232", b"")


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [
        ("1700000000", "NTXz+VupzBNvXa/pAqOZPuqYQfJU5jaBrFU3EwXUV4o="),
        ("1700000000000", "xErfle8ZGSTl4BmoEndjGHyfn8t2K7XJt7lQ01gKa7s="),
    ],
)
def test_accepts_a_login_in_seconds_and_in_milliseconds(timestamp: str, signature: str) -> None:
    assert login_matches(signature, SECRET, timestamp)
    assert not login_matches(signature[:-2] + "A=", SECRET, timestamp)
