"""Tests for `bitget/wire/unified/cancel_reasons.py`."""

import pytest

from terminal_app.bitget.wire.unified.cancel_reasons import SENTENCES, cancel_sentence


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_known_code_is_a_plain_sentence(code: str) -> None:
    sentence = cancel_sentence(code)
    assert sentence.endswith(".")
    assert "_" not in sentence


@pytest.mark.parametrize(("code", "told"), [(None, ""), ("", ""), ("odd\x07code", "odd")])
def test_an_unknown_code_is_told_without_control_characters(code: str | None, told: str) -> None:
    assert cancel_sentence(code).startswith(told)
    assert "\x07" not in cancel_sentence(code)
