"""What Netra counts: the registry of ``measures.toml``, read once.

Screens, mails, exports and models ask here for unit, denominator and direction; nobody guesses them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

REGISTRY = Path(__file__).with_name("measures.toml")


@dataclass(frozen=True)
class Measure:
    """One measure; ``better`` is "lower" or "higher", ``rate_denominator`` "effort" or "exposure"."""

    key: str
    name: str
    name_en: str
    stream: str
    unit: str
    exposure: str
    rate: str
    rate_base: int
    rate_denominator: str
    better: str
    counts: str
    counts_en: str
    status: str
    shown: str
    effort: str | None = None

    @property
    def is_lower_better(self) -> bool:
        """Which way is good."""
        return self.better == "lower"

    def label(self, language: str = "id") -> str:
        """Name on screen."""
        return self.name_en if language == "en" else self.name


def read_measures(path: Path = REGISTRY) -> dict[str, Measure]:
    """The registry, in the order of the file.

    Raises:
        TypeError: an entry lacks a field or has one too many.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: Measure(key=key, **fields) for key, fields in tables.items()}


MEASURES: dict[str, Measure] = read_measures()
