"""Kalender: elections with their phases, and public holidays."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row

COLUMNS = columns("""
election_code | text | 1.5 | Kode pemilihan     | pemilihan, pilkada, election, election_code
election_name | text | 0.7 | Nama pemilihan     | election_name
election_kind | text | 0.7 | Jenis pemilihan    | election_kind
vote_on       | date | 1   | Hari pemungutan suara | vote_on, tanggal pemungutan suara, pencoblosan
phase_code    | text | 2   | Kode tahapan       | kode, phase_code, code
phase_name    | text | 2   | Tahapan            | nama tahapan, uraian tahapan, kegiatan, program kegiatan, phase_name, jadwal tahapan, tahapan program jadwal
start_on      | date | 2   | Mulai              | tanggal mulai, awal, jadwal mulai, jadwal awal, start_on, start, dari
end_on        | date | 2   | Selesai            | tanggal selesai, akhir, jadwal akhir, berakhir, jadwal selesai, end_on, end, sampai
day           | date | 1   | Tanggal            | hari libur, tanggal libur, day, hari tanggal, jadwal
holiday_name  | text | 1.5 | Nama hari libur    | peringatan, keterangan libur, libur nasional, nama libur, holiday_name, perayaan
holiday_kind  | text | 1   | Jenis libur        | holiday_kind, jenis hari libur
source_url    | text | 0.5 | Sumber             | source_url, tautan sumber, dasar hukum, url
note          | text | 0.1 | Catatan            | keterangan, ket, note
""")


def finish(row: Row) -> None:
    """A phase with its days, an election, or a holiday."""
    values = row.values
    row.level = "event"
    if isinstance(values.get("day"), str) and "phase_name" in values and "start_on" not in values:
        values["start_on"] = values.pop("day")
        values.setdefault("end_on", values.pop("day_end", values["start_on"]))
    year = re.search(r"(pilkada|pemilu|pemilihan)[^\n]*?((?:19|20)\d{2})", row.title)
    if "election_code" not in values and year and row.has_any("phase_name", "phase_code"):
        values["election_code"] = f"{'PEMILU' if year[1] == 'pemilu' else 'PILKADA'}_{year[2]}"
    start, end = values.get("start_on"), values.get("end_on")
    if start and end and str(end) < str(start):
        row.reject("date_impossible", "end_on", met=f"{start} – {end}")
    if not row.has_any("phase_code", "phase_name", "holiday_name", "vote_on", "election_name"):
        row.reject("row_not_understood", None, kind="kalender")
    elif not row.has_any("start_on", "end_on", "day", "vote_on"):
        row.flag("date_order", "start_on", met="tanggal belum ditetapkan")
    row.drop("date", "position", "person_hash")


KALENDER = Kind(
    name="kalender",
    title="Kalender tahapan",
    columns=COLUMNS,
    titles=((r"tahapan|kalender|jadwal (?:pemilihan|pilkada)|hari libur|cuti bersama", 3.0),),
    needs=(frozenset({"phase_name", "start_on"}), frozenset({"phase_code", "start_on"}), frozenset({"day", "holiday_name"}),
           frozenset({"election_code", "vote_on"}), frozenset({"phase_name", "day"})),
    finish=finish,
    reads=frozenset(),
    has_region=False,
    without=frozenset({"opd", "kecamatan", "unit", "region", "region_code", "province", "person_name"}),
)  # fmt: skip
