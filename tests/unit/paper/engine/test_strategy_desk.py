"""Finding, changing and taking back what waits."""

import pytest

from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    StrategyChanged,
    StrategyStatus,
    TriggerRequest,
)
from terminal_app.paper.engine.strategy_rules import MAX_STRATEGIES
from tests.helpers.paper_engine import (
    BUY,
    NET,
    NOW,
    PERP_ID,
    SPOT_ID,
    D,
    book,
    exchange,
    exits,
    market,
    only,
    place,
    protect,
    wait,
)

FAR = ExitLeg(D(105), TriggerBy.MARK)


def test_a_reused_client_id_names_the_youngest() -> None:
    made = exchange()
    book(made, PERP_ID)
    request = TriggerRequest(PERP_ID, BUY, D(1), FAR, client_oid="mine")
    first, _ = made.strategies.place("u", request, NOW)
    with pytest.raises(RefusalError) as refusal:
        made.strategies.place("u", request, NOW)
    assert refusal.value.reason is Reason.DUPLICATE_CLIENT_OID
    made.strategies.cancel("u", client_oid="mine", now_ms=NOW)
    second, _ = made.strategies.place("u", request, NOW)

    found = made.strategies.find("u", client_oid="mine")
    assert found is not None
    assert found.order_id == second.order_id != first.order_id
    assert made.strategies.find("u", order_id="7") is None


def test_a_change_is_told_and_can_set_it_off_at_once() -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "1", FAR)
    changed, events = made.strategies.change(
        "u", order_id=row.order_id, exits=NO_EXITS, trigger=FAR, size=D(2), now_ms=NOW
    )
    assert (changed.size, [event.row for event in only(events, StrategyChanged)]) == (D(2), [changed])
    made.set_mark(PERP_ID, D(110), D(110), NOW)
    assert made.positions("u")[0].size == 2


def test_a_changed_trigger_waits_from_the_side_where_the_price_is_now() -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "1", FAR)
    lower = ExitLeg(D(95), TriggerBy.MARK)
    changed, _ = made.strategies.change(
        "u", order_id=row.order_id, exits=NO_EXITS, trigger=lower, size=None, now_ms=NOW
    )
    assert (row.rising, changed.rising) == (True, False)


def test_exits_of_the_whole_keep_the_size_of_their_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "2"))
    row = protect(made, exits("110", None))
    changed, _ = made.strategies.change(
        "u", order_id=row.order_id, exits=exits("111", "90"), trigger=None, size=D(1), now_ms=NOW
    )
    assert (changed.size, changed.exits) == (D(2), exits("111", "90"))
    for wanted, reason in (
        (exits("111", "90"), Reason.STRATEGY_UNCHANGED),
        (exits("99", None), Reason.EXIT_WRONG_SIDE),
        (NO_EXITS, Reason.PRICE_MISSING),
    ):
        with pytest.raises(RefusalError) as refusal:
            made.strategies.change(
                "u", order_id=row.order_id, exits=wanted, trigger=None, size=None, now_ms=NOW
            )
        assert refusal.value.reason is reason


def test_what_has_ended_is_not_changed_and_not_taken_back() -> None:
    made = exchange()
    book(made, PERP_ID)
    row = wait(made, BUY, "1", FAR)
    cancelled, _ = made.strategies.cancel("u", order_id=row.order_id, now_ms=NOW)
    assert cancelled.status is StrategyStatus.CANCELLED
    for order_id, reason in ((row.order_id, Reason.STRATEGY_FINAL), ("7", Reason.STRATEGY_NOT_FOUND)):
        with pytest.raises(RefusalError) as refusal:
            made.strategies.cancel("u", order_id=order_id, now_ms=NOW)
        assert refusal.value.reason is reason


def test_so_many_and_no_more() -> None:
    made = exchange()
    book(made, PERP_ID)
    for _ in range(MAX_STRATEGIES):
        wait(made, BUY, "1", FAR)
    with pytest.raises(RefusalError) as refusal:
        wait(made, BUY, "1", FAR)
    assert refusal.value.reason is Reason.TOO_MANY_STRATEGIES


def test_spot_has_neither() -> None:
    made = exchange()
    book(made, SPOT_ID)
    for request in (
        ExitRequest(SPOT_ID, NET, exits("110", None)),
        TriggerRequest(SPOT_ID, BUY, D(1), FAR),
    ):
        with pytest.raises(RefusalError) as refusal:
            made.strategies.place("u", request, NOW)
        assert refusal.value.reason is Reason.EXITS_NOT_SUPPORTED
