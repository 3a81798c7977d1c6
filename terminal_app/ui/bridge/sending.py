"""Commands of the tables on their way to the one road, each once, with the answer told when it is not a yes.

What the venue later reports of an order arrives by the stores; only an answer that changes no row is told
here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import CancelOrder, Command
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard

log = logging.getLogger(__name__)

Submit = Callable[[Command], Awaitable[Outcome]]
CancelGroup = Callable[[Sequence[CancelOrder]], Awaitable[Sequence[Outcome]]]


class Sender:
    """Sends commands and tells what went wrong.

    Args:
        submit: the one road to the venue.
        tasks: runs the sending.
        notices: where a no is told.
        cancel_group: the road for several cancels at once; one outcome each, in order.
    """

    def __init__(
        self, submit: Submit, tasks: UiTasks, notices: NoticeBoard, cancel_group: CancelGroup
    ) -> None:
        self._submit = submit
        self._cancel_group = cancel_group
        self._tasks = tasks
        self._notices = notices
        self._under_way: set[Command] = set()

    def send(self, command: Command, busy: QWidget | None = None) -> bool:
        """Send a command unless an equal one is under way, as at a double-click; says whether it went."""
        if command in self._under_way:
            return False
        self._under_way.add(command)
        self._tasks.start(self._send(command), busy)
        return True

    async def carry(self, command: Command) -> Outcome | None:
        """Send a command as part of a longer action, and wait; `None` when an equal one is under way."""
        if command in self._under_way:
            return None
        self._under_way.add(command)
        return await self._send(command)

    def send_all(self, commands: Sequence[Command]) -> bool:
        """Send several commands at once, cancels in one request; says whether any of them went."""
        fresh = self._begin(commands)
        if fresh:
            self._tasks.start(self._send_all(fresh))
        return bool(fresh)

    async def carry_all(self, commands: Sequence[Command]) -> Sequence[Outcome | None]:
        """Send several commands at once, as part of a longer action, and wait; outcomes in their order."""
        outcomes = await self._send_all(self._begin(commands))
        return [outcomes.pop(command, None) for command in commands]

    def run(self, work: Coroutine[object, object, object]) -> None:
        """Run what leads to a command, such as a question before it; it outlives the panel that asked."""
        self._tasks.start(work)

    def refuse(self, reason: str) -> None:
        """Tell why something was not even tried."""
        self._notices.add(Notice(Level.WARNING, reason))

    def _begin(self, commands: Sequence[Command]) -> list[Command]:
        fresh = [command for command in dict.fromkeys(commands) if command not in self._under_way]
        self._under_way.update(fresh)
        return fresh

    async def _send_all(self, commands: Sequence[Command]) -> dict[Command, Outcome]:
        cancels = [command for command in commands if isinstance(command, CancelOrder)]
        several = cancels if len(cancels) > 1 else []
        async with asyncio.TaskGroup() as group:
            single = {
                command: group.create_task(self._send(command))
                for command in commands
                if command not in several
            }
            together = group.create_task(self._send_cancels(several))
        return {command: task.result() for command, task in single.items()} | together.result()

    async def _send_cancels(self, commands: Sequence[CancelOrder]) -> dict[Command, Outcome]:
        if not commands:
            return {}
        try:
            outcomes = await self._cancel_group(commands)
        finally:
            self._under_way.difference_update(commands)
        for outcome in outcomes:
            self._tell(outcome)
        return dict(zip(commands, outcomes, strict=True))

    async def _send(self, command: Command) -> Outcome:
        try:
            outcome = await self._submit(command)
        finally:
            self._under_way.discard(command)
        self._tell(outcome)
        return outcome

    def _tell(self, outcome: Outcome) -> None:
        notice = notice_of(outcome)
        if notice is not None:
            self._notices.add(notice)


def notice_of(outcome: Outcome) -> Notice | None:
    """What to tell of an outcome; nothing when the venue took the command."""
    match outcome:
        case Accepted():
            return None
        case Refused(reasons):
            return Notice(Level.ERROR, "Not sent: " + " ".join(reasons))
        case NotSent(sentence):
            return Notice(Level.ERROR, sentence)
        case Rejected(code, sentence, detail):
            return Notice(Level.ERROR, f"{sentence} (code {code})", detail=detail)
        case Unknown():
            return Notice(
                Level.WARNING, "No answer yet. The venue is being asked; it will not be sent a second time."
            )
