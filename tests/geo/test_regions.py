"""Every place name leads to one code, or asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import NATION, NetraError, RegionAmbiguous, RegionUnknown, find
from geo.regions import Gazetteer, normalise_code
from geo.tables import packaged_regions

INDONESIA = Gazetteer.packaged()

WRITTEN = """
Kota Probolinggo             | 35.74
KAB. PROBOLINGGO             | 35.13
Kab Jember                   | 35.09
Jember                       | 35.09
Provinsi Jawa Timur          | 35
Prov. Jatim                  | 35
Probolinggo (Kota)           | 35.74
Probolinggo, Kab.            | 35.13
Probolinggo Kota             | 35.74
KotaProbolinggo              | 35.74
Pemerintah Kota Malang       | 35.73
Pemkab Jember                | 35.09
Kota Semarang, Jawa Tengah   | 33.74
Kab. Bandung (Jabar)         | 32.04
Kota Adm. Jakarta Pusat      | 31.71
Kab. Kep. Seribu             | 31.01
Jakarta Selatan              | 31.74
DKI Jakarta                  | 31
D.I. Yogyakarta              | 34
DIY                          | 34
Kota Yogyakarta              | 34.71
Kukar                        | 64.02
PPU                          | 64.09
Konut                        | 74.09
Pangkep                      | 73.10
Sidrap                       | 73.14
Kaltim                       | 64
Sultra                       | 74
Lima Puluh Kota              | 13.07
Kab. 50 Kota                 | 13.07
Kotabaru                     | 63.02
Kota Baru                    | 63.02
Kota Banjar                  | 32.79
Kab. Banjar                  | 63.03
Toli-toli                    | 72.04
Tolitoli                     | 72.04
Fakfak                       | 92.03
Kota Baubau                  | 74.72
Kep. Siau Tagulandang Biaro  | 71.09
Mura, Kalteng                | 62.12
35.74 Kota Probolinggo       | 35.74
3574                         | 35.74
Kabpaten Jember              | 35.09
Ktoa Malang                  | 35.73
Kota Probolingo              | 35.74
Mamuju Utara                 | 76.01
Ujung Pandang                | 73.71
Kab. Pontianak               | 61.02
Kab. Malang Jawa Timur       | 35.07
Jawa Timur - Kota Malang     | 35.73
Jatim/Kab. Jember            | 35.09
Banjar Kalsel                | 63.03
Padang Lawas Utra            | 12.20
Kabupaten Kepulauan Riau     | 21.01
Kepulauan Riau               | 21
Indonesia                    | 00
"""

ASKED = """
Probolinggo  | Kabupaten Probolinggo, Kota Probolinggo
Banjar       | Kabupaten Banjar, Kota Banjar
Jambi        | Jambi, Kota Jambi
Yogyakarta   | Daerah Istimewa Yogyakarta, Kota Yogyakarta
Mura         | Kabupaten Murung Raya, Kabupaten Musi Rawas
"""

NOWHERE = [
    "",
    " ",
    "xyz",
    "Dinas Pendidikan",
    "Total",
    "Jumlah",
    "Kota Jember",
    "Kabupaten Batam",
    "99",
    "-",
    "Jawa Timur Jawa Tengah",
]


def _rows(table: str) -> list[tuple[str, str]]:
    lines = [line.split("|") for line in table.strip().splitlines()]
    return [(name.strip(), answer.strip()) for name, answer in lines]


@pytest.mark.parametrize(("name", "code"), _rows(WRITTEN))
def test_written_forms(name: str, code: str) -> None:
    """What officials write leads to the code of the decree."""
    assert INDONESIA.resolve(name).code == code


@pytest.mark.parametrize(("name", "names"), _rows(ASKED))
def test_a_name_of_two_regions_asks(name: str, names: str) -> None:
    """Kota and Kabupaten of one name are never guessed; the question names both."""
    with pytest.raises(RegionAmbiguous) as asked:
        INDONESIA.resolve(name)
    assert sorted(region.name for region in asked.value.candidates) == names.split(", ")
    assert all(candidate in asked.value.message for candidate in names.split(", "))


@pytest.mark.parametrize("name", NOWHERE)
def test_what_is_no_region_is_not_made_one(name: str) -> None:
    """A wrong kind word (Kota Jember does not exist) is a question too, not an answer."""
    with pytest.raises(RegionUnknown):
        INDONESIA.resolve(name)


def test_the_error_suggests() -> None:
    """Kota Jember: 'Mungkin maksudnya Kabupaten Jember (Jawa Timur)?'"""
    with pytest.raises(RegionUnknown, match=r"Mungkin maksudnya Kabupaten Jember \(Jawa Timur\)\?") as error:
        INDONESIA.resolve("Kota Jember")
    assert [region.code for region in error.value.candidates] == ["35.09"]


def test_level_and_province_settle_a_name() -> None:
    """A table of provinces means the province; a column of Jawa Timur means its own Kediri."""
    assert INDONESIA.resolve("Gorontalo", level=1).code == "75"
    assert INDONESIA.resolve("Bandung Barat", within="32").code == "32.17"
    with pytest.raises(RegionAmbiguous):
        INDONESIA.resolve("Gorontalo", level=2)
    with pytest.raises(RegionUnknown):
        INDONESIA.resolve("Jember", within="33")


def test_papua_of_2018_is_four_provinces_today() -> None:
    """Pilkada 2018: one Papua; UU 14, 15, 16/2022 made three more of it, UU 29/2022 split Papua Barat."""
    vote = date(2018, 6, 27)
    (papua, *_) = INDONESIA.find("Papua", on=vote, level=1)
    assert papua.successors == ("91", "93", "94", "95")
    assert INDONESIA.find("Papua Barat", on=vote, level=1)[0].successors == ("92", "96")
    assert INDONESIA.find("Papua", on=date(2024, 11, 27), level=1)[0].successors == ("91",)
    assert INDONESIA.resolve("Merauke", within="91", on=vote).code == "93.01"
    with pytest.raises(RegionUnknown):
        INDONESIA.resolve("Merauke", within="91", on=date(2024, 11, 27))


def test_a_former_name_counts_in_its_time() -> None:
    """Toba Samosir became Toba in 2020; a 2018 table shows the name it bore."""
    (match, *_) = INDONESIA.find("Kab. Toba Samosir", on=date(2018, 6, 27))
    assert (match.region.code, match.name_then, match.score) == ("12.12", "Kabupaten Toba Samosir", 100.0)
    assert INDONESIA.find("Toba", on=date(2024, 1, 1))[0].name_then is None


def test_a_replaced_code_leads_to_the_new_one() -> None:
    """Merauke was 91.01 until July 2022."""
    assert INDONESIA.get("91.01").code == "93.01"
    assert INDONESIA.resolve("92.71").name == "Kota Sorong"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3574", "35.74"),
        ("35.74", "35.74"),
        ("35,74", "35.74"),
        (3574.0, "35.74"),
        (35.1, "35.10"),
        (35, "35"),
        ("00", "00"),
        ("35 74 01", "35.74.01"),
        ("3574011001", "35.74.01.1001"),
    ],
)
def test_codes_in_every_dress(written: object, code: str) -> None:
    """Excel turns 35.10 into the number 35.1; it is still Banyuwangi."""
    assert normalise_code(written) == code


@pytest.mark.parametrize("written", ["", "3", "357", "35.7.4", "abc", "35.74.01.1", None])
def test_no_code(written: object) -> None:
    """What is no code says so and shows the forms that are."""
    with pytest.raises(NetraError, match="bukan kode wilayah"):
        normalise_code(written)


def test_up_and_down() -> None:
    """Jawa Timur has 38 kab/kota; the way to Kota Probolinggo leads through it."""
    assert len(INDONESIA.children("35")) == 38
    assert [region.code for region in INDONESIA.path("35.74")] == [NATION, "35", "35.74"]
    with pytest.raises(RegionUnknown, match=r"77\.01"):
        INDONESIA.get("77.01")


def test_a_fictional_province_and_kecamatan() -> None:
    """A user's own rows are found like the packaged ones, and kecamatan do not disturb kab/kota."""
    rows = pl.DataFrame(
        {
            "code": ["99", "99.71", "99.71.01", "52.01.99"],
            "name": ["Nusantara Raya", "Kota Harapan", "Kec. Mayangan", "Kediri"],
            "kind": ["provinsi", "kota", "kecamatan", "kecamatan"],
            "level": [1, 2, 3, 3],
            "parent_code": ["00", "99", "99.71", "52.01"],
        }
    )
    more = INDONESIA.extended(rows)
    assert more.resolve("Kota Harapan").code == "99.71"
    assert more.resolve("Kec. Mayangan").code == "99.71.01"
    assert more.resolve("Mayangan", within="99.71").code == "99.71.01"
    assert {region.code for region in _asked(more, "Kediri")} == {"35.06", "35.71"}
    assert more.resolve("Kediri", within="52.01").code == "52.01.99"
    assert more.get("99.71").zone is None


