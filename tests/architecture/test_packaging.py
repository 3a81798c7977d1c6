"""The frozen program: what goes into it, what it is dressed in, and that the smoke test sees trouble."""

import ast
import configparser
import plistlib
import re
import subprocess
import sys
import tomllib
import zipfile
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageReader

import app_icons
import build
import bundle_contents as contents
import machine_traces
import running
import smoke
from screen import Screen
from terminal_app import APP_NAME, __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
DRAWING = (ROOT / "resources" / "icons" / "app.svg").read_bytes()

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and screens of Linux")


class TestContents:
    """What is collected and what is left out."""

    @pytest.mark.parametrize("module", contents.HIDDEN_IMPORTS)
    def test_a_module_asked_for_exists(self, module: str) -> None:
        assert find_spec(module)

    def test_the_program_imports_nothing_that_is_excluded(self) -> None:
        imported = set[str]()
        for file in (ROOT / "terminal_app").rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}

        assert "PySide6.QtWidgets" in imported
        assert imported.isdisjoint(contents.EXCLUDED_MODULES)

    @pytest.mark.parametrize(
        "target",
        [
            "PySide6/Qt/plugins/platforms/libqxcb.so",
            "PySide6\\plugins\\platforms\\qwindows.dll",
            "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
            "PySide6/Qt/plugins/imageformats/libqsvg.so",
            "PySide6/Qt/lib/libQt6Core.so.6",
            "libxcb-cursor.so.0",
            "libssl.so.3",
            "resources/icons/app.svg",
        ],
    )
    def test_wanted(self, target: str) -> None:
        assert contents.is_wanted(target)

    @pytest.mark.parametrize(
        "target",
        [
            "PySide6/Qt/plugins/platforms/libqvnc.so",
            "PySide6\\plugins\\imageformats\\qpdf.dll",
            "PySide6/Qt/plugins/tls/libqopensslbackend.so",
            "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
            "PySide6/Qt/translations/qtbase_de.qm",
            "PySide6\\translations\\qtbase_de.qm",
            "libfontconfig.so.1",
            "libstdc++.so.6",
            "libX11-xcb.so.1",
        ],
    )
    def test_not_wanted(self, target: str) -> None:
        assert not contents.is_wanted(target)

    def test_a_library_stays_only_if_something_that_stays_needs_it(self) -> None:
        def entry(place: str, kind: str = "BINARY") -> contents.Entry:
            return place, f"/site/{place}", kind

        extension = entry("PySide6/QtCore.so", "EXTENSION")
        plugin = entry("PySide6/Qt/plugins/platforms/libqxcb.so")
        python = entry("libpython3.11.so.1.0")
        core, xcb, quick = (
            entry(f"PySide6/Qt/lib/libQt6{name}.so.6") for name in ("Core", "XcbQpa", "Quick")
        )
        links = [(Path(lib[0]).name, lib[0], "SYMLINK") for lib in (core, quick)]
        needs = {
            extension[1]: ["libQt6Core.so.6", "libc.so.6"],
            plugin[1]: [xcb[1]],
            xcb[1]: [core[1]],
            quick[1]: [core[1]],
        }
        everything = [extension, plugin, python, core, xcb, quick, *links]

        left = contents.without_orphans(everything, lambda file: needs.get(file, []))

        assert left == [extension, plugin, python, core, xcb, links[0]]

    def test_the_spec_file_names_no_folder_of_a_machine(self) -> None:
        assert not re.search(r"[\"'](/|[A-Z]:)", (PACKAGING / "terminal.spec").read_text("utf-8"))


class TestIcons:
    """The icon in the forms of three systems, read back by Qt."""

    def test_ico_holds_every_size(self) -> None:
        assert sizes_in(app_icons.ico(DRAWING), "ico") == list(app_icons.ICO_SIZES)

    def test_icns_can_be_read(self) -> None:
        assert 512 in sizes_in(app_icons.icns(DRAWING), "icns")

    def test_png_shows_the_drawing(self) -> None:
        image = QImage.fromData(QByteArray(app_icons.png(DRAWING, 64)))

        assert image.size().toTuple() == (64, 64)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(32, 27) == QColor("#2EBD85")

    def test_what_is_not_a_drawing_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not an SVG"):
            app_icons.png(b"no drawing", 64)


class TestDress:
    """What the systems are told about the program."""

    def test_there_is_one_version(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

        assert project["project"]["version"] == __version__

    def test_windows(self) -> None:
        template = (PACKAGING / "windows" / "version_info.txt").read_text("utf-8")
        filled = build.with_version(template, "1.22.3")
        texts = [
            [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            for call in ast.walk(ast.parse(filled, mode="eval"))
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "StringStruct"
        ]

        assert ["FileVersion", "1.22.3"] in texts
        assert ["ProductName", APP_NAME] in texts
        assert "filevers=(1, 22, 3, 0)" in filled

    def test_macos(self) -> None:
        info = contents.mac_info("1.22.3")
        entitlements = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())

        assert info["CFBundleShortVersionString"] == "1.22.3"
        assert info["CFBundleDisplayName"] == APP_NAME
        assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}

    def test_linux(self) -> None:
        desktop = configparser.ConfigParser(interpolation=None)
        desktop.read(PACKAGING / "linux" / f"{contents.APP_ID}.desktop", "utf-8")
        entry = desktop["Desktop Entry"]
        info = (PACKAGING / "linux" / f"{contents.APP_ID}.metainfo.xml").read_text("utf-8")

        assert (entry["Name"], entry["Exec"], entry["Icon"]) == (APP_NAME, contents.COMMAND, contents.APP_ID)
        assert f"<id>{contents.APP_ID}</id>" in info
        assert f'<launchable type="desktop-id">{contents.APP_ID}.desktop</launchable>' in info
        assert f"<binary>{contents.COMMAND}</binary>" in info

    def test_the_window_belongs_to_the_desktop_file(self) -> None:
        source = (ROOT / "terminal_app" / "app" / "show.py").read_text("utf-8")

        assert f'setDesktopFileName("{contents.APP_ID}")' in source


