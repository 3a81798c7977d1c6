"""The venue's answers to commands of a classic account, recorded or kept as examples, read by ours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.wire.ack import NO_CODE
from terminal_app.bitget.wire.classic import acks
from terminal_app.bitget.wire.envelope import OK, Envelope, open_envelope
from tests.helpers.recorded_values import Fields, Reading, Row, compare, named, whole
from tests.helpers.recordings import Recording, needs_recordings, rest_recordings

pytestmark = [pytest.mark.contract, needs_recordings]

COMMANDS = [
    found
    for found in rest_recordings()
    if found.kind == "rest" and found.method == "POST" and "/v2/" in found.path
]

_READ_AGAIN = "that it succeeded is all there is to know; the settings are read again"
NOTHING_READ: Mapping[str, str] = {
    endpoints.SET_LEVERAGE.path: _READ_AGAIN,
    endpoints.SET_MARGIN_MODE.path: _READ_AGAIN,
    endpoints.SET_POSITION_MODE.path: _READ_AGAIN,
    endpoints.SPOT_CANCEL_SYMBOL.path: "it means asked, not done, and names the symbol only",
    "/api/v2/mix/account/set-margin": "the terminal does not move the margin of a position",
    "/api/v2/spot/trade/batch-cancel-plan-order": "each plan is cancelled by itself",
}
"""Commands of whose answer nothing but the envelope is read, and why."""

ACK: Fields = {"orderId": "order_id", "clientOid": "client_oid"}


def one(read: Callable[[Envelope], object]) -> Callable[[Envelope], Sequence[object]]:
    return lambda envelope: [read(envelope)]


def under(name: str) -> Callable[[Any], Sequence[Row]]:
    return lambda data: data[name]


ONE = [Reading(whole, one(acks.ack), ACK)]
LISTS = [
    Reading(under("successList"), lambda envelope: acks.listed(envelope)[0], ACK),
    Reading(under("failureList"), lambda envelope: acks.listed(envelope)[1], {**ACK, "errorMsg": "message"}),
]
READINGS: Mapping[str, Sequence[Reading]] = {
    endpoints.SPOT_PLACE_ORDER.path: ONE,
    endpoints.SPOT_CANCEL_ORDER.path: ONE,
    endpoints.SPOT_PLACE_PLAN.path: ONE,
    endpoints.MIX_PLACE_ORDER.path: ONE,
    endpoints.MIX_MODIFY_ORDER.path: ONE,
    endpoints.MIX_CANCEL_ORDER.path: ONE,
    endpoints.PLACE_TP_SL.path: ONE,
    endpoints.SPOT_PLACE_BATCH.path: LISTS,
    endpoints.SPOT_CANCEL_BATCH.path: LISTS,
    endpoints.MIX_PLACE_BATCH.path: LISTS,
    endpoints.MIX_CANCEL_BATCH.path: LISTS,
    endpoints.MIX_CANCEL_ALL.path: LISTS,
    endpoints.MIX_CANCEL_PLAN.path: LISTS,
    endpoints.CLOSE_POSITIONS.path: LISTS,
    endpoints.SPOT_CANCEL_REPLACE.path: [Reading(whole, one(acks.replaced), ACK, "success msg")],
    endpoints.SPOT_CANCEL_PLAN.path: [
        Reading(whole, one(acks.plan_cancelled), {"result": lambda ack: {OK: "success"}[ack.code]})
    ],
    endpoints.TRANSFER.path: [
        Reading(whole, one(acks.transferred), {"transferId": "order_id", "clientOrderId": "client_oid"})
    ],
    endpoints.PLACE_POSITION_TP_SL.path: [
        Reading(
            lambda data: data[:1],
            one(lambda envelope: acks.exits(envelope, "tb-1")),
            {},
            # The example names the same placeholder everywhere, which is nobody's number.
            "orderId stopSurplusClientOid stopLossClientOid",
        )
    ],
}


@pytest.mark.parametrize("recording", named(COMMANDS))
def test_every_id_of_an_answer_arrives(recording: Recording) -> None:
    envelope = open_envelope("application/json", recording.body)
    assert envelope.ok
    data: Any = recording.whole["data"]
    for reading in READINGS.get(recording.path, ()):
        rows, values = reading.rows(data), reading.values(envelope)
        assert len(values) == len(rows)
        for row, value in zip(rows, values, strict=True):
            compare(row, value, reading)


def test_no_recorded_answer_is_left_over() -> None:
    assert {recording.path for recording in COMMANDS} == set(READINGS) | set(NOTHING_READ)
    assert not set(READINGS) & set(NOTHING_READ)


def test_a_failure_without_a_code_settles_nothing() -> None:
    failed = [
        row
        for recording in COMMANDS
        if READINGS.get(recording.path) is LISTS
        for row in acks.listed(open_envelope("application/json", recording.body))[1]
    ]
    assert failed
    assert {row.code for row in failed} == {NO_CODE}
