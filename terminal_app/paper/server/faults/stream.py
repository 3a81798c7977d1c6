"""What goes wrong with the frames of one connection: lost, doubled, swapped, damaged, late, started over.

Pushes suffer, and answers to orders, whose topic is `trade`; other answers are left alone. The channels of
the classic dialect count as topics. Frames about an order name it in the log, so that a test knows what was
lost.
"""

import asyncio
import re
from collections.abc import Callable

from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Kind

_TOPIC = re.compile(r'\{"action":.{0,200}?"(?:topic|channel)": *"([^"]+)"|\{"event":"(trade)"')
_ORDER = re.compile(r'"orderId":"([0-9]+)"')
_PSEQ = re.compile(r'"pseq":[0-9]+')


class FaultyStream:
    """Stands between a session and its outbox.

    Args:
        put: where frames go on.
    """

    def __init__(self, dice: Dice, put: Callable[[str], None]) -> None:
        self._dice = dice
        self._put = put
        self._held: dict[str, str] = {}

    def push(self, frame: str) -> None:
        """Pass a frame on, or do to it what the dice say."""
        topic = _TOPIC.match(frame)
        name = topic[1] or topic[2] if topic else ""
        fault = self._dice.for_frame(name) if name else None
        if fault is None:
            self._pass(name, frame)
            return
        order = _ORDER.search(frame)
        self._dice.note(fault, f"frame {name}", order_id=order[1] if order else None)
        match fault.kind:
            case Kind.GAP:
                return
            case Kind.DUPLICATE:
                self._pass(name, frame)
                self._put(frame)
            case Kind.REORDER if name not in self._held:
                self._held[name] = frame
            case Kind.CORRUPT:
                self._pass(name, frame[: len(frame) * 2 // 3])
            case Kind.LATE_FRAME:
                asyncio.get_running_loop().call_later(fault.seconds, self._put, frame)
            case Kind.RESET_SEQUENCE:
                self._pass(name, _PSEQ.sub('"pseq":0', frame))
            case _:
                self._pass(name, frame)

    def _pass(self, name: str, frame: str) -> None:
        """Send a frame, and after it the one of its topic that was held back to come in the wrong order."""
        self._put(frame)
        held = self._held.pop(name, None)
        if held is not None:
            self._put(held)
