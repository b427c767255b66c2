"""Five classes with round, printed breaks: a reader sees what a colour means without a colour bar."""

from __future__ import annotations

import math
from collections.abc import Sequence

CLASS_COUNT = 5
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def breaks(values: Sequence[float | None], *, count: int = CLASS_COUNT) -> list[float]:
    """Upper bounds of the lower ``count - 1`` classes at quantiles, rounded to numbers people say.

    Equal bounds are dropped, so a table with three distinct values has at most three classes.
    """
    known = sorted(v for v in values if v is not None and v == v)
    if not known:
        return []
    marks = [known[min(len(known) - 1, math.ceil(len(known) * i / count))] for i in range(1, count)]
    rounded = sorted({_round(m) for m in marks if m > 0})
    return [b for b in rounded if known[0] < b <= known[-1]]


def class_of(value: float | None, bounds: Sequence[float]) -> int | None:
    """Class 0 … len(bounds) of a value: a class holds its lower break, not its upper one."""
    if value is None or value != value:
        return None
    return sum(value >= b for b in bounds)


def spread(index: int, class_count: int, colour_count: int = CLASS_COUNT) -> int:
    """Colour of a class when there are fewer classes than colours: both ends are always used."""
    if class_count <= 1:
        return colour_count // 2
    return round(index * (colour_count - 1) / (class_count - 1))


def _round(value: float) -> float:
    power = 10 ** math.floor(math.log10(value))
    nearest = min(_STEPS, key=lambda s: abs(s * power - value))
    return round(nearest * power, 10)
