"""Hostile texts from good ones: bytes, structure and values are changed, a few at a time."""

import re
from random import Random

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null')
_STRANGE = (
    *(b"NaN", b"Infinity", b"-Infinity", b"1e999999", b"-1e999999", b"1e-999999", b"0.1e1", b"-0", b"00"),
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b'""',
        b'" "',
        b'"NaN"',
        b'"Infinity"',
        b'"1e999999"',
        b'"-1"',
        b'"+1"',
    ),
    *(
        b'"0x10"',
        b'"1_000"',
        b'"1,5"',
        b'"1.2.3"',
        b'"."',
        b'"-"',
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\\u0000"',
    ),
    *('"٣٤"'.encode(), '"１２"'.encode(), '"\u202e123"'.encode(), b'"\xed\xa0\x80"', b'"\xff"', b"'1'"),
    *(
        b"9" * 400,
        b'"' + b"9" * 1000 + b'"',
        b"1" * 5000,
        b'"' + b"x" * 60_000 + b'"',
        b"-9223372036854775809",
    ),
    *(
        b"18446744073709551616",
        b"1.7976931348623159e308",
        b"[" * 3000 + b"]" * 3000,
        b'{"a":' * 800 + b"1" + b"}" * 800,
    ),
    *(
        b"[" * 100_000,
        b"[" + b"[]," * 20_000 + b"[]]",
        b'[["1","1"]]',
        b'{"a":1,"a":2}',
        b"/**/1",
        b"undefined",
    ),
)
_NUMBER = re.compile(rb'"-?[0-9.]+"')
_STRANGE_NUMBERS = (
    *(
        b'"NaN"',
        b'"sNaN"',
        b'"Infinity"',
        b'"-Infinity"',
        b'"1e999999"',
        b'"1e-999999"',
        b'"1E3"',
        b'"-1"',
        b'"-0"',
    ),
    *(b'"+1"', b'"1_000"', b'" 1"', b'"1 "', b'"0x1"', b'"."', b'""', b"1e999999", b"-1", b"1.5", b"null"),
    *('"１"'.encode(), '"٣"'.encode(), b'"' + b"9" * 39 + b'"', b'"0.' + b"0" * 37 + b'1"', b'"1\n"'),
)
_MARKS = b'{}[]",:\\\x00\x1f\x80\xff\xef\xbb\xbf0-e.'


class Mangler:
    """Makes hostile texts from one good one.

    Args:
        good: the text, JSON as a rule.
    """

    def __init__(self, good: bytes) -> None:
        self.good = good
        self._spans = [match.span() for match in _TOKEN.finditer(good)]
        self._numbers = [match.span() for match in _NUMBER.finditer(good)]

    def mangled(self, random: Random) -> bytes:
        """Another hostile text; one in a hundred is left as it was."""
        text = self.good
        roll = random.random()
        if roll < 0.01:
            return text
        if roll < 0.2 and self._numbers:
            start, end = random.choice(self._numbers)
            return text[:start] + random.choice(_STRANGE_NUMBERS) + text[end:]
        if roll < 0.55 and self._spans:
            return self._other_values(text, random)
        if roll < 0.75 and len(self._spans) > 1:
            return self._other_shape(text, random)
        return _other_bytes(text, random)

    def _other_values(self, text: bytes, random: Random) -> bytes:
        chosen = sorted(
            (random.choice(self._spans) for _ in range(1 + int(random.random() * 3))), reverse=True
        )
        for start, end in chosen:
            text = text[:start] + random.choice(_STRANGE) + text[end:]
        return text

    def _other_shape(self, text: bytes, random: Random) -> bytes:
        """A piece is left out, doubled, or takes the place of another: keys twice, rows too many."""
        start, end = random.choice(self._spans)
        other = random.choice(self._spans)
        low, high = min(start, other[0]), max(end, other[1])
        kind = int(random.random() * 4)
        if kind == 0:
            return text[:low] + text[high:]
        if kind == 1:
            return text[:start] + text[slice(*other)] + text[end:]
        times = 1 + int(random.random() ** 4 * 50)
        if kind == 2:
            return text[:high] + b"," + b",".join([text[low:high]] * times) + text[high:]
        return text[:low] + b"[" * times + text[low:high] + b"]" * times + text[high:]


def _other_bytes(text: bytes, random: Random) -> bytes:
    kind = int(random.random() * 4)
    if kind == 0:
        return text[: int(random.random() * len(text))]
    changed = bytearray(text or b"{}")
    for _ in range(1 + int(random.random() ** 3 * 20)):
        at = int(random.random() * len(changed))
        if kind == 1:
            changed[at] ^= 1 << int(random.random() * 8)
        elif kind == 2:
            changed[at:at] = bytes((random.choice(_MARKS),))
        else:
            changed[at] = random.choice(_MARKS)
    return bytes(changed)
