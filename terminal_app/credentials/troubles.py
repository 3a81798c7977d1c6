"""The sentences about keys that cannot be stored or read. Made from causes, never from values."""

from collections.abc import Mapping

from terminal_app.core.keys import KeyStoreError, KeyTrouble

SENTENCES: Mapping[KeyTrouble, str] = {
    KeyTrouble.NO_STORE: (
        "This system has no key store that the terminal can use. "
        "Keep the key in an encrypted file, or for this session only."
    ),
    KeyTrouble.LOCKED: "The system's key store is locked. Unlock it and try again.",
    KeyTrouble.NOT_OPENED: (
        "The system's key store stayed locked: its question was dismissed or could not be shown. Try again."
    ),
    KeyTrouble.SILENT: (
        "The system's key store did not answer in time. "
        "Try again; if it stays so, keep the key in an encrypted file."
    ),
    KeyTrouble.REFUSED: (
        "The system's key store refused. Try again; if it stays so, keep the key in an encrypted file."
    ),
    KeyTrouble.NOT_KEPT: (
        "The system's key store did not keep the key: what it gave back is not what it was given. "
        "Keep the key in an encrypted file, or for this session only."
    ),
    KeyTrouble.TOO_LONG: "The key is too long for the system's key store. Check what was pasted.",
    KeyTrouble.MISSING: "No key is stored for this profile. Enter it again.",
    KeyTrouble.SESSION_OVER: "This key was kept for one session only, and that is over. Enter it again.",
    KeyTrouble.DAMAGED: "What is stored for this profile is damaged. Enter the key again.",
    KeyTrouble.NEWER: "This was stored by a newer version of the program. Update the program.",
    KeyTrouble.OTHER_PROFILE: (
        "The stored key belongs to another profile or environment, so it was not used. Enter the key again."
    ),
    KeyTrouble.NO_PASSWORD: "The key is in an encrypted file. Enter its password.",
    KeyTrouble.WRONG_PASSWORD: "The password is wrong, or the encrypted file is damaged. Try again.",
    KeyTrouble.LIST_DAMAGED: (
        "The list of profiles is damaged and was left as it is. Start a new list, or restore the old one."
    ),
    KeyTrouble.DISK: "The folder for keys cannot be used. Check the disk and its permissions.",
    KeyTrouble.NO_HELPER: (
        "The part of the program that talks to the key store did not start. Try again, or install it again."
    ),
}


def trouble_error(trouble: KeyTrouble, detail: str = "") -> KeyStoreError:
    """The error of a trouble. `detail` names a kind of error or a place, never a value."""
    return KeyStoreError(trouble, SENTENCES[trouble], detail)
