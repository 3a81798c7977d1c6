"""Where the panels stand, as plain values: what is saved, what is checked when it comes back, what is usual.

Knows no Qt. Anything that comes from a file passes `from_saved`, which drops what it does not understand and
always gives a layout in which every panel has one place.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

WATCHLIST_PX = 220
BOOK_PX = 260
BOOK_WITH_TAPE_PX = 296
"""Two tabs and the buttons of the panel need more width than the book alone."""

TICKET_PX = 300
TABLES_SHARE = 0.30
TAPE_SHARE = 0.36
NARROW_PX = 1360
"""Below this width of the window the list of markets is put away."""

_LEAST_FOR_BOTH_PX = 560
_DEEPEST = 8
_MOST_PX = 100_000
TABLES = ("positions", "orders", "triggers", "fills", "history", "balances", "journal", "log")
_COLUMN_PX = {
    "watchlist": WATCHLIST_PX,
    "book": BOOK_PX,
    "ladder": TICKET_PX,
    "tape": BOOK_PX,
    "ticket": TICKET_PX,
}
USUAL = ("watchlist", "chart", "book", "ladder", "tape", *TABLES, "ticket")


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the desktop, in the pixels of the person's scaling."""

    x: int
    y: int
    width: int
    height: int

    def shares(self, other: "Place") -> int:
        """How much of the other rectangle this one covers, in pixels."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0, wide) * max(0, high)


@dataclass(frozen=True, slots=True)
class Tabs:
    """Panels that share a place, as tabs; `front` is the one that is seen."""

    panels: tuple[str, ...]
    front: str


@dataclass(frozen=True, slots=True)
class Split:
    """Parts beside each other (`across`) or below each other, with their sizes in pixels."""

    across: bool
    parts: tuple["Tabs | Split", ...]
    sizes: tuple[int, ...]


Node = Tabs | Split


@dataclass(frozen=True, slots=True)
class Floating:
    """A window of its own with panels in it."""

    node: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Layout:
    """Every panel's place. A closed panel keeps its place for when it is opened again."""

    main: Node | None
    floating: tuple[Floating, ...] = ()
    closed: frozenset[str] = frozenset()


def usual_layout(width: int, height: int) -> Layout:
    """The layout of a first start, and of *Reset layout*, in a window with this much room for panels.

    A low window has the trades as a tab beside the book, so that the book keeps its rows; in a narrow one the
    list of markets is closed. The ladder is closed at first; opened, it is a tab beside the book.
    """
    tables = int(height * TABLES_SHARE)
    upper = max(1, height - tables)
    middle = max(1, width - TICKET_PX)
    narrow = width <= NARROW_PX
    tape = int(upper * TAPE_SHARE)
    book: Node = Tabs(("book", "ladder", "tape"), "book")
    book_px = BOOK_WITH_TAPE_PX
    if upper >= _LEAST_FOR_BOTH_PX:
        book_px = BOOK_PX
        both = Tabs(("book", "ladder"), "book")
        book = Split(across=False, parts=(both, _alone("tape")), sizes=(upper - tape, tape))
    chart = max(1, middle - book_px - (0 if narrow else WATCHLIST_PX))
    top = Split(
        across=True,
        parts=(_alone("watchlist"), _alone("chart"), book),
        sizes=(WATCHLIST_PX, chart, book_px),
    )
    left = Split(across=False, parts=(top, Tabs(TABLES, "positions")), sizes=(upper, tables))
    return Layout(
        Split(across=True, parts=(left, _alone("ticket")), sizes=(middle, TICKET_PX)),
        closed=frozenset({"ladder", "watchlist"} if narrow else {"ladder"}),
    )


def alike(one: Layout, other: Layout) -> bool:
    """Whether two layouts differ in nothing but sizes and which tabs are seen: those change all the time."""
    return _bare(to_save(one)) == _bare(to_save(other))


def fronts(layout: Layout) -> frozenset[str]:
    """The panels that are seen."""
    nodes = [window.node for window in layout.floating]
    nodes += [] if layout.main is None else [layout.main]
    return frozenset(tabs.front for node in nodes for tabs in _tabs_of(node)) - layout.closed


def with_fronts(layout: Layout, seen: Collection[str]) -> Layout:
    """The same layout with these panels in front, as far as they have a place among tabs."""
    windows = tuple(Floating(_fronted(window.node, seen), window.place) for window in layout.floating)
    main = None if layout.main is None else _fronted(layout.main, seen)
    return Layout(main, windows, layout.closed)


