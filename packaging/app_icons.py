"""The program's icon in the forms that systems want, all drawn from `resources/icons/app.svg` by Qt itself.

Both containers are a short table in front of ordinary PNG files.
"""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# Apple's names for pictures of these widths.
_ICNS_KINDS = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def png(drawing: bytes, size: int) -> bytes:
    """A square PNG of an SVG, `size` pixels wide.

    Raises:
        ValueError: this is not an SVG.
    """
    renderer = QSvgRenderer(QByteArray(drawing))
    if not renderer.isValid():
        raise ValueError("the drawing of the icon is not an SVG")
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    return bytes(buffer.data().data())


def ico(drawing: bytes) -> bytes:
    """The icon of a Windows executable."""
    pictures = [(size, png(drawing, size)) for size in ICO_SIZES]
    offset = 6 + 16 * len(pictures)
    table = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in pictures:
        # One byte for a width: 256 is written as 0.
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return table + b"".join(picture for _, picture in pictures)


def icns(drawing: bytes) -> bytes:
    """The icon of a macOS application."""
    parts = b""
    for kind, size in _ICNS_KINDS.items():
        picture = png(drawing, size)
        parts += kind.encode() + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def write_all(drawing: Path, folder: Path) -> None:
    """Write `app.ico`, `app.icns` and `app.png` into a folder."""
    source = drawing.read_bytes()
    (folder / "app.ico").write_bytes(ico(source))
    (folder / "app.icns").write_bytes(icns(source))
    (folder / "app.png").write_bytes(png(source, 256))
