"""Which column holds what: the plan that naming makes and reading follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.column_names import Naming
from etl.kinds import Kind


@dataclass(slots=True)
class Slot:
    """One column: its index (0-based), meaning, and the month (or ISO day) it stands for in wide tables."""

    index: int
    title: str
    naming: Naming
    month: tuple[int, int | None] | None = None
    variant: str = ""
    day: str | None = None
    is_assumed: bool = (
        False  # a nameless period: what is counted was taken from the kind or the table's title
    )


@dataclass(slots=True)
class Plan:
    """All columns of a table under one kind; `score` says how well they fit it."""

    kind: Kind
    slots: list[Slot]
    score: float = 0.0
    guessed: bool = False
    layout: str = ""
    by_field: dict[str, list[Slot]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """Fields that have a column."""
        return frozenset(self.by_field)

    @property
    def is_wide(self) -> bool:
        """Months stand side by side."""
        return any(s.month for s in self.slots)

    def meets_needs(self) -> bool:
        """Is one of the sets that the kind needs complete?"""
        return any(need <= self.fields for need in self.kind.needs)
