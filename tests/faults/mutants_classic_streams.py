"""Seeded bugs of a classic account's streams: its signs, its sizes, its sides, and what is gone."""

from tests.faults.mutant import Mutant

_WIRE, _TESTS = "terminal_app/bitget/wire/classic/", "tests/unit/bitget/wire/classic/"
_STREAM = "tests/unit/bitget/classic/test_stream.py"
_ORDERS = f"{_TESTS}test_push_orders.py"

CLASSIC_STREAM_MUTANTS = (
    Mutant(
        "a position that is gone stays",
        f"{_WIRE}push_account.py",
        "complete=head.action == SNAPSHOT",
        "complete=bool(held)",
        f"{_TESTS}test_push_account.py::test_no_rows_mean_that_a_product_has_no_positions",
    ),
    Mutant(
        "a wallet forgets the coins that are not named",
        f"{_WIRE}push_account.py",
        "wallet=product, partial=True",
        "wallet=product, partial=False",
        f"{_TESTS}test_push_account.py::test_the_spot_wallet_tells_only_the_coins_that_changed",
    ),
    Mutant(
        "a spot order has the size that is its worth",
        f"{_WIRE}push_orders.py",
        'msgspec.field(name="newSize")',
        'msgspec.field(name="size")',
        f"{_ORDERS}::test_the_size_of_a_spot_order_is_new_size_and_a_market_buy_spends_quote_coin",
    ),
    Mutant(
        "the last fill counts as all that is filled",
        f"{_WIRE}push_orders.py",
        'class _MixOrder(orders.MixRow, frozen=True, kw_only=True, rename="camel"):\n'
        '    symbol: str = msgspec.field(name="instId")\n'
        '    base_volume: Text = msgspec.field(name="accBaseVolume", default=None)\n',
        'class _MixOrder(orders.MixRow, frozen=True, kw_only=True, rename="camel"):\n'
        '    symbol: str = msgspec.field(name="instId")\n',
        f"{_ORDERS}::test_what_is_filled_is_the_sum_and_not_the_last_fill",
    ),
    Mutant(
        "an order's fee has the sign of the wire",
        f"{_WIRE}push_orders.py",
        "fee=ZERO - fee",
        "fee=fee",
        f"{_ORDERS}::test_a_futures_order",
    ),
    Mutant(
        "a fee on spot is turned like those of futures",
        f"{_WIRE}push_orders.py",
        "fee=abs(sum(",
        "fee=-abs(sum(",
        f"{_ORDERS}::test_a_spot_fill_arrives_on_fill_and_its_fee_is_positive_when_charged",
    ),
    Mutant(
        "a hedge fill is read like its order",
        f"{_WIRE}push_orders.py",
        "replace(fill, side=side, position_side=held, client_oid",
        "replace(fill, client_oid",
        f"{_ORDERS}::test_the_side_of_a_hedge_fill_is_the_trades_unlike_that_of_its_order",
    ),
    Mutant(
        "the turnover of a candle is in another coin",
        f"{_WIRE}push.py",
        "row[1:7]",
        "(*row[1:6], row[7])",
        f"{_TESTS}test_push.py::test_the_turnover_of_a_candle_is_in_quote_coin_which_is_not_last_here",
    ),
    Mutant(
        "a book that does not add up is shown",
        "terminal_app/bitget/book_sums.py",
        "return checksum(*best) == update.crc",
        "return True",
        f"{_STREAM}::test_a_book_that_does_not_add_up_is_subscribed_anew",
    ),
    Mutant(
        "a quiet private connection is never asked",
        "terminal_app/bitget/classic/stream.py",
        'frozenset(_SILENT_AFTER) | {"account"}',
        "frozenset(_SILENT_AFTER)",
        f"{_STREAM}::test_a_private_stream_on_which_nothing_happens_is_asked_whether_it_is_there",
    ),
    Mutant(
        "the refusal of a stream is taken for that of an order",
        "terminal_app/bitget/stream_calls.py",
        "            and not head.arg\n",
        "",
        f"{_STREAM}::test_the_refusal_of_a_subscription_says_nothing_of_an_order",
    ),
    Mutant(
        "any answer to an order is its answer",
        f"{_WIRE}order_frames.py",
        "CallAnswer(str(rows[0].id), ",
        "CallAnswer('t-1', ",
        f"{_TESTS}test_order_frames.py::test_an_answer_repeats_the_argument_with_its_id",
    ),
)
