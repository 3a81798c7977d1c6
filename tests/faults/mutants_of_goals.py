"""Seeded bugs that the goals themselves must catch: each is named with the short form of its goal."""

from tests.faults.mutant import Mutant

GOALS = "tests/faults/test_goals.py"

GOAL_MUTANTS = (
    Mutant(
        "silence becomes rejected, on the paper engine",
        "terminal_app/trading/books.py",
        "self._move(client_oid, Move.IN_DOUBT, outcome.cause)",
        "self._move(client_oid, Move.REJECTED, outcome.cause)",
        f"{GOALS}::test_goal[G01P]",
    ),
    Mutant(
        "a restart forgets what was sent",
        "terminal_app/app/session.py",
        "service.recover(reader.unsettled_orders(), reader.last_moment_ms(), reader.held())",
        "service.recover((), reader.last_moment_ms(), reader.held())",
        "tests/flows/test_restart.py::test_an_order_without_an_answer_is_found_again",
    ),
    Mutant(
        "a restart opens entry at once",
        "terminal_app/trading/sync.py",
        "self._block: str | None = _READING",
        "self._block: str | None = None",
        f"{GOALS}::test_goal[G02]",
    ),
    Mutant(
        "the disk is not waited for",
        "terminal_app/journal/database.py",
        "PRAGMA synchronous = FULL",
        "PRAGMA synchronous = NORMAL",
        f"{GOALS}::test_goal[G04]",
    ),
    Mutant(
        "demo orders go without their mark",
        "terminal_app/bitget/transport.py",
        "            *venue.headers,\n",
        "",
        f"{GOALS}::test_goal[G05]",
    ),
    Mutant(
        "sizes are rounded to the nearest lot",
        "terminal_app/core/money.py",
        "return _to_grid(value, step, ROUND_FLOOR)",
        "return _to_grid(value, step, ROUND_HALF_EVEN)",
        f"{GOALS}::test_goal[G15]",
    ),
    Mutant(
        "prices are moved to the costly side",
        "terminal_app/core/instrument.py",
        "if side is Side.BUY else ceil_to(price, self.tick)",
        "if side is Side.SELL else ceil_to(price, self.tick)",
        f"{GOALS}::test_goal[G15]",
    ),
    Mutant(
        "small numbers are sent with an exponent",
        "terminal_app/core/money.py",
        '    return format(value, "f")\n\n\ndef trimmed',
        "    return str(value)\n\n\ndef trimmed",
        f"{GOALS}::test_goal[G15]",
    ),
    Mutant(
        "the fee is not left over",
        "terminal_app/ui/panels/ticket/sizing.py",
        "quote = divide(money * share, margin + fee)",
        "quote = divide(money * share, margin - fee - fee)",
        f"{GOALS}::test_goal[G15]",
    ),
    Mutant(
        "an order may be sent while one is on its way",
        "terminal_app/ui/panels/ticket/panel.py",
        "if self._sending.side is not None or self._view is None",
        "if self._view is None",
        "tests/faults/test_g16.py::test_g16",
    ),
    Mutant(
        "a disarmed ladder trades",
        "terminal_app/ui/panels/ladder/hand.py",
        "spot, armed, state = hit.spot, self._arming.armed, self._desk.state",
        "spot, armed, state = hit.spot, True, self._desk.state",
        "tests/faults/test_g16.py::test_g16",
    ),
    Mutant(
        "the headers are logged",
        "terminal_app/bitget/signing.py",
        "        timestamp = str(timestamp_ms)\n",
        "        timestamp = str(timestamp_ms)\n"
        '        __import__("logging").getLogger(__name__).debug("key %s", self._credentials.key.reveal())\n',
        f"{GOALS}::test_goal[G19]",
    ),
    Mutant(
        "each terminal has a lock of its own",
        "terminal_app/app/single.py",
        'QLockFile(str(root / "terminal.lock"))',
        "QLockFile(str(root / f\"terminal-{__import__('os').getpid()}.lock\"))",
        f"{GOALS}::test_goal[G25]",
    ),
    Mutant(
        "a start does not take over working orders",
        "terminal_app/trading/sync.py",
        "working=tuple(working)",
        "working=()",
        f"{GOALS}::test_goal[G37]",
    ),
)
