"""Ages, limits and their words."""

import pytest

from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.ui.honesty.freshness import Freshness, account_freshness, fresh_by, wallet_freshness
from tests.helpers.examples import account
from tests.helpers.wallets import classic, coin


@pytest.mark.parametrize(
    ("age", "sentence"),
    [(0.0, ""), (1.5, ""), (1.6, "No update for 1.6 s"), (75.0, "No update for 1 min")],
)
def test_past_its_limit_it_says_its_age(age: float, sentence: str) -> None:
    seen = fresh_by(Stamp(1, 10.0), 1.5)
    assert seen.sentence(10.0 + age) == sentence
    assert seen.is_stale(10.0 + age) is bool(sentence)


def test_trouble_is_said_at_once() -> None:
    assert fresh_by(Stamp(1, 10.0), 1.5, "An update was missed.").sentence(10.0) == "An update was missed."


def test_what_never_came_is_not_old() -> None:
    never = fresh_by(None, 1.5)
    assert (never.age(99.0), never.sentence(99.0), never.detail(99.0)) == (None, "", "nothing yet")


def test_without_a_limit_nothing_is_old() -> None:
    assert not fresh_by(Stamp(1, 10.0), None).is_stale(9_999.0)


def test_the_detail_has_source_time_and_age() -> None:
    detail = Freshness(1_700_000_000_000, 10.0, 1.5).detail(10.44)
    assert detail.endswith(":20, 0.4 s ago")


def test_an_age_is_never_negative() -> None:
    assert Freshness(1, 10.0, 1.5).age(9.0) == 0.0


def test_the_age_of_an_account_counts_where_it_is_repeated() -> None:
    pool, wallets = account(), classic(coin("USDT", ProductType.SPOT, "1"))
    for told, stale in ((pool, True), (wallets, False)):
        age = account_freshness(told)
        assert age is not None
        assert age.is_stale(1_000.0) is stale
    assert account_freshness(None) is None


def test_a_wallet_that_could_not_be_read_is_doubtful() -> None:
    assert not wallet_freshness(Stamp(1, 1.0)).is_stale(1_000.0)
    missed = wallet_freshness(Stamp(1, 1.0), missed=True)
    assert missed.sentence(2.0) == "The last reading of the account could not read it."
