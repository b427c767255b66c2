"""A document kind: what its columns mean, what must be there, how a row becomes a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from etl.kinds.columns import BASE, Column
from etl.kinds.row import Row

Parts = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """`titles`: (pattern, weight) looked for in titles, sheet and file names; `needs`: sets of fields of
    which one whole set must be present; `finish` completes a parsed row in place and may set problems or
    flags; `parts`: (field of the upper header, part word) → field; `shapes`: fields of nameless counts."""

    name: str
    title: str
    columns: tuple[Column, ...]
    titles: tuple[tuple[str, float], ...]
    needs: tuple[frozenset[str], ...]
    finish: Callable[[Row], None]
    parts: Parts = field(default_factory=dict)
    shapes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    vocabularies: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()  # fields of BASE that mean nothing here
    combine: Callable[[list[dict]], tuple[list[dict], list[dict]]] | None = (
        None  # → (records, those merged into them)
    )
    has_region: bool = True  # records belong to a region
    skims: frozenset[str] = frozenset()  # texts of which `finish` only asks whether they are said
    glances: Mapping[str, Callable[[str], object]] = field(
        default_factory=dict
    )  # … all that it asks of a text
    reads: frozenset[str] | None = None  # fields whose printed words `finish` reads; None = any

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Own columns first, then those every kind shares unless the kind defines or refuses them."""
        if self.name not in _COLUMNS:  # by name: hashing the tables themselves is slow
            own = {c.field for c in self.columns} | self.without
            _COLUMNS[self.name] = (*self.columns, *(c for c in BASE if c.field not in own))
        return _COLUMNS[self.name]

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return _by_field(self.name, self.all_columns).get(name)


_COLUMNS: dict[str, tuple[Column, ...]] = {}
_FIELDS: dict[str, dict[str, Column]] = {}


def _by_field(name: str, every: tuple[Column, ...]) -> dict[str, Column]:
    if name not in _FIELDS:
        _FIELDS[name] = {c.field: c for c in reversed(every)}
    return _FIELDS[name]
