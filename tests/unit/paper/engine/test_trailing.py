"""What only classic accounts leave: trailing orders, exits leg by leg, spot orders that wait for a price."""

from decimal import Decimal

import pytest

from terminal_app.core.money import ZERO, trimmed
from terminal_app.core.orders import ExitLeg, MarginMode, TriggerBy
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    StrategyRow,
    StrategyStatus,
    TriggerRequest,
)
from tests.helpers.paper_engine import (
    BUY,
    NET,
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
    exits,
    hit,
    limit,
    market,
    place,
)

MARK = TriggerBy.MARK


@pytest.fixture
def made() -> PaperExchange:
    """A classic account with 10,000 USDT and 10 BTC, both books quoted around 100."""
    one = PaperExchange([SPOT, PERP], tiers=TIERS)
    one.open_account("u", {"USDT": D(10_000), "BTC": D(10)}, classic=True)
    book(one, SPOT_ID)
    book(one, PERP_ID)
    return one


def trail(made: PaperExchange, start: str, callback: str = "0.01", size: str | None = None) -> StrategyRow:
    """Leave a trailing exit of the perpetual position, by the mark."""
    request = ExitRequest(
        PERP_ID,
        NET,
        NO_EXITS,
        None if size is None else D(size),
        activation=ExitLeg(D(start), MARK),
        callback=D(callback),
    )
    return made.strategies.place("u", request, NOW)[0]


def marks(made: PaperExchange, *prices: str) -> None:
    for price in prices:
        made.set_mark(PERP_ID, D(price), D(price), NOW)


def status(made: PaperExchange, row: StrategyRow) -> StrategyStatus:
    found = made.strategies.find("u", order_id=row.order_id)
    assert found is not None
    return found.status


def held(made: PaperExchange) -> str:
    return ", ".join(f"{row.side.value} {trimmed(row.size)}" for row in made.positions("u"))


