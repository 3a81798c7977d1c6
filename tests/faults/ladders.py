"""Order books of a pretended exchange that are cheap to move: a true book, and its pushes as they travel."""

from decimal import Decimal
from random import Random

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Level

_RUNGS = 24
_LEAST = 6
_SIZES = tuple(f"{number / 1000:.3f}" for number in range(1, 400))
_EXACT = {size: Decimal(size) for size in _SIZES}


class Ladder:
    """One true book on a grid of prices, and the numbers of its pushes.

    Attributes:
        seq: the number of the last change.
    """

    def __init__(self, symbol: str, random: Random) -> None:
        self.instrument = InstrumentId(ProductType.USDT_FUTURES, symbol)
        self.seq = random.randrange(1, 10**12)
        self._random = random.random
        self._prices = [f"{60_000 + number / 2:.1f}" for number in range(_RUNGS)]
        self._exact = [Decimal(price) for price in self._prices]
        self._sizes: list[str | None] = [random.choice(_SIZES) for _ in range(_RUNGS)]
        self._middle = _RUNGS // 2
        arg = f'"arg":{{"instType":"usdt-futures","topic":"books","symbol":"{symbol}"}}'
        self._update = (
            f'{{"action":"update",{arg},"data":[{{"a":[%s],"b":[%s],"seq":%d,"pseq":%d}}],"ts":%d}}'
        )
        self._whole = (
            f'{{"action":"snapshot",{arg},"data":[{{"a":[%s],"b":[%s],"seq":%d,"pseq":0}}],"ts":%d}}'
        )

    def change(self, now_ms: int) -> bytes:
        """Something happens: the book moves on, and this push says how."""
        random, sizes = self._random, self._sizes
        if random() < 0.1:
            step = 1 if random() < 0.5 else -1
            if _LEAST <= self._middle + step <= _RUNGS - _LEAST:
                crossed = self._middle if step > 0 else self._middle - 1
                self._middle += step
                sizes[crossed] = _SIZES[int(random() * len(_SIZES))]
                # Whoever rested there is gone: the level is on the other side now.
                return self._pushed({crossed}, now_ms, moved=crossed)
        changed = set()
        for _ in range(1 + int(random() * 3)):
            rung = int(random() * _RUNGS)
            gone = sizes[rung] is not None and random() < 0.3
            sizes[rung] = None if gone else _SIZES[int(random() * len(_SIZES))]
            changed.add(rung)
        return self._pushed(changed, now_ms)

    def snapshot(self, now_ms: int) -> bytes:
        """The whole book as a push."""
        middle = self._middle
        asks = ",".join(self._row(rung) for rung in range(middle, _RUNGS) if self._sizes[rung])
        bids = ",".join(self._row(rung) for rung in range(middle - 1, -1, -1) if self._sizes[rung])
        return (self._whole % (asks, bids, self.seq, now_ms)).encode()

    def sides(self) -> tuple[list[Level], list[Level]]:
        """The true book: bids and asks, best first."""
        exact, sizes, middle = self._exact, self._sizes, self._middle
        bids = [(exact[rung], _EXACT[size]) for rung in range(middle - 1, -1, -1) if (size := sizes[rung])]
        asks = [(exact[rung], _EXACT[size]) for rung in range(middle, _RUNGS) if (size := sizes[rung])]
        return bids, asks

    def crossing(self) -> str:
        """A bid that the true book cannot hold: at the price of the dearest ask."""
        return f'"{self._prices[-1]}","1"'

    def _pushed(self, changed: set[int], now_ms: int, moved: int | None = None) -> bytes:
        middle = self._middle
        asks = [self._row(rung) for rung in changed if rung >= middle]
        bids = [self._row(rung) for rung in changed if rung < middle]
        if moved is not None:
            (bids if moved >= middle else asks).append(f'["{self._prices[moved]}","0"]')
        pseq = self.seq
        self.seq += 1 + int(self._random() * 4)
        return (self._update % (",".join(asks), ",".join(bids), self.seq, pseq, now_ms)).encode()

    def _row(self, rung: int) -> str:
        return f'["{self._prices[rung]}","{self._sizes[rung] or 0}"]'
