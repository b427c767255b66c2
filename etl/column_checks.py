"""What stands in the cells corrects the titles: a count of words is none, "Lokasi" may list offices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from etl.column_names import GOOD, NOTHING, Naming, match_title
from etl.column_plan import Plan, Slot
from etl.column_shapes import is_employment, opd_share, shape_of, share_of
from etl.context import Context
from etl.kinds import Kind
from etl.kinds.columns import BASE, Column, fold
from etl.words import find_dates, read_number

NUMBERED = {"rec_no": "sanction_recommended", "decision_no": "sanction_given", "reg_no": "status_code"}
STATUS_LENGTH = 40  # signs of a cell that says nothing but a status
TRUSTED = 0.5  # share of cells that must fit the column's form
PUBLIC_PLACE = re.compile(
    r"(?i)(?:pasar|terminal|taman|alun|plaza|mall?\b|pusat|warung|kafe|cafe|warkop|toko|jalan|jl\b|stasiun|gor\b)"
)


def check_shapes(plan: Plan, samples: dict[int, list[object]]) -> None:
    """A title that its cells contradict loses: "Temuan" over sentences is no count."""
    for slot in plan.slots:
        column, values = slot.naming.column, samples[slot.index]
        counted = _counted(plan.kind, column, values) if column is not None else None
        if counted is not None:
            slot.naming = Naming(counted, slot.naming.score)
            continue
        if column and column.form == "code" and column.field != "employment" and is_employment(values):
            slot.naming = NOTHING  # "Status" over PNS and THL is no status of a case
        if column is not None and column.form == "code" and values and share_of("count", values) == 1:
            slot.naming = _lower_title(plan.kind, slot)
            continue
        if column is not None and column.form == "time" and _holds_days(values):
            date_column = _first_date(plan.kind)
            slot.naming = Naming(date_column, 0.9) if date_column else slot.naming
            continue
        if column is not None and column.field in NUMBERED and values and _is_wordy(values):
            slot.naming = _coded(plan.kind, slot.naming, values)
            continue
        if column is None or column.form not in ("count", "percent", "date", "number"):
            continue
        if 0 < len(values) < 3 and share_of(column.form, values) == 0 and _is_rivalled(plan, slot, samples):
            slot.naming = NOTHING
            continue
        if column.form == "count" and values and len(values) < 3 and _is_prose(values):
            slot.naming = _textual(plan, slot)
            continue
        numeric_days = column.form == "date" and all(isinstance(v, int) and 1 <= v <= 31 for v in values)
        if len(values) >= 3 and share_of(column.form, values) < TRUSTED and not numeric_days:
            other = _textual(plan, slot)
            slot.naming = other


def _lower_title(kind: Kind, slot: Slot) -> Naming:
    """Numbers below a title of words: "Keterangan / Hadir" over numbers counts who was present."""
    leaf = match_title(slot.title.rpartition(" / ")[2], kind.name)
    is_counted = leaf.column is not None and leaf.column.form == "count" and leaf.score >= GOOD
    return leaf if is_counted else slot.naming


def _holds_days(values: Sequence[object]) -> bool:
    """ "Waktu" over "Senin 5/8/2024 09:00" is a day with its hour."""
    days = sum(isinstance(v, date) or (isinstance(v, str) and bool(find_dates(v[:40]))) for v in values)
    return bool(values) and days >= 0.6 * len(values)


def _is_prose(values: Sequence[object]) -> bool:
    """Words without any digit or number word: "Camat" below "Terlapor" is no count."""
    return share_of("count", values) == 0 and not any(_numeric(w) for v in values for w in str(v).split())


def _numeric(word: str) -> bool:
    """A digit in it, or a number word: "sembilan belas koma" is a number that was written badly."""
    return any(c.isdigit() for c in word) or read_number(word).value is not None


def _is_wordy(values: Sequence[object]) -> bool:
    """Fewer than half of the cells hold a digit: words, no letter or register numbers."""
    return sum(any(c.isdigit() for c in str(v)) for v in values) < TRUSTED * len(values)


def _coded(kind: Kind, naming: Naming, values: Sequence[object]) -> Naming:
    """ "Rekomendasi" over "Hukuman disiplin sedang" is the sanction, over "R-12/KASN" its number."""
    other = kind.column(NUMBERED[naming.field or ""])
    vocabulary = kind.vocabularies.get(other.field) if other else None
    if other is None or vocabulary is None:
        return naming
    known = sum(vocabulary(str(v)) is not None for v in values)
    return Naming(other, 0.9) if known >= TRUSTED * len(values) else naming


def _is_rivalled(plan: Plan, slot: Slot, samples: dict[int, list[object]]) -> bool:
    """Does another column of the same meaning hold what this one does not?"""
    column = slot.naming.column
    return column is not None and any(
        s is not slot and s.naming.field == column.field and share_of(column.form, samples[s.index]) > TRUSTED
        for s in plan.slots
    )


def status_in_notes(plan: Plan, samples: dict[int, list[object]]) -> None:
    """ "Keterangan" that only says "Selesai", "Belum" or "TK" is the status, when nothing else is."""
    _employment_in_notes(plan, samples)
    _only_recommended(plan)
    _asn_beside_others(plan)
    for name in ("status_code", "status"):
        column, vocabulary = plan.kind.column(name), plan.kind.vocabularies.get(name)
        if column is None or vocabulary is None or any(s.naming.field == name for s in plan.slots):
            continue
        for slot in plan.slots:
            values = samples[slot.index]
            if slot.naming.field == "note" and values and all(len(str(v)) <= STATUS_LENGTH for v in values):
                known = sum(vocabulary(str(v)) is not None for v in values)
                if known >= 0.8 * len(values):
                    slot.naming = Naming(column, 0.85)
                    break


def _only_recommended(plan: Plan) -> None:
    """ "Bentuk sanksi" where nothing was decided yet is what was recommended."""
    fields = {s.naming.field for s in plan.slots}
    column = plan.kind.column("sanction_recommended")
    if column is None or fields & {"sanction_recommended", "decision_no", "decision_date"}:
        return
    for slot in plan.slots:
        if slot.naming.field == "sanction_given" and set(fold(slot.title)) <= {"bentuk", "jenis", "sanksi"}:
            slot.naming = Naming(column, 0.9)


def _asn_beside_others(plan: Plan) -> None:
    """ "Jumlah ASN terjaring" is the total of a list that knows ASN only; beside Non ASN it is one part."""
    fields = {s.naming.field for s in plan.slots}
    column = plan.kind.column("asn")
    if column is None or "non_asn" not in fields or "asn" in fields:
        return
    for slot in plan.slots:
        words = set(fold(slot.title))
        if slot.naming.field == "caught_total" and words & {"asn", "pns"} and "non" not in words:
            slot.naming = Naming(column, slot.naming.score)


def _employment_in_notes(plan: Plan, samples: dict[int, list[object]]) -> None:
    """ "Keterangan" over ASN and Non ASN says how each person is employed."""
    column = plan.kind.column("employment")
    if column is None or any(s.naming.field == "employment" for s in plan.slots):
        return
    for slot in plan.slots:
        values = [v for v in samples[slot.index] if str(v).strip().lower() != "asn"]
        if slot.naming.field == "note" and is_employment(values):
            slot.naming = Naming(column, 0.85)
            return


def _counted(kind: Kind, column: Column, values: Sequence[object]) -> Column | None:
    """Numbers below "PNS/PPPK" count ASN, whole numbers above 100 below "Kehadiran" persons present."""
    if column.field == "employment" and values and share_of("count", values) >= 0.8:
        return kind.column("asn")
    if column.field == "pct_present" and any(isinstance(v, int) and v > 150 for v in values):
        return kind.column("present")
    return None


def _textual(plan: Plan, slot: Slot) -> Naming:
    """Another meaning of the same title among the kind's text columns."""
    for column in (*plan.kind.all_columns, *BASE):
        if column.form in ("text", "code", "place", "private") and any(
            fold(s) == fold(slot.title) for s in column.synonyms
        ):
            return Naming(column, 0.9)
    words = set(fold(slot.title))
    for name in ("reason", "violation_text", "note"):
        text_column = plan.kind.column(name)
        if text_column and words & {"temuan", "pelanggaran", "hasil", "uraian", "kasus"} and name != "note":
            return Naming(text_column, 0.8)
    return NOTHING


