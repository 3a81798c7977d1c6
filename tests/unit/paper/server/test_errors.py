"""Every refusal of the engine has a code that clients know."""

import pytest

from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.server.errors import CODES, refused


@pytest.mark.parametrize("reason", list(Reason))
def test_gives_every_reason_a_code_of_digits(reason: Reason) -> None:
    error = refused(RefusalError(reason, "No."))
    assert error.code == CODES[reason]
    assert error.code.isdigit()
    assert error.status == 400
    assert error.text


def test_keeps_the_engine_s_sentence_where_nothing_was_recorded() -> None:
    assert refused(RefusalError(Reason.NOTIONAL_TOO_SMALL, "less than 5 USDT")).text == "less than 5 USDT"
    assert refused(RefusalError(Reason.INSUFFICIENT_BALANCE, "x")).text == "Insufficient balance"