def panels_of(node: Node) -> Iterator[str]:
    """Every panel of a part, in order."""
    if isinstance(node, Tabs):
        yield from node.panels
        return
    for part in node.parts:
        yield from panels_of(part)


def clamp(place: Place, screens: Sequence[Place], least: tuple[int, int] = (1, 1)) -> Place:
    """The same rectangle wholly on one screen: the one it covers most, or else the first.

    Args:
        place: as it was saved, perhaps for screens that are gone.
        screens: what can be seen now, without panels and docks of the desktop. None: nothing is known.
        least: the smallest width and height that make sense.
    """
    if not screens:
        return place
    screen = max(screens, key=lambda candidate: candidate.shares(place))
    width = min(max(place.width, least[0]), max(screen.width, least[0]))
    height = min(max(place.height, least[1]), max(screen.height, least[1]))
    return Place(
        max(screen.x, min(place.x, screen.x + screen.width - width)),
        max(screen.y, min(place.y, screen.y + screen.height - height)),
        width,
        height,
    )


def to_save(layout: Layout) -> Mapping[str, object]:
    """A layout as plain values for a file."""
    return {
        "main": None if layout.main is None else _saved_node(layout.main),
        "floating": [
            {"node": _saved_node(window.node), "place": saved_place(window.place)}
            for window in layout.floating
        ],
        "closed": sorted(layout.closed),
    }


def from_saved(saved: object, known: Collection[str], spare: Collection[str] = ()) -> Layout | None:
    """The layout of a file, `None` if there is none in it.

    Panels that are neither `known` nor `spare` or stand twice are left out. Known ones that have no place
    stand closed with the tables, or with whatever is first; spare ones may be missing.
    """
    if not isinstance(saved, Mapping):
        return None
    left = {*known, *spare}
    main = _node(saved.get("main"), left)
    floating = []
    windows = saved.get("floating")
    for window in windows if isinstance(windows, list) else []:
        place = place_from(window.get("place")) if isinstance(window, Mapping) else None
        node = _node(window.get("node"), left) if place is not None else None
        if node is not None and place is not None:
            floating.append(Floating(node, place))
    if main is None and not floating:
        return None
    missing = tuple(name for name in known if name in left)
    if missing:
        main = Tabs(missing, missing[0]) if main is None else _with_tabs(main, missing)
    standing = {*known, *spare} - left
    closed = {name for name in _names(saved.get("closed")) if name in standing}
    return Layout(main, tuple(floating), frozenset(closed) | frozenset(missing))


def panels_in(layout: Layout) -> list[str]:
    """Every panel that has a place, the main window first."""
    nodes = [] if layout.main is None else [layout.main]
    nodes += [window.node for window in layout.floating]
    return [panel for node in nodes for panel in panels_of(node)]


def without(layout: Layout, panels: Collection[str]) -> Layout:
    """The same layout, from which some panels have gone."""
    windows = [(_pruned(window.node, panels), window.place) for window in layout.floating]
    return Layout(
        None if layout.main is None else _pruned(layout.main, panels),
        tuple(Floating(node, place) for node, place in windows if node is not None),
        layout.closed - frozenset(panels),
    )


