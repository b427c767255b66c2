"""What a reader may see: a set of grants, each a region with one OPD or all, one stream or all.

No query of records can be written without a scope. A region stands for itself and all below it (codes are
prefixes: "35" covers "35.74" and "35.74.01"). A grant of one OPD shows the rows of that OPD alone; rows of
the region as a whole (its totals, documents, quarantine) need a grant of the whole region.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, true

from etl.messages import fault
from etl.store.engine import StoreError
from geo import NATION

STREAMS = {  # table of facts -> stream of records
    "sidak": "sidak",
    "attendance": "kehadiran",
    "violation": "netralitas",
    "recommendation": "tindak_lanjut",
    "prevention": "pembinaan",
}
STREAM_OF_KIND = {  # kind of document -> stream of records; other kinds need a grant of all streams
    "sidak": "sidak",
    "kehadiran": "kehadiran",
    "pelanggaran": "netralitas",
    "tindak_lanjut": "tindak_lanjut",
    "pembinaan": "pembinaan",
}


@dataclass(frozen=True, order=True)
class Grant:
    """One permission: a region and all below it ("00" = all), one OPD or all (""/None), one stream or all."""

    region_code: str
    opd_id: int | None = None
    stream: str | None = None

    @property
    def is_whole(self) -> bool:
        """Of the region itself, not of one of its OPD."""
        return self.opd_id is None

    def reaches(self, region_code: str) -> bool:
        """Is this region the granted one, or below it?"""
        return is_within(region_code, self.region_code)


@dataclass(frozen=True, init=False)
class Scope:
    """Grants, and whether single records may be read. ``regions`` is short for grants of whole regions."""

    grants: tuple[Grant, ...]
    may_see_records: bool

    def __init__(
        self, regions: Iterable[str] = (), *, grants: Iterable[Grant] = (), may_see_records: bool = False
    ) -> None:
        every = {*grants, *(Grant(code) for code in regions)}
        ordered = sorted(every, key=lambda g: (g.region_code, g.opd_id or 0, g.stream or ""))
        object.__setattr__(self, "grants", tuple(ordered))
        object.__setattr__(self, "may_see_records", may_see_records)

    @classmethod
    def everything(cls) -> Scope:
        """For the program itself: fits, mails rendered per recipient, tests. Never for a reader."""
        return cls((NATION,), may_see_records=True)

    @classmethod
    def of(cls, region_code: str) -> Scope:
        """One region and all below it, records included: for terminal and worker, never for a reader."""
        return cls((region_code,), may_see_records=True)

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions named by any grant, whole ones first."""
        return tuple(dict.fromkeys(g.region_code for g in sorted(self.grants, key=lambda g: not g.is_whole)))

    @property
    def opd_ids(self) -> tuple[int, ...] | None:
        """OPD of an account that has no whole region; None as soon as it has one."""
        if not self.grants or any(g.is_whole for g in self.grants):
            return None
        return tuple(sorted({g.opd_id for g in self.grants if g.opd_id is not None}))

    @property
    def streams(self) -> tuple[str, ...] | None:
        """Streams of an account that has all of them nowhere; None as soon as it has somewhere."""
        if not self.grants or any(g.stream is None for g in self.grants):
            return None
        return tuple(sorted({g.stream for g in self.grants if g.stream is not None}))

    @property
    def is_national(self) -> bool:
        """True when the whole country is granted, in one stream at least."""
        return any(g.region_code == NATION and g.is_whole for g in self.grants)

    @property
    def is_unlimited(self) -> bool:
        """True when the whole country is granted in every stream."""
        return Grant(NATION) in self.grants

    def covers(self, region_code: str, stream: str | None = None) -> bool:
        """Does any grant reach this region (in this stream), be it of one OPD?"""
        return any(is_within(region_code, g.region_code) for g in self._grants(stream))

    def covers_whole(self, region_code: str, stream: str | None = None) -> bool:
        """Is the whole region granted (in this stream), not only one of its OPD?"""
        return any(is_within(region_code, g.region_code) for g in self._grants(stream) if g.is_whole)

    def covers_stream(self, stream: str) -> bool:
        """Is this stream of records granted anywhere?"""
        return bool(self._grants(stream))

    def whole(self) -> Scope:
        """Only what is granted of whole regions: for totals, which one OPD's rows must not pass for."""
        return Scope(grants=[g for g in self.grants if g.is_whole], may_see_records=self.may_see_records)

    def require_stream(self, stream: str) -> None:
        """Refuse a reader to whom this stream of records was not granted.

        Raises:
            StoreError: it was not.
        """
        if not self.covers_stream(stream):
            raise fault(StoreError, "stream_not_granted", stream=stream)

    def require(self, region_code: str | None, *, kind: str | None = None) -> None:
        """Refuse a writer who was not granted this whole region (None = several: the country is needed).

        Args:
            kind: of the document that is written or settled; None = needs every stream.

        Raises:
            StoreError: the region, or this stream in it, was not granted.
        """
        stream = STREAM_OF_KIND.get(kind or "")
        grants = self._grants(stream) if stream else [g for g in self.grants if g.stream is None]
        if not any(is_within(region_code or NATION, g.region_code) for g in grants if g.is_whole):
            raise fault(StoreError, "region_not_granted", region=region_code or "nasional")

    def where(
        self,
        region: ColumnElement[str],
        opd: ColumnElement[int] | None = None,
        *,
        stream: str | None = None,
    ) -> ColumnElement[bool]:
        """Condition on the columns that hold the region code and, where there is one, the OPD.

        Without ``opd`` (lists of places) a grant of one OPD reaches its region too: see ``where_whole``.
        """
        return _any(_granted(g, region, opd) for g in self._grants(stream))

    def where_whole(self, region: ColumnElement[str], *, stream: str | None = None) -> ColumnElement[bool]:
        """The same for rows of whole regions: what is granted of one OPD does not reach them."""
        return _any(within(region, g.region_code) for g in self._grants(stream) if g.is_whole)

    def _grants(self, stream: str | None) -> list[Grant]:
        return [g for g in self.grants if stream is None or g.stream in (None, stream)]

    def limit(self, query: Select[Any], table: Any, *, stream: str | None = None) -> Select[Any]:
        """``query`` restricted by the table's ``region_code``, ``opd_id`` and stream of records.

        Rows of a table without ``opd_id`` are of whole regions.
        """
        stream, opd = stream or STREAMS.get(table.name), table.c.get("opd_id")
        if opd is None:
            return query.where(self.where_whole(table.c.region_code, stream=stream))
        return query.where(self.where(table.c.region_code, opd, stream=stream))


def _any(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    found = list(conditions)
    return or_(*found) if found else false()


def _granted(grant: Grant, region: ColumnElement[str], opd: ColumnElement[int] | None) -> ColumnElement[bool]:
    place = within(region, grant.region_code)
    return place if opd is None or grant.opd_id is None else and_(place, opd == grant.opd_id)


def is_within(region_code: str, code: str) -> bool:
    """True when ``region_code`` is ``code`` or lies below it."""
    return code == NATION or region_code == code or region_code.startswith(code + ".")


def within(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """SQL of ``is_within``; LIKE, not a range: PostgreSQL's collations pass over the dots."""
    if code == NATION:
        return true()
    return or_(column == code, column.startswith(code + ".", autoescape=True))


def any_within(column: ColumnElement[str], codes: Sequence[str]) -> ColumnElement[bool]:
    """Below any of these regions."""
    return _any(within(column, code) for code in codes)


__all__ = ["STREAMS", "STREAM_OF_KIND", "Grant", "Scope", "any_within", "is_within", "within"]