def test_a_trailing_exit_follows_the_best_price_and_closes_when_it_comes_back(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    row = trail(made, "105")
    marks(made, "104.9", "103", "100")
    assert status(made, row) is StrategyStatus.PENDING
    marks(made, "105", "108", "107")
    assert held(made) == "long 1"
    marks(made, "106.92")
    assert (held(made), status(made, row)) == ("", StrategyStatus.SUCCESS)


def test_a_trailing_exit_of_a_short_follows_downwards(made: PaperExchange) -> None:
    place(made, market(PERP_ID, SELL, "1"))
    row = trail(made, "95", "0.02")
    marks(made, "95", "90", "91.7")
    assert held(made) == "short 1"
    marks(made, "91.8")
    assert (held(made), status(made, row)) == ("", StrategyStatus.SUCCESS)


def test_a_price_that_it_stands_at_activates_it_at_once(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    trail(made, "100")
    marks(made, "99")
    assert held(made) == ""


def test_a_trailing_exit_ends_with_its_position_and_closes_its_part_only(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    part = trail(made, "100", size="0.4")
    marks(made, "99")
    assert (held(made), status(made, part)) == ("long 0.6", StrategyStatus.SUCCESS)
    rest = trail(made, "105")
    place(made, market(PERP_ID, SELL, "0.6", reduce_only=True))
    assert status(made, rest) is StrategyStatus.CANCELLED


def test_a_trailing_order_opens_a_position(made: PaperExchange) -> None:
    request = TriggerRequest(PERP_ID, BUY, D("0.5"), ExitLeg(D(95), MARK), callback=D("0.02"))
    row, _ = made.strategies.place("u", request, NOW)
    marks(made, "96", "94", "95.8")
    assert held(made) == ""
    marks(made, "95.88")
    assert (held(made), status(made, row)) == ("long 0.5", StrategyStatus.SUCCESS)


@pytest.mark.parametrize("callback", ["0", "-0.01", "0.1001"])
def test_a_callback_lies_within_its_bounds(made: PaperExchange, callback: str) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    with pytest.raises(RefusalError) as refusal:
        trail(made, "105", callback)
    assert refusal.value.reason is Reason.CALLBACK_OUT_OF_RANGE


def test_trailing_parts_are_no_larger_than_the_position(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    trail(made, "105", size="0.6")
    with pytest.raises(RefusalError) as refusal:
        trail(made, "105", size="0.5")
    assert refusal.value.reason is Reason.EXITS_EXCEED_POSITION


def test_a_changed_activation_is_waited_for_anew(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    row = trail(made, "100", "0.05")
    made.strategies.change(
        "u",
        order_id=row.order_id,
        exits=NO_EXITS,
        trigger=ExitLeg(D(110), MARK),
        size=None,
        now_ms=NOW,
        callback=D("0.01"),
    )
    marks(made, "94")
    assert held(made) == "long 1"
    marks(made, "110", "108.9")
    assert held(made) == ""


def test_a_trailing_order_survives_a_restart_with_its_best_price(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    row = trail(made, "100")
    marks(made, "120")
    after = PaperExchange([SPOT, PERP], tiers=TIERS)
    after.load_accounts(made.dump_accounts(), NOW)
    book(after, PERP_ID, "119")
    assert held(after) == "long 1"
    marks(after, "118.8")
    assert (held(after), status(after, row)) == ("", StrategyStatus.SUCCESS)
    assert after.dump_accounts()["accounts"][0]["classic"]  # type: ignore[index]


def test_a_trigger_order_keeps_the_margin_mode_it_asked_for(made: PaperExchange) -> None:
    request = TriggerRequest(PERP_ID, BUY, D(1), ExitLeg(D(105), MARK), margin_mode=MarginMode.ISOLATED)
    made.strategies.place("u", request, NOW)
    after = PaperExchange([SPOT, PERP], tiers=TIERS)
    after.load_accounts(made.dump_accounts(), NOW)
    book(after, PERP_ID)
    marks(after, "105")
    assert [row.margin_mode for row in after.positions("u")] == [MarginMode.ISOLATED]


def test_each_leg_of_an_entry_s_exits_is_an_order_of_its_own(made: PaperExchange) -> None:
    entry = place(made, limit(PERP_ID, BUY, "100", "2", exits=exits("110", "90", MARK)))
    for _ in range(2):
        hit(made, PERP_ID, SELL, "1")
    rows = made.waiting_strategies("u")
    legs = {(row.exits.take_profit is None, row.exits.stop_loss is None, row.size) for row in rows}
    assert legs == {(True, False, D(2)), (False, True, D(2))}
    assert {row.entry_id for row in rows} == {entry.order_id}
    marks(made, "90")
    assert held(made) == ""
    assert made.waiting_strategies("u") == []
    assert {row.status for row in made.past_strategies("u")} == {
        StrategyStatus.SUCCESS,
        StrategyStatus.CANCELLED,
    }


def test_a_whole_position_has_one_exit_of_each_leg(made: PaperExchange) -> None:
    place(made, market(PERP_ID, BUY, "1"))
    for wanted in (exits("110", None), exits(None, "90")):
        made.strategies.place("u", ExitRequest(PERP_ID, NET, wanted), NOW)
        with pytest.raises(RefusalError) as refusal:
            made.strategies.place("u", ExitRequest(PERP_ID, NET, wanted), NOW)
        assert refusal.value.reason is Reason.EXITS_EXIST


@pytest.mark.parametrize(("in_quote", "size", "bought"), [(False, "2", D(2)), (True, "202", D(2))])
def test_a_spot_order_waits_for_a_price(
    made: PaperExchange, in_quote: bool, size: str, bought: Decimal
) -> None:
    request = TriggerRequest(SPOT_ID, BUY, D(size), ExitLeg(D("100.02")), in_quote=in_quote)
    row, _ = made.strategies.place("u", request, NOW)
    hit(made, SPOT_ID, BUY, "1")
    assert status(made, row) is StrategyStatus.PENDING
    hit(made, SPOT_ID, BUY, "10")
    assert status(made, row) is StrategyStatus.SUCCESS
    gained = balance(made, "BTC") - 10
    assert gained > ZERO
    if not in_quote:
        assert gained == bought * D("0.999")


def test_spot_orders_do_not_trail(made: PaperExchange) -> None:
    request = TriggerRequest(SPOT_ID, BUY, D(1), ExitLeg(D(90)), callback=D("0.01"))
    with pytest.raises(RefusalError) as refusal:
        made.strategies.place("u", request, NOW)
    assert refusal.value.reason is Reason.EXITS_NOT_SUPPORTED
