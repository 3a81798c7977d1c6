"""The style of the dialog, written from theme tokens. Text in, text out: knows no Qt."""

from dataclasses import asdict
from string import Template

from terminal_app.ui.theme import Theme

_SHEET = """
#profile_list { background: $surface; border: none; outline: none; padding: 4px; }
#profile_list::item { border-radius: 3px; }
#profile_list::item:hover { background: $raised; }
#profile_list::item:selected { background: $selection; }
#profile_side { background: $surface; border-right: 1px solid $line; }
#environment_dot { border-radius: 4px; }
#environment_dot[state="live"] { background: $live; }
#environment_dot[state="demo"] { background: $demo; }
#environment { min-width: 56px; padding: 5px 12px; color: $text_soft; background: transparent; }
#environment:hover { color: $text; }
#environment:checked { color: $on_badge; font-weight: 700; }
#environment[state="live"]:checked { background: $live; border-color: $live; }
#environment[state="demo"]:checked { background: $demo; border-color: $demo; }
#environment:focus { border-color: $text; }
#verdict, #offer {
    background: $raised; border: 1px solid $line; border-left: 3px solid $accent; border-radius: 4px;
}
#verdict[state="success"] { border-left-color: $success; }
#verdict[state="warning"] { border-left-color: $warning; }
#verdict[state="error"] { border-left-color: $error; }
#save {
    background: $accent; border: 1px solid $accent; color: $on_badge; font-weight: 600; padding: 6px 18px;
}
#save:hover { border-color: $text; }
#save:focus { border-color: $text; }
#save:disabled { background: $raised; border-color: $line; color: $text_faint; }
#profile_form_area QRadioButton { padding: 2px 0; }
#profile_form_area QRadioButton:checked { color: $text; }
#profile_form_area QRadioButton::indicator {
    width: 12px; height: 12px; border: 1px solid $text_faint; border-radius: 7px; background: $background;
}
#profile_form_area QRadioButton::indicator:hover, #profile_form_area QRadioButton::indicator:focus {
    border-color: $accent;
}
#profile_form_area QRadioButton::indicator:checked {
    width: 6px; height: 6px; border: 4px solid $accent; background: $background;
}
#plain { padding: 6px 14px; }
#forget { padding: 6px 14px; font-size: 12px; }
#profile_form_area, #profile_form_area > QWidget > QWidget { background: transparent; border: none; }
"""


def keys_sheet(theme: Theme) -> str:
    """The part of the style that only this dialog needs."""
    return Template(_SHEET).substitute(asdict(theme))
