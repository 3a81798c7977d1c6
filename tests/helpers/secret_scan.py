"""Looks for secrets in whatever a program leaves behind, however they were encoded on the way."""

import base64
import html
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from terminal_app.core.secret import Credentials, Secret

# Awkward on purpose: quotes, slashes, percent signs and brackets change in every encoding.
KEY = "bg_%2F\"'\\<CanaryKeyQ7>+/=&{k}"
SECRET = "5%25'\"\\</CanarySecretW8>+/==&$`;s"
PASSPHRASE = "p\\\"'%&<CanaryPhraseE9>#|;~+=/?"
PASSWORD = "o\u00fc%\"'\\<CanaryPasswordR5>&+/="
CREDENTIALS = Credentials(Secret(KEY), Secret(SECRET), Secret(PASSPHRASE))
CANARIES = (KEY, SECRET, PASSPHRASE, PASSWORD)
ENCODINGS = ("raw", "url", "json", "base64", "hex", "utf-16", "html", "repr")


def encoded(canary: str) -> Iterator[tuple[str, bytes]]:
    """The forms of a secret, with the name of each encoding (all of `ENCODINGS`)."""
    plain = canary.encode()
    yield "raw", plain
    for form in {quote(canary), quote(canary, safe=""), quote_plus(canary), quote(canary).lower()}:
        yield "url", form.encode()
    for form in {json.dumps(canary)[1:-1], json.dumps(canary, ensure_ascii=False)[1:-1]}:
        yield "json", form.encode()
    for shift in range(3):
        # Somewhere in a longer text: what depends on the neighbours is left out.
        whole = base64.b64encode(b"\0" * shift + plain)
        inner = whole[(0, 2, 3)[shift] : (shift + len(plain)) * 8 // 6]
        yield "base64", inner
        yield "base64", inner.translate(bytes.maketrans(b"+/", b"-_"))
    yield "hex", plain.hex().encode()
    yield "hex", plain.hex().upper().encode()
    yield "utf-16", canary.encode("utf-16-le")
    yield "utf-16", canary.encode("utf-16-be")
    yield "html", html.escape(canary).encode()
    for form in {repr(canary)[1:-1], repr(plain)[2:-1], canary.encode("unicode_escape").decode()}:
        yield "repr", form.encode()


def hits(data: bytes) -> list[str]:
    """Which secrets are in the data and how; a part of one counts, because loggers cut long lines."""
    found = [
        f"{name} of canary {number}"
        for number, canary in enumerate(CANARIES)
        for name, form in encoded(canary)
        if form in data
    ]
    for number, canary in enumerate(CANARIES):
        middle = canary[canary.index("Canary") :][:13]
        if middle.encode() in data or middle.encode("utf-16-le") in data:
            found.append(f"a part of canary {number}")
    return found


def scan_folder(folder: Path, *, besides: Iterable[Path] = ()) -> list[str]:
    """Everything found in the files of a folder, their names included."""
    kept = {path.resolve() for path in besides}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.resolve() in kept:
            continue
        data = os.fsencode(path.name) + b"\n" + (path.read_bytes() if path.is_file() else b"")
        found += [f"{hit} in {path.name}" for hit in hits(data)]
    return found
