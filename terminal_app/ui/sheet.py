"""The style sheet of the window, written from theme tokens. Text in, text out: knows no Qt."""

from dataclasses import asdict
from string import Template

from terminal_app.ui.theme import Theme


def sheet(theme: Theme, icons: str) -> str:
    """The whole style sheet in the colours of a theme; `icons` is the folder of the icons, with slashes."""
    return Template(_BASE + _CONTROLS + _TABLES + _DOCKS + _FRAME).substitute(asdict(theme), icons=icons)


_BASE = """
QWidget { color: $text; font-size: 12px; }
QMainWindow, QDialog, QMessageBox { background: $background; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }
QLabel { background: transparent; }
QLabel[role="soft"] { color: $text_soft; }
QLabel[role="faint"] { color: $text_faint; }
QLabel[role="caption"] { color: $text_faint; font-size: 11px; }
QLabel[role="strong"] { font-size: 13px; font-weight: 600; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="figure"] { font-size: 18px; font-weight: 600; }
QLabel[role="status"] { font-size: 11px; }
QLabel[role="error"] { color: $error; }
QLabel[state="up"] { color: $buy; }
QLabel[state="down"] { color: $sell; }
QLabel[state="good"] { color: $success; }
QLabel[state="bad"] { color: $error; }
QLabel[state="warning"] { color: $warning; }
QLabel[state="soft"] { color: $text_soft; }
QLabel[role="badge"] {
    color: $on_badge; font-size: 12px; font-weight: 700; border-radius: 3px; padding: 3px 10px;
}
QLabel[role="badge"][state="paper"] { background: $paper; }
QLabel[role="badge"][state="demo"] { background: $demo; }
QLabel[role="badge"][state="live"] { background: $live; }
QLabel[role="badge"][state="replay"] { background: $replay; }
QLabel[role="badge"][state="shut"] { background: $warning; color: $on_warning; }
QLabel[role="badge"][state="proven"] { background: $success; }
"""

_CONTROLS = """
QPushButton, QToolButton {
    background: $raised; border: 1px solid $line; border-radius: 3px; padding: 4px 10px; color: $text;
}
QPushButton:hover, QToolButton:hover { border-color: $text_faint; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:checked, QToolButton:checked { background: $selection; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $text_faint; background: $surface; border-color: $line; }
QPushButton[role="buy"], QPushButton[role="sell"] {
    border: 1px solid transparent; font-size: 13px; font-weight: 700; padding: 9px 8px; border-radius: 4px;
}
QPushButton[role="buy"] { background: $buy; color: $on_buy; }
QPushButton[role="sell"] { background: $sell; color: $on_sell; }
QPushButton[role="buy"]:focus, QPushButton[role="sell"]:focus { border-color: $text; }
QPushButton[role="buy"]:disabled, QPushButton[role="sell"]:disabled {
    background: $raised; color: $text_faint;
}
QPushButton[role="chip"], QToolButton[role="chip"] {
    background: transparent; border: 1px solid $line; padding: 2px 8px; color: $text_soft; font-size: 11px;
}
QToolButton[role="chip"]::menu-indicator { image: none; width: 0; }
QPushButton[role="chip"]:hover, QToolButton[role="chip"]:hover { color: $text; border-color: $text_faint; }
QPushButton[role="chip"]:focus, QToolButton[role="chip"]:focus { border-color: $accent; }
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked {
    background: $selection; color: $text; border-color: $accent;
}
QPushButton[role="size"] {
    background: transparent; border: 1px solid $line; padding: 3px 2px; color: $text_soft; font-size: 11px;
}
QPushButton[role="size"]:hover { color: $text; border-color: $text_faint; }
QPushButton[role="size"]:focus { border-color: $accent; }
QPushButton[role="size"]:checked {
    background: $selection; color: $text; border-color: $accent;
}
QPushButton[role="chip"][state="call"] { color: $warning; border-color: $warning; }
QPushButton[role="chip"][state="armed"], QPushButton[role="chip"][state="armed"]:checked {
    background: $warning; color: $on_warning; border-color: $warning; font-weight: 700;
}
QPushButton[role="quiet"], QToolButton[role="quiet"] {
    background: transparent; border: 1px solid transparent; color: $text_soft; padding: 3px 6px;
}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $raised; color: $text; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent; }
QToolButton[role="quiet"][state="recording"] { color: $error; }
QToolButton[role="quiet"]:checked { background: $selection; border-color: transparent; }
#drawing_bar QToolButton { padding: 0; }
QPushButton[role="danger"] {
    background: transparent; border: 1px solid $line; color: $text; padding: 2px 10px; font-size: 11px;
}
QPushButton[role="danger"]#deed { padding: 5px 12px; font-size: 12px; }
QPushButton[role="danger"]:hover { border-color: $error; color: $error; }
QPushButton[role="danger"]:focus { border-color: $accent; }
QPushButton[role="danger"]:disabled { color: $text_faint; border-color: $grid; }
QListWidget { background: $surface; border: 1px solid $line; border-radius: 3px; outline: none; }
QListWidget::item { color: $text_soft; padding: 0 6px; border: none; }
QListWidget::item:hover { background: $raised; color: $text; }
QListWidget::item:selected { background: $selection; color: $text; }
QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {
    background: $background; border: 1px solid $line; border-radius: 3px; padding: 4px 6px;
    selection-background-color: $selection; selection-color: $text;
}
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: $text_faint; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    color: $text_faint; background: $surface;
}
QLineEdit[role="chip"] { padding: 0; font-size: 11px; }
QLineEdit[state="error"] { border-color: $error; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url($icons/down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: none; }
QCheckBox, QRadioButton { spacing: 6px; color: $text_soft; background: transparent; }
QCheckBox:hover, QCheckBox:checked { color: $text; }
QCheckBox:focus, QRadioButton:focus { color: $text; }
QCheckBox::indicator {
    width: 12px; height: 12px; border: 1px solid $text_faint; border-radius: 3px; background: $background;
}
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url($icons/check-$name.svg);
}
QCheckBox::indicator:disabled { border-color: $line; background: $surface; }
QMenuBar { background: transparent; border: none; padding: 0; }
QMenuBar::item { background: transparent; color: $text_soft; padding: 6px 8px; border-radius: 3px; }
QMenuBar::item:selected { background: $raised; color: $text; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 22px; border-radius: 3px; }
QMenu::indicator { width: 12px; height: 12px; left: 6px; }
QMenu::indicator:checked { image: url($icons/tick-$name.svg); }
QMenu::right-arrow { image: url($icons/right.svg); width: 12px; height: 12px; right: 6px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $text_faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QScrollBar:vertical { background: transparent; width: 9px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $text_faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: none; border: none; width: 0; height: 0;
}
"""

