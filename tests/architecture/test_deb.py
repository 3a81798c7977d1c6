"""The Debian package: where the parts of a bundle go, and what dpkg is told."""

import shutil
from pathlib import Path

import pytest

import deb
from bundle_contents import APP_ID, COMMAND
from terminal_app import __version__

pytestmark = pytest.mark.skipif(shutil.which("dpkg") is None, reason="asks dpkg for the architecture")


def _bundle(folder: Path) -> Path:
    bundle = folder / APP_ID
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "_internal" / "library.so").write_bytes(b"x" * 4096)
    (bundle / COMMAND).write_bytes(b"program")
    (bundle / "share" / "applications").mkdir(parents=True)
    (bundle / "share" / "applications" / "app.desktop").write_text("[Desktop Entry]\n", "utf-8")
    return bundle


def test_every_part_goes_where_the_system_wants_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    deb.lay_out(_bundle(tmp_path / "dist"), tree)
    assert (tree / "opt" / APP_ID / "_internal" / "library.so").is_file()
    assert not (tree / "opt" / APP_ID / "share").exists()
    assert (tree / "usr" / "share" / "applications" / "app.desktop").is_file()
    assert (tree / "usr" / "bin" / COMMAND).readlink() == Path(f"/opt/{APP_ID}/{COMMAND}")


def test_dpkg_is_told_name_version_and_size(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    deb.lay_out(_bundle(tmp_path / "dist"), tree)
    fields = dict(
        line.split(": ", 1)
        for line in (tree / "DEBIAN" / "control").read_text("utf-8").splitlines()
        if ": " in line
    )
    assert (fields["Package"], fields["Version"], fields["Installed-Size"]) == (APP_ID, __version__, "4")
    assert "libxcb-cursor0" in fields["Depends"]
