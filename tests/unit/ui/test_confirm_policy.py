"""Which question comes when: every class by its own rule, in LIVE only or everywhere."""

from decimal import Decimal

import pytest

from terminal_app.settings.confirmations import ConfirmRules, When, with_whens
from terminal_app.ui.confirm_policy import ConfirmPolicy, Rule
from terminal_app.ui.confirming import Ask, Asked

D = Decimal
USUAL = ConfirmRules()
SILENT = with_whens(USUAL, {rule.value: When.NEVER for rule in Rule})
LIVE, PAPER = ConfirmPolicy(USUAL, live=True), ConfirmPolicy(USUAL, live=False)


def test_the_defaults() -> None:
    asked = {ask for ask in Ask if LIVE.reasons(Asked(ask))}
    assert asked == {Ask.MARKET, Ask.REVERSE, Ask.TRANSFER}
    assert [ask for ask in Ask if PAPER.reasons(Asked(ask, notional=D(10**6), away=D(1)))] == []


@pytest.mark.parametrize("ask", list(Ask))
@pytest.mark.parametrize("when", list(When))
@pytest.mark.parametrize("live", [True, False])
def test_each_class_has_its_own_rule(ask: Ask, when: When, live: bool) -> None:
    rule = Rule[ask.name]
    policy = ConfirmPolicy(with_whens(SILENT, {rule.value: when}), live)
    expected = when is When.ALWAYS or (when is When.LIVE and live)
    assert {one for one in Ask if policy.reasons(Asked(one))} == ({ask} if expected else set())


@pytest.mark.parametrize(
    ("notional", "away", "reasons"),
    [
        ("10000", None, ()),
        ("10000.01", None, (Rule.OVERSIZE,)),
        (None, "0.02", ()),
        (None, "0.0201", (Rule.AWAY,)),
        ("99999", "0.5", (Rule.OVERSIZE, Rule.AWAY)),
    ],
)
def test_large_and_far_orders(notional: str | None, away: str | None, reasons: tuple[Rule, ...]) -> None:
    policy = ConfirmPolicy(with_whens(USUAL, {"away": When.LIVE}), live=True)
    asked = Asked(Ask.LIMIT, D(notional) if notional else None, D(away) if away else None)
    assert policy.reasons(asked) == reasons


def test_the_own_class_comes_first() -> None:
    assert LIVE.reasons(Asked(Ask.MARKET, notional=D(20_000))) == (Rule.MARKET, Rule.OVERSIZE)


@pytest.mark.parametrize("ask", [Ask.CANCEL, Ask.CLOSE])
def test_what_makes_risk_smaller_is_never_too_large(ask: Ask) -> None:
    policy = ConfirmPolicy(with_whens(USUAL, {"away": When.ALWAYS}), live=True)
    assert policy.reasons(Asked(ask, notional=D(10**9), away=D(1))) == ()


@pytest.mark.parametrize("rule", list(Rule))
def test_a_tick_silences_one_class_and_only_where_it_was_ticked(rule: Rule) -> None:
    everywhere = with_whens(USUAL, {each.value: When.ALWAYS for each in Rule})
    live, paper = ConfirmPolicy(everywhere, live=True), ConfirmPolicy(everywhere, live=False)
    for policy, kept in ((live, When.NEVER), (paper, When.LIVE)):
        assert policy.without(rule) == with_whens(everywhere, {rule.value: kept})


def test_what_is_said() -> None:
    assert LIVE.because((Rule.MARKET, Rule.OVERSIZE)) == (
        "Your settings ask about market orders and orders over 10\u2009000."
    )
    assert LIVE.do_not_ask(Rule.MARKET) == "Do not ask again about market orders"
    assert PAPER.do_not_ask(Rule.AWAY) == "Do not ask again about prices more than 2 % away on paper and demo"
