"""Names of kinds and fields on screen, and the columns of a file as a person may rename them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from dashboard.i18n import Texts
from dashboard.pages.data.forms import Form, FormError
from etl.kinds import KINDS

HIDDEN = {"row_no", "opd_code", "province_code", "measure_unit", "sex", "rank"}
PRIVATE = "private"
CODES = ("nilai", "sanksi")  # tables of the locale that name codes of records
_DAY, _MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([012]\d|3[01])"), re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def kind_title(kind: str | None, words: Texts) -> str:
    """Name of a document kind."""
    if kind is None:
        return "–"
    return words(f"jenis.{kind}") if words.has(f"jenis.{kind}") else kind.replace("_", " ").capitalize()


def field_title(field: str, words: Texts, kind: str | None = None) -> str:
    """Name of a field of a record: from the locale, else the kind's own column title."""
    if words.has(f"isian.{field}"):
        return words(f"isian.{field}")
    column = KINDS[kind].column(field) if kind in KINDS else None
    return column.title if column else field.replace("_", " ").capitalize()


def value_text(value: Any, words: Texts) -> str:
    """A value of a record on screen."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return words("umum_data.ya" if value else "umum_data.tidak")
    if isinstance(value, float) and not value.is_integer():
        return words.number(value, 2)
    if isinstance(value, int | float):
        return words.number(value)
    if isinstance(value, date):
        return words.short_day(value)
    text = str(value)
    if _DAY.fullmatch(text):
        return words.short_day(date.fromisoformat(text))
    if found := _MONTH.fullmatch(text):
        return f"{words(f'bulan.{int(found[2])}')} {found[1]}"
    return next((words(f"{k}.{text}") for k in CODES if words.has(f"{k}.{text}")), text)


def column_choices(preview: dict[str, Any], words: Texts) -> dict[str, list[tuple[str, str]]]:
    """Per kind found in the file: fields that a column may mean, by name."""
    found = {}
    for kind in {layout["kind"] for layout in preview.get("layouts") or []}:
        columns = [c for c in KINDS[kind].all_columns if c.field not in HIDDEN and c.form != PRIVATE]
        names = [(c.field, field_title(c.field, words, kind)) for c in columns]
        found[kind] = sorted(dict(names).items(), key=lambda pair: pair[1].lower())
    return found


def read_mapping(form: Form, preview: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Columns that a person changed, per layout: {column number as text: field, "" = not used}.

    Raises:
        FormError: a field that this kind does not have.
    """
    changed: dict[str, dict[str, str]] = {}
    for table, layout in enumerate(preview["layouts"]):
        kind = KINDS[layout["kind"]]
        for column in layout["columns"]:
            wanted = form.get(f"kolom-{table}-{column['col']}")
            if wanted is None or wanted == (column["field"] or ""):
                continue
            known = kind.column(wanted) if wanted else None
            if wanted and (known is None or known.form == PRIVATE):
                raise FormError("Arti kolom itu tidak ada pada jenis ini.", code="choice_unknown")
            changed.setdefault(layout["hash"], {})[str(column["col"])] = wanted
    return changed
