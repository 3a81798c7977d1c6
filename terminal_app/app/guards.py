"""What a profile keeps in small files that survive a crash: limits, kill switch, choices, kind of account."""

import logging

from terminal_app.app.paths import Paths
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.ports import Clock
from terminal_app.settings import account, exchange
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.settings.store import JsonFile, Loaded
from terminal_app.trading import gate, limits
from terminal_app.trading.gate import GateState, TradingState
from terminal_app.trading.limits import RiskLimits

log = logging.getLogger(__name__)

_HALTED_BY_DAMAGE = "the file that remembers the kill switch was damaged. Resume when you have looked."
_DEFAULT_CHOICES = "Orders go by REST, and Bitget's own switch is off."
_DEFAULT_KIND = "Bitget will tell the kind of account again."
_DEFAULT_LIMITS = "The usual limits hold; look at them before you trade."


class Guards:
    """Reads the files once, and writes each when it changes.

    `troubles` are sentences about files that could not be used: the limits are then the usual ones, and the
    kill switch is thrown, because nobody knows that it was not.

    Args:
        paths: where the files are.
        clock: names the files that are set aside.
    """

    def __init__(self, paths: Paths, clock: Clock) -> None:
        self._limits_file = JsonFile(paths.limits, "file of limits", clock)
        self._gate_file = JsonFile(paths.gate, "state of the kill switch", clock)
        self._choices_file = JsonFile(paths.choices, "file of choices for the exchange", clock)
        self._account_file = JsonFile(paths.account, "note on the kind of account", clock)
        self.troubles: list[str] = []
        self.limits = limits.from_saved(self._load(self._limits_file, _DEFAULT_LIMITS).body)
        self.choices = exchange.from_saved(self._load(self._choices_file, _DEFAULT_CHOICES).body)
        self.account_kind = account.from_saved(self._load(self._account_file, _DEFAULT_KIND).body)
        kept = self._load(self._gate_file, "Trading is halted.")
        damaged = GateState(TradingState.HALTED, _HALTED_BY_DAMAGE, clock.now_ms())
        self.gate = damaged if kept.trouble else gate.from_saved(kept.body)

    def keep_limits(self, new: RiskLimits) -> None:
        """Write the limits down.

        Raises:
            OSError: they are not on the disk.
        """
        self._limits_file.save(limits.to_save(new))

    def keep_choices(self, new: ExchangeChoices) -> None:
        """Hold other choices, and write them down.

        Raises:
            OSError: they are not on the disk; they hold even so.
        """
        self.choices = new
        self._choices_file.save(exchange.to_save(new))

    def keep_account_kind(self, kind: AccountKind) -> None:
        """Remember which kind of account the venue has shown.

        Raises:
            OSError: it is not on the disk; it holds even so.
        """
        self.account_kind = kind
        self._account_file.save(account.to_save(kind))

    def keep_gate(self, state: GateState) -> None:
        """Write the state of the kill switch down.

        Raises:
            OSError: it is not on the disk.
        """
        self._gate_file.save(gate.to_save(state))

    def _load(self, file: JsonFile, consequence: str) -> Loaded:
        loaded = file.load()
        if loaded.trouble:
            log.warning("%s", loaded.trouble)
            self.troubles.append(f"{loaded.trouble} {consequence}")
        return loaded
