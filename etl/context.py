"""What reading needs to know, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from etl.block import Record, Records
from etl.opd import OpdBook
from geo.regions import Gazetteer

__all__ = ["Context", "Flag", "Layout", "NotData", "Problem", "Reading", "Record", "Records"]


@dataclass(frozen=True, slots=True)
class Context:
    """The world a document is read in.

    `region_code` and `kind` None = the document must say itself; `hash_key` empty = no hashes of persons;
    `mappings`: layout hash → {column number as text, 1-based: field}, confirmed by a person; `place_names`:
    printed name in lower case → region code, likewise.
    """

    uploaded_on: date
    region_code: str | None = None
    kind: str | None = None
    gazetteer: Gazetteer = field(default_factory=Gazetteer.packaged)
    opds: OpdBook = field(default_factory=OpdBook.packaged)
    hash_key: bytes = b""
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    place_names: Mapping[str, str] = field(default_factory=dict)
    language: str = "id"


@dataclass(slots=True)
class Problem:
    """A row that waits for a person; `raw` column title → printed text, personal data removed; `field`,
    `title`, `inherited`: what etl.waiting needs to read it again alone."""

    sheet: str | None
    row: int
    col: int | None
    reason: str
    message: str
    raw: dict[str, str] = dataclass_field(default_factory=dict)
    suggestions: list[str] = dataclass_field(default_factory=list)
    field: str | None = None
    title: str | None = None
    inherited: dict[str, Any] = dataclass_field(default_factory=dict)
    kind: str | None = None  # where its table is of another kind than the document


@dataclass(slots=True)
class Flag:
    """Something odd that was kept."""

    sheet: str | None
    row: int | None
    col: int | None
    reason: str
    message: str


@dataclass(slots=True)
class NotData:
    """A row that holds no data: title, header, total, signature, section, note …"""

    sheet: str | None
    row: int
    why: str


@dataclass(slots=True)
class Layout:
    """How the columns of one table were understood, so that a person can confirm it."""

    sheet: str | None
    row: int
    kind: str
    hash: str
    columns: list[dict[str, Any]]  # {"col", "title", "field", "confidence"}


@dataclass(slots=True)
class Reading:
    """Everything one document said. `row_count` = rows with content; each is in records, merged,
    quarantined or not_data (checked by etl.checks.check_nothing_lost)."""

    kind: str | None
    region_code: str | None
    known_on: date | None = None
    records: Records = field(default_factory=Records)
    quarantined: list[Problem] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    not_data: list[NotData] = field(default_factory=list)
    merged: list[tuple[str | None, int]] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    row_count: int = 0
    message: str = ""
    reason: str | None = None  # why nothing at all was read (a document reason)
