"""The steps of a transfer, and settling doubt about it: the venue is asked, and nothing is sent again.

The discipline of any order: risk check, intent on disk, one send. The venue carries out each client id only
once, but a transfer whose answer is missing is asked about all the same, never repeated.
"""

import logging
from collections.abc import Callable

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import Transfer
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, ProvenNever, Refused, Unknown, VenueOutcome
from terminal_app.core.ports import Clock
from terminal_app.core.records import EndSeen, OutcomeSeen, QuestionSeen
from terminal_app.trading.books import Books
from terminal_app.trading.facts import TransferFact
from terminal_app.trading.proof import Answer, Evidence, Round, is_never, wait_ms
from terminal_app.trading.risk import check_transfer
from terminal_app.trading.settle import Settler, Spawn
from terminal_app.trading.steps import NO_ANSWER, Door, Steps, TradingClient
from terminal_app.trading.transfers import Moved, TransferStatus

log = logging.getLogger(__name__)

_SENT_ALREADY = "This transfer was sent already; nothing is ever sent twice."
_NOT_LISTED = "The exchange does not list it. That proves nothing yet: it is asked again."
_QUESTION = "for the transfer by its number"
_GIVES_UP_S = 120
_UNLISTED = "The exchange took it, but does not list it. See the balances."


