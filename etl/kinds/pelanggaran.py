"""Pelanggaran: Bawaslu's register of cases, and recaps per region, OPD or month."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.violations import violation_code
from etl.kinds.vocabulary import CASE_STATUS, POSITIONS, SOURCES, TYPES, first_match, is_outsider

COLUMNS = columns("""
reg_no            | text  | 2   | Nomor register        | no register, no registrasi, nomor registrasi, no reg, register, nomor laporan, no laporan, nomor temuan, nomor laporan temuan, nomor perkara, no laporan temuan, registrasi, nomor penerimaan, nomor register laporan temuan, reg_no, nomor reg, no perkara, no lp tm
source            | code  | 1.5 | Temuan/Laporan        | temuan laporan, sumber, asal, jenis laporan, sumber perkara, asal laporan, laporan temuan, jenis penanganan, sumber informasi, asal kasus, bentuk, sumber temuan laporan
date_known        | date  | 1.5 | Tanggal diketahui     | diketahui, tanggal diketahuinya, tanggal mengetahui, waktu diketahui, tgl diketahui kejadian, tanggal ditemukan
date_received     | date  | 1.5 | Tanggal diterima      | tanggal laporan, diterima, tanggal penerimaan, tanggal lapor, tanggal dilaporkan, tanggal laporan diterima, tanggal masuk, dilaporkan, tanggal penerimaan laporan, tanggal temuan, tanggal laporan temuan, tanggal pelaporan, tanggal laporan masuk, tanggal temuan laporan, tanggal disampaikan
date_registered   | date  | 1.5 | Tanggal registrasi    | tanggal register, diregistrasi, tanggal diregistrasi, tanggal reg
date_occurred     | date  | 1   | Tanggal kejadian      | tanggal peristiwa, waktu kejadian, kejadian, tanggal, hari tanggal, tanggal pelanggaran, tgl kejadian peristiwa, waktu, tanggal perbuatan, peristiwa
date_forwarded    | date  | 1.5 | Tanggal diteruskan    | tanggal penerusan, diteruskan tanggal, tanggal pelimpahan, tanggal surat penerusan, tanggal kirim, tanggal rekomendasi, tanggal surat rekomendasi, tanggal diteruskan ke kasn, tanggal diteruskan ke bkn, tanggal penerusan ke kasn
position          | text  | 0.7 | Jabatan               | jabatan terlapor, jabatan pelaku, nama jabatan, terlapor jabatan, status jabatan, kedudukan, jabatan asn, jabatan terlapor pelaku, jabatan terduga, jabatan pelanggar, jabatan kedudukan, jabatan instansi
type_code         | code  | 1.2 | Jenis pelanggaran     | dugaan jenis pelanggaran, kategori, kategori pelanggaran, jenis dugaan pelanggaran, klasifikasi, hasil kajian, kualifikasi, jenis, dugaan pelanggaran, jenis kasus
violation_text    | text  | 1.2 | Bentuk pelanggaran    | uraian, uraian singkat, uraian kejadian, perbuatan, bentuk dugaan pelanggaran, uraian pelanggaran, pelanggaran, peristiwa pelanggaran, modus, uraian peristiwa, kronologi, kronologis, isi laporan, materi laporan, uraian dugaan pelanggaran, butir skb, kode pelanggaran, bentuk netralitas, violation, jenis perbuatan, bentuk perbuatan, pasal, pasal yang dilanggar, kasus posisi, dugaan perbuatan, uraian perkara, duduk perkara, pelanggaran yang dilakukan, ringkasan, ringkasan kasus, deskripsi, keterangan pelanggaran, bentuk ketidaknetralan, uraian temuan, uraian laporan, peristiwa
status_code       | code  | 1   | Status                | status penanganan, tindak lanjut, hasil penanganan, hasil, status laporan, perkembangan, keterangan status, status akhir, status perkara, hasil tindak lanjut, tahap penanganan, hasil pleno, progres, status kasus, tindak lanjut hasil penanganan
forwarded_to      | text  | 1.2 | Diteruskan ke         | instansi penerusan, tujuan penerusan, diteruskan kepada, penerusan, instansi tujuan, penerusan ke, direkomendasikan ke, rekomendasi kepada
persons           | count | 1   | Jumlah terlapor       | jumlah orang, terlapor, jumlah asn, jumlah pelaku, jumlah asn terlapor, banyaknya terlapor, orang, jumlah asn melanggar, jumlah asn terlibat, persons, jumlah yang dilaporkan, jumlah terduga
findings          | count | 1.5 | Temuan                | jumlah temuan, temuan pengawas
reports           | count | 1.5 | Laporan               | jumlah laporan, laporan masyarakat
cases             | count | 1.2 | Jumlah kasus          | kasus, jumlah pelanggaran, total kasus, total, jumlah, jumlah dugaan pelanggaran, jumlah perkara, jumlah kasus netralitas, perkara, total pelanggaran, netralitas, jumlah netralitas, pelanggaran netralitas, netralitas asn, disiplin, pelanggaran disiplin
forwarded_persons | count | 1   | ASN diteruskan        | jumlah diteruskan, diteruskan ke kasn, diteruskan ke bkn, jumlah asn diteruskan, direkomendasikan, jumlah rekomendasi, asn direkomendasikan, orang diteruskan, jumlah asn direkomendasikan, direkomendasikan ke kasn, direkomendasikan ke bkn, asn diteruskan ke kasn, rekomendasi ke kasn, jumlah rekomendasi kasn, direkomendasikan kasn, jumlah asn yang direkomendasikan
as_of             | date  | 1   | Keadaan per tanggal   | per tanggal, data per, keadaan per, sampai dengan tanggal, as_of, posisi data, update terakhir, kondisi per
month             | month | 0.3 | Bulan                 | periode
year              | year  | 0.2 | Tahun                 | tahun data
""")
COUNTS = ("findings", "reports", "cases", "forwarded_persons", "persons")
DATES = ("date_known", "date_received", "date_registered", "date_occurred", "date_forwarded")
_TO = re.compile(r"(?i)\b(?:ke|kepada)\s+(?:komisi\s+)?(kasn|bkn|ppk|bkd|bkpsdm|bkpp|inspektorat|kemen\w+)\b")
REPORT_DAYS = 7  # UU 10/2016 art. 134: a report within seven days of knowing


def finish(row: Row) -> None:
    """One case, or a recap: decided by whether the table has register columns."""
    values = row.values
    is_case = bool(
        row.fields
        & {"reg_no", "date_received", "date_known", "date_registered", "violation_text", "person_name"}
    )
    is_case = is_case and not (row.fields & {"findings", "reports", "cases", "forwarded_persons"})
    if is_case:
        _case(row)
    else:
        _recap(row)
    _type(row)
    row.drop("position", "month", "year", "person_hash")
    if values.get("date") is None or is_case:
        row.drop("date")


def _type(row: Row) -> None:
    kind = row.values.get("type_code")
    if kind is None and "netralitas" in row.title and not re.search("disiplin|semua jenis", row.title):
        row.values["type_code"] = "netralitas"


def _case(row: Row) -> None:
    values = row.values
    row.level = "case"
    position = row.texts.get("position", "")
    if is_outsider(position):
        row.reject("not_asn", "position", met=position)
    if position and (found := first_match(position, POSITIONS)):
        values["position_class"] = found
    _violation(row)
    _source(row)
    _forwarded(row)
    _clocks(row)
    if not row.has_any(*DATES):
        if isinstance(values.get("date"), str):
            values["date_known"] = values["date"]
        else:
            row.reject("date_missing", "date_known")
    if not row.has_any(
        "reg_no", "violation_text", "type_code", "status_code", "persons", "position_class", "opd"
    ):
        row.reject("row_not_understood", None, kind="pelanggaran")


def _violation(row: Row) -> None:
    text = row.values.get("violation_text")
    if not isinstance(text, str):
        return
    happened = str(next((row.values[n] for n in ("date_occurred", *DATES) if row.values.get(n)), ""))
    if code := violation_code(text, happened):
        row.values["violation"] = code


def _source(row: Row) -> None:
    """LP or TM in the register number tells report from finding."""
    said = source_of(str(row.values.get("reg_no", "")))
    if "source" not in row.values and said:
        row.values["source"] = said


def _forwarded(row: Row) -> None:
    """ "Diteruskan ke KASN" in the status says to whom."""
    found = _TO.search(row.texts.get("status_code", ""))
    if found and "forwarded_to" not in row.values and row.values.get("status_code") == "diteruskan":
        row.values["forwarded_to"] = found[1].upper()


def source_of(number: str) -> str | None:
    """ "002/Reg/LP/PB/…" is a report, TM a finding."""
    found = re.search(r"(?<![A-Z])(LP|TM)(?![A-Z])", number.upper())
    return None if found is None else "laporan" if found[1] == "LP" else "temuan"


def _clocks(row: Row) -> None:
    order = [(n, row.values[n]) for n in ("date_occurred", "date_known", "date_received", "date_registered", "date_forwarded")
             if len(str(row.values.get(n, ""))) == 10]  # fmt: skip
    for (first, earlier), (second, later) in pairwise(order):
        if str(later) < str(earlier):
            row.flag("date_order", second, met=f"{first} {earlier}, {second} {later}")
    known, received = row.values.get("date_known"), row.values.get("date_received")
    if known and received and len(str(known)) == len(str(received)) == 10:
        days = (date.fromisoformat(str(received)) - date.fromisoformat(str(known))).days
        if days > REPORT_DAYS and row.values.get("source") != "temuan":
            row.flag("late_report_over_7_days", "date_received", met=days)


def _recap(row: Row) -> None:
    values = row.values
    _recap_date(row)
    length = len(str(values.get("date", "")))
    if row.has_any("opd", "unit"):
        row.level = "aggregate_opd_day" if length == 10 and "as_of" not in values else "aggregate_opd_month"
        row.level = "opd_year" if length == 4 else row.level
    else:
        row.level = "region_count"
    if row.level == "region_count" and "as_of" not in values:
        if values.get("date"):
            values["as_of"] = values["date"]
        else:
            row.flag("as_of_missing", "as_of")
    elif not row.has_any("date", "as_of"):
        row.reject("date_missing", "date")
    if row.level != "region_count" and values.get("date"):
        values["date_occurred"] = values["date"]
    if not row.has_any(*COUNTS):
        row.reject("count_missing", "cases")
    findings, reports, cases = (row.count(n) for n in ("findings", "reports", "cases"))
    if None not in (findings, reports, cases) and findings + reports != cases:  # type: ignore[operator]
        row.flag("sum_mismatch", "cases", met=findings + reports, expected=cases)  # type: ignore[operator]


def _recap_date(row: Row) -> None:
    values = row.values
    if "date_occurred" in values:
        values["date"] = values["date_occurred"]
    month, year = values.get("month"), values.get("year")
    if isinstance(month, str) and len(month) == 7:
        values["date"] = month
    elif isinstance(month, str) and isinstance(year, int):
        values["date"] = f"{year}-{month[-2:]}"
    elif isinstance(year, int) and "date" not in values:
        values["date"] = str(year)


def _status(text: str) -> str | None:
    return first_match(text, CASE_STATUS)


PELANGGARAN = Kind(
    name="pelanggaran",
    title="Rekap pelanggaran",
    columns=COLUMNS,
    titles=((r"netralitas|penanganan pelanggaran|dugaan pelanggaran|register|temuan dan laporan|laporan dan temuan", 2.5),
            (r"\bpelanggaran\b|bawaslu|panwas", 1.0)),
    needs=(frozenset({"reg_no"}), frozenset({"violation_text"}), frozenset({"findings"}), frozenset({"reports"}),
           frozenset({"cases"}), frozenset({"persons"}), frozenset({"type_code", "status_code"}),
           frozenset({"date_known"}), frozenset({"date_received"})),
    finish=finish,
    skims=frozenset({"forwarded_to", "opd", "unit", "region_code"}),
    glances={"reg_no": source_of},
    reads=frozenset({"position", "status_code"}),
    shapes={1: ("cases",), 2: ("findings", "reports"), 3: ("findings", "reports", "cases")},
    parts={},
    vocabularies={
        "source": lambda text: first_match(text, SOURCES),
        "type_code": lambda text: first_match(text, TYPES),
        "status_code": _status,
    },
)  # fmt: skip