def _asked(gazetteer: Gazetteer, name: str) -> tuple[object, ...]:
    with pytest.raises(RegionAmbiguous) as asked:
        gazetteer.resolve(name)
    return asked.value.candidates


def test_a_table_without_codes_or_with_one_twice_is_refused() -> None:
    """The message names the column or the code."""
    with pytest.raises(NetraError, match="code"):
        Gazetteer(pl.DataFrame({"name": ["x"]}))
    twice = pl.DataFrame(
        {"code": ["99", "99"], "name": ["a", "b"], "kind": ["provinsi"] * 2, "level": [1, 1]}
    )
    with pytest.raises(NetraError, match="99"):
        Gazetteer(twice)


def test_in_bulk() -> None:
    """Many names at once keep their order; a question is None, and so is an empty cell."""
    names = ["Kota Malang", "Probolinggo", None, "Kukar", "xyz", "Kota Malang"]
    assert INDONESIA.find_codes(names) == ["35.73", None, None, "64.02", None, "35.73"]


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    """No text breaks the gazetteer; candidates come best first."""
    scores = [match.score for match in INDONESIA.find(text)]
    assert scores == sorted(scores, reverse=True)


@given(
    st.sampled_from(packaged_regions().rows(named=True)), st.sampled_from([str.upper, str.lower, str.title])
)
def test_case_never_matters(row: dict[str, Any], dress: Callable[[str], str]) -> None:
    """A full official name with its level is always enough."""
    assert INDONESIA.resolve(dress(row["name"]), level=row["level"]).code == row["code"]


