"""What a classic account answers: who succeeded, who failed, and about whom nothing is known."""

import json

import pytest

from terminal_app.bitget.wire.ack import NO_CODE, Ack
from terminal_app.bitget.wire.classic import acks
from terminal_app.bitget.wire.envelope import OK, BadPayloadError, Envelope, open_envelope
from terminal_app.core.orders import MarginMode
from tests.helpers.recordings import Recording, needs_recordings, rest_recordings


def answer(data: object) -> Envelope:
    return open_envelope(
        "application/json", json.dumps({"code": OK, "msg": "success", "data": data}).encode()
    )


def recorded(ending: str) -> list[Recording]:
    return [one for one in rest_recordings() if one.method == "POST" and one.path.endswith(ending)]


@pytest.mark.parametrize("data", [{"orderId": None, "clientOid": "a"}, {"orderId": "", "clientOid": "a"}])
def test_an_order_may_be_taken_without_an_id(data: object) -> None:
    assert acks.ack(answer(data)) == Ack(None, "a", OK, "")


def test_no_data_is_a_word_too() -> None:
    assert acks.ack(answer(None)) == Ack(None, "", OK, "")


LISTS = {
    "successList": [{"orderId": "1", "clientOid": "a"}, {"orderId": "2", "clientOid": ""}],
    "failureList": [
        {"orderId": "", "clientOid": "c", "errorMsg": "no\nmoney", "errorCode": "43012"},
        {"orderId": "4", "clientOid": "d", "errorMsg": "duplicate"},
    ],
}


def test_each_order_is_found_by_either_number_whatever_the_order_of_the_lists() -> None:
    names = [("c", None), ("b", "2"), ("a", None), ("d", "4"), ("missing", "9"), ("e", None)]
    assert acks.paired(answer(LISTS), names) == [
        Ack(None, "c", "43012", "no money"),
        Ack("2", "", OK, ""),
        Ack("1", "a", OK, ""),
        Ack("4", "d", NO_CODE, "duplicate"),
        None,
        None,
    ]


def test_an_order_in_both_lists_has_no_word() -> None:
    both = {"successList": [{"orderId": "1", "clientOid": "a"}], "failureList": [{"clientOid": "a"}]}
    assert acks.paired(answer(both), [("a", None)]) == [None]


@pytest.mark.parametrize("code", [None, "", "0", "00000"])
def test_a_failure_that_names_no_code_of_one_proves_nothing(code: str | None) -> None:
    failed = {"successList": None, "failureList": [{"clientOid": "a", "errorCode": code}]}
    assert acks.paired(answer(failed), [("a", None)]) == [Ack(None, "a", NO_CODE, "")]


@pytest.mark.parametrize("data", [None, [], "odd", {"successList": "odd"}, {"failureList": [5]}])
def test_lists_of_another_shape_cannot_be_read(data: object) -> None:
    with pytest.raises(BadPayloadError):
        acks.paired(answer(data), [("a", None)])


def test_a_replaced_order_has_a_success_of_its_own() -> None:
    good = {"orderId": "9", "clientOid": None, "success": "success", "msg": None}
    assert acks.replaced(answer(good)) == Ack("9", "", OK, "")
    bad = {"orderId": "1", "clientOid": "b", "success": "failure", "msg": "Insufficient balance"}
    assert acks.replaced(answer(bad)) == Ack(None, "b", NO_CODE, "Insufficient balance")
    for odd in (None, {}, {"success": "perhaps"}, {"success": None}):
        with pytest.raises(BadPayloadError):
            acks.replaced(answer(odd))


def test_the_id_of_a_pair_of_exits_is_that_of_the_stop_loss() -> None:
    rows = [
        {"orderId": "1", "stopSurplusClientOid": "a-p", "stopLossClientOid": ""},
        {"orderId": "2", "stopSurplusClientOid": "", "stopLossClientOid": "a"},
    ]
    assert acks.exits(answer(rows), "a") == Ack("2", "a", OK, "")
    together = [{"orderId": "1", "stopSurplusClientOid": "a-p", "stopLossClientOid": "a"}] * 2
    assert acks.exits(answer(together), "a") == Ack(None, "a", OK, "")
    assert acks.exits(answer(None), "a") == Ack(None, "a", OK, "")


def test_smaller_answers() -> None:
    assert acks.plan_cancelled(answer({"result": "success"})).ok
    assert acks.plan_cancelled(answer({"result": "failure"})).code == NO_CODE
    transferred = acks.transferred(answer({"transferId": "5", "clientOrderId": None}))
    assert transferred == Ack("5", "", OK, "")
    rows = [{"symbol": "BTCUSDT", "orderId": "2"}, {"symbol": "ETHUSDT", "orderId": "1"}]
    assert acks.open_symbols(answer(rows)) == [("BTCUSDT", "2"), ("ETHUSDT", "1")]
    assert acks.open_symbols(answer(None)) == []
    assert acks.margin_mode(answer({"marginMode": "isolated"})) is MarginMode.ISOLATED


@needs_recordings
@pytest.mark.parametrize(
    "ending",
    ["/place-order", "/cancel-order", "/modify-order", "/place-plan-order", "/place-tpsl-order"],
)
def test_recorded_words_are_read(ending: str) -> None:
    found = [one for one in recorded(ending) if "/v2/" in one.path]
    assert found
    for one in found:
        assert acks.ack(open_envelope("application/json", one.body)).ok, one.name


@needs_recordings
@pytest.mark.parametrize(
    "ending",
    [
        "/batch-orders",
        "/batch-place-order",
        "/batch-cancel-order",
        "/batch-cancel-orders",
        "/cancel-all-orders",
        "/mix/order/close-positions",
        "/mix/order/cancel-plan-order",
    ],
)
def test_recorded_lists_are_read(ending: str) -> None:
    found = recorded(ending)
    assert found
    for one in found:
        done, failed = acks.listed(open_envelope("application/json", one.body))
        assert done, one.name
        # None of the recorded failures carries a code.
        assert {row.code for row in failed} <= {NO_CODE}, one.name


@needs_recordings
def test_the_recorded_replacement_and_pair_are_read() -> None:
    (replaced,) = recorded("/cancel-replace-order")
    assert acks.replaced(open_envelope("application/json", replaced.body)).ok
    (pair,) = recorded("/place-pos-tpsl")
    assert acks.exits(open_envelope("application/json", pair.body), "a").ok
    (plan,) = recorded("/spot/trade/cancel-plan-order")
    assert acks.plan_cancelled(open_envelope("application/json", plan.body)).ok
    (transfer,) = recorded("/wallet/transfer")
    assert acks.transferred(open_envelope("application/json", transfer.body)).order_id
