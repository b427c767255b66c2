"""Texts, numbers and dates of the screens: Indonesian first, English by a switch.

All sentences live in ``locale/id.toml`` and ``locale/en.toml``; a test keeps their keys equal.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).parent / "locale"
MINUS = "\u2212"  # the real minus sign: as wide as a digit, so columns stay straight


@dataclass(frozen=True)
class Texts:
    """One language: ``texts("peta.judul", region="Jember")`` and numbers as people write them there."""

    language: str
    sentences: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Sentence ``key`` with its values filled in; an unknown key shows itself, so a gap is seen."""
        return self.sentences.get(key, f"⟨{key}⟩").format(**values)

    def has(self, key: str) -> bool:
        """True when this language has a sentence for ``key``."""
        return key in self.sentences

    def number(self, value: float | None, digits: int = 0) -> str:
        """1.234,5 in Indonesian, 1,234.5 in English; a missing number is a dash, never a zero."""
        if value is None or value != value:
            return "–"
        text = f"{abs(value):,.{digits}f}"
        if self.language == "id":
            text = text.translate(str.maketrans(",.", ".,"))
        return (MINUS if value < 0 and float(f"{value:.{digits}f}") else "") + text

    def rate(self, value: float | None) -> str:
        """A rate with as many digits as it deserves: 0,42 · 4,2 · 42 · 420."""
        size = abs(value) if value is not None and value == value else 0.0
        return self.number(value, 0 if size >= 100 or not size else 2 if size < 1 else 1)

    def range(self, lower: float | None, upper: float | None) -> str:
        """Both ends of an interval with an en dash."""
        if lower is None or upper is None:
            return "–"
        return f"{self.rate(lower)}–{self.rate(upper)}"

    def counts(self, lower: float | None, upper: float | None) -> str:
        """Interval of a count: whole numbers, rounded outwards."""
        if lower is None or upper is None:
            return "–"
        return f"{self.number(math.floor(lower))}–{self.number(math.ceil(upper))}"

    def percent(self, share: float | None) -> str:
        """A share 0–1 as whole per cent, with the sign as the language writes it."""
        return "–" if share is None else f"{self.number(100 * share)}%"

    def day(self, day: date | None, *, year: bool = True) -> str:
        """28 Oktober 2024 (28 October 2024)."""
        if day is None:
            return "–"
        name = self(f"bulan.{day.month}")
        return f"{day.day} {name} {day.year}" if year else f"{day.day} {name}"

    def short_day(self, day: date | None) -> str:
        """28 Okt 2024."""
        return "–" if day is None else f"{day.day} {self(f'bulan.{day.month}')[:3]} {day.year}"

    def weekday(self, day: date) -> str:
        """Senin, 28 Oktober 2024."""
        return f"{self(f'hari.{day.isoweekday()}')}, {self.day(day)}"


@lru_cache(maxsize=4)
def texts(language: str = "id") -> Texts:
    """All sentences of a language, read once."""
    pairs: list[tuple[str, str]] = []
    for path in sorted(_FOLDER.glob(f"*{language}.toml")):  # id.toml for screens, kertas.id.toml for paper
        pairs += _flat(tomllib.loads(path.read_text()))
    return Texts(language=language, sentences=dict(pairs))


def _flat(tree: dict, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return pairs
