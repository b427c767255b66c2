"""Breaks in the series: days from which a count means something else (DOMAIN 5), with sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "reference" / "patahan.csv"


@dataclass(frozen=True)
class Break:
    """From ``first_on`` to ``last_on`` the rule or the head-count changed; ``code`` names its sentence."""

    code: str
    first_on: date
    last_on: date
    streams: frozenset[str]
    source: str

    @property
    def is_day(self) -> bool:
        """True where one day is meant, False for a month or a season."""
        return self.first_on == self.last_on


@lru_cache(maxsize=1)
def read_breaks() -> tuple[Break, ...]:
    """All known breaks, oldest first."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Break(
                code=row["code"],
                first_on=date.fromisoformat(row["first_on"]),
                last_on=date.fromisoformat(row["last_on"]),
                streams=frozenset(row["streams"].split()),
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )


def breaks_of(stream: str, first_on: date, last_on: date) -> tuple[Break, ...]:
    """Breaks of a stream that touch these days."""
    return tuple(
        b for b in read_breaks() if stream in b.streams and b.first_on <= last_on and b.last_on >= first_on
    )
