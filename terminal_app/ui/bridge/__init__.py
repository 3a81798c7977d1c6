"""Where Qt meets the rest: the frame clock, short user tasks, dialogs, table models."""
