"""Every page draws itself in both languages; hostile requests get a sentence or a 400, never a 500."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl
import pytest

from dashboard.components.markup import to_html
from dashboard.drawing import BUILDERS
from dashboard.figures.theme import DARK
from dashboard.pages.phrases import Change, last_weeks
from dashboard.pages.rencana import together
from dashboard.places import published_series
from dashboard.view import PAGES
from etl.store import Scope
from tests.dashboard.conftest import Site
from tests.dashboard.world import context, plan_items, published

REGIONS = ["00", "99", "99.71", "35"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_draws_for_every_kind_of_region(page: str, region: str, language: str) -> None:
    """Nation, province, simulated province and city: one headline, no missing sentence, both languages."""
    request = context(page=page, region=region, language=language, look=DARK)
    text = to_html(BUILDERS[page].build(request))
    assert text.count("<h1") == 1
    assert "⟨" not in text
    assert "None" not in re.sub(r"<[^>]+>", " ", text)


@pytest.mark.parametrize("page", ["ringkasan", "peta", "tren", "klasemen", "rencana"])
def test_every_figure_has_its_source_and_its_link(page: str) -> None:
    """Data per …, n dokumen; and a button that copies the address of the view."""
    text = to_html(BUILDERS[page].build(context(page=page, region="99")))
    assert "Data per 28 Oktober 2024" in text
    assert "data-salin" in text


def test_single_records_are_for_readers_with_record_rights() -> None:
    """The cases beside the map disappear for a reader of aggregates."""
    allowed = to_html(BUILDERS["peta"].build(context(page="peta", region="99")))
    reader = Scope(regions=("00",), may_see_records=False)
    closed = to_html(BUILDERS["peta"].build(context(page="peta", region="99", scope=reader)))
    assert "rekap.xlsx" in allowed
    assert "rekap.xlsx" not in closed


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/peta", "?wilayah=77"),
        ("/peta", "?wilayah=' OR 1=1"),
        ("/peta", "?ukuran=kekayaan"),
        ("/tren", "?pemilihan=PILKADA_1999"),
        ("/rencana", "?tahapan=TIDAK_ADA"),
        ("/../../etc/passwd", ""),
    ],
)
def test_unknown_codes_get_a_friendly_page(ask: Callable, path: str, search: str) -> None:
    """A sentence and a way back, status 200."""
    answer = ask(path, search)
    assert answer.status_code == 200
    assert "Kembali ke Ringkasan" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"output": "lain.children"},
        {"output": {"a": 1}},
        {"inputs": []},
        {"inputs": "x"},
        {
            "inputs": [
                {"id": "lokasi", "property": "pathname", "value": {"$gt": ""}},
                {"id": "a", "property": "b", "value": ""},
            ]
        },
        {
            "inputs": [
                {"id": "lokasi", "property": "pathname", "value": ["/"]},
                {"id": "a", "property": "b", "value": ""},
            ]
        },
        {"changedPropIds": {"a": 1}},
        {"outputs": None},
        {"outputs": [{"id": "isi", "property": "children"}] * 1000},
    ],
)
def test_tampered_callbacks_are_a_400(ask: Callable, changes: dict) -> None:
    """A dict for a string never reaches a page."""
    assert ask(**changes).status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"output": 1}'])
def test_broken_bodies_are_a_400(site: Site, body: bytes) -> None:
    """Not JSON, not an object, not ours."""
    client = site.sign_in()
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_a_huge_body_is_refused(site: Site) -> None:
    """64 kB is more than any callback of ours needs."""
    client = site.sign_in()
    answer = client.post("/_dash-update-component", data=b"x" * 100_000, content_type="application/json")
    assert answer.status_code in {400, 413}


def test_the_first_answer_already_holds_the_page(site: Site) -> None:
    """Before any script has run, the headline stands in the HTML, in the language asked for."""
    client = site.sign_in()
    text = client.get("/?wilayah=99&bahasa=en").get_data(as_text=True)
    assert '<html lang="en"' in text
    assert "30 days to the vote" in text
    assert text.index("30 days to the vote") < text.index("_dash-renderer")


def test_the_light_page_needs_no_script(site: Site) -> None:
    """/ringkas: under 100 kB with its style sheet, no script, and the numbers in it."""
    client = site.sign_in()
    page = client.get("/ringkas?wilayah=99").get_data()
    with client.get("/assets/netra.css") as answer:
        style = answer.get_data()
    assert len(page) + len(style) < 100_000
    assert b"<script" not in page
    assert b"Menunggu keputusan" in page


def test_answers_carry_a_strict_policy(site: Site) -> None:
    """No inline script without a hash, no frame, no other host."""
    policy = site.client().get("/masuk").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "http" not in policy


def test_text_is_escaped() -> None:
    """A document's name cannot bring markup into the first paint."""
    assert to_html("<b>&") == "&lt;b&gt;&amp;"


def test_a_change_is_news_only_beyond_chance() -> None:
    """63 → 87 is within two standard deviations of two Poisson counts, 40 → 87 is not."""
    assert Change(now=87, before=63).direction == "same"
    assert Change(now=87, before=40).direction == "up"
    assert Change(now=40, before=87).direction == "down"
    assert last_weeks([1, 2, 3, 4, 5, 6, 7, 8]) == Change(now=26, before=10)


def test_the_interval_of_a_plan_is_narrower_than_the_sum_of_its_ends() -> None:
    """Ten independent visits do not all fall on their lower ends at once."""
    items = plan_items()
    mean, lower, upper = together(items)
    assert items["finds_lower"].sum() < lower < mean < upper < items["finds_upper"].sum()


def test_ranks_scores_and_head_counts_are_never_drawn_as_cases() -> None:
    """IKP ranks, scores and staff numbers stand in the same record; the map counts violations only."""
    request = context(page="peta", region="00")
    row = published().filter(pl.col("region_code") == "73")
    others = [
        row.with_columns(
            pl.lit("ikp_tematik_netralitas_asn_2023").alias("metric"), pl.lit("urutan").alias("count_unit")
        ),
        row.with_columns(pl.lit("pegawai_asn").alias("metric"), pl.lit("ASN").alias("count_unit")),
    ]
    mixed = pl.concat([published(), *others])
    request.reader.published = lambda: mixed  # type: ignore[method-assign]
    assert {s["metric"] for s in published_series(request)} == {"pelanggaran_asn"}
