"""A screen without a monitor, whose pixels are seen from outside the program that paints on it.

Xvfb keeps its picture in a file (the XWD format of X11), so the moment of the first paint needs no help from
the program under test. Linux only.
"""

import mmap
import os
import struct
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

WIDTH, HEIGHT = 1920, 1080
_OPTIONS = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset")
_ROWS = range(0, HEIGHT, 27)
_HEADER = struct.Struct(">25I")
_COLOUR_BYTES = 12


class Screen:
    """One X server, ended with the `with` block. `name` is what DISPLAY is set to.

    Args:
        folder: where the server may keep its picture.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = ""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        with os.fdopen(reading) as answers:
            self._server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writing), *_OPTIONS, "-fbdir", str(self._folder)],
                pass_fds=[writing],
                stderr=subprocess.DEVNULL,
            )
            os.close(writing)
            self.name = f":{answers.readline().strip()}"
        with (self._folder / "Xvfb_screen0").open("rb") as file:
            self._picture = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._empty = self._look()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._picture.close()
        self._server.terminate()
        self._server.wait()

    def is_painted(self) -> bool:
        """Whether anything has been painted since the screen began."""
        return self._look() != self._empty

    def _look(self) -> list[bytes]:
        header = _HEADER.unpack_from(self._picture)
        size, stride, colours = header[0], header[12], header[19]
        first = size + colours * _COLOUR_BYTES
        return [self._picture[first + row * stride : first + (row + 1) * stride] for row in _ROWS]
