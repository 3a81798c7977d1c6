"""Venues of every kind that lead to a server of ours."""

from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.core.keys import Environment, LiveToken


def disguised(badge: Badge, rest: str, public_ws: str, private_ws: str) -> Venue:
    """An address of ours that the client takes for the given kind of venue."""
    match badge:
        case Badge.LIVE:
            return Venue(badge, rest, public_ws, private_ws, token=LiveToken(Environment.LIVE))
        case Badge.DEMO:
            return Venue(badge, rest, public_ws, private_ws, headers=Venue.demo().headers)
        case Badge.PAPER:
            return Venue.paper(rest, public_ws, private_ws)
        case Badge.PUBLIC:
            return Venue(badge, rest, public_ws, "")
