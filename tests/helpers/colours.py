"""Colours as people see them: contrast, difference, and what is left of a colour with colour blindness."""

import math

CVD = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}
"""What each kind does to linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1)."""

_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)
_Triple = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as the accessibility guidelines define it."""
    light, dark = sorted((_apply(_TO_XYZ, linear(one))[1], _apply(_TO_XYZ, linear(other))[1]), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def linear(colour: str) -> _Triple:
    """The light of a `#rrggbb`, each part between 0 and 1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return (_undo_gamma(red), _undo_gamma(green), _undo_gamma(blue))


def seen_with(kind: str, colour: str) -> _Triple:
    """The light that somebody with this kind of colour blindness sees."""
    red, green, blue = _apply(CVD[kind], linear(colour))
    return (min(1, max(0, red)), min(1, max(0, green)), min(1, max(0, blue)))


def difference(one: _Triple, other: _Triple) -> float:
    """How different two lights look (CIE 1976); 2 can just be seen, 100 is black against white."""
    return math.dist(_lab(one), _lab(other))


def _undo_gamma(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _apply(matrix: tuple[_Triple, _Triple, _Triple], light: _Triple) -> _Triple:
    first, second, third = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
    return (first, second, third)


def _lab(light: _Triple) -> _Triple:
    x, y, z = (_root(value / white) for value, white in zip(_apply(_TO_XYZ, light), _WHITE, strict=True))
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def _root(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
