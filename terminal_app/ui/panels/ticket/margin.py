"""Leverage, margin mode and position mode: when they can change, and what to say of it. Pure; no Qt."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import SetHoldMode, SetLeverage
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import trimmed
from terminal_app.core.orders import MarginMode
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.trading.transfers import WALLET_WORDS
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.form import TicketView

MARGIN_WORDS = {MarginMode.CROSSED: "Cross", MarginMode.ISOLATED: "Isolated"}
"""The margin modes as a person says them."""
HOLD_WORDS = {HoldMode.ONE_WAY: "One-way", HoldMode.HEDGE: "Hedge"}
"""The position modes as a person says them."""

_MODES = (
    "One-way: one position for each contract; a sell makes a long smaller. Hedge: long and short stand "
    "beside each other."
)
_SHUT = "Orders are shut until the new mode has been read."
_PRODUCTS = {
    ProductType.USDT_FUTURES: "USDT-M futures",
    ProductType.USDC_FUTURES: "USDC-M futures",
    ProductType.COIN_FUTURES: "Coin-M futures",
}


def headline(view: TicketView) -> str:
    """How an order on this instrument would be margined."""
    if not view.instrument.id.product.is_futures:
        return "Spot"
    leverage = f" {trimmed(view.leverage)}×" if view.leverage is not None else ""
    hold = "" if view.risk.hold_mode is None else f" · {HOLD_WORDS[view.risk.hold_mode]}"
    return f"{MARGIN_WORDS[view.margin_mode]}{leverage}{hold}"


def hold_conditions(instrument: Instrument, kind: AccountKind) -> str:
    """When the position mode can change, and what it holds for."""
    product = _PRODUCTS.get(instrument.id.product)
    if kind is AccountKind.UNIFIED or product is None:
        return (
            f"{_MODES} It holds for the whole account, and Bitget changes it only while there is no futures "
            f"position and no open futures order anywhere. {_SHUT}"
        )
    return (
        f"{_MODES} It holds for all {product}, and Bitget changes it only while there is no position and no "
        f"open order in any of them. {_SHUT}"
    )


def leverage_conditions(instrument: Instrument, kind: AccountKind = AccountKind.UNIFIED) -> str:
    """When leverage and margin mode can change, in the venue's terms."""
    behind = "the whole account stands"
    if kind is AccountKind.CLASSIC:
        behind = f"all {instrument.margin_coin} of the {WALLET_WORDS[instrument.id.product]} wallet stands"
    return (
        f"Cross: {behind} behind the position. Isolated: only its own margin does. The mode "
        f"changes only while {instrument.id} has no position and no open order. Leverage goes from "
        f"{instrument.min_leverage}× to {instrument.max_leverage}×, less for large positions; lowering it "
        f"while a position is open needs more margin, and is refused where there is none."
    )


def leverage_command(text: str, mode: MarginMode, instrument: Instrument) -> SetLeverage | str:
    """The command for a typed leverage, or the sentence that says what is wrong with it."""
    try:
        value = read_number(text.strip().rstrip("×xX"))
    except NotANumberError as error:
        return str(error)
    lowest, highest = instrument.min_leverage, instrument.max_leverage
    if value != int(value) or not lowest <= value <= highest:
        return f"A whole number from {lowest} to {highest}."
    return SetLeverage(instrument.id, Decimal(int(value)), mode)


def hold_command(view: TicketView) -> SetHoldMode | None:
    """The command that switches to the other position mode; `None` while the mode is not known.

    Where each kind of futures has a mode of its own, it is about this one.
    """
    now = view.risk.hold_mode
    if now is None:
        return None
    own = Ability.ONE_HOLD_MODE in unavailable(view.kind)
    return SetHoldMode(
        HoldMode.HEDGE if now is HoldMode.ONE_WAY else HoldMode.ONE_WAY,
        view.instrument.id.product if own else None,
    )


def spoken(command: SetLeverage | SetHoldMode) -> str:
    """A change as a person says it."""
    if isinstance(command, SetHoldMode):
        return f"{HOLD_WORDS[command.mode]} mode"
    where: InstrumentId = command.instrument
    return f"{MARGIN_WORDS[command.margin_mode]} {trimmed(command.leverage)}× on {where}"


def change_answer(command: SetLeverage | SetHoldMode, outcome: Outcome) -> tuple[str, str]:
    """What to say of a change that was asked for, and the tone of it."""
    match outcome:
        case Accepted():
            return f"{spoken(command)}: set.", "soft"
        case Refused(reasons):
            return _joined(("Not sent.", *reasons)), "warning"
        case NotSent(sentence):
            return f"Not sent. {sentence}", "warning"
        case Rejected(code, sentence):
            return f"{sentence} ({code})", "down"
        case Unknown():
            return f"{spoken(command)}: not confirmed. The account is read again.", "warning"


def _joined(parts: Sequence[str]) -> str:
    return " ".join(parts)
