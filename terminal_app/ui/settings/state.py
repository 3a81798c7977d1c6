"""What stands in the settings dialog and what it means. Pure; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from terminal_app.core.abilities import Ability
from terminal_app.core.money import trimmed
from terminal_app.settings.confirmations import ConfirmRules, When, with_whens
from terminal_app.settings.exchange import USUAL, ExchangeChoices
from terminal_app.settings.model import Settings
from terminal_app.settings.recording import RecordingChoices
from terminal_app.trading.day import DayResult
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits
from terminal_app.ui import format as fmt
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.number_input import NotANumberError, read_amount
from terminal_app.ui.settings.limits_form import MOST_NOTIONAL

_HUNDRED = Decimal(100)

WHEN_WORDS: Mapping[When, str] = {
    When.NEVER: "Never",
    When.LIVE: "In LIVE only",
    When.ALWAYS: "Everywhere",
}
"""The places where a question is asked, as the person chooses them."""

RULE_WORDS: Mapping[Rule, str] = {
    Rule.MARKET: "Market orders",
    Rule.LIMIT: "Limit orders and their changes",
    Rule.AMEND_BY_DRAG: "Changes by dragging",
    Rule.CANCEL: "Cancelling orders",
    Rule.CLOSE: "Closing a position at market",
    Rule.REVERSE: "Reversing a position",
    Rule.TRANSFER: "Moving money between wallets",
    Rule.OVERSIZE: "Orders over a value of",
    Rule.AWAY: "Prices worse than the middle by",
}
"""The classes as the person chooses them."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The fields as they are, text as typed. `away` is in percent."""

    whens: Mapping[Rule, When]
    oversize: str
    away: str


@dataclass(frozen=True, slots=True)
class SettingsErrors:
    """What is wrong with which field; empty for nothing."""

    oversize: str = ""
    away: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """What is chosen now.

    `today` is what the day brought so far, `None` while nobody knows; `missing` is what this account does not
    have, each with its reason.
    """

    settings: Settings
    limits: RiskLimits = DEFAULT_LIMITS
    exchange: ExchangeChoices = USUAL
    today: DayResult | None = None
    missing: Mapping[Ability, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the fields mean; `recording` is `None` where nothing can be recorded."""

    confirmations: ConfirmRules = field(default_factory=ConfirmRules)
    limits: RiskLimits = DEFAULT_LIMITS
    exchange: ExchangeChoices = USUAL
    recording: RecordingChoices | None = None

    def into(self, settings: Settings) -> Settings:
        """The settings of the program with these choices and everything else as it is."""
        return replace(settings, confirmations=self.confirmations)


def form_of(settings: Settings) -> SettingsForm:
    """The fields that say what is chosen."""
    rules = settings.confirmations
    return SettingsForm(
        whens={rule: getattr(rules, rule.value) for rule in Rule},
        oversize=fmt.number(trimmed(rules.oversize_notional)),
        away=fmt.number(trimmed(rules.away_share * _HUNDRED)),
    )


def parse(form: SettingsForm) -> ConfirmRules | SettingsErrors:
    """What the fields mean, or what is wrong with them."""
    oversize, oversize_error = _amount(form.oversize, MOST_NOTIONAL)
    away, away_error = _percent(form.away)
    errors = SettingsErrors(oversize_error, away_error)
    if errors != SettingsErrors():
        return errors
    whens = {rule.value: form.whens[rule] for rule in Rule}
    return with_whens(ConfirmRules(oversize_notional=oversize, away_share=away), whens)


def _amount(text: str, most: Decimal) -> tuple[Decimal, str]:
    try:
        typed = read_amount(text)
    except NotANumberError as error:
        return Decimal(0), str(error)
    if typed.percent:
        return Decimal(0), "Type an amount in quote coin, such as 10000."
    if not 0 < typed.value <= most:
        return Decimal(0), f"It must be above 0 and at most {fmt.number(trimmed(most))}."
    return typed.value, ""


def _percent(text: str) -> tuple[Decimal, str]:
    try:
        typed = read_amount(text)
    except NotANumberError as error:
        return Decimal(0), str(error)
    if not 0 < typed.value <= _HUNDRED:
        return Decimal(0), "It must be above 0 and at most 100 %."
    return typed.value / _HUNDRED, ""
