"""The signature vectors of the venue's rule, each computed independently of this program."""

import pytest

from terminal_app.bitget.signing import login_arg, sign
from terminal_app.core.secret import Credentials, Secret

pytestmark = pytest.mark.contract

KEY = Secret("bg_test_key_0001")
SECRET = Secret("test-secret-0123456789abcdef")
PASSPHRASE = Secret("testpass")
NOW = "1700000000000"

SPOT_ORDER = (
    b'{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"50000","size":"0.001",'
    b'"clientOid":"t-1"}'
)
FUTURES_ORDER = (
    b'{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginMode":"crossed","marginCoin":"USDT",'
    b'"size":"0.001","price":"50000","side":"buy","tradeSide":"open","orderType":"limit","force":"gtc"}'
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
            SPOT_ORDER,
            "Yic+l2YCq8GplyoCubZPRT7D6UOS4WUTcTWFuiLV4IM=",
        ),
        (
            "POST",
            "/api/v2/mix/order/place-order",
            "",
            FUTURES_ORDER,
            "roxCSUo74MOWPwhmPk7AsWo4l2teh3R+sfT0fOBps3Q=",
        ),
        ("GET", "/api/v3/account/assets", "", b"", "eY14YmgYeHdWqUf/bfRV/NTFHPPBbQWYYPzX+dcsQ/I="),
        (
            "GET",
            "/api/v2/spot/trade/orderInfo",
            "clientOid=a#1",
            b"",
            "JwhgMlgdK3sy3t1pzQ37qljOTxKl2jvzneQykOpF5bM=",
        ),
        (
            "GET",
            "/api/v2/spot/trade/orderInfo",
            "clientOid=a%231",
            b"",
            "PWU48Jaikvof1VJ7MdvBN+RwgjwzGz2931D10HRxpsM=",
        ),
    ],
)
def test_requests(method: str, path: str, query: str, body: bytes, signature: str) -> None:
    assert sign(SECRET, NOW, method, path, query, body) == signature


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [
        ("1700000000", "NTXz+VupzBNvXa/pAqOZPuqYQfJU5jaBrFU3EwXUV4o="),
        ("1700000000000", "xErfle8ZGSTl4BmoEndjGHyfn8t2K7XJt7lQ01gKa7s="),
    ],
)
def test_stream_login(timestamp: str, signature: str) -> None:
    assert login_arg(Credentials(KEY, SECRET, PASSPHRASE), timestamp) == {
        "apiKey": "bg_test_key_0001",
        "passphrase": "testpass",
        "timestamp": timestamp,
        "sign": signature,
    }
