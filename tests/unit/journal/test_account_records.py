"""Commands about the account as a whole come back from their rows as they were."""

from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import SetHoldMode, Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.journal.account_records import HOLD_MODE
from terminal_app.journal.records import decode_command, encode_command
from tests.helpers.wallets import move


@pytest.mark.parametrize(
    "command",
    [
        SetHoldMode(HoldMode.HEDGE),
        SetHoldMode(HoldMode.ONE_WAY, ProductType.COIN_FUTURES),
        move("0.00000001"),
        move("1e3", ProductType.USDC_FUTURES, ProductType.SPOT, name="USDC"),
    ],
)
def test_a_command_comes_back(command: SetHoldMode | Transfer) -> None:
    assert decode_command(*encode_command(command)) == command


def test_a_switch_of_an_older_program_is_about_the_account() -> None:
    assert decode_command(HOLD_MODE, '{"mode": "hedge"}') == SetHoldMode(HoldMode.HEDGE)


def test_an_amount_is_kept_exactly() -> None:
    kind, text = encode_command(move("0.10"))
    back = decode_command(kind, text)
    assert isinstance(back, Transfer)
    assert back.amount == Decimal("0.1")
    assert '"0.1' in text
