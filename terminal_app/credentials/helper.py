"""The child process that touches the key store and the encrypted file: `terminal-app keyring-helper`.

Both may block: the store for ever, the file for a third of a second of pure computing. A process can be
killed at its deadline, a thread cannot. One process does one thing: it says that it is ready, reads one line,
writes one line, and ends; it also ends when whoever started it is gone.
"""

import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials import keyring_backend
from terminal_app.credentials.environment import drop_hijacks
from terminal_app.credentials.files import read_private, write_private
from terminal_app.credentials.protocol import (
    MAX_LINE_BYTES,
    READY,
    BadLineError,
    Op,
    Reply,
    Request,
    read_request,
)
from terminal_app.credentials.sealed_file import seal, unseal
from terminal_app.credentials.system_store import SystemStore
from terminal_app.credentials.troubles import trouble_error

_IN, _OUT = 0, 1


def main() -> int:
    """Answer one request on standard input. Returns the exit code."""
    drop_hijacks(os.environ)
    os.write(_OUT, READY)
    try:
        request = read_request(_one_line())
    except BadLineError:
        return 2
    threading.Thread(target=_end_with_the_parent, name="parent-pipe", daemon=True).start()
    os.write(_OUT, answer(request).line())
    return 0


def answer(request: Request) -> Reply:
    """Do what a request says; never raises for what a store or a file does."""
    try:
        return Reply(record=_done(request))
    except KeyStoreError as error:
        return Reply(trouble=error.trouble, detail=error.detail)


def _done(request: Request) -> Secret | None:
    match request.op:
        case Op.SEAL:
            _seal(request)
            return None
        case Op.OPEN:
            return _open(request)
        case _:
            return _ask_system(request)


def _ask_system(request: Request) -> Secret | None:
    store = SystemStore(_backend, keyring_backend.would_prompt, may_prompt=request.may_prompt)
    match request.op:
        case Op.GET:
            return store.get(request.place)
        case Op.PUT:
            store.put(request.place, _needed(request.record))
        case Op.DELETE:
            store.delete(request.place)
        case _:
            store.probe()
    return None


def _seal(request: Request) -> None:
    record, password, path = _needed(request.record), _needed(request.password), Path(request.place)
    write_private(path, seal(record, password))
    kept = read_private(path)
    if kept is None or unseal(kept, password) != record:
        raise trouble_error(KeyTrouble.DISK, "what was read back is not what was written")


def _open(request: Request) -> Secret | None:
    sealed = read_private(Path(request.place))
    return None if sealed is None else unseal(sealed, _needed(request.password))


def _needed(secret: Secret | None) -> Secret:
    if secret is None:
        raise trouble_error(KeyTrouble.NO_PASSWORD)
    return secret


def _backend() -> KeyringBackend:
    return keyring_backend.pinned_backend()


def _one_line() -> bytes:
    # os.read, not sys.stdin: its buffer would keep a copy, and its lock would stop the watcher below.
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(_IN, 4096)
        line += part
        if not part or len(line) > MAX_LINE_BYTES:
            raise BadLineError("no line")
    return line


def _end_with_the_parent() -> None:
    """End at once, whatever blocks, when standard input closes."""
    try:
        while os.read(_IN, 4096):
            pass
    except OSError:
        pass
    os._exit(3)
