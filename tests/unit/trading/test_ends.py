"""How the venue says that an order ended goes into the journal: once for each word, and only of our own."""

from dataclasses import replace

from terminal_app.core.events import OrdersSeen, StrategyOrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.orders import VenueStatus
from terminal_app.core.records import EndSeen
from terminal_app.core.strategy_orders import StrategyStatus
from tests.helpers.desk import Desk
from tests.helpers.examples import limit_buy, report, trigger_buy, waiting

STAMP = Stamp(1, 1.0)


def ends(desk: Desk) -> list[tuple[str, str, str]]:
    return [
        (record.client_oid, record.how, record.note)
        for record in desk.journal.records
        if isinstance(record, EndSeen)
    ]


async def settle(desk: Desk) -> None:
    """Wait until what was remembered is in the journal."""
    await desk.service.aclose()


async def test_an_order_that_is_cancelled_elsewhere(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    over = replace(report(), status=VenueStatus.CANCELLED, cancel_reason="The exchange cancelled it.")
    desk.service.on_account_event(OrdersSeen((over, over), STAMP))
    await settle(desk)
    assert ends(desk) == [("tb-1", "cancelled", "The exchange cancelled it.")]


async def test_an_order_of_somebody_else_is_not_remembered(desk: Desk) -> None:
    over = replace(report(), client_oid="theirs", order_id="v-9", status=VenueStatus.FILLED)
    desk.service.on_account_event(OrdersSeen((over,), STAMP))
    await settle(desk)
    assert ends(desk) == []


async def test_a_trigger_order_that_is_set_off(desk: Desk) -> None:
    command = trigger_buy()
    await desk.service.submit(command)
    done = replace(waiting(), client_oid=command.client_oid, status=StrategyStatus.DONE, updated_ms=2**50)
    desk.service.on_account_event(StrategyOrdersSeen((done,), STAMP))
    await settle(desk)
    assert ends(desk) == [(command.client_oid, "set off", "")]
