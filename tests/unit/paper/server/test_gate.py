"""The doorman's checks, each with its code, and their order."""

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.gate import Access, Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.signing import sign
from terminal_app.paper.server.wallets import AccountKind

KEY = PaperKey("pk_1", "s3cret", "pass")
PRIVATE = Access("/api/v3/account/assets", 2, private=True)
PUBLIC = Access("/api/v3/market/tickers", 1, private=False)


@pytest.fixture
def gate(manual_clock: ManualClock) -> Gate:
    return Gate(KEY, manual_clock, RateLimiter(manual_clock))


def signed(clock: ManualClock, path: str = PRIVATE.path, query: str = "", **changed: str) -> Request:
    timestamp = changed.pop("timestamp", str(clock.now_ms()))
    question = f"?{query}" if query else ""
    headers = {
        "access-key": KEY.key,
        "access-sign": sign(KEY.secret, f"{timestamp}GET{path}{question}".encode()),
        "access-timestamp": timestamp,
        "access-passphrase": KEY.passphrase,
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    raw = {name.encode(): value.encode() for name, value in headers.items()}
    return Request("GET", path, query, raw, b"", "127.0.0.1")


def code_of(gate: Gate, request: Request, access: Access | None) -> str:
    with pytest.raises(ApiError) as caught:
        gate.admit(request, access)
    return caught.value.code


def test_lets_a_signed_request_in(gate: Gate, manual_clock: ManualClock) -> None:
    request = signed(manual_clock, query="coin=a%231")
    gate.admit(request, PRIVATE)
    assert gate.left(request, PRIVATE) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"access_key": ""}, "40001"),
        ({"access_sign": ""}, "40003"),
        ({"access_passphrase": ""}, "40011"),
        ({"timestamp": "soon"}, "40005"),
        ({"timestamp": ""}, "40005"),
        ({"timestamp": "1699999969999"}, "40008"),
        ({"timestamp": "1700000030001"}, "40008"),
        ({"access_key": "pk_2"}, "40006"),
        ({"access_passphrase": "wrong"}, "40012"),
        ({"access_sign": "AAAA"}, "40009"),
    ],
)
def test_refuses_each_fault_of_a_signed_request(
    gate: Gate, manual_clock: ManualClock, changed: dict[str, str], code: str
) -> None:
    assert code_of(gate, signed(manual_clock, **changed), PRIVATE) == code


def test_looks_at_one_thing_after_the_other(gate: Gate, manual_clock: ManualClock) -> None:
    everything_wrong = {"access_key": "pk_2", "access_passphrase": "wrong", "access_sign": "AAAA"}
    assert code_of(gate, signed(manual_clock, timestamp="1", **everything_wrong), PRIVATE) == "40008"
    assert code_of(gate, signed(manual_clock, **everything_wrong), PRIVATE) == "40006"
    everything_wrong.pop("access_key")
    assert code_of(gate, signed(manual_clock, **everything_wrong), PRIVATE) == "40012"


@pytest.mark.parametrize("skew", [-30_000, 30_000])
def test_accepts_thirty_seconds_either_way(gate: Gate, manual_clock: ManualClock, skew: int) -> None:
    gate.admit(signed(manual_clock, timestamp=str(manual_clock.now_ms() + skew)), PRIVATE)
    assert gate.left(signed(manual_clock), PRIVATE) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/mix/v1/account/account", "30032"),
        ("/api/spot/v1/market/tickers", "30032"),
        ("/api/v2/spot/account/assets", "40085"),
        ("/api/v2/mix/order/place-order", "40085"),
        ("/api/v2/spot/market/nothing", "40404"),
        ("/api/v3/nothing", "40404"),
        ("/", "40404"),
    ],
)
def test_judges_the_path_before_the_key(gate: Gate, path: str, code: str) -> None:
    assert code_of(gate, Request("GET", path, "", {}, b"", "127.0.0.1"), None) == code


@pytest.mark.parametrize("path", ["/api/v2/spot/wallet/withdrawal", "/api/v3/account/withdrawal"])
def test_never_lets_a_withdrawal_through(gate: Gate, manual_clock: ManualClock, path: str) -> None:
    assert code_of(gate, signed(manual_clock, path), None) == "40014"
    assert code_of(gate, signed(manual_clock, path, access_sign="AAAA"), None) == "40009"


def test_does_not_care_for_the_demo_header(gate: Gate, manual_clock: ManualClock) -> None:
    gate.admit(signed(manual_clock, paptrading="1"), PRIVATE)
    gate.admit(signed(manual_clock, paptrading="0"), PRIVATE)
    assert gate.left(signed(manual_clock), PRIVATE) == 0


def test_counts_public_calls_by_address_and_private_ones_by_key(
    gate: Gate, manual_clock: ManualClock
) -> None:
    here = Request("GET", PUBLIC.path, "", {}, b"", "127.0.0.1")
    there = Request("GET", PUBLIC.path, "", {}, b"", "127.0.0.2")
    gate.admit(here, PUBLIC)
    gate.admit(there, PUBLIC)
    assert code_of(gate, here, PUBLIC) == "429"
    gate.admit(signed(manual_clock), PRIVATE)
    gate.admit(signed(manual_clock), PRIVATE)
    assert code_of(gate, signed(manual_clock), PRIVATE) == "429"


def test_a_bad_signature_uses_up_no_quota(gate: Gate, manual_clock: ManualClock) -> None:
    code_of(gate, signed(manual_clock, access_sign="AAAA"), PRIVATE)
    assert gate.left(signed(manual_clock), PRIVATE) == PRIVATE.per_second


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/spot/v1/market/tickers", "30032"),
        ("/api/v3/account/settings", "40084"),
        ("/api/v3/trade/place-order", "40084"),
        ("/api/v3/account/withdrawal", "40084"),
        ("/api/v3/market/nothing", "40404"),
        ("/api/v2/mix/order/nothing", "40404"),
    ],
)
def test_a_classic_account_is_kept_out_of_the_unified_api(
    manual_clock: ManualClock, path: str, code: str
) -> None:
    gate = Gate(KEY, manual_clock, RateLimiter(manual_clock), AccountKind.CLASSIC)
    assert code_of(gate, Request("GET", path, "", {}, b"", "127.0.0.1"), None) == code


def test_public_calls_are_open_to_either_account(manual_clock: ManualClock) -> None:
    for kind in AccountKind:
        gate = Gate(KEY, manual_clock, RateLimiter(manual_clock), kind)
        for path in ("/api/v2/mix/market/tickers", "/api/v3/market/tickers"):
            access = Access(path, 1, private=False)
            request = Request("GET", path, "", {}, b"", "127.0.0.1")
            gate.admit(request, access)
            assert gate.left(request, access) == 0