class TransferRoad:
    """Carries transfers to their outcome, and asks about those in doubt.

    Args:
        client: sends, and answers the questions.
        books: what is held, and the transfers.
        settler: knows how long to pause between questions.
        clock: time.
        spawn: starts a task that somebody owns.
        door: the gate, and who hears of answers.
        steps: what every road does the same way.
        venue_ms: the venue's clock (Unix ms), `None` while it is not measured: then nothing is proven.
    """

    def __init__(
        self,
        client: TradingClient,
        books: Books,
        settler: Settler,
        clock: Clock,
        spawn: Spawn,
        door: Door,
        steps: Steps,
        venue_ms: Callable[[], int | None],
    ) -> None:
        self._client = client
        self._books = books
        self._settler = settler
        self._clock = clock
        self._spawn = spawn
        self._door = door
        self._steps = steps
        self._venue_ms = venue_ms
        self._watched: set[str] = set()

    async def carry(self, command: Transfer, source: Source) -> Outcome:
        """Take a transfer to its outcome."""
        if block := self._block(command):
            return Refused((block,))
        verdict = check_transfer(command, self._books.balances, self._books.transfers)
        if isinstance(verdict, Refused):
            return verdict
        client_oid = command.client_oid
        if not self._steps.reserve(client_oid):
            return Refused((_SENT_ALREADY,))
        # From here on it counts: two at once cannot both take the last of a wallet.
        self._books.transfers.submitted(command, self._clock.now_ms())
        self._books.changes.mark(Topic(Kind.BALANCES))
        outcome: VenueOutcome = NotSent("")
        try:
            if refused := await self._steps.write(command, source, client_oid, verdict.rules):
                outcome = NotSent(refused.reasons[0])
                return refused
            outcome = Unknown(client_oid, NO_ANSWER)
            # The door may have shut while the disk was busy.
            block = self._block(command)
            outcome = (
                NotSent(block)
                if block
                else await self._steps.timed(client_oid, self._client.transfer, verdict)
            )
        finally:
            # Also when the task is cancelled or fails: then nobody knows, and it is said so.
            self._books.transfers.answered(client_oid, outcome)
            self._books.changes.mark(Topic(Kind.BALANCES))
        self._steps.answered(client_oid, outcome)
        if isinstance(outcome, Accepted):
            self._door.read_account(None)
        self.watch(client_oid)
        return outcome

    def recover(self, command: Transfer, at_ms: int, cause: str) -> None:
        """Take over a transfer that an earlier run left without an answer."""
        if self._steps.reserve(command.client_oid):
            self._books.transfers.submitted(command, at_ms)
            self._books.transfers.answered(command.client_oid, Unknown(command.client_oid, cause))

    def watch_all(self) -> None:
        """Ask about everything that is in doubt."""
        for moved in self._books.transfers.open():
            if moved.status is not TransferStatus.SENDING:
                self.watch(moved.command.client_oid)

    def watch(self, client_oid: str) -> None:
        """Ask about a transfer until it is over."""
        if client_oid not in self._watched and not self._is_over(client_oid):
            self._watched.add(client_oid)
            self._spawn(self._settle(client_oid), f"settle {client_oid}")

    def _block(self, command: Transfer) -> str | None:
        """Why it may not leave. What adds to the backing of positions passes all but a halt."""
        return self._door.shut(reducing=False) if command.takes_margin else self._door.gate.halted()

    async def _settle(self, client_oid: str) -> None:
        since = self._clock.monotonic()
        signed_ms = self._venue_ms()
        evidence = None if signed_ms is None else Evidence(signed_ms, since)
        attempt = 0
        try:
            while not self._is_over(client_oid):
                await self._settler.pause(attempt)
                attempt += 1
                asked_ms, asked = self._venue_ms(), self._clock.monotonic()
                answer = await self._ask(client_oid)
                if answer is not Answer.NOT_FOUND or asked_ms is None:
                    continue
                if self._is_taken(client_oid):
                    if asked - since > _GIVES_UP_S:
                        self._say(client_oid, _UNLISTED)
                        return
                    continue
                evidence = evidence or Evidence(asked_ms, asked)
                if wait_ms(evidence, asked_ms, asked) == 0:  # an earlier round proves nothing
                    evidence = evidence.having(Round(asked_ms, asked, answer, answer, answer, answer))
                if is_never(evidence):
                    self._never(client_oid)
                else:
                    self._say(client_oid, _NOT_LISTED)
        finally:
            self._watched.discard(client_oid)

    async def _ask(self, client_oid: str) -> Answer:
        """Ask once and take the answer."""
        before = self._books.transfers.get(client_oid)
        if before is None:
            return Answer.SILENT
        asked_ms = self._clock.now_ms()
        try:
            state = await self._client.transfer_state(before.command)
        except (LinkError, VenueError) as error:
            log.info("asking about transfer %s failed: %s", client_oid, error.sentence)
            self._remember(client_oid, f"no answer. {error.sentence}", asked_ms)
            return Answer.SILENT
        self._remember(client_oid, "not found." if state is None else f"{state.value}.", asked_ms)
        if state is None:
            return Answer.NOT_FOUND
        if before.status is TransferStatus.UNKNOWN:
            accepted = Accepted(client_oid)
            self._books.remember(OutcomeSeen(client_oid, accepted, self._clock.now_ms()))
        moved = self._books.transfers.told(client_oid, state)
        if moved.status.is_final:
            self._over(moved)
            self._books.remember(EndSeen(client_oid, state.value, moved.note, self._clock.now_ms()))
            self._door.read_account(None)
        self._books.changes.mark(Topic(Kind.BALANCES))
        return Answer.FOUND

    def _never(self, client_oid: str) -> None:
        moved = self._books.transfers.never(client_oid)
        proven = ProvenNever(client_oid, moved.note)
        self._books.remember(OutcomeSeen(client_oid, proven, self._clock.now_ms()))
        self._over(moved)

    def _over(self, moved: Moved) -> None:
        """It is over: that is told."""
        self._books.changes.mark(Topic(Kind.BALANCES))
        self._books.changes.post(TransferFact(moved))

    def _say(self, client_oid: str, note: str) -> None:
        self._books.transfers.say(client_oid, note)
        self._books.changes.mark(Topic(Kind.BALANCES))

    def _is_taken(self, client_oid: str) -> bool:
        moved = self._books.transfers.get(client_oid)
        return moved is not None and moved.status is TransferStatus.TAKEN

    def _is_over(self, client_oid: str) -> bool:
        moved = self._books.transfers.get(client_oid)
        return moved is None or moved.status.is_final

    def _remember(self, client_oid: str, answer: str, asked_ms: int) -> None:
        now_ms = self._clock.now_ms()
        self._books.remember(QuestionSeen(client_oid, _QUESTION, answer, asked_ms, now_ms))