_TABLES = """
QTableView {
    background: $surface; border: none; gridline-color: $grid; outline: none;
    selection-background-color: $selection; selection-color: $text;
}
QHeaderView { background: $surface; border: none; }
QHeaderView::section:horizontal {
    background: $surface; color: $text_faint; border: none; border-bottom: 1px solid $line;
    padding: 0 8px; font-size: 11px; font-weight: 400;
}
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: none; }
"""

_DOCKS = """
ads--CDockContainerWidget { background: $background; }
ads--CDockSplitter::handle, QSplitter::handle { background: $background; }
ads--CDockSplitter::handle:hover, QSplitter::handle:hover { background: $accent; }
ads--CDockAreaWidget { background: $surface; border: 1px solid $line; }
ads--CDockAreaWidget[focused="true"] { border-color: $accent; }
ads--CDockAreaTitleBar {
    background: $background; border-bottom: 1px solid $line; padding: 0; min-height: 27px;
}
ads--CDockWidgetTab {
    background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 0 4px; min-height: 25px;
}
ads--CDockWidgetTab QLabel { color: $text_faint; font-size: 12px; }
ads--CDockWidgetTab:hover QLabel { color: $text; }
ads--CDockWidgetTab[activeTab="true"] { background: $surface; border-bottom: 2px solid $line; }
ads--CDockWidgetTab[activeTab="true"] QLabel { color: $text; font-weight: 600; }
ads--CDockWidgetTab[focused="true"] { border-bottom: 2px solid $accent; }
ads--CDockWidget { background: $surface; border: none; }
ads--CTitleBarButton, ads--CDockWidgetTab QPushButton {
    background: transparent; border: none; padding: 2px; border-radius: 3px;
}
ads--CTitleBarButton:hover, ads--CDockWidgetTab QPushButton:hover { background: $raised; }
ads--CTitleBarButton { color: $text_soft; font-size: 11px; padding: 2px 1px; margin: 0; }
ads--CTitleBarButton:hover { color: $text; }
ads--CTitleBarButton::menu-indicator { image: none; width: 0; }
ads--CFloatingWidgetTitleBar {
    qproperty-maximizeIcon: url($icons/window-maximise.svg);
    qproperty-normalIcon: url($icons/window-normal.svg);
}
#floatingTitleMaximizeButton { qproperty-icon: url($icons/window-maximise.svg); }
#floatingTitleCloseButton { qproperty-icon: url($icons/window-close.svg); }
ads--CFloatingWidgetTitleBar QPushButton, ads--CFloatingWidgetTitleBar QToolButton {
    background: transparent; border: none; padding: 2px;
}
ads--CFloatingDockContainer { background: $background; border: 1px solid $line; }
"""

_FRAME = """
#topbar { background: $background; border-bottom: 1px solid $line; }
#venue_band[state="paper"] { background: $paper; }
#venue_band[state="demo"] { background: $demo; }
#venue_band[state="live"] { background: $live; }
#venue_band[state="replay"] { background: $replay; }
#replay_bar { background: $surface; border: 0; border-bottom: 1px solid $line; }
#symbol_button {
    background: transparent; border: 1px solid transparent; padding: 2px 8px;
    font-size: 15px; font-weight: 600; text-align: left;
}
#symbol_button:hover { background: $raised; border-color: $line; }
#symbol_button:focus { border-color: $accent; }
#divider { background: $line; }
#section_head { background: transparent; border: none; color: $text_soft; padding: 2px 0; }
#section_head:hover, #section_head:focus { color: $text; }
QStatusBar { background: $background; border-top: 1px solid $line; color: $text_soft; }
QStatusBar::item { border: none; }
#popover { background: $raised; border: 1px solid $line; }
#callout { background: $raised; border: 1px solid $accent; border-radius: 6px; }
#tour_ring { background: transparent; border: 2px solid $accent; border-radius: 3px; }
#toast { background: $raised; border: 1px solid $line; border-left: 3px solid $accent; border-radius: 4px; }
#toast[state="success"] { border-left-color: $success; }
#toast[state="warning"] { border-left-color: $warning; }
#toast[state="error"] { border-left-color: $error; }
"""
