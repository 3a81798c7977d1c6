"""A person for tests who is asked before something is sent."""

import asyncio
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from terminal_app.ui.confirming import Ask, Asked


class Person:
    """Says what she is told to, as soon as `ready` is set, and remembers what she was asked.

    Args:
        answer: yes or no.
        meanwhile: called while the question stands.
        ready: whether she answers at once.
    """

    def __init__(
        self, *, answer: bool, meanwhile: Callable[[], None] = lambda: None, ready: bool = True
    ) -> None:
        self.asked: list[tuple[Ask, str, str]] = []
        self.ready = asyncio.Event()
        self._answer = answer
        self._meanwhile = meanwhile
        if ready:
            self.ready.set()

    async def __call__(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """Answer."""
        assert isinstance(parent, QWidget)
        self.asked.append((asked.ask, text, yes))
        self._meanwhile()
        await self.ready.wait()
        return self._answer
