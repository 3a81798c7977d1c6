"""Take-profit and stop-loss on the wire: plain numbers out, and the same legs back in."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.unified.exits import exit_body, leg_of
from terminal_app.core.orders import ExitLeg, TriggerBy

D = Decimal


def test_no_legs_no_fields() -> None:
    assert exit_body(None, None) == {}


@pytest.mark.parametrize("leg", [ExitLeg(D("1E-7"), TriggerBy.MARK), ExitLeg(D("70000.5"), price=D("1E+5"))])
@pytest.mark.parametrize(("prefix", "name"), [("tp", "takeProfit"), ("sl", "stopLoss")])
def test_a_leg_goes_out_plain_and_comes_back(leg: ExitLeg, prefix: str, name: str) -> None:
    body = exit_body(leg, None) if prefix == "tp" else exit_body(None, leg)
    assert not any("E" in body[field] for field in body)
    assert set(body) - {f"{prefix}LimitPrice"} == {name, f"{prefix}TriggerBy", f"{prefix}OrderType"}
    back = leg_of(
        body[name], body[f"{prefix}TriggerBy"], body[f"{prefix}OrderType"], body.get(f"{prefix}LimitPrice")
    )
    assert back == leg


@pytest.mark.parametrize("nothing", ["", None, "0"])
def test_a_leg_without_a_trigger_is_none(nothing: str | None) -> None:
    assert leg_of(nothing, "mark", "limit", "5") is None


def test_a_market_legs_limit_price_means_nothing() -> None:
    assert leg_of("5", "", "market", "4") == ExitLeg(D(5))
    assert leg_of("5", None, None, None) == ExitLeg(D(5))
    assert leg_of("5", "MARK", "LIMIT", "4") == ExitLeg(D(5), TriggerBy.MARK, D(4))


def test_a_trigger_type_that_is_none_is_refused() -> None:
    with pytest.raises(BadPayloadError):
        leg_of("5", "index", "market", None)
