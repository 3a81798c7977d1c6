"""Seeded bugs of a classic account's orders: who succeeded, which way a trade goes, what a change leaves."""

from tests.faults.mutant import Mutant

_WIRE, _TESTS = "terminal_app/bitget/wire/classic/", "tests/unit/bitget/wire/classic/"
_ROAD = "terminal_app/trading/replace_road.py"
_ROAD_TESTS = "tests/unit/trading/test_replace_road.py"

CLASSIC_MUTANTS = (
    Mutant(
        "a hedge closes where it should open",
        f"{_WIRE}order_bodies.py",
        '"open" if side is opens else "close"',
        '"close" if side is opens else "open"',
        f"{_TESTS}test_order_bodies.py::test_in_hedge_mode_the_side_names_the_position",
    ),
    Mutant(
        "a hedge sends the trade's side",
        f"{_WIRE}order_bodies.py",
        '{"side": SIDE[opens], "tradeSide"',
        '{"side": SIDE[side], "tradeSide"',
        f"{_TESTS}test_order_bodies.py::test_in_hedge_mode_the_side_names_the_position",
    ),
    Mutant(
        "a batch of no cancels cancels all",
        f"{_WIRE}order_bodies.py",
        "if not orders:",
        "if orders is None:",
        f"{_TESTS}test_order_bodies.py::test_a_batch_of_no_cancels_would_cancel_everything_and_is_never_made",
    ),
    Mutant(
        "a failure without a code is a refusal",
        f"{_WIRE}acks.py",
        'return NO_CODE if code in (None, "", "0", 0, OK) else str(code)',
        'return str(code or "43012")',
        f"{_TESTS}test_acks.py::test_a_failure_that_names_no_code_of_one_proves_nothing",
    ),
    Mutant(
        "an order in both lists succeeded",
        f"{_WIRE}acks.py",
        "return words[0] if len(words) == 1 else None",
        "return words[0] if words else None",
        f"{_TESTS}test_acks.py::test_an_order_in_both_lists_has_no_word",
    ),
    Mutant(
        "a replacement that failed is taken",
        f"{_WIRE}acks.py",
        "return ack_of(None, row.client_oid, NO_CODE, row.msg)",
        "return ack_of(None, row.client_oid, OK, row.msg)",
        f"{_TESTS}test_acks.py::test_a_replaced_order_has_a_success_of_its_own",
    ),
    Mutant(
        "leverage is set though its margin mode was not",
        "terminal_app/bitget/classic/order_entry.py",
        "if not isinstance(outcome, Accepted):",
        "if outcome is None:",
        "tests/unit/bitget/classic/test_order_entry.py"
        "::test_no_leverage_is_set_for_a_margin_mode_that_was_not_taken",
    ),
    Mutant(
        "a part of spot cancelled is all of it",
        "terminal_app/bitget/classic/order_sweep.py",
        'return outcomes[0] if len(kinds) == 1 else Unknown("", _IN_PART)',
        "return outcomes[0]",
        "tests/unit/bitget/classic/test_order_sweep.py::test_a_part_that_failed_leaves_the_whole_in_doubt",
    ),
    Mutant(
        "the old order of a change is not asked about",
        _ROAD,
        "for client_oid in (new_oid, old_oid):",
        "for client_oid in (new_oid,):",
        f"{_ROAD_TESTS}::test_without_an_answer_both_are_asked_about",
    ),
    Mutant(
        "the new order of a change is not asked about",
        _ROAD,
        "for client_oid in (new_oid, old_oid):",
        "for client_oid in (old_oid,):",
        f"{_ROAD_TESTS}::test_without_an_answer_both_are_asked_about",
    ),
    Mutant(
        "a new order without an id is believed",
        _ROAD,
        "if isinstance(outcome, Accepted) and outcome.order_id is None:",
        "if isinstance(outcome, NotSent):",
        f"{_ROAD_TESTS}::test_an_answer_without_the_new_orders_id_is_looked_up",
    ),
    Mutant(
        "what was executed is ordered again",
        _ROAD,
        "rest = command.size - order.filled if order else command.size",
        "rest = command.size",
        f"{_ROAD_TESTS}::test_only_what_is_not_executed_is_ordered_again",
    ),
    Mutant(
        "a refused change leaves the old order as it was",
        _ROAD,
        "if await self._settler.ask(client_oid):",
        "if True:",
        f"{_ROAD_TESTS}::test_a_refused_change_may_have_ended_the_old_order",
    ),
    Mutant(
        "a change passes a door that shut meanwhile",
        _ROAD,
        "block = self._door.shut(reducing=reducing)",
        "block = self._door.shut(reducing=True)",
        f"{_ROAD_TESTS}::test_a_door_that_shuts_while_the_disk_is_busy_holds_the_change_back",
    ),
)
