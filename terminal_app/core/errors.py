"""The error tree. Each error carries a sentence for the person and a detail for the log.

    TerminalError
    |-- VenueError            the venue answered with an error (reads; orders use outcomes instead)
    |   |-- AuthError         key, signature, passphrase, permission, IP or clock
    |   `-- RateLimitError    too many requests
    |-- LinkError             no usable answer: network, timeout, a page that is not the API
    `-- EnvironmentTroubleError    this computer: disk, database, keyring

Texts are made from codes, never from values that could hold a secret.
"""


class TerminalError(Exception):
    """Base of everything we raise on purpose.

    Args:
        sentence: what happened and what to do, in plain words.
        detail: for the log.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class VenueError(TerminalError):
    """The venue refused a request; `code` is its own code."""

    def __init__(self, code: str, sentence: str, detail: str = "") -> None:
        super().__init__(sentence, detail)
        self.code = code


class AuthError(VenueError):
    """The venue does not let this key in, or not to this."""


class RateLimitError(VenueError):
    """The venue asks us to slow down."""


class LinkError(TerminalError):
    """The request got no usable answer."""


class EnvironmentTroubleError(TerminalError):
    """Something on this computer is in the way."""