def test_counts_of_the_decree() -> None:
    """38 provinces, 416 kabupaten, 98 kota; every parent exists."""
    table = packaged_regions()
    kinds = dict(table.group_by("kind").len().iter_rows())
    assert kinds == {"negara": 1, "provinsi": 38, "kabupaten": 416, "kota": 98}
    assert set(table["parent_code"].drop_nulls()) <= set(table["code"])
    assert set(table["zone"]) == {"WIB", "WITA", "WIT"}


def test_packaged_facts_agree_with_the_reference(shared_data: Path) -> None:
    """Code, name, parent, zone, area and population are those of the decree; points within 11 m."""
    reference = pl.read_csv(shared_data / "regions" / "regions.csv", infer_schema_length=0)
    both = reference.join(packaged_regions(), left_on="kode", right_on="code", how="full").filter(
        pl.coalesce("kode", "code") != NATION
    )
    assert both.height == 552
    assert both.filter(pl.col("kode").is_null() | pl.col("code").is_null()).is_empty()
    same = both.select(
        name=pl.col("nama") == pl.col("name"),
        kind=pl.col("jenis") == pl.col("kind"),
        parent=pl.coalesce("parent", pl.lit(NATION)) == pl.col("parent_code"),
        zone=pl.col("zona_waktu") == pl.col("zone"),
        people=pl.col("penduduk_2024s2").cast(pl.Int64) == pl.col("population"),
        area=(pl.col("luas_km2").cast(float) - pl.col("area_km2")).abs() < 0.01,
        lat=(pl.col("lat").cast(float) - pl.col("lat_right")).abs() < 1e-4,
        lon=(pl.col("lon").cast(float) - pl.col("lon_right")).abs() < 1e-4,
    )
    assert same.select(pl.all().all()).row(0) == (True,) * 8


def test_find_from_the_top() -> None:
    """geo.find answers for the packaged regions."""
    assert find("Merauke", within="91", on=date(2018, 6, 27))[0].region.code == "93.01"


def test_an_office_adds_its_own_nickname() -> None:
    """A user's synonyms stand beside the packaged ones."""
    mine = Gazetteer(INDONESIA.frame, synonyms=pl.DataFrame({"code": ["35.74"], "name": ["Kota Mangga"]}))
    assert mine.resolve("Kota Mangga").code == "35.74"
    assert mine.resolve("Kukar").code == "64.02"


def test_all_kecamatan_of_the_country(shared_data: Path) -> None:
    """7,285 kecamatan, found inside their kab/kota, asked for when a name is common."""
    table = pl.read_csv(shared_data / "regions" / "districts.csv", infer_schema_length=0)
    rows = table.select(
        code="kode",
        name="nama",
        kind=pl.lit("kecamatan"),
        level=pl.lit(3, dtype=pl.Int64),
        parent_code="parent",
    )
    more = INDONESIA.extended(rows)
    names = rows.select("name", "parent_code", "code").iter_rows()
    lost = [code for name, above, code in names if more.find_codes([f"Kec. {name}"], within=above) != [code]]
    assert lost == []
    assert more.resolve("Kec. Mayangan, Kota Probolinggo").parent_code == "35.74"
    assert more.resolve("Kota Malang").code == "35.73"
    with pytest.raises(RegionAmbiguous):
        more.resolve("Kecamatan Sukorejo")
