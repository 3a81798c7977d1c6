"""Tests for `ui/panels/balances/moving.py`."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.outcomes import Unknown
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.transfer_effect import Effect
from terminal_app.trading.transfers import TransferBook
from terminal_app.ui.panels.balances import moving
from terminal_app.ui.panels.balances.moving import MoveForm, MoveWorld
from tests.helpers.examples import PERP, PERP_ID, position
from tests.helpers.wallets import classic, coin, move

D = Decimal
SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES
NEARER = Effect(
    position("0.1"), D("54216.9"), D("58232.9"), safe=False, ratio_before=D("0.0256"), ratio_after=D("0.6")
)


def world(found: Sequence[Effect] = (), shut: str | None = None) -> MoveWorld:
    sheet = BalanceSheet({"USDT": D(1), "BTC": D(50_000)}.get)
    sheet.apply(classic(coin("USDT", SPOT, "50.5"), coin("BTC", SPOT, "1"), coin("USDT", USDT_M, "1000")))
    return MoveWorld(
        sheet,
        TransferBook(),
        {PERP_ID: PERP}.get if found else lambda _: None,
        lambda takes: shut if takes else None,
        lambda _: found,
    )


def form(amount: str, source: ProductType = SPOT, target: ProductType = USDT_M) -> MoveForm:
    return MoveForm(source, target, "USDT", amount)


def test_the_coins_of_a_wallet_the_most_valuable_first() -> None:
    assert moving.coins(world().sheet, SPOT) == ("BTC", "USDT")
    assert moving.coins(world().sheet, ProductType.USDC_FUTURES) == ("USDT",)
    assert moving.coins(BalanceSheet(), SPOT) == ("USDT",)


def test_what_is_typed_becomes_a_transfer() -> None:
    found = moving.judge(form("50.5"), world())
    assert (found.wanted, list(found.wrong)) == (Transfer("", "USDT", D("50.5"), SPOT, USDT_M), [])
    assert found.whole == "50.5 USDT can be moved out of Spot."
    assert moving.parse(form("1 usdt"), "tb-1") == Transfer("tb-1", "USDT", D(1), SPOT, USDT_M)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("51", "50.5 USDT can be moved"),
        ("0", "above zero"),
        ("10%", "Type an amount of USDT."),
        ("x", "number"),
        ("0.123456789", "At most 8 decimals."),
    ],
)
def test_what_is_wrong_is_said(amount: str, words: str) -> None:
    found = moving.judge(form(amount), world())
    assert found.wanted is None
    assert words in found.wrong[0]


def test_before_anything_is_typed_it_says_what_there_is() -> None:
    assert moving.judge(form(""), world()).whole == "50.5 USDT can be moved out of Spot."
    assert moving.most(form(""), world()) == D("50.5")
    unknown = moving.judge(form("", ProductType.USDC_FUTURES, SPOT), world())
    assert unknown.whole == "What is in the USDC-M wallet is not known yet."


def test_what_is_shut_says_why() -> None:
    shut = world(shut="Trading is halted.")
    assert moving.judge(form("1", USDT_M, SPOT), shut).whole == "Trading is halted."
    assert moving.judge(form("1"), shut).wanted is not None
    assert moving.overtaken(move("1", USDT_M, SPOT), shut) == "Trading is halted."
    assert moving.overtaken(move("1"), shut) == ""
    assert "can be moved" in moving.overtaken(move("51"), shut)


def test_the_consequence_stands_beside_the_amount_and_in_the_question() -> None:
    here = world((NEARER,))
    line = f"{PERP_ID} long: liquidation 54\u2009216.9 → 58\u2009232.9 · margin ratio 2.56% → 60.00%"
    assert moving.judge(form("400", USDT_M, SPOT), here).whole == line
    assert moving.question(move("400", USDT_M, SPOT), here) == (f"Move 400 USDT from USDT-M to Spot\n{line}")
    assert moving.is_dangerous([NEARER])
    assert not moving.is_dangerous([replace(NEARER, ratio_after=D("0.49"))])


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (replace(NEARER, ratio_after=D(1)), "liquidated at once"),
        (replace(NEARER, after=None, safe=True), "no liquidation"),
        (replace(NEARER, before=None, after=None, ratio_after=None), "its liquidation is not known"),
        (replace(NEARER, ratio_after=None), "liquidation 54\u2009216.9 → 58\u2009232.9"),
    ],
)
def test_what_becomes_of_a_position(effect: Effect, words: str) -> None:
    assert moving.effect_text(effect, {PERP_ID: PERP}.get).endswith(words)


def test_several_positions_are_counted() -> None:
    text = moving.consequence((NEARER, NEARER, NEARER), lambda _: None)
    assert text.endswith("and 2 more")
    assert moving.consequence((), lambda _: None) == ""


def test_news_are_of_what_is_not_over_or_else_of_the_last() -> None:
    book = TransferBook()
    assert moving.news(book) == ""
    for number in (1, 2):
        book.submitted(move(str(number), client_oid=f"tb-{number}"), number)
    book.answered("tb-1", Unknown("tb-1", "Silence."))
    book.never("tb-2")
    assert moving.news(book) == "Move 1 USDT from Spot to USDT-M: not confirmed. Silence."
    book.never("tb-1")
    assert moving.news(book).startswith("Move 2 USDT")
