"""Where things are kept: one folder for each profile, all of it under one data folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from terminal_app.bitget.endpoints import Badge


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one profile; `make` creates the folders."""

    root: Path
    profile: Path
    settings: Path
    drawings: Path
    workspace: Path
    journal: Path
    limits: Path
    gate: Path
    choices: Path
    alerts: Path
    account: Path
    recording: Path
    recordings: Path
    exchange: Path
    flow: Path
    logs: Path
    screenshots: Path

    def make(self) -> None:
        """Create what is missing, readable by the owner only.

        Raises:
            OSError: a folder cannot be created.
        """
        for folder in (self.root, self.profile, self.drawings, self.exchange, self.logs, self.screenshots):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def market(self, badge: "Badge") -> Path:
        """The candles of a world: live and demo have one each, and so has every paper exchange."""
        from terminal_app.bitget.endpoints import Badge

        if badge in (Badge.LIVE, Badge.DEMO):
            return self.root / f"market-{badge.value.lower()}.sqlite3"
        return self.profile / "market.sqlite3"


def paths_for(profile: str, data_dir: Path | None) -> Paths:
    """The places of a profile, under `data_dir` or else the system's folder for application data."""
    root = (data_dir or Path(platformdirs.user_data_dir("terminal-for-bitget", appauthor=False))).absolute()
    home = root / "profiles" / profile
    return Paths(
        root=root,
        profile=home,
        settings=root / "settings.json",
        drawings=root / "drawings",
        workspace=home / "workspace.json",
        journal=home / "journal.sqlite3",
        limits=home / "limits.json",
        gate=home / "gate.json",
        choices=home / "choices.json",
        alerts=home / "alerts.json",
        account=home / "account.json",
        recording=home / "recording.json",
        recordings=home / "recordings",
        exchange=home / "exchange",
        flow=home / "flow",
        logs=root / "logs",
        screenshots=root / "screenshots",
    )
