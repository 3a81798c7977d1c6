"""The bar below the top bar while a recording is played. It never lets one forget that this is no market."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu

from terminal_app.ui.replay.slider import PositionSlider
from terminal_app.ui.replay.state import (
    POSITIONS,
    SPEEDS,
    WAITING,
    Gesture,
    ReplayControl,
    ReplayWords,
    bar_after,
    bar_before,
    clock_text,
    position_of,
    time_at,
    words,
)
from terminal_app.ui.style import GAP, PAD, Role, set_role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.text import plain_label

_HEIGHT_PX = 34
_POSITION = (
    "Where the recording stands. Press or drag to go there. Going back plays it anew from its beginning, and "
    "discards what you traded in it."
)
_MINUTE_MS = 60_000
_MOST_LISTED = 40


class ReplayBar(QFrame):
    """Play or pause, one step, the speed, and where the recording stands.

    Signals:
        back_wanted(int): to an earlier time of the recording, Unix ms.

    Args:
        control: what moves the replay.
        bar_ms: how long a bar is that one steps over.
    """

    back_wanted = Signal(object)

    def __init__(self, control: ReplayControl, bar_ms: Callable[[], int] = lambda: _MINUTE_MS) -> None:
        super().__init__()
        self._control = control
        self._bar_ms = bar_ms
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
        self.one.setToolTip("Stand still, and go on to the next thing that happened  (Ctrl+Right)")
        self.over = bar_button("Bar", "Stand still at the end of the bar of the chart")
        self.over.setToolTip("Stand still at the end of the chart's bar  (Ctrl+Shift+Right)")
        self.restart = bar_button("Restart", "Play the recording from its beginning")
        self.restart.setToolTip("Play the recording from its beginning  (Ctrl+Home)")
        self.pressed = bar_button("Clicks", "What was pressed while this was recorded")
        self.pressed.setToolTip("What was pressed while this was recorded; choose one to go there")
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed of the replay")
        self.speed.setToolTip("How fast the recording is played")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed}×", speed)
        self.position = PositionSlider(POSITIONS)
        self.position.setAccessibleName("Position in the recording")
        self.position.setToolTip(_POSITION)
        self.time = plain_label("", Role.STRONG)
        self.time.setAccessibleName("Time in the recording")
        self.passed = plain_label("", Role.SOFT)
        self.passed.setAccessibleName("Played so far")
        set_role(self.time, Role.STRONG)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(PAD)
        for widget in (self.badge, self.restart, self.play, self.one, self.over, self.speed):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(GAP)
        row.addWidget(self.time)
        row.addWidget(self.position, 1)
        row.addWidget(self.passed)
        row.addWidget(self.pressed, 0, Qt.AlignmentFlag.AlignVCenter)
        self.play.clicked.connect(self.on_play)
        self.one.clicked.connect(self.on_step)
        self.over.clicked.connect(self.on_step_bar)
        self.restart.clicked.connect(self.on_restart)
        self.pressed.clicked.connect(self.on_pressed)
        self.speed.activated.connect(self.on_speed)
        self.position.sliderReleased.connect(self.on_position)
        self.on_tick()

    def on_tick(self) -> None:
        """Say where it stands now."""
        place = self._control.place()
        self._show_gestures()
        now = words(place)
        if now == self._shown:
            return
        self._shown = now
        self.play.setText(now.play)
        self.play.setAccessibleName(now.play_name)
        self.play.setToolTip(f"{now.play_name}  (Ctrl+Space)")
        for part in (self.play, self.one, self.over):
            part.setEnabled(now.can_play)
        self.position.setEnabled(place is not None)
        self.restart.setEnabled(place is not None)
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
            self._control.pause(paused=place.goal_ms is not None or not place.paused)
            self.on_tick()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stands still on the way to another time."""
        place = self._control.place()
        if event.key() == Qt.Key.Key_Escape and place is not None and place.goal_ms is not None:
            self.on_play()
            return
        super().keyPressEvent(event)

    def on_step(self) -> None:
        """Go on to the next thing that happened."""
        self._control.step()
        self.on_tick()

    def on_speed(self, index: int) -> None:
        """Another speed was chosen."""
        self._control.set_speed(int(self.speed.itemData(index)))
        self.on_tick()

    def on_step_bar(self) -> None:
        """Stand still at the end of the bar that is forming."""
        place = self._control.place()
        if place is not None:
            self._control.pause(paused=True)
            self._control.go_to(bar_after(place.at_ms, self._bar_ms()))
            self.on_tick()

    def on_back_bar(self) -> None:
        """Go back to where the bar began."""
        place = self._control.place()
        if place is not None:
            self.go(bar_before(place.at_ms, self._bar_ms()))

    def on_restart(self) -> None:
        """Play it from its beginning."""
        place = self._control.place()
        if place is not None:
            self.go(place.start_ms)

    def on_faster(self) -> None:
        """The next higher speed."""
        self._change_speed(1)

    def on_slower(self) -> None:
        """The next lower speed."""
        self._change_speed(-1)

    def on_position(self) -> None:
        """The handle was let go: go there."""
        place = self._control.place()
        if place is not None:
            self.go(time_at(place, self.position.value()))

    def on_pressed(self) -> None:
        """Show what was pressed while it was recorded."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        # The button stands at the right edge: the list ends where it does, inside of the window.
        left = self.pressed.width() - menu.sizeHint().width()
        menu.popup(self.pressed.mapToGlobal(QPoint(left, self.pressed.height())))

    def fill(self, menu: QMenu) -> None:
        """The latest of what was pressed up to now, a line, and what comes next."""
        place = self._control.place()
        at_ms = 0 if place is None else place.at_ms
        gestures = self._control.gestures()
        come = sum(one.at_ms <= at_ms for one in gestures)
        first = max(0, come - _MOST_LISTED // 2)
        for number, one in enumerate(gestures[first : first + _MOST_LISTED], first):
            if 0 < number == come:
                menu.addSeparator()  # the recording stands here
            text = f"{clock_text(one.at_ms)}  {one.text}".replace("&", "&&")
            action = menu.addAction(text)
            action.triggered.connect(partial(self._go_to_gesture, one))

    def go(self, at_ms: int) -> None:
        """Go to a time: ahead at once, back when the person wants what that costs."""
        place = self._control.place()
        if place is None:
            return
        at_ms = min(max(at_ms, place.start_ms), place.end_ms)
        if at_ms < place.at_ms:
            self.back_wanted.emit(at_ms)
        else:
            self._control.go_to(at_ms)
        self._shown = None
        self.on_tick()

    def _go_to_gesture(self, one: Gesture) -> None:
        self.go(one.at_ms)

    def _change_speed(self, by: int) -> None:
        place = self._control.place()
        if place is None:
            return
        index = SPEEDS.index(place.speed) if place.speed in SPEEDS else 0
        self._control.set_speed(SPEEDS[min(max(index + by, 0), len(SPEEDS) - 1)])
        self.on_tick()

    def _show_gestures(self) -> None:
        place, gestures = self._control.place(), self._control.gestures()
        text = f"Clicks ({len(gestures)})" if gestures else "Clicks"
        if self.pressed.text() == text and place is not None:
            return
        self.pressed.setText(text)
        self.pressed.setEnabled(bool(gestures))
        if place is not None:
            self.position.show_marks([position_of(place, one.at_ms) for one in gestures])
