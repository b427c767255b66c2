"""Which of many names can be the same as a written one, told from their letters alone.

A name's signature has two bits per letter of the alphabet: it stands there once, and more than once. One
typing error changes at most two bits (a letter replaced by another), a swap changes none; so names whose
signatures differ in more than two bits per error need no comparison: a few
hundred of 90,000 kelurahan remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FEWEST = 2_000  # names; comparing fewer costs less than sieving them
BITS_PER_EDIT = 2
AFTER_Z = 52


class LetterSieve:
    """``names`` to compare with; ``near`` gives those that so few edits may reach, in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._signatures: np.ndarray | None = None

    def near(self, name: str, edits: int) -> list[str]:
        if len(self._names) < FEWEST:
            return self._names
        import numpy as np

        if self._signatures is None:
            self._signatures = np.array([signature(n) for n in self._names], dtype=np.uint64)
        apart = np.bitwise_count(self._signatures ^ np.uint64(signature(name)))
        return [self._names[i] for i in np.flatnonzero(apart <= BITS_PER_EDIT * edits)]


def signature(name: str) -> int:
    """Two bits per letter a–z; what is no such letter shares the bits after z."""
    bits = 0
    for letter in name:
        at = 2 * (ord(letter) - ord("a")) if "a" <= letter <= "z" else AFTER_Z
        bits |= (2 if bits >> at & 1 else 1) << at
    return bits
