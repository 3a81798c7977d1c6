"""Seeded bugs of the network, of market data and of what reads hostile texts; see `mutants`."""

TRADING, BITGET = "terminal_app/trading/", "terminal_app/bitget/"
GOALS = "tests/faults/test_goals.py"

NETWORK = (
    (
        "a gap is passed over",
        f"{BITGET}sequencer.py",
        "if pseq == last and seq > last:",
        "if seq > last:",
        f"{GOALS}::test_goal[G08]",
    ),
    (
        "a push lost unread breaks no book",
        f"{BITGET}stream_protocol.py",
        "events = self._books.broken_by(frame, _UNREADABLE, now)",
        "events: list[BookBroken] = []",
        f"{GOALS}::test_goal[G08]",
    ),
    (
        "an older update that claims to follow is dropped",
        f"{BITGET}sequencer.py",
        "if pseq not in (0, last) and seq <= last:",
        "if pseq != 0 and seq <= last:",
        "tests/unit/bitget/test_sequencer.py::test_an_update_that_follows_ours_and_is_older_contradicts_itself",
    ),
    (
        "a lost snapshot is waited for",
        f"{BITGET}book_repair.py",
        "self._snapshot_next, self._passed = not self._whole, 0",
        "self._snapshot_next, self._passed = False, 0",
        "tests/unit/bitget/test_book_repair.py::test_a_lost_snapshot_is_not_waited_for",
    ),
    (
        "silence is asked about late",
        f"{BITGET}stream_limits.py",
        "probe_after: float = 2.0",
        "probe_after: float = 4.0",
        f"{GOALS}::test_goal[G09]",
    ),
    (
        "an unanswered ping means nothing",
        f"{BITGET}heartbeat.py",
        "if now - asked >= self._limits.answer_within:",
        "if now - asked >= 10 * self._limits.answer_within:",
        f"{GOALS}::test_goal[G09]",
    ),
    (
        "channels are forgotten with their connection",
        f"{BITGET}stream_protocol.py",
        "        self._subscriptions.restart(now)\n",
        "",
        f"{GOALS}::test_goal[G10]",
    ),
    (
        "more messages a second than allowed",
        f"{BITGET}stream_limits.py",
        "messages_per_second: int = 9",
        "messages_per_second: int = 12",
        f"{GOALS}::test_goal[G11]",
    ),
    (
        "orders are not paced",
        f"{BITGET}limiter.py",
        "return max(self._all.wait(now, _RESERVE[endpoint.purpose]), self._bucket(endpoint).wait(now))",
        "return self._all.wait(now, _RESERVE[endpoint.purpose])",
        f"{GOALS}::test_goal[G11]",
    ),
    (
        "a login by a clock that was set",
        f"{BITGET}client.py",
        "prepare=None if key is None else self._rest.venue_clock.trust",
        "prepare=None",
        f"{GOALS}::test_goal[G12]",
    ),
    (
        "an order right after a sleep leaves",
        f"{TRADING}entry.py",
        "self._link_block or self._sync.block or self._slept()",
        "self._link_block or self._sync.block",
        f"{GOALS}::test_goal[G12]",
    ),
    (
        "a clock that was set while a call waits is believed",
        f"{BITGET}rest.py",
        "if unknown or not self.offset.needs_measuring:",
        "if True:",
        (
            "tests/unit/bitget/test_rest.py"
            "::test_a_clock_that_is_set_while_a_call_waits_for_its_turn_is_measured_before_it_is_signed"
        ),
    ),
    (
        "deep nesting is not expected",
        f"{BITGET}wire/pushes.py",
        "except (msgspec.MsgspecError, ValueError, RecursionError) as error:",
        "except (msgspec.MsgspecError, ValueError) as error:",
        f"{GOALS}::test_goal[G13-WS]",
    ),
    (
        "a level of a book may be anything",
        f"{BITGET}wire/numbers.py",
        'if texts and _PLAIN_LIST.fullmatch(",".join(texts) + ",") is None:',
        "if not texts:",
        f"{GOALS}::test_goal[G13-WS]",
    ),
    (
        "an endless number is read from the settings",
        "terminal_app/settings/store.py",
        "parse_float=_finite",
        "parse_float=float",
        (
            "tests/unit/settings/test_store.py"
            "::test_what_could_not_be_saved_again_is_not_read_though_its_checksum_is_right"
        ),
    ),
    (
        "an endless wait on the command line",
        "terminal_app/app/cli.py",
        "if not 0 < seconds <= 3600:",
        "if not 0 < seconds:",
        f"{GOALS}::test_goal[G13-ARGV]",
    ),
    (
        "ids of old trades are kept",
        "terminal_app/market/tape.py",
        "                self._ids.discard(self._trades[0].trade_id)\n",
        "                pass\n",
        f"{GOALS}::test_goal[G27]",
    ),
)
"""A name, a file, a text in it, the wrong text, and the test that must catch it."""
