"""Looks for folders of the machine that built the bundle: they tell strangers about it and lead nowhere.

Compressed parts are looked into as well: Python's modules lie in the executable as zlib streams.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

# The first two bytes of a zlib stream, at any level of compression.
_ZLIB_START = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_CHUNK = 65_536


def find(bundle: Path, *folders: Path) -> list[str]:
    """The files of the bundle, and members of archives in it, that contain the name of one of the folders."""
    names = [str(folder).encode() for folder in folders]
    return [
        place
        for file in sorted(bundle.rglob("*"))
        if file.is_file() and not file.is_symlink()
        for place, content in _contents(file, bundle)
        if any(name in content for name in names)
    ]


def _contents(file: Path, bundle: Path) -> Iterator[tuple[str, bytes]]:
    place = file.relative_to(bundle).as_posix()
    content = file.read_bytes()
    yield place, content
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for member in archive.namelist():
                yield f"{place}: {member}", archive.read(member)
    if file.parent == bundle or file.parent.name == "MacOS":
        for number, part in enumerate(_streams(content)):
            yield f"{place}: compressed part {number}", part


def _streams(content: bytes) -> Iterator[bytes]:
    """Every whole zlib stream in it, wherever it begins."""
    at = 0
    while start := _ZLIB_START.search(content, at):
        at = start.start() + 1
        stream = zlib.decompressobj()
        part = b""
        place = start.start()
        try:
            while not stream.eof and place < len(content):
                part += stream.decompress(content[place : place + _CHUNK])
                place += _CHUNK
        except zlib.error:
            continue
        if stream.eof:
            yield part
            at = min(place, len(content)) - len(stream.unused_data)
