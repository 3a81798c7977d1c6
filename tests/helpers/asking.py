"""A `Confirmer` for tests: it writes every question down and gives the answer it was told."""

from PySide6.QtWidgets import QWidget

from terminal_app.ui.confirming import Asked


class Answers:
    """Answers everything alike."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.texts: list[str] = []

    async def __call__(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """Take the question."""
        assert parent.isVisible()
        assert yes
        self.asked.append(asked)
        self.texts.append(text.replace("\u2009", " "))
        return self.answer
