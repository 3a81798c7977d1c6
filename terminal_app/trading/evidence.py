"""The file on an order: what was sent, what came back, when. From what this run saw and the journal kept."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from terminal_app.core.commands import CancelAll, ClosePosition, PlaceOrder, SetHoldMode, SetLeverage
from terminal_app.core.money import trimmed
from terminal_app.core.orders import VenueOrder
from terminal_app.core.records import FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.trading.record_words import sentence_of

_OF_NO_ORDER = (CancelAll, ClosePosition, SetLeverage, SetHoldMode)
_KEPT_ORDERS = 500
_KEPT_LINES = 200


class EvidenceKind(Enum):
    """Which way a line goes: from us, from the venue, or a question and its answer."""

    SENT = "sent"
    ANSWER = "answer"
    QUESTION = "question"
    REPORT = "report"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One thing that is known about an order, and when it was seen (Unix ms, our clock)."""

    at_ms: int
    kind: EvidenceKind
    sentence: str


_KINDS: Mapping[type[Record], EvidenceKind] = {
    Intent: EvidenceKind.SENT,
    OutcomeSeen: EvidenceKind.ANSWER,
    QuestionSeen: EvidenceKind.QUESTION,
    FillSeen: EvidenceKind.FILL,
}


class Dossiers:
    """What this run saw of each order; the oldest orders are forgotten, the journal has them."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, list[Record | EvidenceLine]] = OrderedDict()
        self._intents: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}

    @property
    def known(self) -> int:
        """How many orders have an intent of another name, such as a cancel's."""
        return len(self._intents)

    def record(self, record: Record) -> None:
        """Take what goes into the journal."""
        client_oid = self._about(record)
        if client_oid:
            self._add(client_oid, record)

    def placed(self, client_oid: str) -> PlaceOrder | None:
        """What was sent to make an order, as far as this run knows."""
        for entry in self._files.get(client_oid, ()):
            if isinstance(entry, Intent) and isinstance(entry.command, PlaceOrder):
                return entry.command
        return None

    def report(self, report: VenueOrder, at_ms: int) -> None:
        """Take what the venue said of an order by itself."""
        sentence = f"The exchange reports it as {report.status.value}, {trimmed(report.filled)} filled."
        file = self._files.get(report.client_oid, [])
        reports = (line.sentence for line in reversed(file) if isinstance(line, EvidenceLine))
        said = next(reports, "")
        if report.client_oid and sentence != said:
            self._add(report.client_oid, EvidenceLine(at_ms, EvidenceKind.REPORT, sentence))

    def lines(self, client_oid: str, past: Iterable[Record] = ()) -> tuple[EvidenceLine, ...]:
        """Everything about an order, oldest first; what the journal tells too is told once."""
        seen = self._files.get(client_oid, [])
        records = dict.fromkeys([*past, *(entry for entry in seen if not isinstance(entry, EvidenceLine))])
        lines = [line for record in records if (line := _line(record)) is not None]
        lines += [entry for entry in seen if isinstance(entry, EvidenceLine)]
        return tuple(sorted(lines, key=lambda line: line.at_ms))

    def _about(self, record: Record) -> str:
        match record:
            case Intent(command=command) if not isinstance(command, _OF_NO_ORDER):
                client_oid = command.client_oid
                if record.intent_id != client_oid:
                    self._intents[record.intent_id] = client_oid
                    self._names.setdefault(client_oid, []).append(record.intent_id)
                return client_oid
            case OutcomeSeen():
                return self._intents.get(record.intent_id, record.intent_id)
            case QuestionSeen():
                return record.client_oid
            case FillSeen():
                return record.fill.client_oid
            case _:
                return ""

    def _add(self, client_oid: str, entry: Record | EvidenceLine) -> None:
        file = self._files.setdefault(client_oid, [])
        self._files.move_to_end(client_oid)
        file.append(entry)
        if len(file) > _KEPT_LINES:
            del file[1]  # the first line says what was sent
        while len(self._files) > _KEPT_ORDERS:
            forgotten, _file = self._files.popitem(last=False)
            for name in self._names.pop(forgotten, ()):
                self._intents.pop(name, None)


def _line(record: Record) -> EvidenceLine | None:
    kind = _KINDS.get(type(record))
    if kind is None:
        return None
    at_ms = record.answered_ms if isinstance(record, QuestionSeen) else record.at_ms
    return EvidenceLine(at_ms, kind, sentence_of(record))
