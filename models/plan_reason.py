"""Why a place is on the plan, in one Indonesian sentence per item, with its numbers and its doubt."""

from __future__ import annotations

import polars as pl


def reasons(items: pl.DataFrame) -> list[str]:
    """One sentence per row of expected_finds, finds_lower, finds_upper, days_since_visit, is_exploration."""
    return [_reason(row) for row in items.iter_rows(named=True)]


def _reason(row: dict[str, object]) -> str:
    visit = _visit(row["days_since_visit"])
    if row["is_exploration"]:
        return f"Dipilih acak (eksplorasi), bukan karena risikonya; {visit}."
    expected = _number(row["expected_finds"])
    interval = f"{row['finds_lower']:.0f}–{row['finds_upper']:.0f}"
    drivers = f"; pendorong: {row['drivers']}" if row.get("drivers") else ""
    return f"Perkiraan {expected} temuan per kunjungan (rentang 90 %: {interval}); {visit}{drivers}."


def _visit(days: object) -> str:
    if days is None:
        return "belum pernah dikunjungi menurut data"
    return "dikunjungi hari ini" if days == 0 else f"terakhir dikunjungi {days} hari lalu"


def _number(value: object) -> str:
    return f"{value:.1f}".replace(".", ",")
