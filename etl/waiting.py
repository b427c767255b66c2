"""What a row that waits takes with it, so that it can be read again alone once a person has corrected it.

Much of a row's meaning stands elsewhere: the day in the title, the OPD in a section's heading, the month in a
column's title. A corrected row is read as a table of one row whose columns carry the kind's own titles; what
the table said above it is put beside it as further columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etl.kinds.row import Row
from etl.privacy import BLOT, scrub

if TYPE_CHECKING:
    from etl.table_columns import Plan, Slot

INHERITED = (
    "date",
    "date_end",
    "as_of",
    "team",
    "place",
    "opd",
    "unit",
    "region_code",
    "time_start",
    "time_end",
    "election_code",
    "type_code",
    "person_hash",
)
BESIDE = {"opd": ("kecamatan", "unit"), "region": ("region_code", "province"), "month": ("date",)}
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
OF_ROW = ("opd", "region")  # said once for all months of a wide row


def about(plan: Plan, row: Row, name: str | None) -> dict[str, Any]:
    """``field``, ``title`` and ``inherited`` of a problem; titles as the keys of its raw texts.

    ``inherited`` = {"fields": {field: text said elsewhere}, "columns": {printed title: field}}; where a whole
    row of a wide table waits, ``columns`` is empty and ``cols`` numbers its titles; ``period`` is the month
    or year that titles said, ``region_code`` the row's region where it is clear.
    """
    slot = next(
        (plan.by_field[n][0] for n in (name or "", *BESIDE.get(name or "", ())) if n in plan.by_field), None
    )
    said = {
        k: scrub(str(v)) for k in INHERITED if k not in plan.by_field and (v := row.values.get(k)) is not None
    }
    told = _about(plan, row, name, (slot, said))
    told["inherited"]["region_code"] = row.values.get("region_code")
    return told


def _about(
    plan: Plan, row: Row, name: str | None, known: tuple[Slot | None, dict[str, str]]
) -> dict[str, Any]:
    slot, said = known
    slots = [s for found in plan.by_field.values() for s in found]
    is_month = plan.is_wide and row.column is not None and name not in OF_ROW
    if plan.is_wide and not is_month:
        return {"field": name, "title": title_of(slot), "inherited": _whole(slots, said)}
    if is_month:
        slot = next((s for s in plan.slots if s.index + 1 == row.column), slot)
        slots = [s for s in slots if not s.month or s.index + 1 == row.column]
    columns = {str(title_of(s)): s.naming.field for s in slots if s.naming.field}
    if any(n.startswith("person") for n in plan.by_field):
        said.setdefault("person_name", BLOT)  # a list of persons stays one without its names
    inherited: dict[str, Any] = {"fields": said, "columns": columns}
    if is_month:
        inherited |= {"is_month": True, "period": said.pop("date", None)}
    return {"field": name, "title": title_of(slot), "inherited": inherited}


def _whole(slots: list[Slot], said: dict[str, str]) -> dict[str, Any]:
    """The whole row of a wide table: its printed titles tell the months, the title above them the year."""
    for name in ("as_of", "type_code"):  # of one month, not of the row
        said.pop(name, None)
    day, numbers = said.pop("date", None), {str(title_of(s)): s.index + 1 for s in slots}
    return {"fields": said, "columns": {}, "cols": numbers, "period": day[:4] if day else None}


def title_line(inherited: dict[str, Any] | None) -> str | None:
    """The period that a title said, as a title says it; None where a column of its own holds the day."""
    period = (inherited or {}).get("period")
    if not period:
        return None
    year, _, month = str(period).partition("-")
    return f"Bulan {MONTHS[int(month) - 1]} {year}" if month else f"Tahun {year}"


def title_of(slot: Slot | None) -> str | None:
    """A column's printed title, or its number where it has none."""
    return None if slot is None else slot.title or str(slot.index + 1)


def one_row(
    kind: Any, raw: dict[str, str], inherited: dict[str, Any] | None
) -> tuple[list[str], list[str | None]]:
    """Titles and cells of the table of one row: the kind's titles where the columns were understood."""
    told = inherited or {}
    columns, said = told.get("columns") or {}, told.get("fields") or {}
    titles: list[str] = []
    cells: list[str | None] = []
    others = () if told.get("is_month") else raw  # other months of the row are records already
    for printed in dict.fromkeys((*columns, *others)):
        column = kind.column(columns.get(printed, "")) if kind else None
        is_private = column is not None and column.form == "private"
        title = column.title if column is not None and column.title not in titles else printed
        titles.append(title)
        cells.append(said.get("person_name") if is_private else raw.get(printed))
    for name, text in said.items():
        column = kind.column(name) if kind else None
        if column is not None and column.title not in titles:
            titles.append(column.title)
            cells.append(text)
    return titles, cells


__all__ = ["about", "one_row", "title_line", "title_of"]
