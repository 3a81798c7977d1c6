"""What an answer of any kind makes of a command. Failures of the network are proven by the order entries."""

import pytest

from terminal_app.bitget.endpoints import order
from terminal_app.bitget.sending import (
    Sender,
    accepted,
    check_batch,
    fixed,
    nothing_is_fine,
    row_outcome,
    stamped,
)
from terminal_app.bitget.wire.ack import NO_CODE, Ack
from terminal_app.bitget.wire.envelope import OK, BadPayloadError, Envelope
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Reply, ok, refusal

PLACE = order("/api/place")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Ack("1", "tb-1", OK, ""), Accepted("tb-1", "1")),
        (Ack(None, "", OK, ""), Accepted("tb-1")),
    ],
)
def test_a_row_that_was_taken(row: Ack, expected: Accepted) -> None:
    assert row_outcome(row, "tb-1") == expected


def test_a_refusal_needs_a_code() -> None:
    assert isinstance(row_outcome(Ack(None, "tb-1", "43012", "no"), "tb-1"), Rejected)
    for row in (
        Ack(None, "tb-1", NO_CODE, "duplicate"),
        Ack(None, "tb-1", "45001", ""),
        Ack("1", "x", OK, ""),
    ):
        outcome = row_outcome(row, "tb-1")
        assert isinstance(outcome, Unknown), row
        assert outcome.client_oid == "tb-1"


def test_nothing_there_is_what_a_sweep_wants() -> None:
    assert nothing_is_fine("43001", "", "") == Accepted()
    assert isinstance(nothing_is_fine("40014", "", ""), Rejected)
    assert isinstance(nothing_is_fine("98765", "", ""), Unknown)


def test_a_batch_has_at_most_twenty() -> None:
    check_batch(20)
    with pytest.raises(ValueError, match="20"):
        check_batch(21)


async def test_a_command_without_rows() -> None:
    bench = Bench()
    bench.http.on("/place", ok("success"), refusal("40014"), Reply(b"", 502))
    sender = Sender(bench.rest())
    outcomes = [await sender.ask(PLACE, fixed({"a": "b"}), "", accepted) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Unknown]
    assert [asked.json for asked in bench.http.of("/place")] == [{"a": "b"}] * 3


async def test_the_body_is_made_from_the_stamp_that_is_signed() -> None:
    bench = Bench()
    bench.http.on("/place", ok(None))
    await Sender(bench.rest()).ask(PLACE, stamped({"a": "b"}), "", accepted)
    (asked,) = bench.http.of("/place")
    stamp = asked.headers["access-timestamp"]
    assert asked.json == {"a": "b", "requestTime": stamp, "receiveWindow": "5000"}


async def test_what_cannot_be_read_is_in_doubt() -> None:
    def unreadable(_envelope: Envelope) -> list[Ack | None]:
        raise BadPayloadError("odd")

    bench = Bench()
    bench.http.on("/place", ok("odd"))
    outcomes = await Sender(bench.rest()).batch(PLACE, fixed([]), ["a", "b"], unreadable)
    assert [outcome.client_oid for outcome in outcomes if isinstance(outcome, Unknown)] == ["a", "b"]


async def test_nothing_is_sent_for_no_orders_or_without_a_key() -> None:
    bench = Bench()
    assert await Sender(bench.rest()).batch(PLACE, fixed([]), [], lambda _envelope: []) == []
    keyless = Sender(bench.rest(credentials=None))
    outcomes = await keyless.batch(PLACE, fixed([]), ["a"], lambda _envelope: [None])
    assert isinstance(outcomes[0], NotSent)
    assert bench.http.of("/place") == []
