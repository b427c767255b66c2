"""Pembinaan: prevention events, who held them, which OPD came; participants are not violations."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.vocabulary import EVENTS, first_match

COLUMNS = columns("""
date         | date  | 0.5 | Tanggal             | hari tanggal, tanggal pelaksanaan, tanggal kegiatan, waktu, waktu pelaksanaan, hari tgl, tanggal acara, date
event_type   | code  | 1.2 | Jenis kegiatan      | bentuk kegiatan, kegiatan, nama kegiatan, jenis, acara, jenis pembinaan, kategori kegiatan, uraian kegiatan, judul kegiatan, bentuk pembinaan, event_type, agenda
topic        | text  | 0.5 | Materi              | tema kegiatan, materi kegiatan, topik, judul, tema materi
place        | place | 0.7 | Tempat              | lokasi, tempat kegiatan, tempat pelaksanaan, lokasi kegiatan, lokasi pelaksanaan, place
host         | text  | 1.2 | Penyelenggara       | pelaksana, pelaksana kegiatan, instansi penyelenggara, pemateri, host, penanggung jawab, panitia, diselenggarakan oleh, penyelenggara kegiatan, oleh, dilaksanakan oleh, unit penyelenggara, instansi pelaksana, opd penyelenggara
opds         | opds  | 1   | OPD peserta         | opd yang hadir, opd yang diundang, peserta opd, unsur peserta, sasaran, sasaran peserta, opd sasaran, daftar opd, asal peserta, opd, opd hadir, opds, perangkat daerah peserta
opd_count    | count | 1.5 | Jumlah OPD          | banyaknya opd, jumlah opd hadir, jumlah opd peserta, jumlah perangkat daerah, opd_count
participants | count | 2   | Jumlah peserta      | peserta, banyaknya peserta, jumlah hadir, jumlah peserta hadir, jumlah peserta orang, jumlah, total peserta, participants, peserta hadir, jumlah orang, peserta orang, jumlah asn peserta, banyak peserta, jumlah peserta yang hadir, jumlah undangan hadir, kehadiran, orang, jumlah kehadiran
speaker      | none  | 0.5 | Narasumber          | nara sumber, nama narasumber, pembicara, penceramah
""")


def finish(row: Row) -> None:
    """An event: date and what kind it was; the OPD column may hold a list."""
    values = row.values
    row.level = "event"
    if "event_type" not in values:
        text = " ".join(filter(None, (row.texts.get("event_type"), row.texts.get("topic"))))
        found = first_match(text, EVENTS) or first_match(row.title, EVENTS)
        if found:
            values["event_type"] = found
    opds = values.get("opds")
    if isinstance(opds, list) and opds and "opd_count" not in values and "opd_count" not in row.fields:
        values["opd_count"] = len(opds)
    if isinstance(opds, list) and opds and row.count("opd_count") not in (None, len(opds)):
        row.flag("sum_mismatch", "opd_count", met=len(opds), expected=row.count("opd_count"))
    if not row.has_any("date"):
        row.reject("date_missing", "date")
    row.drop("position", "topic", "person_hash")


PEMBINAAN = Kind(
    name="pembinaan",
    title="Pembinaan dan sosialisasi",
    columns=COLUMNS,
    titles=((r"sosialisasi|pembinaan|bimtek|bimbingan teknis|ikrar|webinar|pencegahan|pakta integritas|rakor", 3.0),),
    needs=(frozenset({"participants"}), frozenset({"host", "date"}), frozenset({"event_type", "date"}),
           frozenset({"opd_count"}), frozenset({"opds", "date"})),
    finish=finish,
    skims=frozenset({"date", "date_end", "place", "host", "topic", "region_code"}),
    reads=frozenset({"event_type", "topic"}),
    shapes={1: ("participants",), 2: ("opd_count", "participants")},
    vocabularies={"event_type": lambda text: first_match(text, EVENTS)},
    without=frozenset({"opd"}),
)  # fmt: skip
