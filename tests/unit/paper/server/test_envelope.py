"""The frame of every answer."""

import json
from decimal import Decimal

from terminal_app.paper.server.envelope import decode, encode, failure, success
from terminal_app.paper.server.errors import ApiError


def test_a_success_says_exactly_what_clients_look_for() -> None:
    body = json.loads(success({"a": []}, 1_700_000_000_000))
    assert body == {"code": "00000", "msg": "success", "requestTime": 1_700_000_000_000, "data": {"a": []}}


def test_a_failure_has_no_data() -> None:
    body = json.loads(failure(ApiError("40034", 'Parameter "X" does not exist'), 5))
    assert body == {"code": "40034", "msg": 'Parameter "X" does not exist', "requestTime": 5, "data": None}


def test_decimals_become_numbers_with_all_their_digits() -> None:
    assert encode([Decimal("104992.60"), Decimal("0.018411")]) == b"[104992.60,0.018411]"


def test_fractions_are_read_exactly() -> None:
    assert decode(b'{"a":0.1}') == {"a": Decimal("0.1")}
