"""Seeded bugs of the order core, each with the test that must catch it.

A mutant is a change of one place in one file, made while the test's process imports it; the file itself is
never touched. A goal without its mutants would only show that the tests are green.
"""

from typing import NamedTuple

from tests.faults.mutants_net import NETWORK

CORE, TRADING, BITGET = "terminal_app/core/", "terminal_app/trading/", "terminal_app/bitget/"
TESTS = "tests/unit/trading/"


class Mutant(NamedTuple):
    """A bug: what it is called, where it is, the text and the wrong text, and the test that catches it."""

    name: str
    file: str
    text: str
    wrong: str
    test: str


MUTANTS = (
    Mutant(
        "ask at once",
        f"{TRADING}proof.py",
        "needed = max(QUIET_MS, evidence.window_ms) + MARGIN_MS",
        "needed = 0",
        f"{TESTS}test_never.py::test_it_takes_the_time_that_a_lost_order_could_still_arrive",
    ),
    Mutant(
        "one round is proof enough",
        f"{TRADING}proof.py",
        "return any(_apart(first, second) for first in good for second in good)",
        "return bool(good)",
        f"{TESTS}test_proof.py::test_anything_less_proves_nothing",
    ),
    Mutant(
        "silence is a no",
        f"{TRADING}proof.py",
        "all(answer is Answer.NOT_FOUND for answer in answers)",
        "all(answer is not Answer.FOUND for answer in answers)",
        f"{TESTS}test_proof.py::test_every_list_must_be_without_it",
    ),
    Mutant(
        "the wall clock alone decides",
        f"{TRADING}proof.py",
        "passed = min(now_ms - evidence.signed_ms, int((now - evidence.signed) * 1000))",
        "passed = now_ms - evidence.signed_ms",
        f"{TESTS}test_proof.py::test_a_wall_clock_that_was_set_makes_nothing_old",
    ),
    Mutant(
        "the lists are not searched",
        f"{TRADING}proof.py",
        "answers = (self.lookup, self.working, self.history, self.fills)",
        "answers = (self.lookup,)",
        f"{TESTS}test_proof.py::test_every_list_must_be_without_it",
    ),
    Mutant(
        "a network error means not found",
        f"{TRADING}settle.py",
        "return None, Answer.SILENT",
        "return None, Answer.NOT_FOUND",
        f"{TESTS}test_never.py::test_an_answer_that_does_not_come_counts_for_nothing",
    ),
    Mutant(
        "what the history says is ignored",
        f"{TRADING}settle.py",
        "if reports or executed:",
        "if executed:",
        f"{TESTS}test_never.py::test_a_venue_that_forgot_the_number_is_refuted_by_its_history",
    ),
    Mutant(
        "any not-found code is a no",
        f"{BITGET}account_data.py",
        "if error.code in NO_SUCH_ORDER:",
        "if error.code not in ('40034', '45001', '99999', '40012'):",
        "tests/unit/bitget/test_account_data.py::test_no_other_code_means_that_an_order_does_not_exist",
    ),
    Mutant(
        "silence becomes rejected",
        f"{TRADING}books.py",
        "self._move(client_oid, Move.IN_DOUBT, outcome.cause)",
        "self._move(client_oid, Move.REJECTED, outcome.cause)",
        f"{TESTS}test_books.py::test_answers",
    ),
    Mutant(
        "the proof is not written down",
        f"{TRADING}books.py",
        "never = after.status is OrderStatus.PROVEN_NEVER",
        "never = False",
        f"{TESTS}test_never.py::test_it_takes_the_time_that_a_lost_order_could_still_arrive",
    ),
    Mutant(
        "an older report beats a newer one",
        f"{TRADING}orders.py",
        "if reach < row.reach:",
        "if row.reach < (reach[0] - 1, 0):",
        f"{TESTS}test_orders.py",
    ),
    Mutant(
        "a fill counts twice",
        f"{TRADING}fills.py",
        "if fill.exec_id in self._fills:",
        "if fill.exec_id + '!' in self._fills:",
        f"{TESTS}test_orders.py::test_a_fill_counts_once_and_moves_the_order",
    ),
    Mutant(
        "fills end an order",
        f"{TRADING}orders.py",
        "status = _next_status(row.order, Move.SEEN_PARTIAL)",
        "status = _next_status(row.order, Move.SEEN_FILLED)",
        f"{TESTS}test_orders.py",
    ),
    Mutant(
        "cancelling an unknown order makes it known",
        f"{CORE}orders.py",
        "(s.UNKNOWN, m.CANCEL_ASKED): s.UNKNOWN,",
        "(s.UNKNOWN, m.CANCEL_ASKED): s.CANCEL_PENDING,",
        f"{TESTS}test_never.py::test_cancelling_what_may_not_exist_leaves_it_to_be_proven",
    ),
    Mutant(
        "an order moves backwards",
        f"{CORE}orders.py",
        "table[s.PARTIAL, m.SEEN_LIVE] = s.PARTIAL",
        "table[s.PARTIAL, m.SEEN_LIVE] = s.OPEN",
        "tests/unit/core/test_orders.py::test_an_order_never_moves_backwards",
    ),
    Mutant(
        "a final state is left",
        f"{CORE}orders.py",
        "            table[final, report] = final",
        "            table[final, report] = s.OPEN",
        "tests/unit/core/test_orders.py::test_final_states_absorb_whatever_comes",
    ),
    Mutant(
        "an order leaves without a record",
        f"{TRADING}road.py",
        "if refused := await self._write(command, source, client_oid, verdict.rules):",
        "if refused := None:",
        f"{TESTS}test_road.py::test_every_command_is_written_before_it_is_sent_and_answered_after",
    ),
    Mutant(
        "an id may be used twice",
        f"{TRADING}judge.py",
        "if client_oid in self._used:",
        "if client_oid + '!' in self._used:",
        f"{TESTS}test_road.py::test_an_order_is_never_sent_twice",
    ),
    Mutant(
        "the door is looked at once only",
        f"{TRADING}road.py",
        "outcome = NotSent(block) if block else await self._send_new(client_oid, verdict)",
        "outcome = await self._send_new(client_oid, verdict)",
        f"{TESTS}test_road.py::test_a_door_that_shuts_while_the_disk_is_busy_stops_the_order",
    ),
    Mutant(
        "what is leaving does not count yet",
        f"{TRADING}judge.py",
        "self._leaving.values(),",
        "(),",
        f"{TESTS}test_guards.py::test_two_orders_at_once_cannot_both_be_the_last_that_fits",
    ),
    Mutant(
        "twins pass",
        f"{TRADING}judge.py",
        "twin_ms=twin_ms,",
        "twin_ms=None,",
        f"{TESTS}test_guards.py::test_the_same_order_from_two_places_is_one_accident",
    ),
    Mutant(
        "orders are not counted",
        f"{TRADING}traffic.py",
        "self._sent.append(_Sent(now, command))",
        "pass",
        f"{TESTS}test_guards.py::test_a_flood_is_stopped_and_passes",
    ),
    Mutant(
        "the halt is not asked at the door",
        f"{TRADING}service.py",
        "return self._gate.halted() or self._shut()",
        "return self._shut()",
        f"{TESTS}test_guards.py::test_a_halt_refuses_entry_and_lets_cancels_and_closes_pass",
    ),
    Mutant(
        "the halt is not asked at the socket",
        f"{BITGET}rest.py",
        "if sentence is not None:",
        "if sentence == '':",
        "tests/unit/bitget/test_last_look.py::test_an_order_that_waits_for_its_turn_is_dropped",
    ),
    Mutant(
        "the halt keeps cancels back",
        f"{TRADING}gate.py",
        "if purpose is not Purpose.ORDER:",
        "if purpose is Purpose.READ:",
        f"{TESTS}test_gate.py::test_a_halt_lets_cancels_and_reads_pass_and_nothing_else",
    ),
    Mutant(
        "the halt is forgotten by a restart",
        f"{TRADING}gate.py",
        "self._keep(state)",
        "pass",
        f"{TESTS}test_guards.py::test_a_halt_survives_a_restart",
    ),
    Mutant(
        "a lock can be shortened",
        f"{TRADING}gate.py",
        "if until_ms > self._kept.locked_until_ms:",
        "if until_ms != self._kept.locked_until_ms:",
        f"{TESTS}test_gate.py::test_a_lock_ends_at_its_time_and_is_never_shortened",
    ),
    Mutant(
        "a sleep does not shut entry",
        f"{TRADING}service.py",
        "self._read_account(sentence)",
        "self._read_account(None)",
        f"{TESTS}test_guards.py::test_a_sleep_shuts_entry_until_the_account_is_read",
    ),
    Mutant(
        "a loss does not lock",
        f"{TRADING}day.py",
        "if limit is None or result.amount > -limit:",
        "if limit is None or result.amount > -2 * limit:",
        f"{TESTS}test_guards.py::test_a_days_loss_locks_entry_until_the_reset",
    ),
    Mutant(
        "fees are won",
        f"{TRADING}day.py",
        "result -= fill.fee * price",
        "result += fill.fee * price",
        f"{TESTS}test_day.py::test_fees_are_paid_and_yesterday_is_over",
    ),
    Mutant(
        "limits loosen without a yes",
        f"{TRADING}service.py",
        "reasons = nonsense(new) or (() if loosen else allowed)",
        "reasons = nonsense(new)",
        f"{TESTS}test_guards.py::test_loosening_needs_a_yes",
    ),
    Mutant(
        "a lost link does not shut entry",
        f"{TRADING}service.py",
        "self._link_block = event.sentence or _LINK_DOWN",
        "self._link_block = None",
        f"{TESTS}test_service.py::test_a_lost_private_stream_shuts_orders_until_the_account_is_read",
    ),
    Mutant(
        "an unknown order reserves nothing",
        f"{TRADING}exposure.py",
        "left = max(ZERO, size.value - filled)",
        "left = filled",
        f"{TESTS}test_exposure.py::test_an_order_nobody_knows_of_is_reserved_whole",
    ),
    Mutant(
        "a sell is worth its limit",
        f"{TRADING}exposure.py",
        "(max(each, price) if side is Side.SELL and price is not None else each)",
        "each",
        f"{TESTS}test_exposure.py::test_a_sell_below_the_market_is_worth_the_market",
    ),
    Mutant(
        "one order too many",
        f"{TRADING}caps.py",
        "desk.load.open_orders >= limits.max_open_orders",
        "desk.load.open_orders > limits.max_open_orders",
        f"{TESTS}test_caps.py::test_every_limit_is_named_with_its_number",
    ),
    Mutant(
        "the collar is wide",
        f"{TRADING}caps.py",
        "if wish.side is Side.BUY and price > mark * (_ONE + share):",
        "if wish.side is Side.BUY and price > mark * (_ONE + 2 * share):",
        f"{TESTS}test_caps.py::test_every_limit_is_named_with_its_number",
    ),
    Mutant(
        "a dead feed stops market orders only",
        f"{TRADING}caps.py",
        "elif age > limits.max_price_age_s:",
        "elif age > limits.max_price_age_s and wish.price is None:",
        f"{TESTS}test_caps.py::test_every_limit_is_named_with_its_number",
    ),
    Mutant(
        "a poll moves an order backwards",
        f"{TRADING}reconcile.py",
        "if report.filled < order.filled or (order.status in _ENDED and report.status in _WORKING):",
        "if order.status in _ENDED and report.status in _WORKING:",
        f"{TESTS}test_reconcile.py::test_a_poll_never_moves_an_order_backwards",
    ),
    Mutant(
        "what is missing is not asked for",
        f"{TRADING}reconcile.py",
        "if alive and order.client_oid not in told:",
        "if alive and order.client_oid in told:",
        f"{TESTS}test_reconcile.py::test_what_no_list_tells_is_asked",
    ),
    Mutant(
        "a closed position stays",
        f"{TRADING}reconcile.py",
        "complete=True",
        "complete=False",
        f"{TESTS}test_sync.py::test_positions_that_are_gone_are_closed",
    ),
    Mutant(
        "entry is open before the account is read",
        f"{TRADING}sync.py",
        "self._block: str | None = _READING",
        "self._block: str | None = None",
        f"{TESTS}test_sync.py::test_orders_are_shut_until_the_account_is_read",
    ),
    Mutant(
        "history is read for today only",
        f"{TRADING}sync.py",
        "min(known_ms, self._at_least_since())",
        "self._at_least_since()",
        f"{TESTS}test_guards.py::test_history_is_read_back_to_the_last_known_moment",
    ),
    Mutant(
        "one reading proves flat",
        f"{TRADING}flat_state.py",
        "READINGS = 2",
        "READINGS = 1",
        f"{TESTS}test_flat_state.py::test_two_empty_readings_in_a_row_are_the_proof",
    ),
    Mutant(
        "a failed reading keeps the proof",
        f"{TRADING}flat_state.py",
        "return replace(self, rounds=self.rounds + 1, empty=0, trouble=trouble)",
        "return replace(self, rounds=self.rounds + 1, trouble=trouble)",
        f"{TESTS}test_flat_state.py::test_two_empty_readings_in_a_row_are_the_proof",
    ),
    Mutant(
        "flat in spite of a doubt",
        f"{TRADING}flat_state.py",
        "        *_doubts(reading),\n",
        "",
        f"{TESTS}test_flatten.py::test_an_order_in_doubt_keeps_the_stamp_away",
    ),
    Mutant(
        "the watchdog ends orders that stay",
        f"{TRADING}deadman.py",
        "if order.client_oid and order.client_oid in session",
        "if order.client_oid",
        f"{TESTS}test_deadman.py::test_only_what_is_tagged_and_still_open_is_ended",
    ),
    Mutant(
        "a goodbye is a death",
        f"{TRADING}deadman.py",
        "self._verdict = Verdict.LEFT",
        "self._verdict = Verdict.DEAD",
        f"{TESTS}test_deadman.py::test_a_goodbye_is_no_death_whatever_follows",
    ),
    *(Mutant(*row) for row in NETWORK),
)
