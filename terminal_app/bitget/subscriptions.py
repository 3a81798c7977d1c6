"""What one connection is subscribed to: desired, asked for, confirmed, flowing.

Pure: knows arguments and times, sends nothing. The desired set is the only truth: what differs from it is
asked for or given up, a request without its confirmation is repeated, a channel that fell silent is
subscribed anew, and what the venue refuses is reported once and left alone until it is wanted afresh.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import NamedTuple

import msgspec

from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.wire.channels import Arg

_PATIENCE = 10.0
"""A channel of a quiet market may be silent this many times its usual pause."""
_LONGEST_PATIENCE = 60.0
_STRAY_AFTER = 5.0
"""Seconds in which pushes of a channel that was just given up may still arrive."""


class _State(Enum):
    IDLE = "idle"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Notice(NamedTuple):
    """A channel fell silent (or speaks again), in words for a person."""

    name: str
    silent: bool
    sentence: str


class Heard(NamedTuple):
    """What a push means for its channel: the first of its subscription, the end of a silence."""

    first: bool = False
    notice: Notice | None = None


_USUAL = Heard()


class Request(NamedTuple):
    """One message to send."""

    subscribe: bool
    args: tuple[Arg, ...]

    @property
    def operation(self) -> str:
        """What the venue is asked to do, in its words."""
        return "subscribe" if self.subscribe else "unsubscribe"


class Audit(NamedTuple):
    """Names of channels: wanted, confirmed by the venue, and heard of since."""

    desired: frozenset[str]
    confirmed: frozenset[str]
    flowing: frozenset[str]


@dataclass(slots=True)
class _Entry:
    name: str
    state: _State = _State.IDLE
    tries: int = 0
    due: float = 0.0  # when to ask (idle) or to ask again (asked)
    spoke: float | None = None  # since the present subscription
    since: float = 0.0  # of the present subscription
    pause: float = 0.0  # the usual time between two pushes
    silent: bool = False
    renewals: int = 0


class Subscriptions:
    """The subscriptions of one connection at a time; `restart` begins with the next connection."""

    def __init__(self, dialect: StreamDialect, limits: StreamLimits) -> None:
        self._dialect = dialect
        self._limits = limits
        self._entries: dict[Arg, _Entry] = {}
        self._leaving: dict[Arg, None] = {}
        self._left: dict[Arg, float] = {}

    def __contains__(self, arg: Arg) -> bool:
        return arg in self._entries

    @property
    def lively(self) -> bool:
        """Whether something is confirmed that makes a silence of the whole connection suspicious."""
        return any(
            entry.state is _State.CONFIRMED and arg.topic in self._dialect.vital
            for arg, entry in self._entries.items()
        )

    @property
    def settled(self) -> bool:
        """Whether nothing waits to be asked for or confirmed."""
        return not any(entry.state in {_State.IDLE, _State.ASKED} for entry in self._entries.values())

    def audit(self) -> Audit:
        """Compare what is wanted with what is there."""
        entries = self._entries.values()
        return Audit(
            frozenset(entry.name for entry in entries),
            frozenset(entry.name for entry in entries if entry.state is _State.CONFIRMED),
            frozenset(entry.name for entry in entries if entry.spoke is not None and not entry.silent),
        )

    # ----------------------------------------------------------------------------------------- what is wanted

    def want(self, args: Iterable[Arg]) -> list[Notice]:
        """Replace the desired set; a silent channel that is not wanted any more is not silent either."""
        desired = dict.fromkeys(args)
        notices = []
        for arg in [arg for arg in self._entries if arg not in desired]:
            entry = self._entries.pop(arg)
            if entry.state in {_State.ASKED, _State.CONFIRMED}:
                self._leaving[arg] = None
            if entry.silent:
                notices.append(Notice(entry.name, silent=False, sentence=""))
        for arg in desired:
            if arg not in self._entries:
                self._entries[arg] = _Entry(self._dialect.name_of(arg))
        return notices

    def renew(self, arg: Arg, now: float) -> None:
        """Give a channel up and subscribe it again, so that it starts over."""
        entry = self._entries.get(arg)
        if entry is None or entry.state is _State.REFUSED:
            return
        if entry.state is not _State.IDLE:
            self._leaving[arg] = None
        entry.state, entry.tries, entry.due, entry.spoke = _State.IDLE, 0, now, None

    def restart(self, now: float) -> None:
        """A new connection: nothing is subscribed yet."""
        self._leaving.clear()
        self._left.clear()
        for entry in self._entries.values():
            if entry.state is not _State.REFUSED:
                entry.state, entry.tries, entry.due, entry.spoke = _State.IDLE, 0, now, None

    # ------------------------------------------------------------------------------------- what is to be sent

    def next_request(self, now: float) -> Request | None:
        """The next message, counted as sent; `None` when there is nothing to send now."""
        if self._leaving:
            request = Request(subscribe=False, args=self._fitting(self._leaving))
            for arg in request.args:
                del self._leaving[arg]
                self._left[arg] = now
            return request
        idle = [
            arg for arg, entry in self._entries.items() if entry.state is _State.IDLE and entry.due <= now
        ]
        if not idle:
            return None
        request = Request(subscribe=True, args=self._fitting(idle))
        for arg in request.args:
            entry = self._entries[arg]
            entry.state, entry.since = _State.ASKED, now
            entry.tries += 1
            entry.due = now + self._limits.ack_within
        return request

    def request_due(self) -> float:
        """When the next message wants to be sent, infinity when none does."""
        if self._leaving:
            return -inf
        return min((entry.due for entry in self._entries.values() if entry.state is _State.IDLE), default=inf)

    def _fitting(self, args: Iterable[Arg]) -> tuple[Arg, ...]:
        chosen: list[Arg] = []
        room = self._limits.message_bytes - 64
        for arg in args:
            room -= len(msgspec.json.encode(self._dialect.wire_arg(arg))) + 1
            if len(chosen) == self._limits.args_per_message or (room < 0 and chosen):
                break
            chosen.append(arg)
        return tuple(chosen)

    # ------------------------------------------------------------------------------------------- what arrives

    def confirmed(self, arg: Arg, now: float) -> bool:
        """The venue confirmed a subscription; returns whether it was waited for."""
        entry = self._entries.get(arg)
        if entry is None or entry.state is not _State.ASKED:
            return False
        entry.state, entry.since = _State.CONFIRMED, now
        return True

    def refused(self, arg: Arg, sentence: str) -> Notice | None:
        """The venue will not serve a channel: report it once."""
        entry = self._entries.get(arg)
        if entry is None or entry.state is _State.REFUSED:
            return None
        entry.state, entry.silent = _State.REFUSED, True
        return Notice(entry.name, silent=True, sentence=sentence)

    def only_asked(self) -> Arg | None:
        """The one channel that waits for a confirmation: an error that names none can only mean that one."""
        asked = [arg for arg, entry in self._entries.items() if entry.state is _State.ASKED]
        return asked[0] if len(asked) == 1 else None

    def spoke(self, arg: Arg, now: float) -> Heard | None:
        """A push arrived: is it the first of its subscription, does it end a silence? `None`: unwanted."""
        entry = self._entries.get(arg)
        if entry is None:
            self._stray(arg, now)
            return None
        before, entry.spoke = entry.spoke, now
        if before is not None:
            entry.pause += (now - before - entry.pause) / 8
            if not entry.silent:
                return _USUAL
        elif entry.state is _State.ASKED:
            entry.state, entry.since = (
                _State.CONFIRMED,
                now,
            )  # the data proves it
        if not entry.silent or entry.state is _State.REFUSED:
            return Heard(first=before is None)
        entry.silent, entry.renewals, entry.pause = False, 0, 0.0
        return Heard(before is None, Notice(entry.name, silent=False, sentence=""))

    def _stray(self, arg: Arg, now: float) -> None:
        if now - self._left.get(arg, inf) > _STRAY_AFTER:
            self._leaving[arg] = None  # given up, and yet it goes on: the request was lost

    # ---------------------------------------------------------------------------------------- what is missing

    def check(self, now: float) -> list[Notice]:
        """Repeat what was not confirmed, renew what fell silent, and say what a person should know."""
        notices = []
        for arg, entry in self._entries.items():
            if entry.state is _State.ASKED and now >= entry.due:
                notice = self._unconfirmed(entry, now)
            elif entry.state is _State.CONFIRMED:
                notice = self._quiet(arg, entry, now)
            else:
                notice = None
            if notice is not None:
                notices.append(notice)
        return notices

    def forgive(self, now: float) -> None:
        """This process was frozen: silence during that time proves nothing."""
        for entry in self._entries.values():
            entry.since = now
            if entry.spoke is not None:
                entry.spoke = now
            if entry.state is _State.ASKED:
                entry.due = now + self._limits.ack_within

    def _unconfirmed(self, entry: _Entry, now: float) -> Notice | None:
        late = entry.tries - self._limits.ack_tries
        entry.state = _State.IDLE
        entry.due = now if late < 0 else now + min(self._limits.longest_pause, 2.0 ** min(late, 10))
        if late < 0 or entry.silent:
            return None
        entry.silent = True
        return Notice(
            entry.name, silent=True, sentence="Bitget does not confirm this stream. It is asked again."
        )

    def _quiet(self, arg: Arg, entry: _Entry, now: float) -> Notice | None:
        quiet = now - (entry.since if entry.spoke is None else entry.spoke)
        limit = self._dialect.silent_after.get(arg.topic)
        least = self._dialect.renewed_after.get(arg.topic, inf) if limit is None else limit
        patience = max(least, min(_PATIENCE * entry.pause, _LONGEST_PATIENCE))
        if quiet < patience:
            return None
        pause = self._limits.renew_after * 2.0 ** min(entry.renewals, 6)
        if quiet >= patience + pause and now - entry.since >= pause:
            self.renew(arg, now)
            entry.renewals += 1
        if limit is None or entry.silent:
            return None
        entry.silent = True
        return Notice(entry.name, silent=True, sentence="Nothing has arrived for some time.")
