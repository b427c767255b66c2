"""What do the cells of a column look like? Numbers, dates, OPD names, identity numbers, employment words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from etl.column_names import month_of
from etl.context import Context
from etl.kinds.vocabulary import employment
from etl.values import MARKS, NUMBER_LENGTH, is_dash
from etl.words import read_date, read_number


def fits(form: str, value: object) -> bool:
    """Can this cell be read in this form?"""
    return fits_once(form, value.__class__, value)  # type: ignore[arg-type]


@lru_cache(maxsize=100_000)
def fits_once(form: str, _type: type, value: object) -> bool:
    if isinstance(value, str) and len(value) > NUMBER_LENGTH:
        return form not in ("count", "percent", "number", "date", "month")
    if form in ("count", "percent", "number"):
        if isinstance(value, bool | date):
            return False
        if form == "count" and value in MARKS:
            return True
        number = read_number(value)
        return number.value is not None or number.minimum is not None or number.is_dash
    if form in ("date", "month"):
        return (
            is_dash(value)
            or isinstance(value, date)
            or read_date(value, year=2024).precision != "none"
            or bool(month_of(value))
        )
    return True


def share_of(form: str, values: Sequence[object]) -> float:
    """The share of cells that can be read in a form; 1 of none."""
    return sum(fits(form, v) for v in values) / len(values) if values else 1.0


def opd_share(values: Sequence[object], context: Context) -> float:
    """The share of distinct texts that are OPD names."""
    texts = {v for v in values if isinstance(v, str)}
    if not texts:
        return 0.0
    known = sum(
        context.opds.resolve(t, region_code=context.region_code).status in ("ok", "guessed") for t in texts
    )
    return known / len(texts)


def is_employment(values: Sequence[object]) -> bool:
    """Are all these texts kinds of employment (PNS, PPPK, THL …)?"""
    return bool(values) and all(isinstance(v, str) and len(v) <= 20 and employment(v) for v in values)


def shape_of(values: Sequence[object], context: Context) -> str | None:
    """What a column without a title holds: a field name, "date", "count", or None."""
    texts = [str(v) for v in values]
    numbers = [int(t) for t in texts if t.isdigit() and len(t) < 7]
    if (
        len(numbers) >= 0.8 * len(texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 1
    ):
        return "row_no"
    if sum(bool(re.fullmatch(r"\d{8} ?\d{6} ?\d ?\d{3}|\d{16,18}", t)) for t in texts) >= 0.6 * len(texts):
        return "person_id"
    if sum(t.endswith("%") for t in texts) >= 0.6 * len(texts):
        return "pct_present"
    if (
        share_of("date", [v for v in values if not isinstance(v, int)] or ["x"]) >= 0.8
        and share_of("count", values) < 0.8
    ):
        return "date"
    if share_of("count", values) >= 0.8:
        return "count"
    if sum(employment(t) is not None and len(t) <= 20 for t in texts) >= 0.8 * len(texts):
        return "employment"
    return "opd" if opd_share(values, context) >= 0.6 else None
