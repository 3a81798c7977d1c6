"""What belongs in the frozen program and what does not: names only, so that it can be tested on any system.

PyInstaller follows imports and collects every plugin of every Qt module it meets. Here is written where that
is too little and where it is too much; a library that only a left-out plugin needed is left out with it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

COMMAND = "terminal-app"
"""Name of the executable."""
APP_ID = "terminal-for-bitget"
"""What desktops know the program by: the bundle's folder, its desktop file, its icon."""

HIDDEN_IMPORTS = [
    # pyqtgraph asks for these two by a name that it puts together.
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    # uvicorn loads its protocols by name.
    "httptools",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    # keyring finds its back ends by entry points; PyInstaller's hook adds them and the metadata naming them.
    "keyring",
]

EXCLUDED_MODULES = [
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "PySide6.QtQml",
    "PySide6.QtTest",
    "_tkinter",
    # The command line of httpx, which httpx itself does without.
    "httpx._main",
    "lib2to3",
    "numpy.f2py",
    "numpy.testing",
    "pip",
    "pydoc_data",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "readline",
    "setuptools",
    "tkinter",
]

# Folder of Qt's plugins -> those that a window of widgets with SVG icons uses. Other folders are left out.
_PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    # Not gtk3: it would bring the whole of GTK from the machine that built the bundle.
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmacstyle", "qmodernwindowsstyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
    "xcbglintegrations": {"qxcb-egl-integration", "qxcb-glx-integration"},
}

# Libraries of a Linux desktop that have to be the desktop's own: they read its configuration, speak to its
# services, or are shared with its drivers. Qt's wheels expect them there too.
_OF_THE_DESKTOP = re.compile(
    r"lib(X11|X11-xcb|xcb|dbus-1|expat|fontconfig|freetype|glib-2\.0|gthread-2\.0|gcc_s|stdc\+\+|z"
    # What these need themselves.
    r"|Xau|Xdmcp|bsd|md|systemd|cap|gcrypt|gpg-error|lz4|pcre2-8|png16)"
    r"\.so[.\d]*"
)
_PLUGIN = re.compile(r".*/plugins/(?P<folder>[^/]+)/(lib)?(?P<name>[^/]+?)\.(so|dylib|dll)")
_LIBRARY = re.compile(r"lib(?!python)[^/]+\.so[.\d]*|qt6[^/]+\.dll|qt[a-z]+")

_BINARIES = {"BINARY", "EXTENSION"}

Entry = tuple[str, str, str]
"""What PyInstaller collects: place in the bundle, file it comes from, kind."""


def is_wanted(target: str) -> bool:
    """Whether a file that was collected for this place in the bundle is used by the program at all."""
    path = PurePosixPath(target.replace("\\", "/"))
    if plugin := _PLUGIN.fullmatch(f"/{path}"):
        return plugin["name"] in _PLUGINS.get(plugin["folder"], ())
    if "translations" in path.parts and "PySide6" in path.parts:
        return False
    return _OF_THE_DESKTOP.fullmatch(path.name) is None


def without_orphans(entries: Sequence[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries without shared libraries that no other entry needs, and without links to those.

    Args:
        entries: everything that was collected.
        imports: answers which libraries (names or paths) a file needs.
    """
    libraries = {_name(target): source for target, source, kind in entries if _is_library(target, kind)}
    waiting = [
        source for target, source, kind in entries if kind in _BINARIES and not _is_library(target, kind)
    ]
    needed: set[str] = set()
    while waiting:
        for name in map(_name, imports(waiting.pop())):
            if name in libraries and name not in needed:
                needed.add(name)
                waiting.append(libraries[name])
    orphans = libraries.keys() - needed
    return [
        (target, source, kind)
        for target, source, kind in entries
        if not (
            (_is_library(target, kind) and _name(target) in orphans)
            or (kind == "SYMLINK" and _name(source) in orphans)
        )
    ]


def mac_info(version: str) -> dict[str, str | bool]:
    """What macOS reads about the program, beyond what PyInstaller writes itself."""
    return {
        "CFBundleDisplayName": "Terminal for Bitget",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.finance",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        # The window chooses its own colours; without this, macOS would dress it in light ones at times.
        "NSRequiresAquaSystemAppearance": False,
    }


def _is_library(target: str, kind: str) -> bool:
    return (
        kind == "BINARY"
        and "/plugins/" not in f"/{target}".replace("\\", "/")
        and bool(_LIBRARY.fullmatch(_name(target)))
    )


def _name(path: str) -> str:
    # Windows does not care how a library is written where it is asked for.
    return PurePosixPath(path.replace("\\", "/")).name.casefold()
