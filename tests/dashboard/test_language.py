"""What a reader sees is language: no codes of ours, no English on Indonesian pages, nor the other way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from dash.development.base_component import Component

from dashboard.config import Settings
from dashboard.drawing import BUILDERS
from dashboard.figures.theme import LIGHT
from dashboard.i18n import texts
from dashboard.pages.context import Context
from dashboard.reader import Cache, Reader
from dashboard.view import PAGES, View
from etl import store
from etl.store import Scope
from tests.dashboard.world import context

CODE = re.compile(r"\b(?:[a-z]+_[a-z_]+|[A-Z]{3,}_[A-Z_0-9]+)\b|⟨[^⟩]*⟩|\bNone\b|\bnan\b|\bnull\b")
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|weeks?|days?|since|average|range|lower|upper|count|rate|forecast|expected|unknown|"
    r"region|phase|spatial|download|table|source|show|more|loading|missing|error)\b",
    re.IGNORECASE,
)
INDONESIAN = re.compile(
    r"\b(?:yang|dengan|dari|untuk|pekan|belum|tidak|sudah|rentang|wilayah|tahapan)\b", re.IGNORECASE
)
LOANS = re.compile(r"ensemble|Endemik|Dalam program:.*|`[^`]*`|<pre.*?</pre>", re.DOTALL)
CACHE = Cache()  # the demonstration is read once for all pages
REGIONS = ("00", "99", "99.71", "35")


def words_on(node: object) -> Iterator[str]:
    """Every text a reader meets: children, labels, options, figures; not addresses, nor titles of works."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple):
        for part in node:
            yield from words_on(part)
    elif isinstance(node, Component) and node._type not in {"Pre", "Code", "Cite"}:
        props = node.to_plotly_json()["props"]
        for name, value in props.items():
            if name in {"children", "alt", "title", "aria-label", "placeholder"}:
                yield from words_on(value)
        for option in props.get("data", None) or [] if node._type == "Select" else []:
            yield str(option["label"])
        if node._type == "Graph":
            yield from _figure(node.figure)
        if node._type == "AgGrid":
            yield from _grid(node)


def _figure(figure: object) -> Iterator[str]:
    layout = figure.layout  # type: ignore[attr-defined]
    for note in layout.annotations:
        yield note.text or ""
    for axis in (layout.xaxis, layout.yaxis):
        yield axis.title.text or ""
    for trace in figure.data:  # type: ignore[attr-defined]
        yield re.sub(r"%\{[^}]*\}|<[^>]+>", " ", trace.hovertemplate or "")
        text = getattr(trace, "text", None)
        yield from [t for t in (text if isinstance(text, list | tuple) else ()) if isinstance(t, str)]


def _grid(grid: Component) -> Iterator[str]:
    yield from [c["headerName"] for c in grid.columnDefs]
    for row in grid.rowData:
        for name, value in row.items():
            if isinstance(value, dict):
                yield str(value.get("teks") or "")
            elif name not in {"kode"} and isinstance(value, str):
                yield value


def _demo(settings: Settings, view: View) -> Context:
    engine = store.connect(settings.database_url())
    reader = Reader(engine, Scope.everything(), today=settings.day(), cache=CACHE)
    return Context(view, reader, texts(view.language), LIGHT, "Uji", "x", login="uji", role="admin")


def found_on(request: Context, pattern: re.Pattern[str]) -> set[str]:
    """What the pattern meets on the page, with a few words around it."""
    said = [unescape(t) for t in words_on(BUILDERS[request.view.page].build(request))]
    return {f"{m.group()} in “{t[:90]}”" for t in said for m in pattern.finditer(LOANS.sub(" ", t))}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("measure", [None, "sidak_terjaring"])
def test_no_code_of_ours_is_shown(demo: Settings, page: str, region: str, measure: str | None) -> None:
    """The real demonstration, both languages: ``region_phase`` or ``PILKADA_2024`` never reach a screen."""
    for language in ("id", "en"):
        assert not found_on(_demo(demo, View(page, region, measure, language=language)), CODE)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("region", ["00", "99"])
def test_indonesian_pages_are_indonesian(page: str, region: str) -> None:
    """No English word stands on an Indonesian page."""
    assert not found_on(context(page=page, region=region), ENGLISH)


@pytest.mark.parametrize("page", PAGES)
def test_english_pages_are_english(page: str) -> None:
    """Only names of places, offices and documents, and reasons that the models wrote, stay Indonesian."""
    request = context(page=page, region="99", language="en")
    left = {f for f in found_on(request, INDONESIAN) if "Laju tinggi pada tahapan" not in f}
    assert not left
