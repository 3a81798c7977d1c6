"""The workspaces: where everything stands and what is chosen, kept while the person works and put back later.

It looks twice a second whether something stands elsewhere than was kept. Asking instead of being told misses
nothing, whatever was dragged, and costs less than the signals of every splitter, tab and window would. Panels
say themselves when a choice of theirs changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.keeping import Keeping
from terminal_app.ui.layout import Layout, alike, from_saved, to_save
from terminal_app.ui.links import (
    COLOURS,
    Links,
    colours_from,
    instrument_from,
    instruments_from,
    saved_instrument,
)
from terminal_app.ui.registry import DOCKS, PANELS, SPARE_DOCKS
from terminal_app.ui.screens import Screen, on_screen, screens_now, set_name
from terminal_app.ui.shelf import MOST_EARLIER, Shelf
from terminal_app.ui.shipped import FIRST_SYMBOLS, TRADE, Shipped, shipped
from terminal_app.ui.window_place import WindowPlace

_LOOK_MS = 500
_MOST_PX = 100_000
_OURS = {
    "layout",
    "earlier",
    "window",
    "places",
    "locked",
    "chosen",
    "choices",
    "name",
    "screens",
    "shelf",
    "linked",
}
_STANDING = [spec.id for spec in DOCKS]
_SPARE = [spec.id for spec in SPARE_DOCKS]


class Linked(Protocol):
    """Who knows which panel shows what."""

    @property
    def links(self) -> Links:
        """The colours."""
        ...

    @property
    def chosen(self) -> InstrumentId | None:
        """The instrument the window stands for, `None` before the first."""
        ...

    def settle(self) -> None:
        """The colours have changed: show what they say."""
        ...


class Workspace(QObject):
    """Keeps and restores the workspaces of one window; one of them is on the screen.

    Signals:
        switched: another one is on the screen, or there are others to choose from.

    Args:
        window: whose place is kept.
        docks: whose arrangement is kept; ten earlier ones can be had back.
        memory: the choices of the panels.
        linked: the link colours.
        keeping: where it is kept.
        screens: which screens there are.
    """

    switched = Signal()

    def __init__(
        self,
        window: QMainWindow,
        docks: DockBoard,
        memory: Memory,
        linked: Linked,
        keeping: Keeping,
        screens: Callable[[], Sequence[Screen]] = screens_now,
    ) -> None:
        super().__init__(window)
        self._docks = docks
        self._memory = memory
        self._linked = linked
        self._keeping = keeping
        self._screens = screens
        self._place = WindowPlace(window)
        self._shelf = Shelf()
        self._others = {name: value for name, value in keeping.workspace.items() if name not in _OURS}
        self._kept: Mapping[str, object] = {}
        self._seen: Mapping[str, object] = {}
        self._kept_colours: Mapping[str, int] = {}
        self._earlier: list[object] = []
        self._choices: Mapping[str, object] | None = None
        self._set = set_name(screens())
        self._seen_set = self._set
        self.name = TRADE
        self.locked = False
        memory.on_change(self.on_choice)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.on_look)

    @property
    def names(self) -> list[str]:
        """All workspaces, in the order of their keys."""
        return self._shelf.names()

    def is_own(self, name: str) -> bool:
        """Whether a person made this workspace."""
        return self._shelf.is_own(name)

    def restore(self) -> bool:
        """Put everything back that was kept. Returns whether the docks were among it."""
        saved = self._keeping.workspace
        self._shelf.take(saved.get("shelf"))
        self._place.take(saved.get("places"))
        self._take_linked(saved.get("linked"))
        name = saved.get("name")
        self.name = name if isinstance(name, str) and name in self.names else TRADE
        self._take_current(saved)
        choices = saved.get("choices")
        if isinstance(choices, Mapping):
            self._memory.recall(choices, _SPARE)
        stood = self._enter(saved.get("window"))
        self.lock(locked=saved.get("locked") is True)
        return stood

    def instrument(self) -> InstrumentId | None:
        """The instrument that was shown last."""
        return instrument_from(self._keeping.workspace.get("chosen"))

    def start(self) -> None:
        """The window stands: from now on keep what changes."""
        self._keeping.workspace_stands()
        self._note(self._state())
        self._timer.start()

    def stop(self) -> None:
        """Keep what has changed last, and look no more."""
        if self._timer.isActive():
            self._timer.stop()
            self._choices = None
            self._keep(self._state())

    def on_choice(self) -> None:
        """A panel has another choice to remember."""
        self._choices = None

    def on_look(self) -> None:
        """Keep what is different from what was kept, once it has stayed so for a moment."""
        now = set_name(self._screens())
        if now != self._set:
            # Screens come and go one by one when a laptop is put into its dock.
            if now == self._seen_set:
                self._move_to(now)
            self._seen_set = now
            return
        self._seen_set = now
        state = self._state()
        if state == self._seen and state != self._kept:
            self._keep(state)
        self._seen = state

    def lock(self, *, locked: bool) -> None:
        """Let nothing be moved, or let it again."""
        self.locked = locked
        self._docks.lock(locked=locked)

    def switch(self, name: str) -> None:
        """Show another workspace as it was left; this one is kept as it stands."""
        if name == self.name or name not in self.names:
            return
        self._keep(self._state())
        self._store()
        self.name = name
        self._show()

    def save_as(self, name: str) -> str:
        """Keep what is on the screen as a workspace of one's own and go on in it.

        Returns:
            What is wrong with the name, in a sentence; empty when nothing is.
        """
        self._store()
        record = self._shelf.get(self.name)
        own = replace(record, earlier=(), start=to_save(self._docks.read()))
        trouble = self._shelf.add(name, own)
        if not trouble:
            self.name = name.strip()
            self._earlier = []
            self._now_kept()
        return trouble

    def delete(self, name: str) -> None:
        """Forget a workspace of one's own. The one on the screen gives way to what it was made from."""
        if not self.is_own(name):
            return
        base = self._shelf.get(name).base
        self._shelf.delete(name)
        if name == self.name:
            self.name = base
            self._show()
        else:
            self._now_kept()

    def reset(self) -> None:
        """Put docks and link colours back as they come; it can be undone."""
        self._keep(self._state())
        links, kind = self._linked.links, self._kind()
        start = self._layout(self._shelf.get(self.name).start)
        if start is not None:
            self._docks.arrange(start)
        else:
            if links.colours() != kind.colours:
                self._earlier.append(self._entry())
            links.wear(kind.colours)
            self._docks.reset(self._docks.manager.size())
        self._linked.settle()
        self.lock(locked=self.locked)
        self._keep(self._state())

    def undo(self) -> bool:
        """Put the docks where they were before the last change. Returns whether there was one."""
        now, links = self._docks.read(), self._linked.links
        while self._earlier:
            saved = self._earlier.pop()
            layout, colours = self._layout(saved), links.colours()
            if isinstance(saved, Mapping) and isinstance(saved.get("colours"), Mapping):
                colours = colours_from(saved["colours"])
            if layout is not None and not (alike(layout, now) and colours == links.colours()):
                links.wear(colours)
                self._docks.arrange(layout)
                self.lock(locked=self.locked)
                self._linked.settle()
                self._note(self._state())
                self._keeping.keep_workspace(self._kept)
                return True
        return False

    # ------------------------------------------------------------------------------------------ switching

    def _kind(self) -> Shipped:
        return shipped(self._shelf.get(self.name).base)

    def _layout(self, saved: object) -> Layout | None:
        """A saved layout for the screens there are; in the usual workspace every panel keeps a place."""
        usual = self._kind().name == TRADE
        layout = from_saved(saved, _STANDING if usual else (), _SPARE if usual else PANELS)
        return None if layout is None else on_screen(layout, self._screens())

    def _store(self) -> None:
        """Lay what is on the screen on the shelf."""
        self._place.keep()
        links = self._linked.links
        record = self._shelf.get(self.name).with_layout(self._set, self._saved_layout())
        record = replace(record, earlier=tuple(self._earlier), colours=links.colours(), own=links.own())
        self._shelf.put(self.name, record)

    def _show(self) -> None:
        self._enter()
        self.lock(locked=self.locked)
        self._now_kept()

    def _enter(self, usual: object = None) -> bool:
        """Show the workspace of our name. Returns whether its docks were kept."""
        record, kind, links = self._shelf.get(self.name), self._kind(), self._linked.links
        self._earlier = list(record.earlier)
        links.wear(kind.colours if record.colours is None else record.colours, record.own)
        for colour in set(links.colours().values()):
            first = FIRST_SYMBOLS.get(colour)
            if first is not None and links.of_colour(colour) is None:
                links.choose_colour(colour, first)
        self._docks.use(kind.usual)
        self._place.enter(kind, self._set, self._screens(), usual)
        layout = self._layout(record.layouts.get(self._set))
        if layout is not None and self._was_usual(record.layouts.get(self._set), layout):
            layout = None
        if layout is None and self.is_own(self.name):
            layout = self._layout(record.start)
        if layout is not None:
            self._docks.arrange(layout)
        else:
            self._docks.reset(self._docks.manager.size())
        self._linked.settle()
        return layout is not None

    def _was_usual(self, saved: object, layout: Layout) -> bool:
        """Whether this was what is usual in the window as it was then, and another one is usual by now."""
        room = saved.get("room") if isinstance(saved, Mapping) else None
        if not isinstance(room, list) or len(room) != 2 or not self._docks.manager.isVisible():
            return False
        if not all(isinstance(side, int) and 0 < side < _MOST_PX for side in room) or room == self._room():
            return False
        return alike(layout, self._kind().usual(*room))

    def _room(self) -> list[int]:
        return [self._docks.manager.width(), self._docks.manager.height()]

    def _saved_layout(self) -> Mapping[str, object]:
        return {**to_save(self._docks.read()), "room": self._room()}

    def _move_to(self, screens: str) -> None:
        """There are other screens now: stand as one last stood on them, or as usual."""
        self._store()
        self._set = screens
        self._show()

    def _now_kept(self) -> None:
        self._note(self._state())
        self._keeping.keep_workspace(self._kept)
        self.switched.emit()

    def _note(self, state: Mapping[str, object]) -> None:
        self._kept = self._seen = state
        self._kept_colours = self._linked.links.colours()

    # ------------------------------------------------------------------------------------------ keeping

    def _entry(self) -> Mapping[str, object]:
        """The layout and the colours that were kept last: what *Undo* comes back to."""
        layout = self._kept.get("layout")
        kept = layout if isinstance(layout, Mapping) else {}
        return {**kept, "colours": self._kept_colours}

    def _keep(self, state: Mapping[str, object]) -> None:
        before = self._layout(self._kept.get("layout"))
        if before is not None and not alike(before, self._docks.read()):
            self._earlier.append(self._entry())
            del self._earlier[:-MOST_EARLIER]
            state = {**state, "earlier": list(self._earlier)}
        if state != self._kept:
            self._note(state)
            self._keeping.keep_workspace(state)

    def _state(self) -> Mapping[str, object]:
        if self._choices is None:
            self._choices = self._memory.remember()
        self._store()
        chosen, links = self._linked.chosen, self._linked.links
        return {
            **self._others,
            "name": self.name,
            "screens": self._set,
            "layout": self._saved_layout(),
            "earlier": list(self._earlier),
            "shelf": self._shelf.to_save(self.name, self._set),
            "window": self._place.read(),
            "places": self._place.to_save(),
            "locked": self.locked,
            "chosen": saved_instrument(chosen) if chosen else None,
            "linked": {str(colour): saved_instrument(one) for colour, one in links.shown().items()},
            "choices": self._choices,
        }

    def _take_current(self, saved: Mapping[str, object]) -> None:
        """Put on the shelf what lies beside it: the layout in use, for the screens it was used on."""
        record = self._shelf.get(self.name)
        earlier, screens = saved.get("earlier"), saved.get("screens")
        record = replace(record, earlier=tuple(earlier[-MOST_EARLIER:]) if isinstance(earlier, list) else ())
        if saved.get("layout") is not None:
            used_on = screens if isinstance(screens, str) else self._set
            record = record.with_layout(used_on, saved["layout"])
        self._shelf.put(self.name, record)

    def _take_linked(self, saved: object) -> None:
        for colour, instrument in instruments_from(saved).items():
            if colour.isdecimal() and int(colour) in COLOURS:
                self._linked.links.choose_colour(int(colour), instrument)
