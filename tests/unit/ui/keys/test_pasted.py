"""Tests for `ui/keys/pasted.py`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.keys.pasted import split_block

K, S, P = "bg_0123456789abcdef", "f" * 64, "pass12345"


@pytest.mark.parametrize(
    "text",
    [
        f"{K} {S} {P}",
        f"  {K}\r\n{S}\r\n{P}\r\n",
        f"{P}\n{S}\n{K}",
        f"{K},{S},{P}",
        f"API Key: {K}\nSecret Key: {S}\nPassphrase: {P}",
        f"API Key\n{K}\nSecret Key\n{S}\nPassphrase\n{P}",
        f"Passphrase = {P}; Secret = {S}; Access-Key = {K}",
        f'{{"apiKey": "{K}", "secretKey": "{S}", "passphrase": "{P}"}}',
        f"'key': '{K}', 'secret': '{S}', 'pass phrase': '{P}'",
        f"export BITGET_API_KEY={K}\nexport BITGET_API_SECRET={S}\nexport BITGET_API_PASSPHRASE={P}",
        f'BITGET_API_KEY="{K}"\nBITGET_API_SECRET="{S}"\nBITGET_API_PASSPHRASE="{P}"\n',
    ],
)
def test_three_parts_are_found_however_they_are_written(text: str) -> None:
    block = split_block(text)

    assert block is not None
    found = block.credentials
    assert (found.key.reveal(), found.secret.reveal(), found.passphrase.reveal()) == (K, S, P)


def test_without_the_venues_mark_the_order_decides() -> None:
    block = split_block("one two three")
    assert block is not None
    assert block.credentials.secret.reveal() == "two"


@pytest.mark.parametrize(
    "text",
    ["", "   ", K, f"{K} {S}", f"{K} {S} {P} more", f"key: {K} secret: {S}", f"key {K} key {S} secret {P}"],
)
def test_anything_else_is_no_block(text: str) -> None:
    assert split_block(text) is None


def test_the_summary_shows_lengths_and_no_secret() -> None:
    block = split_block(f"{K} {S} {P}")
    assert block is not None

    assert "bg_012…" in block.summary()
    assert "64 characters" in block.summary()
    assert not any(part in block.summary() + repr(block) for part in (K, S, P))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    block = split_block(text)
    assert block is None or all(part for part in vars_of(block.credentials))


def vars_of(credentials: object) -> list[object]:
    return [getattr(credentials, name) for name in ("key", "secret", "passphrase")]
