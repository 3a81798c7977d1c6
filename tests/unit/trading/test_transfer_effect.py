"""What taking money out of a wallet does to the positions behind which it stood."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import Position
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import MarginMode
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.transfer_effect import effects
from tests.helpers.examples import PERP, PERP_ID, position
from tests.helpers.wallets import classic, coin, move

D = Decimal
SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES
RULES = {PERP_ID: PERP}
HELD = replace(position("0.1"), maintenance_margin_rate=D("0.004"), mark=D(64_000))
MARKS = {PERP_ID: D(64_000)}


def sheet(held: str = "1000") -> BalanceSheet:
    made = BalanceSheet()
    made.apply(classic(coin("USDT", USDT_M, held), coin("USDT", SPOT, "5")))
    return made


def test_the_liquidation_comes_nearer_by_what_is_taken() -> None:
    (found,) = effects(move("400", USDT_M, SPOT), sheet(), [HELD], MARKS, RULES.get)
    # 0.1 BTC bought at 64000: lost where 6400 - backing = 0.1 * price * (1 - 0.004).
    exact = [(D(6_400) - backing) / (D("0.1") * D("0.996")) for backing in (1_000, 600)]
    assert found.before is not None
    assert found.after is not None
    assert abs(found.before - exact[0]) <= PERP.tick
    assert abs(found.after - exact[1]) <= PERP.tick
    assert found.after > found.before
    assert (found.ratio_before, found.ratio_after) == (D("25.6") / 1_000, D("25.6") / 600)
    assert not found.safe


def test_taking_all_is_said_to_be_the_end() -> None:
    (found,) = effects(move("1000", USDT_M, SPOT), sheet(), [HELD], MARKS, RULES.get)
    assert found.ratio_after == D(1)


def test_what_does_not_stand_on_the_wallet_does_not_notice() -> None:
    isolated = replace(HELD, margin_mode=MarginMode.ISOLATED, margin=D(640))
    elsewhere = replace(
        HELD, instrument=InstrumentId(ProductType.USDC_FUTURES, "BTCPERP"), margin_coin="USDC"
    )
    for positions in ([isolated], [elsewhere], []):
        assert effects(move("10", USDT_M, SPOT), sheet(), positions, MARKS, RULES.get) == ()
    assert effects(move("5"), sheet(), [HELD], MARKS, RULES.get) == ()
    assert effects(move("10", USDT_M, SPOT), sheet(), [HELD], MARKS, lambda _: None) == ()


def test_what_is_not_known_stays_unknown() -> None:
    def ends(held: Position, known: BalanceSheet) -> tuple[Decimal | None, Decimal | None]:
        (found,) = effects(move("10", USDT_M, SPOT), known, [held], {}, RULES.get)
        return found.before, found.after

    assert ends(replace(HELD, maintenance_margin_rate=None), sheet()) == (None, None)
    assert ends(replace(HELD, mark=None), sheet()) == (None, None)
    assert ends(HELD, BalanceSheet()) == (None, None)
    assert ends(HELD, sheet()) != (None, None)  # the mark that came with the position
