"""Roman numerals, as letters number their months: `002/Reg/LP/PB/Kab/16.12/X/2020` is October 2020."""

from __future__ import annotations

import re

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_WELL_FORMED = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")

MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def read_roman(text: str) -> int | None:
    """`"XII"` → 12; None for anything that is not a well-formed Roman numeral."""
    letters = text.strip().lower()
    if not letters or not _WELL_FORMED.match(letters):
        return None
    values = [_VALUES[letter] for letter in letters]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))
