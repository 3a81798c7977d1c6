"""The classic way to show a stream on qasync: websockets, json, and a label set for every message.

It asks for the same channels as the terminal does and gets the same frames, in the same environment.
"""

import asyncio
import json
import time

import qasync
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMainWindow, QWidget
from websockets.asyncio.client import connect

from tests.perf.loads.push_server import set_rate
from tests.perf.server_process import served
from tests.perf.side import serve

_COLUMNS = 4
_ARGS = [
    {"instType": "usdt-futures", "topic": topic, "symbol": "BTCUSDT"} | more
    for topic, more in (("books", {}), ("publicTrade", {}), ("kline", {"interval": "1m"}))
] + [
    {"instType": product, "topic": "ticker", "symbol": f"{coin}USDT"}
    for product in ("usdt-futures", "spot")
    for coin in ("BTC", "ETH", "SOL", "XRP", "DOGE", "PEPE", "LTC", "ADA")
]


class Labels:
    """A window of labels, one for each channel."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.window.resize(1920, 1080)
        middle = QWidget(self.window)
        grid = QGridLayout(middle)
        self._labels: dict[str, QLabel] = {}
        for place, arg in enumerate(_ARGS):
            label = self._labels[_key(arg)] = QLabel("–", middle)
            grid.addWidget(label, place // _COLUMNS, place % _COLUMNS)
        self.window.setCentralWidget(middle)
        self.window.show()
        self.messages = 0

    async def read(self, url: str) -> None:
        """Show every message until cancelled."""
        async with connect(f"{url}/public", compression=None) as socket:
            await socket.send(json.dumps({"op": "subscribe", "args": _ARGS}))
            async for text in socket:
                frame = json.loads(text)
                if "data" in frame:
                    self.messages += 1
                    self._labels[_key(frame["arg"])].setText(_text(frame["arg"]["topic"], frame["data"][0]))


def _key(arg: dict[str, str]) -> str:
    return f"{arg['instType']} {arg['topic']} {arg['symbol']}"


def _text(topic: str, row: dict[str, str]) -> str:
    match topic:
        case "books":
            return f"{row['b'][0][0]} {row['a'][0][0]}"
        case "publicTrade":
            return f"{float(row['p']):,.1f} {row['v']}"
        case "kline":
            return f"{float(row['close']):,.1f}"
        case _:
            return f"{float(row['lastPrice']):,.1f}"


async def cpu(url: str, rate: int, seconds: float) -> dict[str, float]:
    """CPU per message in µs, and of one core, at a rate."""
    labels = Labels()
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(labels.read(url))
        await asyncio.sleep(1)
        set_rate(url, rate)
        await asyncio.sleep(1)
        before, spent, began = labels.messages, time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        messages, spent = labels.messages - before, time.process_time() - spent
        passed = time.monotonic() - began
        set_rate(url, 0)
        reading.cancel()
    labels.window.close()
    return {"us": spent * 1e6 / messages, "share": spent / passed * 100, "rate": messages / passed}


def main() -> None:
    """Answer requests."""
    application = QApplication(["bench"])
    application.setQuitOnLastWindowClosed(False)

    def take(rate: int, seconds: float) -> dict[str, float]:
        with served("tests.perf.loads.push_server") as url, qasync.QEventLoop(application) as loop:
            return loop.run_until_complete(cpu(url, rate, seconds))

    serve({"cpu": take})


if __name__ == "__main__":
    main()
