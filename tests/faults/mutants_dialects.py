"""Seeded bugs of the two dialects: signs, sides, what is not found, and an account of the other kind."""

from tests.faults.mutant import Mutant

_GOALS = "tests/faults/test_goals.py"
_BITGET = "terminal_app/bitget/"
_CLASSIC = f"{_BITGET}wire/classic/"

DIALECT_MUTANTS = (
    Mutant(
        "buy and close opens a long",
        f"{_CLASSIC}common.py",
        'return Direction(opening.opposite if "close" in word else opening, held)',
        "return Direction(opening, held)",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "a classic fee is won",
        f"{_CLASSIC}common.py",
        "return ZERO - numbers.or_zero(fee)",
        "return numbers.or_zero(fee)",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "a spot fill over the stream has the sign of all others",
        f"{_CLASSIC}push_orders.py",
        "fee=abs(sum((fee for name, fee in fees if name == coin), ZERO)),",
        "fee=ZERO - sum((fee for name, fee in fees if name == coin), ZERO),",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "a hedge's fill over the stream is of the other position",
        f"{_CLASSIC}push_orders.py",
        "held = PositionSide.LONG if (side is Side.BUY) is opens else PositionSide.SHORT",
        "held = PositionSide.SHORT if (side is Side.BUY) is opens else PositionSide.LONG",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "a fill over the stream is read as an order is",
        f"{_CLASSIC}push_orders.py",
        'return replace(fill, side=side, position_side=held, client_oid=row.client_oid or "")',
        'return replace(fill, client_oid=row.client_oid or "")',
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "the fees of a pushed order are won",
        f"{_CLASSIC}push_orders.py",
        "return replace(order, fee=ZERO - fee, fee_coin=coin)",
        "return replace(order, fee=fee, fee_coin=coin)",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "the fees of a spot order are won",
        f"{_CLASSIC}orders.py",
        "return ZERO - numbers.json_number(part.total_fee), part.fee_coin_code or name",
        "return numbers.json_number(part.total_fee), part.fee_coin_code or name",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "the limit of a working spot order is its average",
        f"{_CLASSIC}orders.py",
        "limit, average = row.price_avg, row.base_price",
        "limit, average = row.base_price, row.price_avg",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "a pushed order of a unified hedge is of no position",
        f"{_BITGET}wire/unified/push_account.py",
        "return order_from(msgspec.structs.replace(row, pos_side=row.pos_side or row.hold_side))",
        "return order_from(row)",
        f"{_GOALS}::test_goal[G07]",
    ),
    Mutant(
        "those that failed in a batch are not listed",
        f"{_CLASSIC}acks.py",
        "for row in lists.failure_list or ()",
        "for row in ()",
        "tests/unit/bitget/wire/classic/test_acks.py"
        "::test_each_order_is_found_by_either_number_whatever_the_order_of_the_lists",
    ),
    Mutant(
        "not found is believed after two hours",
        f"{_BITGET}classic/account_data.py",
        "if made is not None and self._clock.now_ms() - made < _BY_OWN_ID_MS:",
        "if made is not None:",
        "tests/unit/bitget/classic/test_account_data.py"
        "::test_an_older_spot_order_is_looked_for_in_the_lists_before_it_is_denied",
    ),
    Mutant(
        "the order that a change makes is in no journal",
        "terminal_app/trading/replace_road.py",
        "refused = await self._steps.write(new, source, new.client_oid, change.rules)",
        "refused = None",
        f"{_GOALS}::test_goal[G01]",
    ),
    Mutant(
        "a fill that does not name our number is of nobody",
        "terminal_app/trading/orders.py",
        "key = self._keys.get(fill.order_id, fill.client_oid)",
        "key = fill.client_oid",
        "tests/unit/trading/test_orders.py::test_a_fill_finds_its_order_by_the_venues_id_alone",
    ),
    Mutant(
        "an account of the other kind is a key that is refused",
        f"{_BITGET}errors.py",
        "if kind in (Kind.AUTH, Kind.CLOCK, Kind.MODE) and code not in TOLD_BY:",
        "if kind in (Kind.AUTH, Kind.CLOCK, Kind.MODE):",
        "tests/unit/bitget/test_errors.py::test_errors_of_reads",
    ),
    Mutant(
        "the account is not read again after it was moved",
        "terminal_app/trading/entry.py",
        "            self.read_account(shut)\n",
        "            pass\n",
        f"{_GOALS}::test_goal[G01W]",
    ),
    Mutant(
        "calls go on in the dialect of before",
        f"{_BITGET}client.py",
        "        self._calls = dialect.calls(self._rest, self._clock)\n",
        "",
        f"{_GOALS}::test_goal[G01W]",
    ),
    Mutant(
        "streams go on in the dialect of before",
        f"{_BITGET}client.py",
        "        self._streams = self._make_streams(dialect)\n",
        "        self._streams = self._make_streams(DIALECTS[AccountKind.UNIFIED])\n",
        f"{_GOALS}::test_goal[G01W]",
    ),
    Mutant(
        "a classic account is said to change orders in place",
        f"{_BITGET}classic/wallets.py",
        "return AccountSettings(uid, main, tuple(symbols.values()), AccountKind.CLASSIC, modes)",
        "return AccountSettings(uid, main, tuple(symbols.values()), AccountKind.UNIFIED, modes)",
        f"{_GOALS}::test_goal[G01W]",
    ),
    Mutant(
        "a start forgets the kind of the account",
        "terminal_app/app/guards.py",
        "self._account_file.save(account.to_save(kind))",
        "pass",
        f"{_GOALS}::test_goal[G02]",
    ),
)
