"""The simulated province as documents: reproducible, invented, marked, and in step with its truth."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from etl.simulate import SimulatedSet, names, simulate
from etl.simulate.papers.paper import MARK
from etl.simulate.papers.registers import register_days
from geo.errors import NetraError

VOTE_2020 = date(2020, 12, 9)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SimulatedSet:
    """The demo, written once."""
    return simulate(tmp_path_factory.mktemp("sim"))


def rows_of(path: Path) -> Iterator[tuple[str, list[object]]]:
    """(sheet, cells) of every row of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        for cells in sheet.iter_rows(values_only=True):
            yield sheet.title, list(cells)
    book.close()


def table(path: Path, first: str) -> pl.DataFrame:
    """The rows between the header that begins with ``first`` in its second column and the first gap."""
    found: list[list[object]] = []
    for _, cells in rows_of(path):
        if found and (cells[0] is None):
            break
        if found or (len(cells) > 1 and cells[1] == first):
            found.append([None if c is None else str(c) for c in cells])
    return pl.DataFrame(found[1:], schema=dict.fromkeys(map(str, found[0]), pl.String), orient="row")


def test_same_seed_same_bytes(world: SimulatedSet, tmp_path: Path) -> None:
    """Every document of a second run is byte for byte the first one."""
    again = simulate(tmp_path)
    assert [p.name for p in again.paths] == [p.name for p in world.paths]
    for a, b in zip(world.paths, again.paths, strict=True):
        assert hashlib.sha256(a.read_bytes()).digest() == hashlib.sha256(b.read_bytes()).digest(), a.name


def test_every_document_says_that_it_is_simulated(world: SimulatedSet) -> None:
    """The mark stands in the first line of every file and every sheet."""
    for path in world.paths:
        if path.suffix == ".xlsx":
            firsts: dict[str, object] = {}
            for sheet, cells in rows_of(path):
                firsts.setdefault(sheet, cells[0])
            assert set(firsts.values()) == {MARK}, path.name
        else:
            assert path.read_text(encoding="utf-8-sig").startswith(MARK), path.name


def test_no_name_is_that_of_a_real_region(shared_data: Path) -> None:
    """No province, kabupaten, kota or kecamatan of Indonesia bears a name of province 99."""
    real = set()
    for file in ("regions.csv", "districts.csv"):
        with (shared_data / "regions" / file).open(encoding="utf-8") as lines:
            real |= {_bare(row["nama"]) for row in csv.DictReader(lines)}
    invented = [names.PROVINCE[1], *(name for _, name, _, _ in names.REGIONS)]
    for index in range(len(names.REGIONS)):
        invented += names.kecamatan(index)
    assert [n for n in invented if _bare(n) in real] == []
    assert len(set(invented)) == len(invented)


def _bare(name: str) -> str:
    return name.lower().removeprefix("kabupaten ").removeprefix("kota ").replace(" ", "")


def test_registers_hold_exactly_the_cases_on_record(world: SimulatedSet) -> None:
    """The case numbers printed by any day are those whose first paper the truth dates by that day."""
    cases = pl.read_parquet(world.truth_folder / "cases.parquet")
    printed: set[str] = set()
    for path in sorted(p for p in world.paths if p.name.startswith("30-")):
        day = date.fromisoformat(path.stem[-10:])
        printed |= set(table(path, "Nomor Register")["Nomor Register"])
        known = cases.filter(pl.col("known_on") <= day)
        assert printed == set(known["reg_no"]), path.name
    assert cases["reg_no"].n_unique() == cases.height


def test_late_reports_are_as_late_in_the_documents(world: SimulatedSet) -> None:
    """About 36 % of the cases of Pilkada 2020 stand first in a paper later than ten days after the vote."""
    cases = pl.read_parquet(world.truth_folder / "cases.parquet")
    own = cases.filter(pl.col("date_known").is_between(date(2019, 9, 4), date(2020, 12, 26)))
    late = own.filter(pl.col("on_record") > date(2020, 12, 19)).height
    assert late / own.height == pytest.approx(0.36, abs=0.06)


