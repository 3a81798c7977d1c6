"""The volume column of one ladder: whether it is shown, from when it counts, and its memory of trades."""

from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.ladder.desk import LadderDesk
from terminal_app.ui.panels.ladder.state import Picture
from terminal_app.ui.panels.ladder.volume_column import VolumeColumn
from terminal_app.ui.panels.ladder.volumes import DAY_MS, NOTHING, LadderVolumes, Since

_FRAME_SECONDS = 0.003


class VolumeDesk:
    """Fills the column while it is shown; without, nothing is remembered for it.

    Args:
        hub: where trades are remembered.
        desk: which instrument, and by which step.
        column: what shows it.
    """

    def __init__(self, hub: MarketHub, desk: LadderDesk, column: VolumeColumn) -> None:
        self._hub = hub
        self._desk = desk
        self._column = column
        self._armed_ms = hub.clock.now_ms()
        self._volumes: LadderVolumes | None = None
        self._of: object = None
        self.since = Since.OFF
        column.setVisible(False)

    def choose(self, since: Since) -> bool:
        """Count from elsewhere, or show nothing; says whether that is something else."""
        changed, self.since = since is not self.since, since
        self._column.setVisible(since is not Since.OFF)
        return changed

    def recall(self, saved: object) -> None:
        """Take the choice of an earlier run."""
        self.choose(next((one for one in Since if one.value == saved), self.since))

    def note_armed(self) -> None:
        """The ladder was armed just now."""
        self._armed_ms = self._hub.clock.now_ms()

    def show(self, picture: Picture) -> None:
        """Bring the column up to date with the rows of the ladder."""
        state, clock = self._desk.state, self._hub.clock
        if state is None or self.since is Since.OFF:
            self._forget()
            return
        start = self._armed_ms if self.since is Since.ARMED else clock.now_ms() // DAY_MS * DAY_MS
        if self._volumes is None or self._of != (state.rules.id, start):
            self._of = (state.rules.id, start)
            self._volumes = LadderVolumes(self._hub.flow.trades(self, state.rules), start)
        until = clock.monotonic() + _FRAME_SECONDS
        self._column.show_picture(self._volumes.build(picture, state.step, lambda: clock.monotonic() < until))

    def _forget(self) -> None:
        if self._of is not None:
            self._of = self._volumes = None
            self._hub.flow.release(self)
            self._column.show_picture(NOTHING)
