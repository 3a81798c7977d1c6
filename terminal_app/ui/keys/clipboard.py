"""The clipboard after a key was pasted: nothing is put on it, and what is left of a key is taken off it."""

from PySide6.QtGui import QGuiApplication

from terminal_app.core.secret import Credentials


def empty_clipboard_of(credentials: Credentials) -> bool:
    """Empty the clipboard if a part of the key is still on it; returns whether it was."""
    clipboard = QGuiApplication.clipboard()
    text = clipboard.text()
    secrets = (credentials.secret.reveal(), credentials.passphrase.reveal())
    if not any(secret and secret in text for secret in secrets):
        return False
    clipboard.clear()
    return True
