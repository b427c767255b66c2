"""``netra simulate``: write a world as documents, with the truth beside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from etl.simulate.decisions import median_days, recommendations
from etl.simulate.events import case_events, operations
from etl.simulate.panels import world_panel
from etl.simulate.papers import Paper
from etl.simulate.papers.briefings import briefing_papers, briefings, news
from etl.simulate.papers.inspections import monthly_recaps, quarterly_recaps
from etl.simulate.papers.places import candidate_lists, headcounts, place_list, region_register
from etl.simulate.papers.registers import document_days, follow_ups, registers
from etl.simulate.papers.rollcalls import absence_rates, roll_calls
from etl.simulate.story import World, draw_world
from etl.simulate.truth import truth_of
from geo.errors import NetraError

DEMO_DAY = date(2024, 10, 27)  # the Sunday before H−30 of Pilkada 2024
SIZES = ("region", "province", "nation")
NATION_REGIONS, NATION_OPDS, NATION_WEEKS = 514, 40, 260


@dataclass(frozen=True)
class SimulatedSet:
    """What was written: documents in the order to import them, and the folder with the truth.

    For size "nation" ``paths`` holds the Parquet files of the panel instead of documents.
    """

    paths: list[Path]
    truth_folder: Path
    manifest: Path | None = None


@dataclass(frozen=True)
class Happened:
    """The dated events of a world: cases, recommendations with decisions, OPD visited, briefings held."""

    cases: pl.DataFrame
    advice: pl.DataFrame
    visits: pl.DataFrame
    briefings: pl.DataFrame

    @classmethod
    def of(cls, world: World, until: date) -> Happened:
        """Draw them; what happens after ``until`` is known to the truth only."""
        cases = case_events(world)
        return cls(cases, recommendations(world, cases), operations(world), briefings(world, until))


def simulate(
    folder: Path,
    *,
    seed: int = 99,
    regions: int = 12,
    opds: int = 40,
    until: date = DEMO_DAY,
    size: str = "province",
) -> SimulatedSet:
    """Write a simulated world into ``folder``; nothing in it is real and every paper says so.

    Args:
        regions: 1–12 named regions of province 99 (size "region": the first of them).
        until: the last day that any document knows; the truth goes on to the vote and after.
        size: "region" | "province" (documents) | "nation" (514 × 40 × 260 weeks as Parquet).

    Raises:
        NetraError: an unknown size, too many regions, a day outside the simulated years.
    """
    if size not in SIZES:
        raise NetraError(f"Ukuran simulasi {size!r} tidak dikenal. Pilih salah satu: {', '.join(SIZES)}.")
    if not 1 <= regions <= 12:
        raise NetraError(f"Jumlah daerah simulasi {regions} tidak mungkin; pilih 1 sampai 12.")
    if not date(2017, 12, 31) <= until <= date(2024, 12, 31):
        raise NetraError(f"Tanggal akhir {until} di luar masa simulasi (31-12-2017 sampai 31-12-2024).")
    if size == "nation":
        return _write_nation(folder, seed)
    world = draw_world(1 if size == "region" else regions, opds, seed=seed, has_story=True)
    happened = Happened.of(world, until)
    papers = _papers(world, happened, until)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [paper.write(folder) for paper in papers]
    truth = folder / "truth"
    _write_truth(world, happened, truth, until=until)
    return SimulatedSet(paths, truth, _write_manifest(folder, papers))


def _papers(world: World, happened: Happened, until: date) -> list[Paper]:
    """All papers: first the places, then what happened there, by day of the paper."""
    first = [
        region_register(world),
        place_list(world),
        *candidate_lists(world, until),
        *headcounts(world, until),
    ]
    reports = [
        *quarterly_recaps(world, happened.visits, until),
        *monthly_recaps(world, happened.visits, until),
        *roll_calls(world, until),
        *registers(world, happened.cases, until),
        *follow_ups(world, happened.advice, until),
        *briefing_papers(world, happened.briefings, until),
        *news(world, happened.visits, happened.briefings, until),
    ]
    return first + sorted(reports, key=lambda paper: (paper.known_on, paper.name))


def _write_manifest(folder: Path, papers: list[Paper]) -> Path:
    """``file, kind, region_code, known_on``: an aid for people; no reader needs it."""
    path = folder / "manifest.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["file", "kind", "region_code", "known_on"])
        writer.writerows([p.name, p.kind, p.region_code, p.known_on] for p in papers)
    return path


def _write_truth(world: World, happened: Happened, folder: Path, *, until: date) -> None:
    truth_of(world).write(folder)
    more = {
        "cases": document_days(happened.cases, until),
        "recommendations": happened.advice,
        "visits": happened.visits,
        "briefings": happened.briefings,
        "panel": world_panel(world),
        "panel_opd": world_panel(world, level="opd"),
        "neighbours": world.design.neighbours,
        "median_days": median_days(world),
        "absence_rates": _absence(world),
    }
    for name, frame in more.items():
        frame.write_parquet(folder / f"{name}.parquet")


def _absence(world: World) -> pl.DataFrame:
    rates = absence_rates(world)
    return pl.DataFrame(
        [
            (code, world.design.opd_names[r][o], float(rates[r, o]))
            for r, code in enumerate(world.design.codes)
            for o in range(rates.shape[1])
            if world.design.opd_names[r][o]
        ],
        schema=["region_code", "opd", "rate"],
        orient="row",
    )


def _write_nation(folder: Path, seed: int) -> SimulatedSet:
    """The size of the country as a panel, partitioned by measure; fictional codes that begin with S."""
    folder.mkdir(parents=True, exist_ok=True)
    world = draw_world(NATION_REGIONS, NATION_OPDS, seed=seed, weeks=NATION_WEEKS)
    paths = []
    for measure in ("netralitas_dugaan", "sidak_terjaring"):
        path = folder / f"panel-opd-{measure}.parquet"
        world_panel(world, measures=(measure,), level="opd").write_parquet(path)
        paths.append(path)
    path = folder / "panel-kabkota.parquet"
    world_panel(world).write_parquet(path)
    truth = folder / "truth"
    truth_of(world).write(truth)
    world.design.neighbours.write_parquet(truth / "neighbours.parquet")
    return SimulatedSet([path, *paths], truth)
