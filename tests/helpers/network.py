"""The network guard: in tests a socket reaches this machine and nothing else."""

import ipaddress
import sys

_WATCHED = {
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyaddr",
    "socket.gethostbyname",
    "socket.sendmsg",
    "socket.sendto",
}


class NetworkRefusedError(RuntimeError):
    """A test tried to leave this machine, or to listen where others can reach it.

    Not an OSError: the code under test must not mistake it for a bad connection and carry on.
    """


def allow_only_loopback() -> None:
    """Refuse every other address from now on, in all threads of this process.

    An audit hook sees the call of every library, also those that open sockets in C. It cannot be taken back.
    """
    sys.addaudithook(_refuse)


def is_loopback(host: object) -> bool:
    """Whether a host as given to a socket call stays on this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return True  # not an internet address
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WATCHED:
        return
    if event.startswith("socket.get"):
        host = arguments[0]
    else:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    if not is_loopback(host):
        raise NetworkRefusedError(f"{event} {host!r}: tests stay on this machine")
