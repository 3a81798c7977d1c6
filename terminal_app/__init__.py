"""Terminal for Bitget: an independent desktop trading terminal."""

__version__ = "0.1.0"

APP_NAME = "Terminal for Bitget"
