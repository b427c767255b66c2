"""Render an edition: read once, draw once, print three ways. Refused, and said so, when it would mislead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dashboard.config import Settings
from dashboard.figures.classes import breaks
from dashboard.figures.paper import as_png, as_svg
from dashboard.figures.paper_map import paper_map
from dashboard.figures.paper_trend import paper_trend
from dashboard.figures.theme import LIGHT
from dashboard.i18n import texts
from dashboard.pages import peta
from dashboard.pages.context import Context
from dashboard.pages.ringkasan import SIDAK
from dashboard.places import place_table
from dashboard.reader import Cache, Reader
from dashboard.snapshot.content import Content
from dashboard.snapshot.edition import Edition
from dashboard.snapshot.gather import gather, weeks_and_fan
from dashboard.snapshot.prints import mail_html, mail_text, sheet_pdf
from dashboard.view import View
from etl.store import Scope
from geo.errors import NetraError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from sqlalchemy import Engine

OLDEST_RUN_DAYS = 14
_FIRST_LEVEL_WITHOUT_MAP = 2  # kab/kota
TREND_WEEKS = 40
MAP_MM, WIDE_MAP_MM, TREND_MM = (88, 58), (182, 84), (88, 58)
MAIL_MAP_MM, MAIL_MAP_PX = (110, 78), 1200


def render_edition(
    engine: Engine, scope_code: str, *, config: Settings, week: date | None = None, language: str = "id"
) -> Edition:
    """The edition of ``week`` (a Monday; default: this week there) for one scope.

    Raises NetraError when there is no fit, when it is older than two weeks, or when a part cannot be made.
    """
    context = paper_context(engine, scope_code, config=config, language=language)
    _require_fresh(context)
    monday = week or context.today - timedelta(days=context.today.weekday())
    content = gather(context, kind="cuplikan", link=_link(context, config))
    height = round(600 * MAIL_MAP_MM[1] / MAIL_MAP_MM[0])
    return Edition(
        scope_code=scope_code,
        week=monday,
        language=language,
        data_version=content.data_version,
        subject=_subject(context, content),
        text=mail_text(content, language=language),
        html=mail_html(content, language=language, map_height=height),
        png=as_png(map_figure(context, MAIL_MAP_MM), width_px=MAIL_MAP_PX),
        pdf=_sheet(context, content),
    )


def render_sheet(engine: Engine, region_code: str, *, config: Settings, language: str = "id") -> bytes:
    """The A4 briefing of one region as PDF. Raises NetraError when the region is unknown or has no fit."""
    context = paper_context(engine, region_code, config=config, language=language)
    _require_fresh(context)
    return _sheet(context, gather(context, kind="taklimat", link=_link(context, config)))


def map_picture(engine: Engine, scope_code: str, *, config: Settings) -> bytes:
    """The mail's map as PNG."""
    return as_png(
        map_figure(paper_context(engine, scope_code, config=config), MAIL_MAP_MM), width_px=MAIL_MAP_PX
    )


def paper_context(engine: Engine, region_code: str, *, config: Settings, language: str = "id") -> Context:
    """What a sheet reads: its own scope, no record rights, so that small numbers stay hidden on paper."""
    reader = Reader(engine, Scope(regions=(region_code,)), today=config.day(), cache=Cache())
    context = Context(View(region=region_code, language=language), reader, texts(language), LIGHT)
    if context.region["level"] >= _FIRST_LEVEL_WITHOUT_MAP:  # OPD are compared by inspections
        context = replace(context, view=replace(context.view, measure=SIDAK))
    if context.code != region_code:
        raise NetraError(f"Wilayah {region_code} tidak dikenal. Pakai kode Kemendagri, mis. 35.74, atau 00.")
    return context


def map_figure(context: Context, size_mm: tuple[float, float]) -> Figure:
    """The page's map for paper: same places, classes, fading and hatching.

    A city has no places of its own on the map: it is shown among its neighbours, with a ring.
    """
    context = among_neighbours(context)
    places = place_table(context)
    bounds = breaks(places["rate"].to_list())
    words = context.words
    edges = [None, *bounds, None]
    names = [_class_text(context, low, high) for low, high in pairwise(edges)]
    return paper_map(
        peta.map_frame(context, places),
        bounds=bounds,
        texts=[*names, words("kertas.arsir")],
        size_mm=size_mm,
        selected=context.view.selected,
    )


def among_neighbours(context: Context) -> Context:
    """The province's view with this region chosen, for a region below a province; else the view itself."""
    if context.region["level"] < _FIRST_LEVEL_WITHOUT_MAP:
        return context
    parent = context.region["parent_code"]
    reader = Reader(context.reader.engine, Scope(regions=(parent,)), today=context.today, cache=Cache())
    view = replace(context.view, region=parent, selected=context.code)
    return replace(context, view=view, reader=reader)


def _class_text(context: Context, low: float | None, high: float | None) -> str:
    words = context.words
    if low is None:
        return f"< {words.rate(high)}" if high is not None else words("peta.semua")
    return f"{words.rate(low)}–{words.rate(high)}" if high is not None else f"≥ {words.rate(low)}"


def _sheet(context: Context, content: Content) -> bytes:
    weeks, fan = weeks_and_fan(context, weeks=TREND_WEEKS)
    trend = ""
    if weeks.height:
        figure = paper_trend(
            weeks,
            fan,
            context.phase_table(),
            today=context.today,
            month_name=_month(context),
            size_mm=TREND_MM,
        )
        trend = as_svg(figure)
    chart = as_svg(map_figure(context, MAP_MM if trend else WIDE_MAP_MM))
    return sheet_pdf(content, language=context.words.language, map_svg=chart, trend_svg=trend)


def _month(context: Context) -> Callable[[date], str]:
    return lambda day: context.words(f"bulan.{day.month}")[:3] + (f"\n{day.year}" if day.month == 1 else "")


def _subject(context: Context, content: Content) -> str:
    words, (election, _) = context.words, context.phase_now
    days = context.calendar.days_to_vote(context.today, election, context.code) if election else None
    if days is None or days < 0:
        return words("kertas.perihal", wilayah=content.scope_name, hari=words.day(context.today))
    return words("kertas.perihal_h", wilayah=content.scope_name, n=days, jumlah=len(content.places))


def _link(context: Context, config: Settings) -> str:
    return f"{config.public_url()}{context.view.href()}"


def _require_fresh(context: Context) -> None:
    runs = context.reader.runs()
    province = context.code.split(".")[0]
    good = runs.filter((runs["status"] == "ok") & runs["scope_code"].is_in([context.code, province, "00"]))
    if good.is_empty():
        raise NetraError(
            f"Belum ada hitungan untuk {context.region['name']}. Jalankan `netra fit` lebih dahulu."
        )
    latest: date = max(good["as_of"].to_list())
    age = (context.today - latest).days
    if age > OLDEST_RUN_DAYS:
        raise NetraError(
            f"Cuplikan {context.region['name']} ditolak: hitungan terakhir {latest} berumur {age} hari "
            f"(batas {OLDEST_RUN_DAYS}). Muat data terbaru, lalu `netra fit`."
        )
