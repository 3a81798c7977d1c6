"""How the REST link is, told only when it changes.

One fault is a hiccup, three in a row are a broken link. A key the venue refused stays refused until a signed
call succeeds: public data flows on and proves nothing about the key.
"""

from collections.abc import Callable
from typing import final

from terminal_app.bitget.codes import Kind
from terminal_app.bitget.errors import meaning_of
from terminal_app.core.events import Link, LinkChanged, LinkState

_DOWN_AFTER = 3


@final
class LinkWatch:
    """Turns the ends of calls into states of the link.

    Args:
        tell: hears of each change.
    """

    def __init__(self, tell: Callable[[LinkChanged], None]) -> None:
        self._tell = tell
        self._state = LinkState.CONNECTING
        self._sentence = ""
        self._faults = 0

    def answered(self, code: str, *, signed: bool) -> None:
        """The venue answered, with this code, a call that needed the key or one that did not."""
        self._faults = 0
        kind, sentence = meaning_of(code)
        if kind in (Kind.AUTH, Kind.MODE):
            self._set(LinkState.REFUSED, sentence)
        elif kind is Kind.RATE:
            self._set(LinkState.DEGRADED, sentence)
        elif signed or self._state is not LinkState.REFUSED:
            self._set(LinkState.LIVE, "")

    def failed(self, sentence: str) -> None:
        """A call ended without a usable answer."""
        self._faults += 1
        self._set(LinkState.DOWN if self._faults >= _DOWN_AFTER else LinkState.DEGRADED, sentence)

    def _set(self, state: LinkState, sentence: str) -> None:
        if (state, sentence) != (self._state, self._sentence):
            self._state, self._sentence = state, sentence
            self._tell(LinkChanged(Link.REST, state, sentence))
