"""What is recorded of one account: chosen for each profile, kept in a file of its own. Knows no file."""

from collections.abc import Mapping
from dataclasses import dataclass

SIZES_MB = (64, 256, 1_024, 4_096, 16_384)
"""How much all recordings of a folder may take together, in MB of 2**20 bytes."""
COUNTS = (8, 16, 64, 256, 1_000)
"""How many files are kept in a folder."""


@dataclass(frozen=True, slots=True)
class RecordingChoices:
    """What the person has chosen for an account.

    Args:
        on: whether what the terminal sees is recorded.
        folder: where to; empty for the folder of the profile.
        most_mb: all recordings in the folder together; the oldest files go beyond it.
        most_files: how many files are kept there.
    """

    on: bool = False
    folder: str = ""
    most_mb: int = 1_024
    most_files: int = 64


NOTHING_RECORDED = RecordingChoices()
"""Nothing is recorded."""


def from_saved(saved: Mapping[str, object]) -> RecordingChoices:
    """The choices of a file; what is missing or makes no sense is the default."""
    usual, folder = RecordingChoices(), saved.get("folder")
    return RecordingChoices(
        on=saved.get("on") is True,
        folder=folder if isinstance(folder, str) else "",
        most_mb=_one_of(SIZES_MB, saved.get("most_mb"), usual.most_mb),
        most_files=_one_of(COUNTS, saved.get("most_files"), usual.most_files),
    )


def to_save(choices: RecordingChoices) -> Mapping[str, object]:
    """The choices as a file holds them."""
    return {
        "on": choices.on,
        "folder": choices.folder,
        "most_mb": choices.most_mb,
        "most_files": choices.most_files,
    }


def _one_of(known: tuple[int, ...], saved: object, usual: int) -> int:
    return saved if isinstance(saved, int) and not isinstance(saved, bool) and saved in known else usual
