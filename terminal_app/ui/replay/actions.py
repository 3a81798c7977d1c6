"""What can be asked of the replay bar from the menu and by key."""

from terminal_app.ui.actions import ActionSpec
from terminal_app.ui.replay.bar import ReplayBar


def replay_actions(bar: ReplayBar) -> list[ActionSpec]:
    """The menu of a window that plays a recording."""
    return [
        ActionSpec("&Replay", "&Play or pause", bar.on_play, ("Ctrl+Space",)),
        ActionSpec("&Replay", "&One step", bar.on_step, ("Ctrl+Right",)),
        ActionSpec("&Replay", "To the end of the &bar", bar.on_step_bar, ("Ctrl+Shift+Right",)),
        ActionSpec("&Replay", "Back to the b&eginning of the bar", bar.on_back_bar, ("Ctrl+Shift+Left",)),
        ActionSpec("&Replay", "&Faster", bar.on_faster, ("Ctrl+Up",), separated=True),
        ActionSpec("&Replay", "&Slower", bar.on_slower, ("Ctrl+Down",)),
        ActionSpec("&Replay", "&Restart", bar.on_restart, ("Ctrl+Home",), separated=True),
    ]
