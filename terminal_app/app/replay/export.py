"""A copy of a recording that others may see: the public streams, and our own orders under other names.

What is copied is listed here; everything else stays behind: the private stream with its balances and ids,
what was sent, the journal, and what was pressed. Orders and executions are named by the order in which they
appear; sentences of the venue, and what an execution earned, are left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from terminal_app import __version__
from terminal_app.app.console import complain, say
from terminal_app.app.recording.digests import digest
from terminal_app.app.recording.stores import RecordedBlotter
from terminal_app.app.replay.headless import Replay
from terminal_app.core.account import Fill
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import Link
from terminal_app.core.orders import Order, VenueOrder
from terminal_app.tape.copy import write_tape
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeError, TapeRecord, json_body
from terminal_app.tape.values import to_bytes
from terminal_app.trading.orders import Standing

_PUBLIC = frozenset(
    {
        Kind.DIALECT,
        Kind.KEYFRAME,
        Kind.SEED,
        Kind.WANTED,
        Kind.DOUBTED,
        Kind.OPENED,
        Kind.CLOSED,
        Kind.TURN,
        Kind.FRAME,
    }
)
_ALWAYS = frozenset({Kind.HISTORY, Kind.INSTRUMENT, Kind.DROPPED})


class Names:
    """Other names for ids, by the order in which these appear; the same name for the same id."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._names: dict[str, str] = {}

    def of(self, found: str) -> str:
        """The name of an id; nothing stays nothing."""
        return self._names.setdefault(found, f"{self._prefix}-{len(self._names) + 1}") if found else ""

    def known(self) -> Iterator[tuple[str, str]]:
        """Every id with its name."""
        return iter(self._names.items())


class _Hidden:
    """The steps of the blotter under other names."""

    def __init__(self) -> None:
        self.steps: list[tuple[object, ...]] = []
        self.executions = Names("fill")
        self._ours = Names("order")
        self._theirs = Names("venue-order")

    def take(self, name: str, *given: object) -> None:
        """Hide a step and keep it; explanations in words are left out."""
        match name, *given:
            case "submitted", PlaceOrder() as command, source, at_ms:
                hidden = replace(command, client_oid=self._ours.of(command.client_oid), origin="")
                self.steps.append((name, hidden, source, at_ms))
            case "move", str() as client_oid, move, _, order_id:
                venue_id = self._theirs.of(order_id) if isinstance(order_id, str) else None
                self.steps.append((name, self._key(client_oid), move, "", venue_id))
            case "restore", tuple() as standing:
                self.steps.append((name, self._standing(standing)))
            case "claim", str() as order_id, source:
                self.steps.append((name, self._theirs.of(order_id), source))
            case "report", VenueOrder() as report:
                self.steps.append((name, self._report(report)))
            case "fill", Fill() as fill:
                self.steps.append((name, self._fill(fill)))
            case _:
                pass

    def _standing(self, standing: Standing) -> Standing:
        rows, names, claims, fills = standing
        return (
            tuple((self._key(key), self._order(order), filled, at) for key, order, filled, at in rows),
            tuple((self._theirs.of(theirs), self._key(ours)) for theirs, ours in names),
            tuple((self._theirs.of(theirs), source) for theirs, source in claims),
            tuple(map(self._fill, fills)),
        )

    def _order(self, order: Order) -> Order:
        order_id = None if order.order_id is None else self._theirs.of(order.order_id)
        return replace(order, client_oid=self._key(order.client_oid), order_id=order_id, note="")

    def _key(self, client_oid: str) -> str:
        """The blotter's key of an order: its client order id, or `id:` and the venue's."""
        found = client_oid.removeprefix("id:")
        return self._ours.of(client_oid) if found == client_oid else f"id:{self._theirs.of(found)}"

    def _report(self, report: VenueOrder) -> VenueOrder:
        return replace(
            report,
            client_oid=self._ours.of(report.client_oid),
            order_id=self._theirs.of(report.order_id),
            cancel_reason="",
        )

    def _fill(self, fill: Fill) -> Fill:
        return replace(
            fill,
            exec_id=self.executions.of(fill.exec_id),
            order_id=self._theirs.of(fill.order_id),
            client_oid=self._ours.of(fill.client_oid),
            realised_pnl=None,
        )


def exported(reader: TapeReader) -> Iterator[TapeRecord]:
    """The records of the copy, the header first. Reads the recording twice: names must be known before.

    Raises:
        TapeError: it cannot be understood.
    """
    hidden = _Hidden()
    for _ in _public(reader, hidden):
        pass
    theirs = [
        (name.encode(), other.encode().ljust(len(name), b"-")) for name, other in hidden.executions.known()
    ]
    copy = Replay()
    for record in _public(reader, _Hidden()):
        body = record.body
        if record.kind is Kind.FRAME and b"publicTrade" in body:
            # Our executions are among everybody's, under the same id.
            for name, other in theirs:
                body = body.replace(name, other)
        shown = record._replace(body=body)
        copy.take(shown)
        yield shown
    ending = copy.ending(())
    digests = {"books": digest(ending.books), "orders": digest(ending.orders)}
    yield TapeRecord(Kind.END, Link.REST, copy.clock.monotonic(), copy.clock.now_ms(), json_body(digests))


def _public(reader: TapeReader, hidden: _Hidden) -> Iterator[TapeRecord]:
    """What may be seen of the records; the steps of the orders go through `hidden`."""
    played = Replay(RecordedBlotter(hidden.take))
    for record in reader:
        played.take(record)
        if record.kind is Kind.HEADER and played.records == 1:
            about = {"program": __version__, "part": 1, "recording": "export"}
            yield record._replace(body=json_body(about))
        elif record.kind in _ALWAYS or (record.link is Link.PUBLIC and record.kind in _PUBLIC):
            yield record
        for step in hidden.steps:
            yield record._replace(kind=Kind.ORDERS, link=Link.REST, body=to_bytes(step))
        hidden.steps.clear()


def main(source: Path, target: Path) -> int:
    """Write the copy and say so; 2 when it cannot be done."""
    try:
        reader = TapeReader(source)
        write_tape(target, exported(reader))
    except TapeError as error:
        complain(error.sentence)
        return 2
    for trouble in reader.troubles:
        complain(trouble)
    say(f"Wrote {target}: the public streams and your orders, without ids, balances and the account.")
    return 0
