"""What a draft sends, and the words for it."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import PlaceTrigger
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, Side, TriggerBy
from terminal_app.ui.panels.ticket.draft import Draft, order_text
from tests.helpers.examples import PERP, PERP_ID, limit_buy

D = Decimal
DRAFT = Draft(limit_buy(""), D(64000), size_cut=False, price_moved=False)
WAITING = replace(DRAFT, trigger=D(65000), trigger_by=TriggerBy.MARK)


def ids() -> list[str]:
    """Ids to be used up from the end."""
    return ["tb-3", "tb-2", "tb-1"]


def test_a_plain_draft_is_one_order() -> None:
    assert DRAFT.commands(ids().pop) == [limit_buy("tb-1")]
    assert DRAFT.waiting("x") is None


def test_a_draft_that_waits_is_a_trigger_order() -> None:
    assert WAITING.commands(ids().pop) == [
        PlaceTrigger(
            "tb-1",
            PERP_ID,
            Side.BUY,
            BaseQty(D("0.01")),
            D(65000),
            TriggerBy.MARK,
            D(64000),
            margin_mode=MarginMode.CROSSED,
        )
    ]
    assert replace(WAITING, order=replace(limit_buy(), size=QuoteQty(D(5)))).waiting("x") is None


def test_parts_go_under_ids_of_their_own() -> None:
    parts = (limit_buy("", "63000"), limit_buy("", "64000"))
    sent = replace(DRAFT, parts=parts).commands(ids().pop)
    assert sent == [limit_buy("tb-1", "63000"), limit_buy("tb-2", "64000")]


def test_words() -> None:
    def said(draft: Draft) -> str:
        return order_text(draft, PERP).replace("\u2009", " ")

    assert said(DRAFT) == "Buy 0.0100 BTC at 64 000.0"
    assert said(WAITING) == "Buy 0.0100 BTC at 64 000.0 when the mark price reaches 65 000.0"
    market = replace(WAITING, order=replace(limit_buy(), order_type=OrderType.MARKET, price=None))
    assert said(market) == "Buy 0.0100 BTC at market when the mark price reaches 65 000.0"
    assert said(replace(DRAFT, parts=(limit_buy(), limit_buy()))) == "Buy 0.0100 BTC in 2 orders"
