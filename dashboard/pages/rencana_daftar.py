"""The plan of the week as a list: where, why, how long ago, what is expected, and what was found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import empty, section, table
from dashboard.components.forms import form, submit, text_input
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.pages.context import Context
from dashboard.pages.hak import may_plan

VISITS_SHOWN, WEEKS_SHOWN = 12, 4
RESULT, LOCK, OPEN = "/tindakan/rencana/hasil", "/tindakan/rencana/kunci", "/tindakan/rencana/buka"
RIGHT = (0, 3, 4)  # columns of numbers


def plan_of(context: Context) -> tuple[dict[str, Any] | None, pl.DataFrame]:
    """The region's own plan, else what its province's plan says of it."""
    plan, items = _of_scope(context, context.code)
    if plan is None and context.region["level"] > 1:
        plan, items = _of_scope(context, context.code.split(".")[0])
    return plan, context.below(items)


def _of_scope(context: Context, scope_code: str) -> tuple[dict[str, Any] | None, pl.DataFrame]:
    """The week asked for; else the locked one that runs today: teams are out with it; else the newest."""
    week = date.fromisoformat(context.view.week) if context.view.week else None
    if week is None:
        weeks = context.reader.plan_weeks(scope_code)
        running = weeks.filter(
            "is_locked", pl.col("week") <= context.today, pl.col("week") + timedelta(days=6) >= context.today
        )
        week = running["week"].to_list()[0] if running.height else None
    return context.reader.plan(scope_code, week)


def weeks_nav(context: Context, plan: dict[str, Any]) -> html.Nav | None:
    """Links to the other weeks that have a plan: last week's results, next week's list."""
    words, weeks = context.words, context.reader.plan_weeks(plan["scope_code"]).head(WEEKS_SHOWN)
    if weeks.height < 2:
        return None
    links = []
    for row in weeks.sort("week").iter_rows(named=True):
        here = attrs(aria_current="true") if row["week"] == plan["week"] else {}
        key = "rencana.pekan_terkunci" if row["is_locked"] else "rencana.pekan"
        said = words(key, hari=words.day(row["week"], year=False), n=words.number(row["result_count"]))
        links.append(html.A(said, href=context.view.href(week=row["week"].isoformat()), **ROUTE, **here))
    return html.Nav(links, className="bentuk", **attrs(aria_label=words("rencana.pekan_label")))


def together(items: pl.DataFrame) -> tuple[float, float, float]:
    """Expected finds of all visits and their interval; places are independent: distances add in squares."""
    mean = float(items["expected_finds"].sum())
    below = float(((items["expected_finds"] - items["finds_lower"]) ** 2).sum()) ** 0.5
    above = float(((items["finds_upper"] - items["expected_finds"]) ** 2).sum()) ** 0.5
    return mean, max(0.0, mean - below), mean + above


def build(context: Context, plan: dict[str, Any] | None, items: pl.DataFrame) -> html.Section:
    """The list with its lock, its files and, once it is locked, a form per visit."""
    words = context.words
    if plan is None or items.is_empty():
        return section(words("rencana.daftar"), empty(words("rencana.kosong"), words("rencana.kosong_cara")))
    heads = [
        words(f"kolom.{k}")
        for k in ("urut", "tempat", "alasan", "temuan", "terakhir", "tim", "hasil_kunjungan")
    ]
    body = [_row(context, plan, r) for r in items.sort("rank").iter_rows(named=True)]
    rest = None
    if len(body) > VISITS_SHOWN:
        more = html.Summary(words("rencana.selebihnya", n=len(body) - VISITS_SHOWN))
        rest = html.Details([more, table(heads, body[VISITS_SHOWN:], right=RIGHT)])
    parts = [
        weeks_nav(context, plan),
        _state(context, plan, items),
        table(heads, body[:VISITS_SHOWN], right=RIGHT),
        rest,
        takeaway(context, _sheet(context, plan, items), has_picture=False, shows_table=False),
    ]
    made = section(words("rencana.daftar"), *parts, sentence=_budget(context, plan))
    return html.Div(made, id="daftar-kunjungan", className="cetak-rencana")  # type: ignore[return-value]


def _budget(context: Context, plan: dict[str, Any]) -> str:
    words = context.words
    said = words(
        "rencana.kalimat",
        pekan=words.day(plan["week"]),
        tim=plan["team_count"],
        hari=plan["day_count"],
        jelajah=words.percent(plan["exploration_share"]),
    )
    if not plan.get("base_code"):
        return said
    limit = plan.get("travel_limit_hours")
    base = context.name_of(plan["base_code"])
    far = words("rencana.paling_jauh", jam=words.number(limit)) if limit else words("rencana.sehari")
    return f"{said} {words('rencana.dari', tempat=base, jauh=far)}"


def _state(context: Context, plan: dict[str, Any], items: pl.DataFrame) -> html.Div:
    """Open or locked, by whom; the buttons; what was found so far beside what was expected."""
    words, done = context.words, items.drop_nulls("visited_on")
    if plan["locked_at"]:
        day = words.day(plan["locked_at"].date())
        said = words("rencana.terkunci", hari=day, siapa=plan.get("locked_by") or "–")
    else:
        said = words("rencana.terbuka")
    parts: list[Any] = [
        html.P(said, className="kecil samar"),
        _buttons(context, plan, has_results=done.height > 0),
    ]
    if done.height:
        expected, lower, upper = together(done)
        found = words(
            "rencana.sejauh_ini",
            n=words.number(done.height),
            temuan=words.number(float(done["caught_total"].sum())),
            perkiraan=words.number(expected),
            rentang=words.counts(lower, upper),
        )
        parts.append(html.P(found, className="kalimat"))
    return html.Div(parts)


def _buttons(context: Context, plan: dict[str, Any], *, has_results: bool) -> html.Div:
    words = context.words
    printing = html.Button(words("rencana.cetak"), type="button", className="tombol", **attrs(data_cetak="1"))
    number = dcc.Input(type="hidden", name="nomor", value=str(plan["id"]))
    buttons: list[Any] = []
    may = may_plan(context) and context.reader.scope.covers(plan["scope_code"])
    if may and not plan["locked_at"]:
        buttons.append(
            form(context, LOCK, [number, submit(words("rencana.kunci"), is_main=True)], name="isian-baris")
        )
    if may and plan["locked_at"] and not has_results:
        buttons.append(form(context, OPEN, [number, submit(words("rencana.buka"))], name="isian-baris"))
    return html.Div([*buttons, printing], className="tombol-baris")


def _row(context: Context, plan: dict[str, Any], r: dict[str, Any]) -> list[Any]:
    words = context.words
    last = words("rencana.belum_pernah")
    if r["days_since_visit"] is not None:
        last = words("ringkasan.hari_n", n=words.number(r["days_since_visit"]))
    below = html.Div(r["region_name"], className="kecil samar") if r["opd_name"] else None
    way = words("rencana.jelajah" if r["is_exploration"] else "rencana.terarah")
    expected = [
        words.rate(r["expected_finds"]),
        html.Div(words.counts(r["finds_lower"], r["finds_upper"]), className="kecil samar"),
    ]
    travel = r.get("travel_hours")
    road = html.Div(words("rencana.jam", n=words.rate(travel)), className="kecil samar") if travel else None
    team = words("rencana.tim_hari", tim=r["team_no"] or "–", hari=r["day_no"] or "–")
    return [
        r["rank"],
        [html.B(r["opd_name"] or r["region_name"]), below],
        [r["reason"], html.Div(way, className="kecil samar")],
        expected,
        last,
        [team, road],
        _result(context, plan, r),
    ]


def _result(context: Context, plan: dict[str, Any], r: dict[str, Any]) -> html.Div:
    """What was found, and the form for it; on paper two blanks to fill in by hand."""
    words = context.words
    blanks = html.Div(words("rencana.isian_kertas"), className="hanya-kertas")
    parts: list[Any] = [blanks] if r["visited_on"] is None else [_found(context, r)]
    if plan["locked_at"] and may_plan(context):
        parts.append(_entry(context, plan, r))
    elif r["visited_on"] is None:
        parts.append(html.Span("–", className="bukan-kertas"))
    return html.Div(parts, id=f"kunjungan-{r['id']}")


def _found(context: Context, r: dict[str, Any]) -> html.Div:
    words = context.words
    key = "rencana.ditemukan" if r["checked"] is not None else "rencana.ditemukan_saja"
    said = words(key, n=words.number(r["caught_total"]), dari=words.number(r["checked"]))
    return html.Div([html.B(said), html.Div(words.short_day(r["visited_on"]), className="kecil samar")])


def _entry(context: Context, plan: dict[str, Any], r: dict[str, Any]) -> html.Details:
    words, own = context.words, f"-{r['id']}"
    day = r["visited_on"] or plan["week"] + timedelta(days=(r["day_no"] or 1) - 1)
    number = dcc.Input(type="hidden", name="nomor", value=str(r["id"]))
    numeric = {"inputMode": "numeric", "pattern": "[0-9]*", "size": "6"}
    fields = [
        number,
        text_input(
            "hari", words("rencana.tanggal"), kind="date", value=day.isoformat(), own=own, required=True
        ),
        text_input("diperiksa", words("rencana.diperiksa"), value=_said(r["checked"]), own=own, **numeric),
        text_input(
            "terjaring",
            words("rencana.terjaring"),
            value=_said(r["caught_total"]),
            own=own,
            required=True,
            **numeric,
        ),
        text_input("catatan", words("rencana.catatan"), own=own, maxLength=300),
        submit(words("rencana.simpan_hasil")),
    ]
    label = words("rencana.isi_label", tempat=r["opd_name"] or r["region_name"])
    title = words("rencana.ubah_hasil" if r["visited_on"] else "rencana.isi_hasil")
    summary = html.Summary(title, **attrs(aria_label=f"{title}: {label}"))
    return html.Details([summary, form(context, RESULT, fields, label=label)])


def _said(value: int | None) -> str:
    return "" if value is None else str(value)


def plan_sheet(context: Context) -> Sheet | None:
    """The plan as a file, with columns for what is found."""
    plan, items = plan_of(context)
    return _sheet(context, plan, items) if plan and items.height else None


def _sheet(context: Context, plan: dict[str, Any], items: pl.DataFrame) -> Sheet:
    words = context.words
    rows = [
        {
            "urut": r["rank"],
            "wilayah": r["region_name"],
            "opd": r["opd_name"],
            "alasan": r["reason"],
            "perkiraan": r["expected_finds"],
            "bawah": r["finds_lower"],
            "atas": r["finds_upper"],
            "hari_sejak": r["days_since_visit"],
            "tim": r["team_no"],
            "hari_ke": r["day_no"],
            "jam": r.get("travel_hours"),
            "cara": words("rencana.jelajah" if r["is_exploration"] else "rencana.terarah"),
            "dikunjungi": r["visited_on"],
            "diperiksa": r["checked"],
            "terjaring": r["caught_total"],
        }
        for r in items.sort("rank").iter_rows(named=True)
    ]
    kinds = {"urut": "count", "perkiraan": "rate", "bawah": "count", "atas": "count", "hari_sejak": "count"}
    kinds |= {"tim": "count", "hari_ke": "count", "jam": "rate", "dikunjungi": "day"}
    kinds |= {"diperiksa": "count", "terjaring": "count"}
    columns = tuple(Column(k, words(f"kolom.rencana_{k}"), kinds.get(k, "text")) for k in rows[0])
    title = words("rencana.daftar")
    return Sheet("rencana", title, columns, rows, _budget(context, plan), context.source, context.data_on)
