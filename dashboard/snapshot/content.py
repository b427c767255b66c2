"""What one sheet says, as plain values: the mail, the text and the A4 sheet are three prints of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class KeyNumber:
    """A large number with its unit, its interval and what it is compared with."""

    label: str
    value: str
    unit: str
    note: str  # interval and comparison, one short sentence


@dataclass(frozen=True)
class Place:
    """A place to talk to, and why: never a verdict."""

    name: str
    chance: str  # "sangat mungkin di atas rata-rata (97 %)"
    rate: str
    reason: str


@dataclass(frozen=True)
class Duty:
    """A recommendation that waits for a decision."""

    name: str
    detail: str
    days: str


@dataclass(frozen=True)
class Visit:
    """One line of next week's plan."""

    name: str
    expected: str
    reason: str
    is_exploration: bool


@dataclass(frozen=True)
class Content:
    """Everything a sheet prints; texts are finished in the reader's language."""

    title: str
    scope_name: str
    simulation: str  # "SIMULASI …" or empty
    date_line: str
    phase_line: str
    next_steps: tuple[str, ...]
    headline: str
    numbers: tuple[KeyNumber, ...]
    places: tuple[Place, ...]
    duties: tuple[Duty, ...]
    visits: tuple[Visit, ...]
    unknown: tuple[str, ...]
    map_title: str
    map_text: str
    trend_title: str
    trend_text: str
    source_line: str
    caution: str
    link: str
    heads: dict[str, str] = field(default_factory=dict)  # headings of the sections
    data_on: date | None = None
    data_version: str = ""
