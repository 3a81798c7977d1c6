"""Accounts survive a restart, and damaged data changes nothing."""

import json

import pytest

from terminal_app.core.orders import ExitLeg, TriggerBy, VenueStatus
from terminal_app.paper.engine.dumps import BadDumpError
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.strategy_messages import StrategyStatus
from tests.helpers.paper_engine import (
    BUY,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SPOT,
    SPOT_ID,
    TIERS,
    D,
    balance,
    book,
    exchange,
    exits,
    limit,
    market,
    market_buy,
    place,
    protect,
    quote,
    wait,
)


def lived() -> PaperExchange:
    """An exchange whose account has something of everything."""
    made = exchange()
    book(made, PERP_ID)
    book(made, SPOT_ID)
    made.set_leverage("u", PERP_ID, D(10))
    place(made, market(PERP_ID, BUY, "2"))
    place(made, market(PERP_ID, SELL, "3"))
    place(made, market_buy("100"))
    place(made, limit(SPOT_ID, BUY, "99", "1", client_oid="mine"))
    place(made, limit(PERP_ID, BUY, "99", "1", reduce_only=True))
    return made


def restored(data: dict[str, object]) -> PaperExchange:
    made = PaperExchange([SPOT, PERP], tiers=TIERS)
    made.load_accounts(data, NOW)
    return made


def test_a_dump_is_json_and_comes_back_the_same() -> None:
    dump = lived().dump_accounts()

    again = restored(json.loads(json.dumps(dump)))

    assert again.dump_accounts() == dump
    assert again.order("u", client_oid="mine") is not None
    assert again.leverage("u", PERP_ID)[0] == 10


def test_resting_orders_go_back_on_the_book_and_new_ids_are_new() -> None:
    before = lived()
    again = restored(before.dump_accounts())

    assert again.depth(SPOT_ID, 9)[0] == ((D(99), D(1)),)
    assert again.depth(PERP_ID, 9)[0] == ((D(99), D(1)),)
    newest = max(int(row.order_id) for row in before.open_orders("u"))
    assert int(place(again, limit(SPOT_ID, BUY, "90", "1")).order_id) > newest


def test_an_order_that_the_market_came_to_trades_when_it_comes_back() -> None:
    dump = lived().dump_accounts()
    made = PaperExchange([SPOT, PERP], tiers=TIERS)
    quote(made, SPOT_ID, SELL, "95", "5")

    made.load_accounts(dump, NOW)

    row = made.order("u", client_oid="mine")
    assert row is not None
    assert (row.status, row.avg_price) == (VenueStatus.FILLED, D(95))
    assert made.best(SPOT_ID) == (None, D(95))


def test_data_of_another_version_or_nonsense_changes_nothing() -> None:
    made = lived()
    good = made.dump_accounts()
    for data in ({}, {**good, "version": 3}, {**good, "accounts": None}, {**good, "houses": {}}):
        with pytest.raises(BadDumpError):
            made.load_accounts(data, NOW)
    assert made.dump_accounts() == good


def test_a_dump_of_the_first_version_still_loads() -> None:
    dump = json.loads(json.dumps(lived().dump_accounts()))
    dump["version"] = 1
    for account in dump["accounts"]:
        for name in ("strategies", "past_strategies"):
            del account[name]
        for row in account["orders"] + account["finished"]:
            for name in ("take_profit", "stop_loss"):
                del row["request"][name]

    again = restored(dump)

    assert again.dump_accounts() == lived().dump_accounts()
    assert (again.waiting_strategies("u"), again.past_strategies("u")) == ([], [])


def test_what_waits_goes_on_waiting_and_goes_off_after_the_restart() -> None:
    before = lived()
    protect(before, exits("90", "110", by=TriggerBy.MARK))
    wait(before, BUY, "1", ExitLeg(D(120), TriggerBy.MARK, D(121)), exits=exits("130", None))
    gone = wait(before, BUY, "1", ExitLeg(D(120)))
    before.strategies.cancel("u", order_id=gone.order_id, now_ms=NOW)

    again = restored(json.loads(json.dumps(before.dump_accounts())))
    assert again.dump_accounts() == before.dump_accounts()
    quote(again, PERP_ID, SELL, "111", "9")
    again.set_mark(PERP_ID, D(110), D(110), NOW)

    assert again.positions("u") == []
    assert again.past_strategies("u")[0].status is StrategyStatus.SUCCESS


def test_exits_without_their_position_end_the_load() -> None:
    before = lived()
    protect(before, exits("90", None))
    dump = json.loads(json.dumps(before.dump_accounts()))
    dump["accounts"][0]["positions"] = []
    made = PaperExchange([SPOT, PERP], tiers=TIERS)

    with pytest.raises(BadDumpError, match="no position"):
        made.load_accounts(dump, NOW)
    assert made.accounts() == ()


def test_an_instrument_that_is_gone_ends_the_load() -> None:
    dump = lived().dump_accounts()
    made = PaperExchange([SPOT])

    with pytest.raises(BadDumpError, match="not listed"):
        made.load_accounts(dump, NOW)
    assert made.accounts() == ()


def test_an_order_on_an_instrument_that_is_gone_ends_the_load() -> None:
    before = exchange()
    place(before, limit(PERP_ID, BUY, "99", "1"))

    with pytest.raises(BadDumpError, match="not listed"):
        PaperExchange([SPOT]).load_accounts(before.dump_accounts(), NOW)
    assert balance(before) == 10_000
