"""How the connections to the venue are, as last reported. Knows no Qt and no socket."""

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.events import ChannelSilent, Link, LinkChanged, LinkEvent, LinkState


class LinkStates:
    """Keeps the newest state of each connection and which of its channels have gone silent."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._states = {link: LinkChanged(link, LinkState.CONNECTING) for link in Link}
        self._silent: dict[Link, set[str]] = {link: set() for link in Link}

    def apply(self, event: LinkEvent) -> None:
        """Take a report of the client."""
        match event:
            case LinkChanged(link, state):
                self._states[link] = event
                if state is not LinkState.LIVE:
                    self._silent[link].clear()
            case ChannelSilent(link, channel, silent):
                (self._silent[link].add if silent else self._silent[link].discard)(channel)
        self._changes.mark(Topic(Kind.LINK))

    def state(self, link: Link) -> LinkState:
        """How a connection is; one with a silent channel is not said to be live."""
        state = self._states[link].state
        return LinkState.DEGRADED if state is LinkState.LIVE and self._silent[link] else state

    def sentence(self, link: Link) -> str:
        """Why it is so, in plain words; empty when there is nothing to say."""
        silent = self._silent[link]
        if silent and self._states[link].state is LinkState.LIVE:
            return "Nothing comes on " + ", ".join(sorted(silent)) + "."
        return self._states[link].sentence
