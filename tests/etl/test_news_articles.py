"""The five articles the project began with, and texts as they come off a web page."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from etl.context import Context
from etl.kinds.berita import read_berita
from etl.news import read_news
from etl.news.bench import bench, score_field
from etl.news.twins import compare, score_twins
from geo.regions import Gazetteer

GAZETTEER = Gazetteer.packaged()


def _article(folder: Path, number: str) -> list[dict[str, Any]]:
    (path,) = (folder / "news").glob(f"{number}_*.txt")
    return read_news(path.read_text("utf-8"), gazetteer=GAZETTEER)


def test_the_sidak_of_march_2018(shared_data: Path) -> None:
    """15 caught, 7 ASN and 8 not; teams 1: 0, 2: 9, 4: 2, 5: 4 (1 ASN, 3 not); team 3 is not told."""
    sidak, briefing = _article(shared_data, "001")
    assert sidak["event_type"] == "sidak_lapangan"
    assert (sidak["total"], sidak["asn"], sidak["non_asn"], sidak["teams"]) == (15, 7, 8, 5)
    assert sidak["team_counts"] == {"1": 0, "2": 9, "4": 2, "5": 4}
    assert [row["team"] for row in sidak["team_rows"]] == ["1", "2", "4", "5"]
    assert sidak["team_rows"][3] == {"level": "team", "team": "5", "caught_total": 4, "asn": 1, "non_asn": 3}
    assert (sidak["date"], sidak["date_precision"], sidak["region_code"]) == ("2018-03", "month", "35.74")
    assert "year_inferred" in sidak["flags"]
    assert (briefing["event_type"], briefing["participants"], briefing["date"]) == (
        "pembinaan",
        200,
        "2018-05-10",
    )
    assert "total" not in briefing


def test_three_civil_servants_in_jember(shared_data: Path) -> None:
    """Three PNS, recommended by KASN, medium penalty, not imposed; and the webinar of 20 November 2020."""
    case, webinar = _article(shared_data, "003")
    assert (case["event_type"], case["total"], case["asn"], case["recommended"]) == (
        "netralitas_kasus",
        3,
        3,
        3,
    )
    assert case["status"] == "rekomendasi KASN"
    assert case["sanction"] == "hukuman disiplin sedang (direkomendasikan)"
    assert case["spans"]["total"]["text"] == "tiga orang PNS"
    assert "date" not in case
    assert case["report_date"] == "2020-11-20"
    assert (webinar["event_type"], webinar["date"], webinar["region_code"]) == (
        "webinar",
        "2020-11-20",
        "35.09",
    )


def test_prevention_events(shared_data: Path) -> None:
    """300 at the pembinaan of 13 February 2018, hundreds on 23 September 2024, rakor 29 January 2018."""
    (pembinaan,) = _article(shared_data, "000")  # its English copy is no second event
    assert (pembinaan["event_type"], pembinaan["participants"]) == ("pembinaan", 300)
    assert (pembinaan["date"], pembinaan["region_code"]) == ("2018-02-13", "35.74")
    (briefing,) = _article(shared_data, "002")
    assert (briefing["event_type"], briefing["date"]) == ("sosialisasi", "2024-09-23")
    assert (briefing["participants_min"], briefing["participants_max"]) == (100, 999)
    (rakor,) = _article(shared_data, "004")
    assert (rakor["event_type"], rakor["date"], rakor["region_code"]) == ("rakor", "2018-01-29", "64")
    for record in (pembinaan, briefing, rakor):  # fines and months in prison are no counts
        assert not {"total", "asn", "non_asn", "cases", "reported"} & set(record)


SPEAKER = re.compile(r"\b(?:kata|ujar|ucap)\s+((?:[A-Z][a-z']+\s?){1,3})")
NOT_NAMES = {"Plh", "Plt", "Pj", "Asisten", "Pemerintahan", "Kepala", "Ketua", "Wali", "Kota", "Bupati"}


def test_no_name_of_a_person_leaves_a_text(shared_data: Path) -> None:
    """Whoever is quoted ("kata …", "ujar …") is named in the articles; no record carries a word of it."""
    speakers = set()
    for path in (shared_data / "news").glob("*.txt"):
        text = path.read_text("utf-8")
        names = {word for found in SPEAKER.findall(text) for word in found.split()} - NOT_NAMES
        told = str(read_news(text, gazetteer=GAZETTEER))
        assert not [name for name in names if re.search(rf"\b{name}\b", told)]
        speakers |= names
    assert len(speakers) >= 4


def test_precision_and_recall_are_reported(shared_data: Path) -> None:
    """Each field has its two figures and the gated ones pass."""
    rows = bench(shared_data)
    assert {"news_total_precision", "news_total_recall"} <= {row["id"] for row in rows}
    assert all(row["ok"] for row in rows)


def test_how_a_field_is_scored() -> None:
    """Given though absent costs precision, absent though told costs recall; lists count by item."""
    assert score_field([(3, 3), (None, 5), (2, None)]) == (0.5, 0.5)
    assert score_field([(["A", "B"], ["a"])]) == (1.0, 0.5)
    assert score_field([(None, None)]) == (None, None)


PAGE = """<html><head><style>p {{x:1}}</style><script>var n = "12 ASN terjaring";</script></head><body>
<nav><a href="/">Home</a> &gt; <a>Daerah</a></nav>
<h1>Belasan Pegawai Terjaring, 6 di Antaranya ASN</h1><p>Penulis: Redaksi</p>
<p>WONOGIRI &ndash; Satpol&nbsp;PP Wonogiri menjaring enam ASN dan tujuh honorer di Pasar Kota,
Selasa (7/3/2023).</p>
<p>{0}</p>
<h3>Berita Terkait</h3><ul><li>40 ASN Terjaring Razia di Solo</li><li>Bawaslu Terima 99 Laporan</li></ul>
<footer>&copy; 2024 All Rights Reserved</footer></body></html>"""


def test_a_saved_web_page() -> None:
    """Scripts, menus and related headlines are no part of the story; positions stay those of the file."""
    text = PAGE.format("Mereka diberi teguran lisan.")
    (record,) = read_news(text, gazetteer=GAZETTEER)
    assert (record["total"], record["asn"], record["non_asn"]) == (13, 6, 7)
    assert (record["date"], record["region"]) == ("2023-03-07", "Kabupaten Wonogiri")
    assert record["sanction"] == "teguran lisan"
    said = record["spans"]["total"]
    assert text[said["start"] : said["end"]] == said["text"] == "enam ASN dan tujuh honorer"


def test_an_import_names_line_and_doubt() -> None:
    """The row is the line of the text; a reading that is not sure asks for a person."""
    context = Context(uploaded_on=dt.date(2024, 1, 5))
    reading = read_berita("Razia ASN\n\nSatpol PP Kediri menjaring 8 ASN di warung.\n", context)
    (record,) = reading.records
    assert (reading.kind, record["sheet"], record["row"], record["level"]) == ("berita", "teks", 3, "event")
    assert record["needs_review"]
    assert "needs_review" in [flag.reason for flag in reading.flags]


def test_the_region_of_the_upload_decides_between_two() -> None:
    """`Kediri` is the kota or the kabupaten; an office of the kota means its own."""
    context = Context(uploaded_on=dt.date(2024, 1, 5), region_code="35.71")
    (record,) = read_berita("Satpol PP Kediri menjaring 8 ASN di warung, Rabu (6/9/2023).", context).records
    assert (record["region_code"], record["region"]) == ("35.71", "Kota Kediri")


def test_empty_and_strange_texts() -> None:
    """Nothing is made of nothing."""
    for text in (
        "",
        "   \n",
        "1 2 3 4",
        "<b>",
        "\x00\x01",
        "the quick brown fox was seen by the dog",
        "12/13/14",
    ):
        (record,) = read_news(text, gazetteer=GAZETTEER)
        assert record["event_type"] == "bukan_kejadian"
        assert "total" not in record


STORY = "Satpol PP Lebak menjaring {0} ASN di Pasar Rangkas, {1}."


@pytest.mark.parametrize(
    ("count", "day", "is_twin"),
    [
        ("22", "Senin (11/11/2019)", True),
        ("24", "Senin (11/11/2019)", True),  # two outlets, two counts, one razia
        ("22", "Selasa (12/11/2019)", True),
        ("22", "Senin (18/11/2019)", False),
        ("90", "Rabu (13/11/2019)", False),
    ],
)
def test_twin_stories(count: str, day: str, is_twin: bool) -> None:
    """Two stories of one event score high, of two events low; they are proposed, never merged."""
    first = read_news(STORY.format(22, "Senin (11/11/2019)"), gazetteer=GAZETTEER)[0]
    other = read_news(STORY.format(count, day), gazetteer=GAZETTEER)[0]
    assert (compare(first, other).score >= 0.75) == is_twin
    assert bool(score_twins([first, other])) >= is_twin


def test_stories_of_two_regions_are_never_twins() -> None:
    """The same count on the same day elsewhere is another event."""
    first = read_news(STORY.format(22, "Senin (11/11/2019)"), gazetteer=GAZETTEER)[0]
    other = read_news(STORY.format(22, "Senin (11/11/2019)").replace("Lebak", "Serang"), gazetteer=GAZETTEER)[
        0
    ]
    assert compare(first, other).score == 0.0
    assert score_twins([first, other]) == []
