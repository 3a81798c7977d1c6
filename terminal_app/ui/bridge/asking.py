"""Commands that the person may be asked about first: asked once, sent once, and only while still true."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import Command
from terminal_app.core.outcomes import Outcome
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Asked, Confirmer, never_ask


def still_true() -> str:
    """For a wish that nothing can overtake."""
    return ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants to have sent, exactly as it will be.

    `key` tells wishes apart: a second one of the same key waits for nothing and is dropped while the first is
    under way. `text` and `yes` are the question and the button that says yes to it. `overtaken` is asked
    right before sending and says, in a sentence, why the wish does not hold any more.
    """

    key: Hashable
    commands: Sequence[Command]
    asked: Asked
    text: str
    yes: str
    overtaken: Callable[[], str] = still_true


class AskFirst:
    """Asks where a rule of the person wants it, then sends by the one road.

    Args:
        sender: takes the commands.
        confirm: asks.
    """

    def __init__(self, sender: Sender, confirm: Confirmer = never_ask) -> None:
        self._sender = sender
        self._confirm = confirm
        self._under_way: set[Hashable] = set()

    def send(
        self,
        parent: QWidget,
        wish: Wish,
        ended: Callable[[Sequence[Outcome | None]], None] | None = None,
    ) -> bool:
        """Ask and send, unless the same wish is under way; says whether it was taken.

        Args:
            parent: over what the question stands.
            wish: what is wanted.
            ended: takes the outcomes in the order of the commands; none when nothing was sent.
        """
        if wish.key in self._under_way:
            return False
        self._under_way.add(wish.key)
        self._sender.run(self._carry(parent, wish, ended))
        return True

    async def _carry(
        self, parent: QWidget, wish: Wish, ended: Callable[[Sequence[Outcome | None]], None] | None
    ) -> None:
        outcomes: Sequence[Outcome | None] = ()
        try:
            if await self._confirm(parent, wish.asked, wish.text, wish.yes):
                if reason := wish.overtaken():
                    self._sender.refuse(reason)
                else:
                    outcomes = await self._sender.carry_all(wish.commands)
        finally:
            self._under_way.discard(wish.key)
            if ended is not None:
                ended(outcomes)
