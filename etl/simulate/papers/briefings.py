"""Lists of prevention events, and a few news texts about what truly happened in the simulation."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from etl.simulate import names, story
from etl.simulate.papers.paper import DAYS, MARK, Cell, Paper, Sheet, long_date, signature, written
from etl.simulate.papers.places import CAPITAL, PROVINCE_CODE, PROVINCE_NAME, capital
from etl.simulate.story import World

#: event, event type and organiser
EVENTS = (
    ("Sosialisasi netralitas ASN", "sosialisasi", "BKPSDM"),
    ("Pembinaan disiplin dan netralitas pegawai", "pembinaan", "BKPSDM"),
    ("Ikrar netralitas ASN", "ikrar", "Sekretariat Daerah"),
    ("Rapat koordinasi pencegahan pelanggaran netralitas", "rakor", "Bawaslu"),
    ("Bimbingan teknis kode etik ASN", "bimtek", "Inspektorat"),
    ("Webinar netralitas ASN", "webinar", "Bawaslu"),
)
HALLS = ("Aula Kantor Daerah", "Pendopo", "Gedung Serbaguna", "Ruang Rapat Utama")
EVENTS_A_YEAR = {2018: 6, 2020: 6, 2024: 7}  # other years 2


def briefings(world: World, until: date) -> pl.DataFrame:
    """One row per event: ``region_code, day, name, event_type, host, place, opds (list), participants``."""
    rng = np.random.default_rng([world.seed, 17])
    rows = []
    for r, code in enumerate(world.design.codes):
        invited = [n for n in world.design.opd_names[r] if n]
        if code == story.NEVER_BRIEFED:
            invited = [n for n in invited if not n.startswith("Kecamatan")]
        for year in range(2017, 2025):
            for _ in range(rng.poisson(EVENTS_A_YEAR.get(year, 2))):
                day = _workday(year, rng)
                name, event_type, host = EVENTS[rng.integers(len(EVENTS))]
                count = int(rng.integers(5, min(18, len(invited)) + 1))
                opds = sorted(rng.choice(invited, min(count, len(invited)), replace=False).tolist())
                people = int(sum(rng.integers(3, 12, len(opds))))
                rows.append((code, day, name, event_type, host, HALLS[rng.integers(4)], opds, people))
    columns = ["region_code", "day", "name", "event_type", "host", "place", "opds", "participants"]
    frame = pl.DataFrame(rows, schema=columns, orient="row").unique(["region_code", "day"], keep="first")
    return frame.filter(pl.col("day").is_between(date(2017, 6, 5), until)).sort("day", "region_code")


def _workday(year: int, rng: np.random.Generator) -> date:
    """A Tuesday, Wednesday or Thursday, more often in the second half of the year."""
    day = date(year, 1, 1) + timedelta(days=int(365 * rng.beta(2.2, 1.8)))
    return day - timedelta(days=day.weekday()) + timedelta(days=int(rng.integers(1, 4)))


def briefing_papers(world: World, events: pl.DataFrame, until: date) -> list[Paper]:
    """One list a half-year for the province, in 2024 one a quarter."""
    ends = [date(y, m, d) for y in range(2017, 2024) for m, d in ((6, 30), (12, 31))]
    ends += [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), until]
    names_of = dict(zip(world.design.codes, world.design.names, strict=True))
    events = events.join(only_in_news(events, until), on=["region_code", "day"], how="anti")
    papers, before = [], date(2017, 1, 1)
    for day in [e for e in ends if e < until] + [until]:
        chosen = events.filter(pl.col("day").is_between(before, day, closed="right"))
        if chosen.height:
            rows = [
                [n, *_event_row(row, names_of[row["region_code"]])]
                for n, row in enumerate(chosen.iter_rows(named=True), 1)
            ]
            papers.append(_event_list(day, rows))
        before = day
    return papers


def _event_row(row: dict[str, object], region: str) -> list[Cell]:
    opds = row["opds"]
    assert isinstance(opds, list)
    style = int(str(row["region_code"])[3:])
    listed = "; ".join(names.abbreviation(opd) for opd in opds)
    people = row["participants"]
    assert isinstance(people, int)
    return [
        region,
        written(row["day"], style),  # type: ignore[arg-type]
        str(row["name"]),
        f"{row['place']} {capital(region)}",
        str(row["host"]),
        listed,
        len(opds),
        f"{people} orang" if style % 4 == 1 else people,
    ]


def _event_list(day: date, rows: list[list[Cell]]) -> Paper:
    columns = ["No", "Kabupaten/Kota", "Tanggal Pelaksanaan", "Nama Kegiatan", "Tempat", "Penyelenggara"]
    columns += ["OPD yang Hadir", "Jumlah OPD", "Jumlah Peserta"]
    heads = [
        f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
        "DAFTAR KEGIATAN PEMBINAAN DAN SOSIALISASI NETRALITAS ASN",
        f"keadaan per {long_date(day)}",
    ]
    foot = signature(CAPITAL, day, "Kepala Badan Kepegawaian Daerah")
    sheet = Sheet("Kegiatan", heads, columns, rows, foot=foot)
    return Paper(f"50-pembinaan-{day}.xlsx", "pembinaan", PROVINCE_CODE, day, [sheet])


def news(world: World, visits: pl.DataFrame, events: pl.DataFrame, until: date) -> list[Paper]:
    """A story about the latest sidak with catches of some regions, and one about each of two briefings."""
    papers = []
    days = visits.filter(pl.col("day") <= until - timedelta(days=2)).group_by("region_code", "day")
    told = days.agg(pl.col("caught_total", "excused").sum()).filter(
        (pl.col("caught_total") > 0) & (pl.col("excused") == 0)  # a story that says what the recap says
    )
    for code in ("99.72", "99.04", "99.01"):
        own = told.filter(pl.col("region_code") == code)["day"]
        if len(own):
            last = (pl.col("region_code") == code) & (pl.col("day") == own.max())
            papers.append(_sidak_story(world, code, visits.filter(last)))
    papers += [_briefing_story(world, row) for row in only_in_news(events, until).iter_rows(named=True)]
    return papers


def only_in_news(events: pl.DataFrame, until: date) -> pl.DataFrame:
    """The last two briefings: no list mentions them, a newspaper does."""
    held = events.filter(pl.col("day") <= until - timedelta(days=2))
    return held.filter(pl.col("event_type").is_in(["sosialisasi", "pembinaan"])).tail(2)


def _name(world: World, code: str) -> str:
    return world.design.names[world.design.codes.index(code)]


def _sidak_story(world: World, code: str, visits: pl.DataFrame) -> Paper:
    day, region = visits["day"][0], _name(world, code)
    total, asn, others = (int(visits[c].sum()) for c in ("caught_total", "asn", "non_asn"))
    checked = int(visits["checked"].sum())
    units = ", ".join(names.abbreviation(n) for n in visits["opd"])
    text = (
        f"{MARK}\n\nSidak Disiplin di {region}, {total} Pegawai Terjaring\n\n"
        f"{capital(region)} – Tim gabungan BKPSDM dan Satpol PP {region} menggelar sidak disiplin pegawai, "
        f"{DAYS[day.weekday()]} ({day.day}/{day.month}/{day.year}). Tim memeriksa {checked} pegawai di "
        f"{len(visits)} unit kerja, yaitu {units}.\n\n" + _caught(total, asn, others)
    )
    return Paper(f"60-berita-sidak-{code}-{day}.txt", "berita", code, day, text=text)


def _inside(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]


def _caught(total: int, asn: int, others: int) -> str:
    split = f"terdiri atas {asn} ASN dan {others} non ASN" if others else "seluruhnya ASN"
    return (
        f"Hasilnya, {total} orang terjaring, {split}. Mereka akan dipanggil ke BKPSDM untuk pembinaan; yang "
        "dapat menunjukkan surat tugas tidak dikenai sanksi.\n"
    )


def _briefing_story(world: World, row: dict[str, object]) -> Paper:
    code, day = str(row["region_code"]), row["day"]
    assert isinstance(day, date)
    region = _name(world, code)
    text = (
        f"{MARK}\n\n{row['name']} Digelar di {region}\n\n"
        f"{capital(region)} – {row['host']} {region} menggelar {_inside(str(row['name']))} di {row['place']} "
        f"{capital(region)}, {DAYS[day.weekday()]} ({day.day}/{day.month}/{day.year}). Kegiatan ini diikuti "
        f"{row['participants']} peserta dari perangkat daerah di lingkungan Pemerintah {region}. Peserta "
        "diingatkan agar tidak menyukai atau membagikan unggahan pasangan calon di media sosial.\n"
    )
    return Paper(f"61-berita-pembinaan-{code}-{day}.txt", "berita", code, day, text=text)
