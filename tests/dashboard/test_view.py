"""The URL is the state: every view can be written down, read back, and refuses what it does not know."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import PAGES, View, ViewError, check_known, parse_view

CODE = st.from_regex(r"\A[A-Za-z0-9_.\-]{1,40}\Z")


@given(
    st.sampled_from(PAGES),
    CODE,
    CODE,
    st.sampled_from(["provinsi", "kabkota", "opd"]),
    st.sampled_from(["id", "en"]),
)
def test_a_view_survives_its_own_link(page: str, region: str, phase: str, level: str, language: str) -> None:
    """Reading the link of a view gives the view."""
    view = View(page=page, region=region, phase=phase, level=level, language=language)
    path, _, search = view.href().partition("?")
    assert parse_view(path, search) == view


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/tidak-ada", ""),
        ("/peta", "?wilayah=<script>"),
        ("/peta", "?wilayah=99&wilayah=%00"),
        ("/peta", "?tingkat=kelurahan"),
        ("/peta", "?bentuk=bulat"),
        ("/peta", "?bahasa=fr"),
        ("/peta", "?wilayah=" + "9" * 41),
        ("/peta", "?" + "&".join(f"a{i}=1" for i in range(40))),
        ("/peta", "?x=" + "y" * 700),
        ({"a": 1}, ""),
        (None, ""),
        ("/peta", ["wilayah"]),
        ("/peta", 7),
    ],
)
def test_what_is_not_ours_is_refused_with_a_sentence(path: object, search: object) -> None:
    """Hostile addresses raise ViewError with an Indonesian sentence, nothing else."""
    with pytest.raises(ViewError) as problem:
        parse_view(path, search)
    assert problem.value.message.endswith(".")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_a_view_or_a_sentence(path: str, search: str) -> None:
    """No text makes the parser fall over."""
    with contextlib.suppress(ViewError):
        assert isinstance(parse_view(path, search), View)


def test_a_link_to_another_page_drops_the_chosen_place() -> None:
    """A hexagon chosen on the map is not a state of the trend; defaults are left out."""
    view = View(page="peta", region="99", selected="99.71")
    assert view.href("tren") == "/tren?wilayah=99"
    assert view.href() == "/peta?wilayah=99&pilih=99.71"
    assert View().href() == "/"


def test_codes_outside_the_scope_are_refused() -> None:
    """A region that the reader may not see is answered like one that does not exist."""
    with pytest.raises(ViewError, match="wilayah"):
        check_known(View(region="35.74"), region={"99"})
