"""Which rule of the person wants to be asked before an action is sent. Pure; opens nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.money import trimmed
from terminal_app.settings.confirmations import ConfirmRules, When, with_whens
from terminal_app.ui import format as fmt
from terminal_app.ui.confirming import Ask, Asked

_HUNDRED = Decimal(100)


class Rule(Enum):
    """Everything a question can come from. The value is the name of its field in `ConfirmRules`."""

    MARKET = "market"
    LIMIT = "limit"
    AMEND_BY_DRAG = "amend_by_drag"
    CANCEL = "cancel"
    CLOSE = "close"
    REVERSE = "reverse"
    TRANSFER = "transfer"
    OVERSIZE = "oversize"
    AWAY = "away"


_OF_ASK = {ask: Rule[ask.name] for ask in Ask}
_NAMES: Mapping[Rule, str] = {
    Rule.MARKET: "market orders",
    Rule.LIMIT: "limit orders",
    Rule.AMEND_BY_DRAG: "changes by dragging",
    Rule.CANCEL: "cancels",
    Rule.CLOSE: "closing a position",
    Rule.REVERSE: "reversing a position",
    Rule.TRANSFER: "moving money between wallets",
}
# Whatever makes a risk smaller is asked about only by its own rule: it is never too large to be left.
_ONLY_OWN_RULE = frozenset({Ask.CANCEL, Ask.CLOSE})


@dataclass(frozen=True, slots=True)
class ConfirmPolicy:
    """The rules of the person in one venue; `live` is real money."""

    rules: ConfirmRules
    live: bool

    def reasons(self, asked: Asked) -> tuple[Rule, ...]:
        """The rules that want to be asked about an action, its own class first; none means: go on."""
        return tuple(rule for rule in self._that_fit(asked) if self.asks(rule))

    def asks(self, rule: Rule) -> bool:
        """Whether a rule holds in this venue."""
        when: When = getattr(self.rules, rule.value)
        return when is When.ALWAYS or (when is When.LIVE and self.live)

    def without(self, rule: Rule) -> ConfirmRules:
        """The rules once this one no longer asks here; silenced on paper or demo, it still asks in LIVE."""
        kept = When.NEVER if self.live else When.LIVE
        return with_whens(self.rules, {rule.value: kept})

    def name(self, rule: Rule) -> str:
        """What a rule is about, as it stands in a sentence."""
        if rule is Rule.OVERSIZE:
            return f"orders over {fmt.number(trimmed(self.rules.oversize_notional))}"
        if rule is Rule.AWAY:
            return f"prices more than {fmt.number(trimmed(self.rules.away_share * _HUNDRED))} % away"
        return _NAMES[rule]

    def because(self, reasons: tuple[Rule, ...]) -> str:
        """Why it is asked, in a sentence."""
        return f"Your settings ask about {' and '.join(self.name(rule) for rule in reasons)}."

    def do_not_ask(self, rule: Rule) -> str:
        """What the tick of a question says."""
        where = "" if self.live else " on paper and demo"
        return f"Do not ask again about {self.name(rule)}{where}"

    def _that_fit(self, asked: Asked) -> Iterator[Rule]:
        yield _OF_ASK[asked.ask]
        if asked.ask in _ONLY_OWN_RULE:
            return
        if asked.notional is not None and asked.notional > self.rules.oversize_notional:
            yield Rule.OVERSIZE
        if asked.away is not None and asked.away > self.rules.away_share:
            yield Rule.AWAY