class TestMachineTraces:
    """Folders of this machine are found wherever they hide."""

    def test_in_files_archives_and_compressed_modules(self, tmp_path: Path) -> None:
        secret = b"about /home/someone/project here"
        (tmp_path / "plain.txt").write_bytes(secret)
        (tmp_path / "clean.txt").write_bytes(b"about /usr/lib here")
        modules = b"\x78\x9c no stream" + zlib.compress(b"clean" * 50_000) + zlib.compress(secret) + b"end"
        (tmp_path / "terminal-app").write_bytes(modules)
        with zipfile.ZipFile(tmp_path / "base.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("os.pyc", secret * 9)
            archive.writestr("re.pyc", b"clean")

        assert machine_traces.find(tmp_path, Path("/home/someone")) == [
            "base.zip: os.pyc",
            "plain.txt",
            "terminal-app: compressed part 1",
        ]


class TestSmoke:
    """The smoke test fails when it should."""

    @linux_only
    def test_a_program_that_fails_is_quoted(self, tmp_path: Path) -> None:
        home = home_of(tmp_path, "echo out; echo trouble >&2; exit 3")

        with pytest.raises(smoke.SmokeError, match=r"selftest: exit code 3\nout\ntrouble"):
            home.run("selftest")

    @linux_only
    def test_the_program_sees_an_empty_home_and_no_path(self, tmp_path: Path) -> None:
        # A shell sets PATH for itself and does not export it.
        home = home_of(tmp_path, "export -p")

        names = re.findall(r"^export (\w+)=", home.run(), re.MULTILINE)

        assert set(names) - {"PWD", "OLDPWD", "SHLVL", "_"} == {"HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR"}

    @linux_only
    def test_another_version_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(smoke.SmokeError, match=re.escape("says 'Terminal for Bitget 0.0.0'")):
            smoke.check_version(home_of(tmp_path, "echo Terminal for Bitget 0.0.0"))

    @linux_only
    def test_a_process_left_behind_is_named(self, tmp_path: Path) -> None:
        home = home_of(tmp_path, "exit 0")
        sleeper = home.bundle / "sleeper"
        sleeper.write_bytes(Path("/bin/sleep").read_bytes())
        sleeper.chmod(0o755)

        with subprocess.Popen([sleeper, "60"]) as process:
            try:
                assert running.resident_mb(process.pid) > 0
                with pytest.raises(smoke.SmokeError, match=r"still running: .*sleeper 60"):
                    smoke.check_nothing_is_left(home)
            finally:
                process.kill()
        smoke.check_nothing_is_left(home)

    def test_a_blank_or_small_picture_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smoke, "ROOT", tmp_path)
        file = tmp_path / "picture.png"
        image = QImage(1280, 720, QImage.Format.Format_RGB32)
        image.fill(QColor("#0b0e11"))
        image.save(str(file))
        with pytest.raises(smoke.SmokeError, match="blank: 1 colours"):
            smoke.check_picture(file)
        for column in range(1280):
            image.setPixelColor(column, 0, QColor(column % 256, 0, 0))
        image.save(str(file))
        smoke.check_picture(file)
        image.scaled(640, 360).save(str(file))
        with pytest.raises(smoke.SmokeError, match="640 × 360"):
            smoke.check_picture(file)

        assert (tmp_path / "build" / "smoke" / "window.png").exists()

    @linux_only
    def test_files_from_outside_and_missing_fonts_are_named(self, tmp_path: Path) -> None:
        home = home_of(tmp_path, "exit 0")
        font, library = Path("/usr/share/fonts/DejaVuSans.ttf"), home.bundle / "libpython3.11.so"
        smoke.check_mapped(home, {font, library, Path("/usr/lib/libfontconfig.so.1")})

        with pytest.raises(smoke.SmokeError, match="no font"):
            smoke.check_mapped(home, {library})
        with pytest.raises(smoke.SmokeError, match=r"outside the bundle: .*core.so"):
            smoke.check_mapped(home, {font, ROOT / ".venv" / "core.so"})


@linux_only
@pytest.mark.gui
@pytest.mark.slow
def test_a_first_paint_is_seen_from_outside(tmp_path: Path) -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication, QWidget\n"
        "app = QApplication([]); window = QWidget(); window.setStyleSheet('background: white')\n"
        "window.resize(400, 400); sys.stdin.readline(); window.show(); app.exec()"
    )
    with Screen(tmp_path) as screen:
        environment = {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(tmp_path)}
        command = [sys.executable, "-c", program]
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
            try:
                assert process.stdin
                assert not screen.is_painted()
                process.stdin.write(b"show\n")
                process.stdin.flush()
                seen = any(screen.is_painted() or ended_within(process, 0.02) for _ in range(1000))
                assert seen
                assert screen.is_painted()
            finally:
                process.kill()


def ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def sizes_in(container: bytes, form: str) -> list[int]:
    data = QByteArray(container)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form.encode()))
    sizes = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        sizes.append(reader.read().width())
    return sizes


def home_of(folder: Path, script: str) -> smoke.Home:
    bundle = folder / "bundle"
    bundle.mkdir()
    program = bundle / contents.COMMAND
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    return smoke.Home(folder, bundle)
