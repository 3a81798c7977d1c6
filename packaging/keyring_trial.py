"""Lets the frozen program keep, read and forget a secret in a real Secret Service.

Usage: dbus-run-session -- python packaging/keyring_trial.py PROGRAM

It runs in the environment that the program is to have.

Prints one line and exits with 0 when what came back is what was kept, and nothing is there afterwards.
"""

import os
import subprocess
import sys

from terminal_app.core.secret import Secret
from terminal_app.credentials.protocol import Op, Reply, Request, read_reply

_DAEMON = ("gnome-keyring-daemon", "--unlock", "--components=secrets", "--daemonize")
_PLACE = "smoke-test"
_RECORD = "kept by the bundle ü"
_SECONDS = 30


def main(arguments: list[str]) -> int:
    """Try it. Returns the exit code of the process."""
    program = arguments[0]
    unlock = subprocess.run(_DAEMON, input=b"smoke", capture_output=True, timeout=_SECONDS, check=False)
    if unlock.returncode:
        sys.stdout.write("the Secret Service did not start\n")
        return 1
    for request, expected in (
        (Request(Op.PROBE), None),
        (Request(Op.PUT, _PLACE, record=Secret(_RECORD)), None),
        (Request(Op.GET, _PLACE), _RECORD),
        (Request(Op.DELETE, _PLACE), None),
        (Request(Op.GET, _PLACE), None),
    ):
        reply = _ask(program, request)
        if reply.trouble is not None or _text(reply) != expected:
            trouble = reply.trouble.value if reply.trouble else "another record"
            sys.stdout.write(f"{request.op.value}: {trouble} {reply.detail}\n")
            return 1
    sys.stdout.write("a secret was kept, read and forgotten\n")
    return 0


def _ask(program: str, request: Request) -> Reply:
    # Its input stays open until it has answered: it ends at once when its parent is gone.
    with subprocess.Popen(
        [program, "keyring-helper"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as helper:
        if helper.stdin is None or helper.stdout is None:
            raise OSError("no pipes")
        helper.stdout.readline()
        helper.stdin.write(request.line())
        helper.stdin.flush()
        return read_reply(helper.stdout.readline())


def _text(reply: Reply) -> str | None:
    return reply.record.reveal() if reply.record else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