def find_missing_opd(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """A table without a recognised OPD title: the column whose cells are OPD names."""
    fields = {s.naming.field for s in plan.slots if s.naming.score >= GOOD}
    if fields & {"opd", "kecamatan", "place"} or plan.kind.column("opd") is None:
        return
    for slot in plan.slots:
        if (
            slot.naming.score < GOOD
            and len(samples[slot.index]) >= 2
            and opd_share(samples[slot.index], context) >= 0.6
        ):
            slot.naming = Naming(plan.kind.column("opd"), 0.8)
            return


def places_that_are_opd(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """ "Lokasi" that lists offices is the OPD inspected; a market or a bus station is a place outside.

    Whoever was caught at the station does not work for the transport office.
    """
    if any(s.naming.field in ("opd", "kecamatan") and s.naming.score >= 0.7 for s in plan.slots):
        return
    for slot in plan.slots:
        offices = [v for v in samples[slot.index] if not (isinstance(v, str) and PUBLIC_PLACE.match(v))]
        if (
            slot.naming.field == "place"
            and plan.kind.column("opd")
            and len(offices) >= 0.6 * len(samples[slot.index])
            and opd_share(offices, context) >= 0.6
        ):
            slot.naming = Naming(plan.kind.column("opd"), slot.naming.score)


def name_by_shape(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """No titles at all: numbering, dates, OPD names, identity numbers, employment words, then counts."""
    plan.guessed = True
    counts: list[Slot] = []
    for slot in plan.slots:
        values = samples[slot.index]
        name = shape_of(values, context) if values else None
        if name == "count":
            counts.append(slot)
        elif name and plan.kind.column(name) and not any(s.naming.field == name for s in plan.slots):
            slot.naming = Naming(plan.kind.column(name), 0.75)
        elif name == "date" and (column := _first_date(plan.kind)):
            slot.naming = Naming(column, 0.75)
    for slot, name in zip(counts, plan.kind.shapes.get(len(counts), ()), strict=False):
        slot.naming = Naming(plan.kind.column(name), 0.7)


def _first_date(kind: Kind) -> Column | None:
    return next((c for c in kind.columns if c.form == "date"), None)
