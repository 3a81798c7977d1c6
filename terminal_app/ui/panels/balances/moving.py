"""What the fields of a transfer mean, what stands against it, and what it does. Knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import ZERO, decimals_of, floor_to, trimmed
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.transfer_effect import Effect
from terminal_app.trading.transfers import (
    WALLET_WORDS,
    TransferBook,
    describe,
    movable,
    transfer_refusals,
)
from terminal_app.ui import format as text
from terminal_app.ui.number_input import NotANumberError, read_amount
from terminal_app.ui.widgets.field_bar import Judged

MOST_DECIMALS = 8
"""The venue keeps no coin finer than this."""

_FINEST = Decimal(1).scaleb(-MOST_DECIMALS)
_HIGH = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """The fields as they are."""

    source: ProductType
    target: ProductType
    coin: str
    amount: str


@dataclass(frozen=True, slots=True)
class MoveWorld:
    """What a transfer is judged by.

    `shut` says why nothing may be taken from futures wallets (true) or moved at all (false); `effects` what
    a transfer does to open positions.
    """

    sheet: BalanceSheet
    book: TransferBook
    find: Callable[[InstrumentId], Instrument | None]
    shut: Callable[[bool], str | None]
    effects: Callable[[Transfer], Sequence[Effect]]


def coins(sheet: BalanceSheet, source: ProductType) -> Sequence[str]:
    """The coins of a wallet that there is something of, the most first; USDT where there is nothing."""
    balances = sheet.snapshot.balances if sheet.snapshot is not None else ()
    held = [one for one in balances if one.product is source and one.equity]
    ordered = sorted(held, key=lambda one: (-(one.usd_value or ZERO), one.coin))
    return tuple(one.coin for one in ordered) or ("USDT",)


def most(form: MoveForm, world: MoveWorld) -> Decimal | None:
    """The most that can be moved, on the finest step; `None` while that is not known."""
    there = movable(world.sheet, world.book, form.coin, form.source)
    return None if there is None else floor_to(there, _FINEST)


def parse(form: MoveForm, client_oid: str) -> Transfer | str:
    """The transfer of a form, or what is wrong with the amount."""
    try:
        typed = read_amount(form.amount, (form.coin,))
    except NotANumberError as error:
        return str(error)
    if typed.percent:
        return f"Type an amount of {form.coin}."
    if decimals_of(typed.value) > MOST_DECIMALS:
        return f"At most {MOST_DECIMALS} decimals."
    return Transfer(client_oid, form.coin, typed.value, form.source, form.target)


def judge(form: MoveForm, world: MoveWorld) -> Judged[Transfer]:
    """What the fields mean; the transfer has no client id yet."""
    if reason := world.shut(form.source.is_futures):
        return Judged(whole=reason)
    if not form.amount.strip():
        return Judged(whole=_there(form, world))
    made = parse(form, "")
    if isinstance(made, str):
        return Judged(wrong=(made,))
    reasons = transfer_refusals(made, world.sheet, world.book)
    if reasons:
        return Judged(wrong=(reasons[0],))
    return Judged(made, whole=consequence(world.effects(made), world.find) or _there(form, world))


def is_dangerous(found: Sequence[Effect]) -> bool:
    """Whether a position would stand close to its end."""
    return any(one.ratio_after is not None and one.ratio_after >= _HIGH for one in found)


def consequence(found: Sequence[Effect], find: Callable[[InstrumentId], Instrument | None]) -> str:
    """What a transfer does to open positions, in a line; empty without any."""
    if not found:
        return ""
    first, more = effect_text(found[0], find), len(found) - 1
    return f"{first}, and {more} more" if more else first


def effect_text(one: Effect, find: Callable[[InstrumentId], Instrument | None]) -> str:
    """What becomes of one position."""
    name = f"{one.position.instrument} {one.position.side.value}"
    rules = find(one.position.instrument)
    if one.ratio_after is not None and one.ratio_after >= 1:
        return f"{name}: liquidated at once"
    if one.safe:
        return f"{name}: no liquidation"
    if one.after is None:
        return f"{name}: backed by this, its liquidation is not known"
    before = text.price(one.before, rules)
    said = f"{name}: liquidation {before} \N{RIGHTWARDS ARROW} {text.price(one.after, rules)}"
    if one.ratio_before is None or one.ratio_after is None:
        return said
    ratios = [text.percent(ratio).removeprefix("+") for ratio in (one.ratio_before, one.ratio_after)]
    return f"{said} · margin ratio {ratios[0]} \N{RIGHTWARDS ARROW} {ratios[1]}"


def question(command: Transfer, world: MoveWorld) -> str:
    """The transfer for the box that asks, line by line."""
    lines = [describe(command), *(effect_text(one, world.find) for one in world.effects(command))]
    return "\n".join(lines)


def overtaken(command: Transfer, world: MoveWorld) -> str:
    """Why a transfer does not hold any more; empty when it does."""
    return world.shut(command.takes_margin) or next(
        iter(transfer_refusals(command, world.sheet, world.book)), ""
    )


def news(book: TransferBook) -> str:
    """The transfers of which more is to come, else the last one; empty before the first."""
    every = book.open() or book.all()[-1:]
    return " ".join(moved.sentence for moved in every)


def _there(form: MoveForm, world: MoveWorld) -> str:
    there = most(form, world)
    wallet = WALLET_WORDS[form.source]
    if there is None:
        return f"What is in the {wallet} wallet is not known yet."
    return f"{text.number(trimmed(there))} {form.coin} can be moved out of {wallet}."