def test_sidak_papers_add_up_to_the_panel(world: SimulatedSet) -> None:
    """Caught less excused, and checked, over all recaps = the truth's counts and effort."""
    caught = checked = operations = 0
    seen = set()
    for path in world.paths:
        if path.name.startswith("10-"):
            rows = table(path, "Kabupaten/Kota")
            caught += sum(0 if v == "nihil" else int(v) for v in rows["Jumlah Terjaring"])
            caught -= rows["Surat Tugas"].cast(int).sum()
            checked += rows["Jumlah Diperiksa"].cast(int).sum()
            seen |= set(rows["Kabupaten/Kota"])
    visits = pl.read_parquet(world.truth_folder / "visits.parquet").filter(pl.col("day") < date(2024, 7, 1))
    operations = visits.select("region_code", "day").n_unique()
    panel = pl.read_parquet(world.truth_folder / "panel.parquet").filter(
        (pl.col("measure") == "sidak_terjaring") & (pl.col("week") < date(2024, 7, 1))
    )
    assert caught == panel["count"].sum()
    assert checked == panel["effort"].sum()
    assert operations == panel["operations"].sum()
    assert "Kabupaten Pulau Rimbayu" not in seen


def test_the_story_is_true(world: SimulatedSet) -> None:
    """Two hot spots, one that inspects much, one that never does, one that decides ever faster."""
    regions = pl.read_parquet(world.truth_folder / "regions.parquet")
    risk = regions.filter(pl.col("measure") == "netralitas_dugaan").sort("rr", descending=True)
    assert set(risk["region_code"][:2]) == {"99.03", "99.08"}
    assert risk["rr"][1] > 1.5 * risk["rr"][2]
    panel = pl.read_parquet(world.truth_folder / "panel.parquet")
    sidak = panel.filter(pl.col("measure") == "sidak_terjaring").group_by("region_code")
    done = dict(sidak.agg(pl.col("operations").sum()).iter_rows())
    assert "99.09" not in done
    assert done["99.72"] > 2 * max(n for code, n in done.items() if code != "99.72")
    clock = pl.read_parquet(world.truth_folder / "median_days.parquet").sort("year")
    own = clock.filter(pl.col("region_code") == "99.71")["median_days"]
    assert own.is_sorted(descending=True)
    briefed = pl.read_parquet(world.truth_folder / "briefings.parquet")
    own = briefed.filter(pl.col("region_code") == "99.06").explode("opds")["opds"]
    assert not own.str.starts_with("Kecamatan").any()


def test_magnitudes_are_believable(world: SimulatedSet) -> None:
    """3,000–9,000 staff; 5–150 cases per region and Pilkada; the campaign is the peak."""
    panel = pl.read_parquet(world.truth_folder / "panel.parquet")
    cases = panel.filter(pl.col("measure") == "netralitas_dugaan")
    per_election = cases.filter(pl.col("election_code").str.starts_with("PILKADA")).group_by(
        "region_code", "election_code"
    )
    totals = per_election.agg(pl.col("count").sum())["count"]
    assert totals.min() >= 5
    assert totals.max() <= 150
    rates = pl.read_parquet(world.truth_folder / "rates.parquet").filter(
        (pl.col("measure") == "netralitas_dugaan") & (pl.col("election_code") == "PILKADA_2024")
    )
    assert rates.sort("rate")["phase_code"][-1] in {"KAMPANYE", "MASA_TENANG", "PEMUNGUTAN_SUARA"}


def test_no_document_knows_more_than_its_day(world: SimulatedSet) -> None:
    """The manifest's last day is the demo's Sunday, and the truth goes on to the vote."""
    with world.manifest.open(encoding="utf-8") as lines:
        days = [row["known_on"] for row in csv.DictReader(lines)]
    assert max(days) == "2024-10-27"
    assert register_days(date(2024, 10, 27))[-1] == date(2024, 10, 27)
    assert pl.read_parquet(world.truth_folder / "panel.parquet")["week"].max() > date(2024, 11, 27)


def test_one_region_is_a_smaller_world(tmp_path: Path) -> None:
    """Size "region" tells of one kabupaten only."""
    small = simulate(tmp_path, size="region", until=date(2018, 12, 31))
    assert 0 < len(small.paths) < 60
    assert pl.read_parquet(small.truth_folder / "panel.parquet")["region_code"].unique().to_list() == [
        "99.01"
    ]


@pytest.mark.parametrize(
    "arguments", [{"size": "planet"}, {"regions": 13}, {"regions": 0}, {"until": date(2031, 1, 1)}]
)
def test_impossible_wishes_are_refused(tmp_path: Path, arguments: dict[str, object]) -> None:
    """One clear sentence, and nothing is written."""
    with pytest.raises(NetraError, match=r"\.$|\)\.$"):
        simulate(tmp_path / "x", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()
