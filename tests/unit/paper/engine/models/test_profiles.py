"""Every listed instrument has a profile; others get a quiet one."""

from dataclasses import replace

from terminal_app.paper.engine.listings import listings
from terminal_app.paper.engine.models.profiles import profile
from tests.helpers.paper_engine import PERP


def test_contracts_are_livelier_than_their_coins_and_trade_above_them() -> None:
    by_base: dict[str, list[float]] = {}
    for one in listings():
        found = profile(one)
        assert found.coin.name == one.base
        assert (found.premium > 0) is one.id.product.is_futures
        by_base.setdefault(one.base, []).append(found.turnover)

    assert all(spot < perp for spot, perp in by_base.values())


def test_an_unknown_coin_is_quiet() -> None:
    found = profile(replace(PERP, base="XYZ"))

    assert found.coin.name == "XYZ"
    assert found.pace < profile(PERP).pace
