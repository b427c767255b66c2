"""Who may do what on the Data page: one table, asked before every answer, for reading and for changing."""

from __future__ import annotations

from etl.store import Scope
from etl.store.scope import STREAM_OF_KIND
from geo import NATION

RIGHTS: dict[str, frozenset[str]] = {
    "lihat": frozenset({"admin", "pengelola", "analis", "pimpinan", "pengawas"}),  # lists, calendar, names
    "catatan": frozenset({"admin", "pengelola", "pengawas"}),  # single records and what waits
    "muat": frozenset({"admin", "pengelola"}),  # import, quarantine, corrections, undo
    "kalender": frozenset({"admin", "pengelola"}),  # national scope only: the calendar is everybody's
    "acuan": frozenset({"admin", "pengelola"}),  # names of OPD, head-counts, recipients
    "hitung": frozenset({"admin", "pengelola", "analis"}),
    "pengguna": frozenset({"admin"}),
    "jejak": frozenset({"admin", "pengawas"}),
}
PANELS = (  # panel, right that opens it
    ("impor", "muat"),
    ("karantina", "catatan"),
    ("dokumen", "lihat"),
    ("kalender", "lihat"),
    ("opd", "lihat"),
    ("pegawai", "lihat"),
    ("penerima", "acuan"),
    ("pengguna", "pengguna"),
    ("jejak", "jejak"),
)
NATIONAL_ONLY = frozenset({"kalender"})
WRITES = frozenset({"muat", "acuan"})  # an account of one OPD alone does not load for its region
REFERENCE = frozenset({"wilayah", "kalender", "kandidat"})  # rows that everybody's figures rest on


def may(role: str, scope: Scope, right: str) -> bool:
    """Has an account of this role and scope the right?"""
    if role not in RIGHTS[right]:
        return False
    if right in NATIONAL_ONLY and not scope.is_national:
        return False
    return right not in WRITES or any(g.is_whole for g in scope.grants)


def panels(role: str, scope: Scope) -> list[str]:
    """Panels that an account of this role and scope may open."""
    return [name for name, right in PANELS if may(role, scope, right)]


def may_handle(scope: Scope, kind: str | None, region_code: str | None) -> bool:
    """May this scope see and change what stands in a document of that kind and region?

    A province's paper that a city may know of is not the city's to undo; a paper of several regions is the
    nation's.
    """
    if kind in REFERENCE and not scope.is_national:
        return False
    return scope.covers_whole(region_code or NATION, STREAM_OF_KIND.get(kind or ""))
