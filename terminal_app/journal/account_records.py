"""Commands about the account as a whole, as rows and back: its position mode, and money between wallets."""

from decimal import Decimal
from typing import Final

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import SetHoldMode, Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import plain

HOLD_MODE: Final = "hold-mode"
TRANSFER: Final = "transfer"


def encode_account_command(command: SetHoldMode | Transfer) -> tuple[str, dict[str, str]]:
    """The kind and the row of a command."""
    if isinstance(command, SetHoldMode):
        row = {"mode": command.mode.value}
        return HOLD_MODE, row | ({"product": command.product.value} if command.product else {})
    return TRANSFER, {
        "client_oid": command.client_oid,
        "coin": command.coin,
        "amount": plain(command.amount),
        "source": command.source.value,
        "target": command.target.value,
    }


def decode_hold_mode(row: dict[str, str]) -> SetHoldMode:
    """The switch of a row; one of an older program has no product."""
    product = ProductType(row["product"]) if "product" in row else None
    return SetHoldMode(HoldMode(row["mode"]), product)


def decode_transfer(row: dict[str, str]) -> Transfer:
    """The transfer of a row."""
    return Transfer(
        client_oid=row["client_oid"],
        coin=row["coin"],
        amount=Decimal(row["amount"]),
        source=ProductType(row["source"]),
        target=ProductType(row["target"]),
    )
