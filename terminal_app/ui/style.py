"""From theme tokens to what Qt wants: palette, fonts, style sheet, and the colours of plots.

This file says how a *kind* of widget looks. A panel says which kind its widgets are with `set_role` and never
writes a colour or a font size of its own.
"""

from enum import Enum

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from terminal_app.ui.resources import icon_folder
from terminal_app.ui.sheet import sheet
from terminal_app.ui.theme import Theme

FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Noto Sans",
    "Ubuntu",
    "Cantarell",
    "DejaVu Sans Condensed",
    "DejaVu Sans",
)
"""Screen faces with tabular figures, best first; the first that is installed is used."""

SMALL_PX = 11
BODY_PX = 12
STRONG_PX = 13
TITLE_PX = 15
FIGURE_PX = 18

GAP = 4
PAD = 8
ROW_PX = 24

ROLE = "role"
STATE = "state"


class Role(Enum):
    """What a widget is in the type and button scale. The value is what the style sheet matches."""

    SOFT = "soft"
    FAINT = "faint"
    CAPTION = "caption"
    STRONG = "strong"
    TITLE = "title"
    FIGURE = "figure"
    ERROR = "error"
    BUY = "buy"
    SELL = "sell"
    CHIP = "chip"
    SIZE = "size"
    BADGE = "badge"
    STATUS = "status"
    QUIET = "quiet"
    DANGER = "danger"


def set_role(widget: QWidget, role: Role) -> None:
    """Say what a widget is; may be called again at any time."""
    _set(widget, ROLE, role.value)


def set_state(widget: QWidget, state: str) -> None:
    """Say in which state a widget is (`up`, `down`, `warning`, `live`, …); empty for none."""
    _set(widget, STATE, state)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Dress the whole application: Fusion, our palette, our font and our style sheet.

    Nothing is done when it is dressed so already: Qt would restyle every widget, also of a window that goes.
    """
    sheets = sheet(theme, icon_folder().as_posix())
    if application.styleSheet() == sheets:
        return
    fusion = QStyleFactory.create("Fusion")
    application.setStyle(fusion)
    application.setPalette(palette(theme))
    application.setFont(body_font())
    application.setStyleSheet(sheets)


def body_font(pixels: int = BODY_PX, *, strong: bool = False) -> QFont:
    """The font of the window, with figures of one width so that columns of numbers stand still."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setFeature(QFont.Tag("tnum"), 1)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def palette(theme: Theme) -> QPalette:
    """The palette for what the style sheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.background,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text_faint,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.warning,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.selection,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Light: theme.line,
        QPalette.ColorRole.Midlight: theme.raised,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.background,
        QPalette.ColorRole.Shadow: theme.background,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.text_faint))
    return made


def _set(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
