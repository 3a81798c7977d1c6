"""A stored key as an encrypted file: scrypt makes a key from the password, AES-GCM seals with it.

The layout is one header of 36 bytes (magic, version, the numbers of scrypt, salt, nonce) and the sealed text.
The whole header is authenticated, and numbers below the floor are refused before anything is computed, so
that nobody can weaken a file by editing it.
"""

import os
import struct
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.troubles import trouble_error

_MAGIC = b"TFBK"
_VERSION = 1
_HEADER = struct.Struct(">4sBBBB16s12s")
_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12


class Cost(NamedTuple):
    """The numbers of scrypt; it takes `128 * 2**log2_n * r` bytes: 128 MiB, and a third of a second."""

    log2_n: int = 17
    r: int = 8
    p: int = 1


_LEAST = Cost()
_MOST = Cost(20, 8, 4)
"""More would let a file that somebody made take all the memory."""

Derive = Callable[[bytes, bytes, Cost], bytes]
"""Makes the sealing key from a password, a salt and the cost."""


def scrypt(password: bytes, salt: bytes, cost: Cost) -> bytes:
    """The sealing key of a password."""
    return Scrypt(salt, length=_KEY_BYTES, n=1 << cost.log2_n, r=cost.r, p=cost.p).derive(password)


def seal(text: Secret, password: Secret, derive: Derive = scrypt) -> bytes:
    """Encrypt a text under a password, with a fresh salt and a fresh nonce every time."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    header = _HEADER.pack(_MAGIC, _VERSION, *Cost(), salt, nonce)
    key = derive(_password_bytes(password), salt, Cost())
    return header + AESGCM(key).encrypt(nonce, text.reveal().encode(), header)


def unseal(sealed: bytes, password: Secret, derive: Derive = scrypt) -> Secret:
    """Decrypt what `seal` made.

    Raises:
        KeyStoreError: the password is wrong, or a single bit of the file is not as it was written.
    """
    header = sealed[: _HEADER.size]
    if len(header) < _HEADER.size:
        raise trouble_error(KeyTrouble.DAMAGED, "too short")
    magic, version, log2_n, r, p, salt, nonce = _HEADER.unpack(header)
    if magic != _MAGIC:
        raise trouble_error(KeyTrouble.DAMAGED, "no header")
    if version != _VERSION:
        raise trouble_error(KeyTrouble.NEWER if version > _VERSION else KeyTrouble.DAMAGED, "version")
    cost = Cost(log2_n, r, p)
    if not all(least <= given <= most for least, given, most in zip(_LEAST, cost, _MOST, strict=True)):
        raise trouble_error(KeyTrouble.DAMAGED, "the numbers of scrypt are out of bounds")
    key = derive(_password_bytes(password), salt, cost)
    try:
        return Secret(AESGCM(key).decrypt(nonce, sealed[_HEADER.size :], header).decode())
    except (InvalidTag, UnicodeDecodeError):
        raise trouble_error(KeyTrouble.WRONG_PASSWORD) from None


def _password_bytes(password: Secret) -> bytes:
    """The bytes of a password, the same whichever way a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password.reveal()).encode("utf-8", "surrogatepass")
