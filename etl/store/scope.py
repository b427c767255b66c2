"""What a reader may see: regions × OPD × streams. No query of records can be written without it.

A region stands for itself and all below it (codes are prefixes: "35" covers "35.74" and "35.74.01").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, true

from etl.store.engine import StoreError
from geo import NATION


@dataclass(frozen=True)
class Scope:
    """Regions ("00" = all), streams and OPD (None = all), and whether single records may be read."""

    regions: tuple[str, ...]
    streams: tuple[str, ...] | None = None
    opd_ids: tuple[int, ...] | None = None
    may_see_records: bool = False

    @classmethod
    def everything(cls) -> Scope:
        """For the program itself: fits, mails rendered per recipient, tests. Never for a reader."""
        return cls(regions=(NATION,), may_see_records=True)

    @classmethod
    def of(cls, region_code: str) -> Scope:
        """One region and all below it, records included: for terminal and worker, never for a reader."""
        return cls(regions=(region_code,), may_see_records=True)

    @property
    def is_national(self) -> bool:
        """True when every region is within it."""
        return NATION in self.regions

    def covers(self, region_code: str) -> bool:
        """Is this region, or one above it, granted?"""
        return self.is_national or any(is_within(region_code, code) for code in self.regions)

    def covers_stream(self, stream: str) -> bool:
        """Is this stream of records granted?"""
        return self.streams is None or stream in self.streams

    def require_stream(self, stream: str) -> None:
        """Refuse a reader to whom this stream of records was not granted.

        Raises:
            StoreError: it was not.
        """
        if not self.covers_stream(stream):
            raise StoreError(f"Akun ini tidak memiliki akses ke catatan {stream}.", code="scope")

    def where(self, region: ColumnElement[str], opd: ColumnElement[int] | None = None) -> ColumnElement[bool]:
        """Condition on the columns that hold the region code and, where there is one, the OPD."""
        return and_(self._where_region(region), self._where_opd(opd))

    def _where_region(self, region: ColumnElement[str]) -> ColumnElement[bool]:
        if self.is_national:
            return true()
        if not self.regions:
            return false()
        return or_(*[within(region, code) for code in self.regions])

    def _where_opd(self, opd: ColumnElement[int] | None) -> ColumnElement[bool]:
        if opd is None or self.opd_ids is None:
            return true()
        return opd.in_(self.opd_ids)

    def limit(self, query: Select[Any], table: Any) -> Select[Any]:
        """``query`` restricted by the table's ``region_code`` and ``opd_id``."""
        return query.where(self.where(table.c.region_code, table.c.get("opd_id")))


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
    return or_(*[within(column, code) for code in codes]) if codes else false()


__all__ = ["Scope", "any_within", "is_within", "within"]
