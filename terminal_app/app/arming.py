"""What waits until orders are armed. Pure."""

from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Command,
    PlaceOco,
    PlaceOrder,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)

# The exits of a position only make risk smaller: like a close, they pass while entry is shut.
_OPENING = (PlaceOrder, AmendOrder, SetLeverage, SetHoldMode, PlaceTrigger, AmendStrategy, PlaceOco)


def adds_risk(command: Command) -> bool:
    """Whether a command can open or grow a risk, so that it waits until orders are armed."""
    return isinstance(command, _OPENING) or (isinstance(command, Transfer) and command.takes_margin)
