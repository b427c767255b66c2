"""Pegawai: dated head-counts per OPD, the denominators; never invented, never carried backwards."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row

COLUMNS = columns("""
as_of          | date  | 1   | Per tanggal         | keadaan, keadaan per, per, tanggal, tmt, posisi, data per, keadaan tanggal, posisi data, as_of, keadaan per tanggal
month          | month | 0.3 | Bulan               | periode, keadaan bulan
year           | year  | 0.2 | Tahun               | tahun data, keadaan tahun
pns            | count | 1.5 | PNS                 | jumlah pns, cpns, pns cpns, pns dan cpns, total pns
pppk           | count | 1.5 | PPPK                | jumlah pppk, p3k, pppk penuh waktu, total pppk, pppk penuh
pppk_part_time | count | 1.5 | PPPK paruh waktu    | pppk pw, paruh waktu, p3k paruh waktu, pppk_part_time, pppk paruh, jumlah pppk paruh waktu
non_asn        | count | 1.5 | Non-ASN             | non asn, honorer, thl, ptt, tkk, tenaga kontrak, non pns, jumlah non asn, tenaga honorer, ppnpn, tenaga non asn, thl ptt, kontrak, gtt ptt, honorer thl, jumlah honorer
asn            | count | 1   | Jumlah ASN          | asn, total asn, pns pppk
structure      | none  | 0.6 | Eselon              | eselon i, eselon ii, eselon iii, eselon iv, fungsional, struktural, pelaksana, jabatan fungsional, jabatan pelaksana, jabatan struktural, administrator, pengawas, jft, jfu, golongan i, golongan ii, golongan iii, golongan iv, gol i, gol ii, gol iii, gol iv, jpt, pimpinan tinggi, guru, tenaga kesehatan, tenaga teknis, sd, smp, sma, diploma, s1, s2, s3, d3, d4
total          | count | 1   | Jumlah pegawai      | total pegawai, jumlah, total, jumlah seluruhnya, jumlah semua, pegawai, jumlah total, seluruh pegawai, formasi terisi
""")
PARTS = {("total", "pns"): "pns", ("total", "pppk"): "pppk", ("total", "non asn"): "non_asn",
         ("asn", "pns"): "pns", ("asn", "pppk"): "pppk", ("asn", "jumlah"): "asn", ("asn", "total"): "asn",
         ("total", "honorer"): "non_asn", ("total", "asn"): "asn"}  # fmt: skip


def finish(row: Row) -> None:
    """A head-count at a date; parts are held against the total."""
    values = row.values
    row.level = "opd" if row.has_any("opd", "unit") else "region_count"
    _as_of(row)
    if not row.has_any("pns", "pppk", "pppk_part_time", "non_asn", "asn", "total"):
        row.reject("count_missing", "total")
    parts = [row.count(n) for n in ("pns", "pppk", "pppk_part_time", "non_asn")]
    asn, total = row.count("asn"), row.count("total")
    if (
        asn is not None
        and parts[0] is not None
        and parts[1] is not None
        and sum(n or 0 for n in parts[:3]) != asn
    ):
        row.flag("sum_mismatch", "asn", met=sum(n or 0 for n in parts[:3]), expected=asn)
    if total is not None and parts[0] is not None and sum(n is not None for n in parts) >= 2:
        met = sum(n or 0 for n in parts)
        if met != total:
            row.flag("sum_mismatch", "total", met=met, expected=total)
    if total is None and asn is not None and parts[3] is None and "total" not in row.fields:
        values["total"] = asn
    row.drop("position", "asn", "month", "year", "date", "date_end", "person_hash")


def _as_of(row: Row) -> None:
    values = row.values
    month, year = values.get("month"), values.get("year")
    if "as_of" in values:
        return
    if isinstance(month, str) and len(month) == 7:
        values["as_of"] = month
    elif isinstance(month, str) and isinstance(year, int):
        values["as_of"] = f"{year}-{month[-2:]}"
    elif isinstance(values.get("date"), str):
        values["as_of"] = values.get("date_end", values["date"])  # of a semester its end
    elif isinstance(year, int):
        values["as_of"] = str(year)
    else:
        values["as_of"] = row.today.isoformat()
        row.flag("as_of_missing", "as_of")


PEGAWAI = Kind(
    name="pegawai",
    title="Jumlah pegawai",
    columns=COLUMNS,
    titles=((r"(?:jumlah|data|daftar|rekapitulasi|rekap|komposisi|keadaan)\s+(?:pegawai|asn|pns|aparatur)|bezetting|nominatif|kepegawaian", 2.5),),
    needs=(frozenset({"pns"}), frozenset({"pppk"}), frozenset({"asn", "non_asn"}), frozenset({"total", "non_asn"}),
           frozenset({"total"}), frozenset({"asn"})),
    finish=finish,
    skims=frozenset({"as_of", "date", "opd", "unit", "region_code"}),
    reads=frozenset(),
    parts=PARTS,
    shapes={1: ("total",), 2: ("pns", "pppk"), 3: ("pns", "pppk", "total"), 4: ("pns", "pppk", "non_asn", "total")},
)  # fmt: skip
