"""Tests for `credentials/sealed_file.py`, and for its writing under kill -9 (property G23)."""

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.files import read_private
from terminal_app.credentials.sealed_file import Cost, seal, unseal
from tests.helpers.key_samples import PASSWORD

TEXT = Secret('{"key": "k", "secret": "s", "passphrase": "p"}')
HEADER = 36
KILLS = 50

WRITER = """
import hashlib, sys
from pathlib import Path
from terminal_app.core.secret import Secret
from terminal_app.credentials.files import write_private
from terminal_app.credentials.sealed_file import seal
derive = lambda password, salt, cost: hashlib.sha256(password + salt).digest()
number = 0
sys.stdout.write("go\\n")
sys.stdout.flush()
while True:
    number += 1
    write_private(Path(sys.argv[1]), seal(Secret(f"text {number}"), Secret("p" * 12), derive))
"""


def quick(password: bytes, salt: bytes, cost: Cost) -> bytes:
    """A key derivation without the wait; the real one is tested once."""
    return hashlib.sha256(password + salt + bytes(cost)).digest()


def trouble_of(sealed: bytes, password: Secret = PASSWORD) -> KeyTrouble:
    with pytest.raises(KeyStoreError) as caught:
        unseal(sealed, password, quick)
    return caught.value.trouble


def test_the_real_key_derivation_seals_and_opens() -> None:
    sealed = seal(TEXT, PASSWORD)

    assert TEXT.reveal().encode() not in sealed
    assert unseal(sealed, PASSWORD) == TEXT
    with pytest.raises(KeyStoreError) as caught:
        unseal(sealed, Secret("another password"))
    assert caught.value.trouble is KeyTrouble.WRONG_PASSWORD


def test_no_bit_of_the_file_can_be_flipped() -> None:
    sealed = seal(TEXT, PASSWORD, quick)
    bits = 8 * len(sealed)

    refused = 0
    for bit in range(bits):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        trouble_of(bytes(changed))
        refused += 1

    assert refused == bits


def test_a_file_can_be_neither_shortened_nor_lengthened() -> None:
    sealed = seal(TEXT, PASSWORD, quick)

    assert all(
        trouble_of(sealed[:size]) in {KeyTrouble.DAMAGED, KeyTrouble.WRONG_PASSWORD}
        for size in range(len(sealed))
    )
    assert trouble_of(sealed + b"\0") is KeyTrouble.WRONG_PASSWORD


@pytest.mark.parametrize(
    "cost",
    [Cost(16, 8, 1), Cost(1, 8, 1), Cost(17, 1, 1), Cost(17, 8, 0), Cost(31, 8, 1), Cost(17, 255, 255)],
)
def test_weak_and_absurd_numbers_are_refused_before_anything_is_computed(cost: Cost) -> None:
    def never(_password: bytes, _salt: bytes, _cost: Cost) -> bytes:
        raise AssertionError("computed")

    sealed = bytearray(seal(TEXT, PASSWORD, quick))
    sealed[5:8] = bytes(cost)

    with pytest.raises(KeyStoreError) as caught:
        unseal(bytes(sealed), PASSWORD, never)
    assert caught.value.trouble is KeyTrouble.DAMAGED


def test_a_downgrade_that_recomputes_the_key_is_refused_too() -> None:
    """Numbers within the bounds but not the written ones: the header is authenticated."""

    def blind(password: bytes, salt: bytes, _cost: Cost) -> bytes:
        return hashlib.sha256(password + salt).digest()

    sealed = bytearray(seal(TEXT, PASSWORD, blind))
    sealed[5:8] = bytes(Cost(18, 8, 1))

    with pytest.raises(KeyStoreError) as caught:
        unseal(bytes(sealed), PASSWORD, blind)
    assert caught.value.trouble is KeyTrouble.WRONG_PASSWORD


def test_salt_and_nonce_are_fresh_every_time() -> None:
    headers = {seal(TEXT, PASSWORD, quick)[:HEADER] for _ in range(64)}

    assert len({header[8:24] for header in headers}) == 64
    assert len({header[24:] for header in headers}) == 64


def test_a_newer_version_is_told_apart() -> None:
    sealed = bytearray(seal(TEXT, PASSWORD, quick))
    sealed[4] = 2
    assert trouble_of(bytes(sealed)) is KeyTrouble.NEWER


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    assert unseal(seal(TEXT, Secret("caf\u00e9 au lait"), quick), Secret("cafe\u0301 au lait"), quick) == TEXT


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_a_kill_at_any_moment_leaves_a_file_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "one.sealed"
    chance = random.Random(7)

    def derive(password: bytes, salt: bytes, _cost: Cost) -> bytes:
        return hashlib.sha256(password + salt).digest()

    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"go\n"
            deadline = time.monotonic() + chance.uniform(0.0, 0.02)
            while time.monotonic() < deadline:
                pass
            writer.send_signal(signal.SIGKILL)
        sealed = read_private(path)
        if sealed is not None:
            assert unseal(sealed, Secret("p" * 12), derive).reveal().startswith("text ")
    assert path.exists()
