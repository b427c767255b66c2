"""``netra import --json``: one object per file, with the promised names, values and absences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.mess import messy_workbook
from etl.messages import reasons
from etl.pipeline import ImportOptions, import_document
from etl.store.engine import Engine

OPTIONS = ImportOptions(region_code="35.74", today=date(2024, 12, 31), hash_key=b"k")
NAMES = ["file", "sha256", "kind", "region_code", "outcome", "records", "quarantined", "flags", "not_data"]
OUTCOMES = {"import", "partial", "empty", "reject", "known"}
LEVELS = {
    "person", "place", "team", "opd", "opd_month", "opd_year", "case", "recommendation", "event",
    "region_count", "aggregate_opd_day", "aggregate_opd_month",
}  # fmt: skip
EVERY = {"level", "sheet", "row", "col", "region_code", "opd", "unit"}
FIELDS = {
    "sidak": "date date_end time time_start time_end place team employment checked caught_total caught_min "
    "caught_max asn non_asn excused_with_letter reason follow_up",
    "kehadiran": "date total present duty leave sick permit study unexcused absent_other_excused pct_present",
    "pelanggaran": "reg_no source date date_known date_received date_registered date_occurred position_class "
    "type_code violation violation_text status_code forwarded_to date_forwarded persons findings reports "
    "cases forwarded_persons as_of",
    "tindak_lanjut": "rec_no rec_date agency persons sanction_recommended decision_no decision_date "
    "sanction_given idis_date status_code",
    "pembinaan": "date date_end event_type place host opds opd_count participants participants_min "
    "participants_max",
    "pegawai": "as_of pns pppk pppk_part_time non_asn total",
}
ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
PEOPLE = """Tanggal;Nama;NIP;Status;OPD;Lokasi
07/03/2024;Budi Santoso;198001012005011001;PNS;Dinas Kesehatan;Plaza
07/03/2024;Sri Wahyuni;198203042006042002;PNS;Dinas Xyzzy;Plaza
;;;;;
JUMLAH;2;;;;
"""


def _object(engine: Engine, source: bytes | Path, **more: Any) -> dict[str, Any]:
    """The object as a program reads it: through JSON text, which knows no NaN and no dates."""
    options = replace(OPTIONS, dry_run=True)
    told = import_document(engine, source, options=options, **more).to_json()
    found: dict[str, Any] = json.loads(json.dumps(told, allow_nan=False))
    return found


def _check(told: dict[str, Any], file: str) -> None:
    """One object keeps every promise of its shape."""
    assert list(told) == [*NAMES, "message"]
    assert told["file"] == file
    assert told["outcome"] in OUTCOMES
    assert told["message"].count(file) == 1
    assert told["message"].endswith(".")
    known = reasons()
    for name in ("quarantined", "flags"):
        for row in told[name]:
            assert {"sheet", "row", "reason", "message"} <= set(row)
            assert row["reason"] in known
    assert all(set(row) == {"sheet", "row", "why"} for row in told["not_data"])
    for record in told["records"]:
        _check_record(record, told["kind"])


def _check_record(record: dict[str, Any], kind: str) -> None:
    assert {"sheet", "row", "level"} <= set(record)
    assert record["row"] >= 1
    assert record["level"] in LEVELS
    assert None not in [value for name, value in record.items() if name != "sheet"], "absent, never null"
    if kind in FIELDS:
        assert set(record) <= EVERY | set(FIELDS[kind].split())
    for name, value in record.items():
        is_date = name in {"date", "as_of"} or name.startswith("date_") or name.endswith("_date")
        if is_date and name != "phases_on_date":
            assert name == "date_precision" or ISO.fullmatch(value), (name, value)


def test_samples_keep_the_shape(loaded: Engine, shared_data: Path) -> None:
    """The five messy samples and the seed articles."""
    files = [p for p in sorted((shared_data / "messy").iterdir()) if p.suffix != ".md"]
    files += sorted((shared_data / "news").glob("*.txt"))
    assert len(files) >= 10
    for path in files:
        _check(_object(loaded, path), path.name)


def test_generated_mess_keeps_the_shape(loaded: Engine) -> None:
    """Workbooks of every kind."""
    for seed in range(20):
        _check(_object(loaded, messy_workbook(seed).data, name=f"{seed}.xlsx"), f"{seed}.xlsx")


def test_rows_are_those_a_person_sees(loaded: Engine) -> None:
    """Record numbers of a delimited file: title row 1, the person in row 2, the other waits in row 3."""
    told = _object(loaded, PEOPLE.encode(), name="daftar.csv")
    _check(told, "daftar.csv")
    assert told["outcome"] == "partial"
    assert [r["row"] for r in told["records"]] == [2]
    assert [(q["row"], q["reason"]) for q in told["quarantined"]] == [(3, "opd_unknown")]
    assert {"row": 1, "why": "header", "sheet": None} in told["not_data"]


def test_hashes_of_persons_stay_inside(loaded: Engine) -> None:
    """Neither name nor number nor their keyed hash leaves with the object."""
    text = json.dumps(_object(loaded, PEOPLE.encode(), name="daftar.csv"))
    assert "person_hash" not in text
    for secret in ("Santoso", "Wahyuni", "198001012005011001"):
        assert secret not in text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 bukan zip", b"\x89PNG\r\n\x1a\n" + b"\0" * 64])
def test_refused_files_keep_the_shape(loaded: Engine, data: bytes) -> None:
    """A refused file has its hash, no kind, no rows, and one sentence."""
    told = _object(loaded, data, name="rusak.xlsx")
    _check(told, "rusak.xlsx")
    assert (told["outcome"], told["kind"], told["records"]) == ("reject", None, [])
    assert len(told["sha256"]) == 64


def test_known_file_keeps_the_shape(loaded: Engine) -> None:
    """The second time: outcome "known", no rows repeated."""
    import_document(loaded, PEOPLE.encode(), name="a.csv", options=OPTIONS)
    told = _object(loaded, PEOPLE.encode(), name="b.csv")
    _check(told, "b.csv")
    assert (told["outcome"], told["kind"], told["records"]) == ("known", "sidak", [])


def test_message_is_one_sentence_without_zeros(loaded: Engine) -> None:
    """What did not happen is left unsaid; English on request."""
    text = "Tanggal;OPD;Diperiksa;Terjaring\n02/09/2024;Dinas Kesehatan;39;1\n"
    told = import_document(loaded, text.encode(), name="a.csv", options=OPTIONS)
    assert told.message == "a.csv: 1 catatan sidak terbaca, 1 baris bukan data."
    again = replace(OPTIONS, language="en")
    told = import_document(loaded, text.replace(";1\n", ";2\n").encode(), name="b.csv", options=again)
    assert told.message == "b.csv: records of sidak read: 1, remarks: 1, rows without data: 1."
    assert told.flags[0]["message"].startswith("b.csv, row 2: ")
