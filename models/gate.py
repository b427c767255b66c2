"""The bound a measured number has to keep, printed and judged from one object.

A row of ``make bench`` says its gate in its own words (``≤ 0.03``, ``0.9–0.98``) and its verdict ``ok`` is
that comparison and nothing else; a row without a gate has no verdict. A goal is printed, never judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Gate:
    """Closed range; ``is_strict``: the lower end itself is not enough."""

    lower: float | None = None
    upper: float | None = None
    is_strict: bool = False

    def holds(self, value: float) -> bool:
        """Whether the value keeps the bound; an undefined value (NaN) does not."""
        above = self.lower is None or (value > self.lower if self.is_strict else value >= self.lower)
        below = self.upper is None or value <= self.upper
        return bool(above and below and value == value)

    def __str__(self) -> str:
        if self.lower is None:
            return f"≤ {self.upper:.6g}"
        if self.upper is None:
            return f"{'>' if self.is_strict else '≥'} {self.lower:.6g}"
        return f"{self.lower:.6g}–{self.upper:.6g}"


def at_most(bound: float) -> Gate:
    """``≤ bound``."""
    return Gate(upper=bound)


def at_least(bound: float) -> Gate:
    """``≥ bound``."""
    return Gate(lower=bound)


def more_than(bound: float) -> Gate:
    """``> bound``: to beat is not to equal."""
    return Gate(lower=bound, is_strict=True)


def between(lower: float, upper: float) -> Gate:
    """``lower–upper``, ends included."""
    return Gate(lower, upper)


def row(
    key: str, what: str, value: float, *, gate: Gate | None = None, goal: Gate | None = None, **told: Any
) -> Row:
    """One row of ``make bench``; ``told``: unit, spread, reference. ``ok`` is None where no gate is set."""
    value = float(value)
    return {
        "area": "stats", "id": key, "what": what, "value": value, "unit": "", **told,
        "gate": None if gate is None else str(gate), "goal": None if goal is None else str(goal),
        "ok": None if gate is None else gate.holds(value),
    }  # fmt: skip
