"""Moving money between the wallets of a classic account: what may leave, and how it stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from terminal_app.core.abilities import NOTHING_TO_MOVE
from terminal_app.core.account import TransferState
from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO, trimmed
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, VenueOutcome
from terminal_app.trading.balances import BalanceSheet

WALLET_WORDS: Mapping[ProductType, str] = MappingProxyType(
    {
        ProductType.SPOT: "Spot",
        ProductType.USDT_FUTURES: "USDT-M",
        ProductType.USDC_FUTURES: "USDC-M",
        ProductType.COIN_FUTURES: "Coin-M",
    }
)
"""The wallets as a person calls them."""

RULES = ("the amount is above zero and lies in the wallet", "two different wallets", "trading is not halted")

_FAILED = "The exchange reports that it failed: nothing was moved."
_NEVER = "The exchange never had it: asked twice and late enough, it does not list it."


class TransferStatus(Enum):
    """How a transfer stands. `TAKEN` is one that the venue has and has not finished."""

    SENDING = "sending"
    TAKEN = "being carried out"
    UNKNOWN = "not confirmed"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    NOT_SENT = "not sent"
    NEVER = "never reached the exchange"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (TransferStatus.SENDING, TransferStatus.TAKEN, TransferStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer and how it stands; `note` says why, in a sentence or ""."""

    command: Transfer
    status: TransferStatus
    at_ms: int
    note: str = ""

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return f"{describe(self.command)}: {self.status.value}. {self.note}".rstrip()


class TransferBook:
    """The transfers of this session, oldest first, and what an earlier one left in doubt."""

    def __init__(self) -> None:
        self._moved: dict[str, Moved] = {}

    def all(self) -> tuple[Moved, ...]:
        """Every transfer, oldest first."""
        return tuple(self._moved.values())

    def get(self, client_oid: str) -> Moved | None:
        """One of them."""
        return self._moved.get(client_oid)

    def open(self) -> tuple[Moved, ...]:
        """Those of which more is to come."""
        return tuple(moved for moved in self._moved.values() if not moved.status.is_final)

    def on_the_way(self, coin: str, source: ProductType) -> Decimal:
        """How much may still leave a wallet with what was sent and not answered."""
        waiting = (TransferStatus.SENDING, TransferStatus.UNKNOWN)
        return sum(
            (
                moved.command.amount
                for moved in self._moved.values()
                if moved.status in waiting and (moved.command.coin, moved.command.source) == (coin, source)
            ),
            ZERO,
        )

    def submitted(self, command: Transfer, at_ms: int) -> None:
        """A transfer is about to leave."""
        self._moved[command.client_oid] = Moved(command, TransferStatus.SENDING, at_ms)

    def answered(self, client_oid: str, outcome: VenueOutcome) -> Moved:
        """The answer to it."""
        match outcome:
            case Accepted():
                return self._set(client_oid, TransferStatus.TAKEN, "")
            case Rejected():
                return self._set(client_oid, TransferStatus.REJECTED, outcome.sentence)
            case NotSent():
                return self._set(client_oid, TransferStatus.NOT_SENT, outcome.sentence)
            case _:
                return self._set(client_oid, TransferStatus.UNKNOWN, outcome.cause)

    def told(self, client_oid: str, state: TransferState) -> Moved:
        """What the venue said when it was asked."""
        match state:
            case TransferState.DONE:
                return self._set(client_oid, TransferStatus.DONE, "")
            case TransferState.FAILED:
                return self._set(client_oid, TransferStatus.FAILED, _FAILED)
            case TransferState.PROCESSING:
                return self._set(client_oid, TransferStatus.TAKEN, "")

    def never(self, client_oid: str) -> Moved:
        """It is proven never to have reached the venue."""
        return self._set(client_oid, TransferStatus.NEVER, _NEVER)

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of a transfer."""
        self._set(client_oid, self._moved[client_oid].status, note)

    def _set(self, client_oid: str, status: TransferStatus, note: str) -> Moved:
        moved = replace(self._moved[client_oid], status=status, note=note)
        self._moved[client_oid] = moved
        return moved


def describe(command: Transfer) -> str:
    """A transfer in words, such as `Move 100 USDT from Spot to USDT-M`."""
    source, target = WALLET_WORDS[command.source], WALLET_WORDS[command.target]
    return f"Move {trimmed(command.amount)} {command.coin} from {source} to {target}"


def movable(sheet: BalanceSheet, book: TransferBook, coin: str, source: ProductType) -> Decimal | None:
    """How much of a coin may be moved out of a wallet, `None` while that is not known.

    What positions need stays; what is on its way already counts as gone.
    """
    there = sheet.available(coin, source)
    balance = sheet.balance(coin, source)
    if balance is not None and balance.margin is not None and balance.margin.transferable is not None:
        there = balance.margin.transferable
    return None if there is None else max(ZERO, there - book.on_the_way(coin, source))


def transfer_refusals(command: Transfer, sheet: BalanceSheet, book: TransferBook) -> tuple[str, ...]:
    """Every reason against a transfer that its wallets give; empty when there is none."""
    if sheet.snapshot is not None and not sheet.wallets:
        return (NOTHING_TO_MOVE,)
    if command.source is command.target:
        return ("Money is moved between two different wallets.",)
    if command.amount <= 0:
        return ("The amount must be above zero.",)
    there = movable(sheet, book, command.coin, command.source)
    wallet = WALLET_WORDS[command.source]
    if there is None:
        return (f"What is in the {wallet} wallet is not known yet.",)
    if command.amount > there:
        has = f"{trimmed(there)} {command.coin}"
        return (f"{has} can be moved out of the {wallet} wallet; this is {trimmed(command.amount)}.",)
    return ()
