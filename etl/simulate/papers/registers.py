"""Bawaslu's registers with their status history, and the follow-up owed by the PPK."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from etl.simulate import names
from etl.simulate.events import status_on
from etl.simulate.papers.paper import Cell, Paper, Sheet, long_date, signature, written
from etl.simulate.papers.places import CAPITAL, PROVINCE_CODE, PROVINCE_NAME
from etl.simulate.phases import FIRST_MONDAY, legal_calendar
from etl.simulate.story import World

OPEN_DAYS_SHOWN = 730  # a recommendation that waits longer is no longer listed
STATUS_WORDS = {
    "klarifikasi": "Klarifikasi",
    "diteruskan": "Diteruskan",
    "dihentikan": "Dihentikan",
    "gakkumdu": "Diteruskan ke Sentra Gakkumdu",
    "tidak_diregistrasi": "Tidak diregistrasi",
}
SANCTION_WORDS = {
    "moral_terbuka": "Sanksi moral berupa pernyataan secara terbuka",
    "moral_tertutup": "Sanksi moral berupa pernyataan secara tertutup",
    "teguran_tertulis": "Teguran tertulis",
    "tidak_puas": "Pernyataan tidak puas secara tertulis",
    "kgb_1": "Penundaan kenaikan gaji berkala 1 tahun",
    "pangkat_1": "Penundaan kenaikan pangkat 1 tahun",
    "tukin_25_6": "Pemotongan tunjangan kinerja 25% selama 6 bulan",
    "tukin_25_9": "Pemotongan tunjangan kinerja 25% selama 9 bulan",
}


def register_days(until: date) -> list[date]:
    """Days of register papers: month ends, in a campaign also the 15th, between elections quarter ends."""
    days = []
    day = FIRST_MONDAY + timedelta(days=20)
    while day < until:
        election, phase = legal_calendar().primary_phase(day)
        is_month_end = (day + timedelta(days=1)).day == 1
        is_quarter_end = is_month_end and day.month % 3 == 0
        is_busy = (election or "").startswith("PILKADA") and phase != "PRA_TAHAPAN"
        if (
            is_quarter_end
            or (is_busy and is_month_end)
            or (phase == "KAMPANYE" and is_busy and day.day == 15)
        ):
            days.append(day)
        day += timedelta(days=1)
    return [*days, until]


def document_days(cases: pl.DataFrame, until: date) -> pl.DataFrame:
    """Cases with ``known_on``: the first register paper after they were on record (null = not yet)."""
    days = pl.DataFrame({"known_on": register_days(until)}).sort("known_on")
    return cases.sort("on_record", maintain_order=True).join_asof(
        days, left_on="on_record", right_on="known_on", strategy="forward"
    )


def registers(world: World, cases: pl.DataFrame, until: date) -> list[Paper]:
    """Each paper lists the new cases and those whose status changed since the paper before."""
    names_of = dict(zip(world.design.codes, world.design.names, strict=True))
    told: dict[str, str] = {}
    papers = []
    dated = document_days(cases, until).filter(pl.col("known_on").is_not_null()).sort("reg_no")
    for day in register_days(until):
        rows: list[list[Cell]] = []
        for case in dated.filter(pl.col("known_on") <= day).sort("known_on", "reg_no").iter_rows(named=True):
            status = status_on(case, day)
            if told.get(case["reg_no"]) != status:
                told[case["reg_no"]] = status
                rows.append([len(rows) + 1, *_case_row(case, names_of[case["region_code"]], status)])
        if rows:
            papers.append(_register(day, rows))
    return papers


def _case_row(case: dict[str, object], region: str, status: str) -> list[Cell]:
    style = int(str(case["region_code"])[3:])
    opd = str(case["opd"])
    is_forwarded = status == "diteruskan"
    act = str(case["act"]).format("calon" if case["is_candidate"] else "bakal calon")
    dates = [written(case[c], style) for c in ("date_known", "date_received", "date_registered")]  # type: ignore[arg-type]
    return [
        str(case["reg_no"]),
        str(case["source"]).capitalize(),
        region,
        str(case["position"]),
        names.abbreviation(opd) if style % 3 == 0 else opd,
        *dates,
        "Netralitas ASN",
        act,
        STATUS_WORDS[status],
        str(case["forwarded_to"]) if is_forwarded else None,
        written(case["outcome_on"], style) if is_forwarded else None,  # type: ignore[arg-type]
    ]


def _register(day: date, rows: list[list[Cell]]) -> Paper:
    columns = ["No", "Nomor Register", "Temuan/Laporan", "Kabupaten/Kota", "Jabatan Terlapor", "Instansi"]
    columns += ["Tanggal Diketahui", "Tanggal Diterima", "Tanggal Registrasi", "Jenis Pelanggaran"]
    columns += ["Uraian Dugaan Pelanggaran", "Status Penanganan", "Diteruskan Kepada", "Tanggal Penerusan"]
    heads = [
        f"BADAN PENGAWAS PEMILIHAN UMUM PROVINSI {PROVINCE_NAME.upper()}",
        "REGISTER PENANGANAN DUGAAN PELANGGARAN NETRALITAS ASN KABUPATEN/KOTA",
        f"keadaan per {long_date(day)}",
    ]
    foot = signature(CAPITAL, day, "Kepala Sekretariat")
    sheet = Sheet("Register", heads, columns, rows, foot=foot)
    return Paper(f"30-register-{day}.xlsx", "pelanggaran", PROVINCE_CODE, day, [sheet])


def follow_up_days(until: date) -> list[date]:
    """Quarter ends; from 2024 month ends; and the last day."""
    days = [
        date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for year in range(2017, until.year + 1)
        for month in range(1, 13)
        if month % 3 == 0 or year >= 2024
    ]
    return [day for day in days if date(2017, 9, 1) < day < until] + [until]


def follow_ups(world: World, advice: pl.DataFrame, until: date) -> list[Paper]:
    """Recommendations to the PPK: new ones, those decided since the last paper, and those that still wait."""
    names_of = dict(zip(world.design.codes, world.design.names, strict=True))
    papers, before = [], date(2017, 1, 1)
    for day in follow_up_days(until):
        known = pl.col("on_record") <= day
        is_new = pl.col("on_record") > before
        is_open = (pl.col("decision_date") > day) & (
            pl.col("rec_date") > day - timedelta(days=OPEN_DAYS_SHOWN)
        )
        is_fresh = pl.col("decision_date").is_between(before, day, closed="right")
        listed = advice.filter(known & (is_new | is_open | is_fresh)).sort(
            "region_code", "rec_date", "rec_no"
        )
        rows = [
            [n, *_advice_row(row, names_of[row["region_code"]], day)]
            for n, row in enumerate(listed.iter_rows(named=True), 1)
        ]
        if rows:
            papers.append(_follow_up(day, rows))
        before = day
    return papers


def _advice_row(row: dict[str, object], region: str, day: date) -> list[Cell]:
    style = int(str(row["region_code"])[3:])
    decided, entered = row["decision_date"], row["idis_date"]
    assert isinstance(decided, date)
    assert isinstance(entered, date)
    is_decided = decided <= day
    given = SANCTION_WORDS[str(row["sanction_given"])]
    return [
        str(row["rec_no"]),
        written(row["rec_date"], style),  # type: ignore[arg-type]
        str(row["agency"]),
        region,
        str(row["opd"]),
        1,
        SANCTION_WORDS[str(row["sanction_recommended"])],
        str(row["decision_no"]) if is_decided else None,
        written(decided, style) if is_decided else None,
        given if is_decided else None,
        written(entered, style) if entered <= day else None,
        "Selesai" if is_decided else "Belum ditindaklanjuti" if style % 2 else "Proses",
    ]


def _follow_up(day: date, rows: list[list[Cell]]) -> Paper:
    columns = ["No", "Nomor Rekomendasi", "Tanggal Rekomendasi", "Instansi Pemberi Rekomendasi"]
    columns += ["Kabupaten/Kota", "OPD", "Jumlah Orang", "Sanksi yang Direkomendasikan", "Nomor Keputusan"]
    columns += ["Tanggal Keputusan", "Sanksi yang Dijatuhkan", "Tanggal Input I'DIS", "Status Tindak Lanjut"]
    heads = [
        f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
        "REKAPITULASI TINDAK LANJUT REKOMENDASI NETRALITAS ASN OLEH PPK",
        f"keadaan per {long_date(day)}",
    ]
    foot = signature(CAPITAL, day, "Kepala Badan Kepegawaian Daerah")
    sheet = Sheet("Tindak Lanjut", heads, columns, rows, summed=(6,), foot=foot)
    return Paper(f"40-tindak-lanjut-{day}.xlsx", "tindak_lanjut", PROVINCE_CODE, day, [sheet])
