"""The time of the market in a recording: it begins with the wall clock and goes on with the monotonic one."""

from terminal_app.tape.records import TapeRecord


class TapeTimes:
    """Times of the market for the records of one recording, in their order."""

    def __init__(self) -> None:
        self._first: TapeRecord | None = None
        self._last_ms = 0

    def of(self, record: TapeRecord) -> int:
        """When a record is, Unix ms."""
        if self._first is None:
            self._first = record
        passed = round((record.at - self._first.at) * 1000)
        self._last_ms = max(self._last_ms, self._first.wall_ms + passed)
        return self._last_ms