def with_panel(layout: Layout, panel: str, size: tuple[int, int]) -> Layout:
    """The same layout with one panel more, where it squeezes nobody.

    A table joins the tables, and another one of a kind joins its kind, as a tab. Everything else gets a
    column at its usual side.

    Args:
        layout: in which the panel has no place.
        panel: the panel.
        size: the room for panels, in pixels.
    """
    if layout.main is None:
        return Layout(_alone(panel), layout.floating, layout.closed)
    kind = panel.partition("-")[0]
    placed = list(panels_of(layout.main))
    kin = [other for other in placed if other.partition("-")[0] == kind]
    if kind in TABLES:
        kin = [other for other in placed if other in TABLES]
    if kin:
        return Layout(_beside(layout.main, kin[-1], panel), layout.floating, layout.closed)
    width = min(_COLUMN_PX.get(kind, size[0] // 3), max(1, size[0] // 2))
    rest = max(1, size[0] - width)
    first = kind == "watchlist"
    parts: tuple[Node, ...] = (_alone(panel), layout.main) if first else (layout.main, _alone(panel))
    column = Split(across=True, parts=parts, sizes=(width, rest) if first else (rest, width))
    return Layout(column, layout.floating, layout.closed)


def saved_place(place: Place) -> list[int]:
    """A rectangle as plain values."""
    return [place.x, place.y, place.width, place.height]


def place_from(saved: object) -> Place | None:
    """The rectangle of a file, `None` if it is none."""
    if not isinstance(saved, list) or len(saved) != 4:
        return None
    numbers = [value for value in saved if _is_pixels(value)]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return Place(*numbers)


def _bare(saved: object) -> object:
    if isinstance(saved, Mapping):
        return {name: _bare(value) for name, value in saved.items() if name not in {"sizes", "front"}}
    return [_bare(value) for value in saved] if isinstance(saved, list) else saved


def _alone(panel: str) -> Tabs:
    return Tabs((panel,), panel)


def _tabs_of(node: Node) -> Iterator[Tabs]:
    if isinstance(node, Tabs):
        yield node
        return
    for part in node.parts:
        yield from _tabs_of(part)


def _fronted(node: Node, seen: Collection[str]) -> Node:
    if isinstance(node, Tabs):
        return Tabs(node.panels, next((panel for panel in node.panels if panel in seen), node.front))
    return Split(node.across, tuple(_fronted(part, seen) for part in node.parts), node.sizes)


def _pruned(node: Node, panels: Collection[str]) -> Node | None:
    if isinstance(node, Tabs):
        kept = tuple(panel for panel in node.panels if panel not in panels)
        return Tabs(kept, node.front if node.front in kept else kept[0]) if kept else None
    made = [(_pruned(part, panels), size) for part, size in zip(node.parts, node.sizes, strict=True)]
    parts = [(part, size) for part, size in made if part is not None]
    if len(parts) < 2:
        return parts[0][0] if parts else None
    return Split(node.across, tuple(part for part, _ in parts), tuple(size for _, size in parts))


def _beside(node: Node, kin: str, panel: str) -> Node:
    """The same part with a panel more, in front of the tabs among which its kin stands."""
    if isinstance(node, Tabs):
        return Tabs((*node.panels, panel), panel) if kin in node.panels else node
    return Split(node.across, tuple(_beside(part, kin, panel) for part in node.parts), node.sizes)


def _saved_node(node: Node) -> Mapping[str, object]:
    if isinstance(node, Tabs):
        return {"tabs": list(node.panels), "front": node.front}
    return {
        "across": node.across,
        "parts": [_saved_node(part) for part in node.parts],
        "sizes": list(node.sizes),
    }


def _node(saved: object, left: set[str], depth: int = 0) -> Node | None:
    """A part of a file; takes the panels it uses out of `left`."""
    if not isinstance(saved, Mapping) or depth > _DEEPEST:
        return None
    if "tabs" in saved:
        return _tabs(saved, left)
    parts = saved.get("parts")
    if not isinstance(parts, list):
        return None
    sizes = saved.get("sizes")
    numbers = sizes if isinstance(sizes, list) and len(sizes) == len(parts) else [1] * len(parts)
    made = [(_node(part, left, depth + 1), size) for part, size in zip(parts, numbers, strict=True)]
    kept = [(node, size if _is_pixels(size) else 1) for node, size in made if node is not None]
    if len(kept) < 2:
        return kept[0][0] if kept else None
    return Split(
        across=saved.get("across") is True,
        parts=tuple(node for node, _ in kept),
        sizes=tuple(max(0, size) for _, size in kept),
    )


def _tabs(saved: Mapping[str, object], left: set[str]) -> Tabs | None:
    panels = []
    for name in _names(saved["tabs"]):
        if name in left:
            left.discard(name)
            panels.append(name)
    front = saved.get("front")
    if not panels:
        return None
    return Tabs(tuple(panels), front if isinstance(front, str) and front in panels else panels[0])


def _with_tabs(node: Node, more: tuple[str, ...]) -> Node:
    """The same part with more tabs among the tables, or else in its first place."""
    if isinstance(node, Tabs):
        return Tabs((*node.panels, *more), node.front)
    where = next((number for number, part in enumerate(node.parts) if set(TABLES) & set(panels_of(part))), 0)
    parts = list(node.parts)
    parts[where] = _with_tabs(parts[where], more)
    return Split(node.across, tuple(parts), node.sizes)


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _is_pixels(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_PX
