"""The bar below the top bar while a recording is played. It never lets one forget that this is no market."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSlider

from terminal_app.ui.replay.state import (
    POSITIONS,
    SPEEDS,
    WAITING,
    ReplayControl,
    ReplayWords,
    time_at,
    words,
)
from terminal_app.ui.style import GAP, PAD, Role, set_role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.text import plain_label

_HEIGHT_PX = 34
_AHEAD = "Where the recording stands. Drag ahead to skip; to see something again, open it once more."


class ReplayBar(QFrame):
    """Play or pause, one step, the speed, and where the recording stands.

    Args:
        control: what moves the replay.
    """

    def __init__(self, control: ReplayControl) -> None:
        super().__init__()
        self._control = control
        self._shown: ReplayWords | None = None
        self.setObjectName("replay_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(_HEIGHT_PX)
        self.badge = plain_label("REPLAY", Role.BADGE)
        set_state(self.badge, "replay")
        self.badge.setToolTip("A recording is played. Nothing here happens now, and no money is involved.")
        self.play = bar_button("Pause", "Pause the replay")
        self.play.setFixedWidth(self.play.sizeHint().width() + 2 * PAD)
        self.one = bar_button("Step", "Stand still and go on to the next thing that happened")
        self.one.setToolTip("Stand still, and go on to the next thing that happened")
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed of the replay")
        self.speed.setToolTip("How fast the recording is played")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed}×", speed)
        self.position = QSlider(Qt.Orientation.Horizontal)
        self.position.setRange(0, POSITIONS)
        self.position.setAccessibleName("Position in the recording")
        self.position.setToolTip(_AHEAD)
        self.time = plain_label("", Role.STRONG)
        self.time.setAccessibleName("Time in the recording")
        self.passed = plain_label("", Role.SOFT)
        self.passed.setAccessibleName("Played so far")
        set_role(self.time, Role.STRONG)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(PAD)
        for widget in (self.badge, self.play, self.one, self.speed):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(GAP)
        row.addWidget(self.time)
        row.addWidget(self.position, 1)
        row.addWidget(self.passed)
        self.play.clicked.connect(self.on_play)
        self.one.clicked.connect(self.on_step)
        self.speed.activated.connect(self.on_speed)
        self.position.sliderReleased.connect(self.on_position)
        self.on_tick()

    def on_tick(self) -> None:
        """Say where it stands now."""
        now = words(self._control.place())
        if now == self._shown:
            return
        self._shown = now
        self.play.setText(now.play)
        self.play.setAccessibleName(now.play_name)
        for part in (self.play, self.one):
            part.setEnabled(now.can_play)
        self.position.setEnabled(now.can_play)
        self.speed.setEnabled(now != WAITING)
        self.time.setText(now.time)
        self.passed.setText(now.passed)
        if not self.speed.view().isVisible():
            self.speed.setCurrentIndex(self.speed.findData(now.speed))
        if not self.position.isSliderDown():
            self.position.setValue(now.position)

    def on_play(self) -> None:
        """Stand still, or go on."""
        place = self._control.place()
        if place is not None:
            self._control.pause(paused=not place.paused)
            self.on_tick()

    def on_step(self) -> None:
        """Go on to the next thing that happened."""
        self._control.step()
        self.on_tick()

    def on_speed(self, index: int) -> None:
        """Another speed was chosen."""
        self._control.set_speed(int(self.speed.itemData(index)))
        self.on_tick()

    def on_position(self) -> None:
        """The handle was let go: skip ahead, or go back to where it stands."""
        place = self._control.place()
        if place is not None:
            self._control.go_to(time_at(place, self.position.value()))
        self._shown = None
        self.on_tick()
