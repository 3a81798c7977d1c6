"""A real Secret Service (gnome-keyring) in a private D-Bus session, with its own home, for tests on Linux."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "ci-only-password"
NEEDED = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon")

_ASK_BUS = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")

_NO_SERVICES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""
_START_SECONDS = 10
_END_SECONDS = 10


def missing_programs() -> list[str]:
    """What is not installed of what a session needs."""
    return [name for name in NEEDED if shutil.which(name) is None]


class PrivateSession:
    """A running session bus, and the daemon on it if there is one.

    Attributes:
        environment: what a program needs to be in this session.
        home: its home folder.
    """

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self.environment = dict(environment)
        self._daemons: list[int] = []

    def start_daemon(self, password: str = PASSWORD) -> None:
        """Start the service and try to open its default collection, which the first password makes.

        It says that all is well after a wrong password, too.
        """
        subprocess.run(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--daemonize"],
            input=password.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            check=True,
        )
        self._daemons.append(self._owner())

    def _owner(self) -> int:
        """The process behind the service. It takes its name on the bus a moment after it has started."""
        ask = [*_ASK_BUS, "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"]
        deadline = time.monotonic() + _START_SECONDS
        while True:
            told = subprocess.run(ask, capture_output=True, text=True, env=self.environment, check=False)
            if told.returncode == 0:
                return int(told.stdout.split()[-1])
            assert time.monotonic() < deadline, told.stderr

    def signal_daemon(self, number: signal.Signals) -> None:
        """Stop, continue or kill the daemon that was started here."""
        os.kill(self._daemons[-1], number)

    def end_daemons(self) -> None:
        """End what was started here, whatever state it is in."""
        for daemon in self._daemons:
            for number in (signal.SIGKILL, signal.SIGCONT):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(daemon, number)

    def run(self, code: str) -> str:
        """Run a piece of Python in the session and return what it prints."""
        return subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, check=True
        ).stdout


@contextmanager
def private_session(
    home: Path, *, services: bool = True, display: str | None = None
) -> Iterator[PrivateSession]:
    """A session bus for the length of a block; the home may be used again by a second session.

    Args:
        home: an empty or formerly used folder.
        services: whether the bus can start the system's services by itself.
        display: an X display; without one nothing can be asked.
    """
    with tempfile.TemporaryDirectory(prefix="rt") as runtime:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": runtime,
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "LANG": "C.UTF-8",
        }
        if display is not None:
            environment["DISPLAY"] = display
        command = ["dbus-run-session"]
        if not services:
            config = Path(runtime) / "bus.conf"
            config.write_text(_NO_SERVICES)
            command.append(f"--config-file={config}")
        bus = subprocess.Popen(
            [*command, "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        assert bus.stdin is not None
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        session = PrivateSession(home, environment)
        try:
            yield session
        finally:
            session.end_daemons()
            bus.stdin.close()
            bus.wait(_END_SECONDS)
            bus.stdout.close()
