"""The published record and the reference tables against the facts they were entered from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import etl
from etl.store.rows import read_day
from geo.regions import Gazetteer

HOME = Path(etl.__file__).parent
PUBLISHED = sorted((HOME / "published").glob("*.csv"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda p: p.name)
def test_every_figure_has_place_unit_and_source(path: Path) -> None:
    """A known region (or a name that is ambiguous as printed), a unit, a number or a category, an address."""
    places = Gazetteer.packaged()
    for row in _rows(path):
        assert row["region_code"] in places or row["nama"] in {"Bandung", "Kediri", "Pasuruan"}, row
        assert row["count_unit"], row
        assert row["value"] or row["value_min"] or row["category"], row
        assert row["source_url"].startswith("http"), row
        assert not row["as_of"] or read_day(row["as_of"]), row


def test_neutrality_counts_are_those_printed(shared_data: Path) -> None:
    """Every count is entered with its unit, date and agency; one comes from an article instead."""
    names = ("election", "metric", "value", "as_of", "agency", "source_url")
    given = Counter(
        (*[r[n] for n in names], r["unit"])
        for r in _rows(shared_data / "published" / "neutrality_counts.csv")
    )
    ours = Counter(
        (*[r[n] for n in names], r["count_unit"]) for r in _rows(HOME / "published" / "netralitas_jumlah.csv")
    )
    missing = given - ours
    assert not ours - given
    assert [m[1] for m in missing] == ["ditegur_kasn"]


def test_pilkada_2020_series_is_complete(shared_data: Path) -> None:
    """369, 490, … 2,034 reported: the series of nine dates, from both tables together."""
    given = {
        (r["as_of"], r["reported"])
        for r in _rows(shared_data / "published" / "pilkada2020_timeseries.csv")
        if r["reported"]
    }
    rows = [r for path in PUBLISHED for r in _rows(path)]
    ours = {
        (r["as_of"], r["value"])
        for r in rows
        if (r["election"], r["metric"], r["count_unit"]) == ("PILKADA_2020", "dilaporkan", "ASN")
    }
    assert given <= ours


def test_index_scores_are_those_printed(shared_data: Path) -> None:
    """IKP by version and region: the same number of scores, the same sum."""
    given = [r for r in _rows(shared_data / "published" / "ikp_scores.csv") if r["score"]]
    ours = [r for r in _rows(HOME / "published" / "ikp.csv") if r["count_unit"] == "skor" and r["value"]]
    assert len(ours) == len(given)
    assert sum(float(r["value"]) for r in ours) == pytest.approx(sum(float(r["score"]) for r in given))


def test_phases_are_those_printed(shared_data: Path) -> None:
    """Every phase with its days; the suspension of 2020 belongs to the election that was suspended."""
    given = {
        (r["phase_code"], r["start"], r["end"])
        for r in _rows(shared_data / "published" / "election_phases.csv")
        if len(r["start"]) != 4
    }
    ours = {(r["phase_code"], r["start_on"], r["end_on"]) for r in _rows(HOME / "reference" / "kalender.csv")}
    assert given <= ours


VOTING = {"2017": (7, 94), "2018": (17, 154), "2020": (9, 261), "2024": (37, 508)}


@pytest.mark.parametrize("year", VOTING)
def test_voting_regions_add_up_to_the_official_totals(year: str) -> None:
    """Provinces and kab/kota that voted: the official totals of each Pilkada."""
    rows = _rows(HOME / "reference" / f"kandidat_pilkada_{year}.csv")
    provinces = sum(r["office"] == "gubernur" for r in rows)
    assert (provinces, len(rows) - provinces) == VOTING[year]


def test_sanctions_follow_their_regime() -> None:
    """PP 94/2021 begins where PP 53/2010 ends; every rung of PP 94 has a code."""
    rows = _rows(HOME / "reference" / "sanksi.csv")
    assert {r["valid_to"] for r in rows if r["regime"] == "PP53/2010"} == {"2021-08-30"}
    assert {r["valid_from"] for r in rows if r["regime"] == "PP94/2021"} == {"2021-08-31"}
    assert all(r["code"] for r in rows if r["regime"] == "PP94/2021")


def test_violation_list_has_nineteen_items() -> None:
    """SKB of 22 September 2022: seven of ethics, twelve of discipline."""
    codes = [r["code"] for r in _rows(HOME / "reference" / "jenis_pelanggaran.csv")]
    assert codes == [*[f"E{n}" for n in range(1, 8)], *[f"D{n}" for n in range(1, 13)]]
