"""Cancelling all of spot: every symbol that has orders is asked once, and what is not sure is not said."""

import pytest

from terminal_app.bitget.classic.order_sweep import cancel_all_spot
from terminal_app.bitget.sending import Sender
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Reply, ok, refusal


def orders(*symbols: str, first: int = 1000) -> list[dict[str, str]]:
    return [{"symbol": symbol, "orderId": str(first - place)} for place, symbol in enumerate(symbols)]


async def swept(bench: Bench, symbol: str | None = None) -> VenueOutcome:
    rest = bench.rest()
    return await cancel_all_spot(rest, Sender(rest), symbol)


def asked(bench: Bench) -> list[object]:
    return [one.json for one in bench.http.of("/cancel-symbol-order")]


async def test_one_symbol_is_asked_without_a_look() -> None:
    bench = Bench()
    bench.http.on("/cancel-symbol-order", ok({"symbol": "BTCUSDT"}), refusal("43001"), refusal("40014"))
    outcomes = [await swept(bench, "BTCUSDT") for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Rejected]
    assert asked(bench) == [{"symbol": "BTCUSDT"}] * 3
    assert bench.http.of("/unfilled-orders") == []


async def test_every_symbol_that_has_orders_is_asked_once() -> None:
    bench = Bench()
    full = orders(*(["BTCUSDT"] * 99), "ETHUSDT")
    bench.http.on("/unfilled-orders", ok(full), ok(orders("BTCUSDT", "XRPUSDT", first=900)))
    bench.http.on("/cancel-symbol-order", ok({"symbol": "any"}))
    assert await swept(bench) == Accepted()
    assert asked(bench) == [{"symbol": "BTCUSDT"}, {"symbol": "ETHUSDT"}, {"symbol": "XRPUSDT"}]
    first, second = bench.http.of("/unfilled-orders")
    assert first.params == {"limit": "100"}
    assert second.params == {"limit": "100", "idLessThan": "901"}


async def test_no_orders_need_no_cancel() -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", ok([]))
    assert await swept(bench) == Accepted()
    assert asked(bench) == []


async def test_nothing_is_sent_when_the_orders_cannot_be_read() -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", refusal("40014"))
    assert isinstance(await swept(bench), NotSent)
    assert asked(bench) == []


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (ok({}), Accepted),
        (refusal("40014"), Unknown),
        (refusal("45001"), Unknown),
        (Reply(b"", 502), Unknown),
    ],
)
async def test_a_part_that_failed_leaves_the_whole_in_doubt(second: Reply, kind: type[VenueOutcome]) -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", ok(orders("BTCUSDT", "ETHUSDT")))
    bench.http.on("/cancel-symbol-order", ok({}), second)
    assert isinstance(await swept(bench), kind)
    assert len(asked(bench)) == 2


async def test_all_that_are_refused_alike_are_refused() -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", ok(orders("BTCUSDT", "ETHUSDT")))
    bench.http.on("/cancel-symbol-order", refusal("40014"))
    outcome = await swept(bench)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "40014"


async def test_more_orders_than_can_be_read_are_not_called_cancelled() -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", ok(orders(*(["BTCUSDT"] * 100))))
    bench.http.on("/cancel-symbol-order", ok({}))
    outcome = await swept(bench)
    assert isinstance(outcome, Unknown)
    assert "Do it again" in outcome.cause
    assert asked(bench) == [{"symbol": "BTCUSDT"}]
