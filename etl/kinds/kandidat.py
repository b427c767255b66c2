"""Kandidat: per election and region the office, the pairs, incumbents and empty boxes; no names."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.vocabulary import yes_no

COLUMNS = columns("""
election_code | text  | 1   | Pemilihan           | kode pemilihan, pilkada, nama pemilihan, election_code, election
office        | code  | 1.5 | Jabatan dipilih     | jenis pemilihan, jenis, tingkat, office, jabatan, jenis pilkada, pemilihan jabatan
pair_count    | pairs | 2   | Jumlah paslon       | nama pasangan calon, pasangan calon bupati dan wakil bupati, pasangan calon wali kota dan wakil wali kota, daftar pasangan calon, nama paslon, jumlah pasangan calon, paslon, jumlah pasangan, pasangan calon, jumlah calon, banyaknya paslon, pair_count
pair_no       | count | 1.5 | Nomor urut paslon   | nomor urut, no urut, nomor urut pasangan calon, nomor urut pasangan, no urut paslon, nomor paslon, nomor urut calon
has_incumbent | yesno | 2   | Petahana            | ada petahana, incumbent, calon petahana, petahana maju, status petahana, has_incumbent
has_empty_box | yesno | 2   | Kotak kosong        | calon tunggal, kolom kosong, melawan kotak kosong, lawan kotak kosong, has_empty_box
vote_on       | date  | 1   | Tanggal pemungutan suara | tanggal, hari pemungutan suara, tanggal pencoblosan, vote_on, tanggal pemungutan
party         | none  | 1   | Partai pengusung    | partai, partai politik pengusung, partai pendukung, koalisi, pengusung
candidate     | private | 1 | Nama calon          | nama calon kepala daerah, nama calon wakil, calon bupati, calon wakil bupati, nama bakal calon, calon wali kota, calon gubernur
source_url    | text  | 0.3 | Sumber              | source_url, tautan sumber, url
""")


def finish(row: Row) -> None:
    """A contest; the count of pairs decides the empty box when that is not printed."""
    values = row.values
    row.level = "region_count"
    if "vote_on" not in values and len(str(values.get("date", ""))) == 10:
        values["vote_on"] = values["date"]
    _election(row)
    if "office" not in values and (said := office(row.title)):
        values["office"] = said
    if row.count("pair_count") == 1 and "has_empty_box" not in values:
        values["has_empty_box"] = True
    if not row.has_any("pair_count", "has_incumbent", "has_empty_box", "pair_no", "vote_on"):
        row.reject("count_missing", "pair_count")
    row.drop("position", "date", "person_hash")


def _election(row: Row) -> None:
    """PILKADA_2024 from the column, the title or the day of voting; none of them: a person says."""
    given = str(row.values.get("election_code", ""))
    year = re.search(r"(?:19|20)\d{2}", given) or re.search(
        r"(?:19|20)\d{2}", str(row.values.get("vote_on", ""))
    )
    year = year or re.search(r"(?:19|20)\d{2}", row.title)
    if re.fullmatch(r"[A-Z]+_[A-Z0-9_]+", given):
        return
    if year is None:
        row.reject("date_missing", "election_code")
        return
    row.values["election_code"] = f"PILKADA_{year[0]}"


def combine(records: list[dict]) -> tuple[list[dict], list[dict]]:
    """One row per pair becomes one record per contest, with the number of pairs."""
    contests: dict[tuple, list[dict]] = {}
    for record in records:
        contests.setdefault(
            (record.get("election_code"), record.get("region_code"), record.get("office")), []
        ).append(record)
    kept, merged = [], []
    is_listed = any(len(rows) > 1 for rows in contests.values()) and not any(
        "pair_count" in r for r in records
    )
    for rows in contests.values():
        numbers = [row.get("pair_no") for row in rows]
        is_pair_each = len(set(numbers) - {None}) == len(rows) > 1 and all(
            row.get("pair_count", 1) == 1 for row in rows
        )
        if is_listed and len(rows) == 1 and numbers == [1]:  # one pair only, where others have several
            rows[0] |= {"pair_count": 1, "has_empty_box": True}
        if not is_pair_each and (len(rows) == 1 or any("pair_count" in row for row in rows)):
            kept.extend(rows)
            for row in rows:
                if "pair_count" in row:
                    row.pop("pair_no", None)
            continue
        first = rows[0]
        first["pair_count"] = len({row.get("pair_no", n) for n, row in enumerate(rows)})
        if any("has_incumbent" in row for row in rows):
            first["has_incumbent"] = any(row.get("has_incumbent") for row in rows)
        first["has_empty_box"] = any(row.get("has_empty_box") for row in rows) and first["pair_count"] == 1
        if not first["has_empty_box"]:
            first.pop("has_empty_box")
        first.pop("pair_no", None)
        kept.append(first)
        merged.extend(rows[1:])
    return kept, merged


def _incumbent(text: str) -> bool | None:
    """Yes and no; a name below "Petahana" is a yes, and never told."""
    said = yes_no(text)
    return said if said is not None else None if re.fullmatch(r"\W*", text) else True


def _empty_box(text: str) -> bool | None:
    said = yes_no(text)
    return said if said is not None else True if re.search(r"(?i)kosong|tunggal", text) else None


def office(text: str) -> str | None:
    """gubernur, bupati or wali_kota."""
    lower = text.lower()
    if "gubernur" in lower:
        return "gubernur"
    return "bupati" if "bupati" in lower else "wali_kota" if re.search(r"wali ?kota", lower) else None


KANDIDAT = Kind(
    name="kandidat",
    title="Peserta pemilihan",
    columns=COLUMNS,
    titles=((r"pasangan calon|paslon|kandidat|peserta pilkada|peserta pemilihan|petahana|calon tunggal", 3.0),),
    needs=(frozenset({"pair_count"}), frozenset({"has_incumbent"}), frozenset({"has_empty_box"}), frozenset({"pair_no"})),
    finish=finish,
    skims=frozenset({"region_code", "source_url"}),
    reads=frozenset(),
    combine=combine,
    shapes={1: ("pair_count",)},
    vocabularies={"office": office, "has_incumbent": _incumbent, "has_empty_box": _empty_box},
    without=frozenset({"opd", "kecamatan", "unit"}),
)  # fmt: skip
