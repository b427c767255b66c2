"""Ringkasan: what changed, where are we, what needs a decision today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from dash import html

from dashboard.components.attributes import ROUTE
from dashboard.components.blocks import Number, big_number, empty, section
from dashboard.components.ribbon import h_minus, ribbon
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.spark import share_bar, spark
from dashboard.intervals import wilson
from dashboard.pages import nasional, susulan
from dashboard.pages.context import Context
from dashboard.pages.jam import is_late, working_days
from dashboard.pages.phrases import Change
from dashboard.pages.sanksi import sanction_name
from dashboard.pages.saring import place_line
from dashboard.pages.susulan import CASES, SIDAK
from etl.store import suppress

CHECKED = "diperiksa"  # unit of effort in etl.panel
WEEKS_SHOWN, FAN_WEEKS, SIDAK_WEEKS, YEAR_DAYS, URGENT = 26, 4, 12, 365, 6


def build(context: Context) -> list:
    """The page's parts, top to bottom."""
    if not context.has_records:
        return nasional.build(context)
    weeks = weekly(context, CASES)
    change = recent_change(context, weeks)
    return [
        *_head(context, change),
        _ribbon(context),
        _numbers(context),
        takeaway(context, numbers_sheet(context), has_picture=False, shows_table=False),
        html.Div([_decisions(context), _visits(context)], className="dua"),
    ]


def weekly(context: Context, measure: str) -> pl.DataFrame:
    """Weeks of the region looked at, up to its today: ``week, count, effort, operations, exposure``."""
    panel = context.below(context.reader.panel(measure))
    if panel.is_empty():
        return pl.DataFrame(schema={"week": pl.Date, "count": pl.Float64, "effort": pl.Float64})
    sums = [pl.col(c).cast(pl.Float64).sum() for c in ("count", "effort", "operations", "exposure")]
    return panel.filter(pl.col("week") <= context.today).group_by("week").agg(sums).sort("week")


def visible(context: Context, weeks: pl.DataFrame) -> pl.DataFrame:
    """The weeks as this reader may see them one by one: small counts, and what gives them away, are gaps."""
    if not context.smallest or weeks.is_empty():
        return weeks
    return suppress(weeks, "count").select(weeks.columns)


def _head(context: Context, change: Change | None) -> list:
    words = context.words
    lead: list = [phase_sentence(context)]
    if change:
        more = words("ringkasan.perubahan", kalimat=change.sentence(words))
        lead.append(html.Span(f" {more}", className="lanjutan"))
    ahead = susulan.until_vote_sentence(context, CASES)
    below = html.P(ahead, className="anak-utama") if ahead else None
    return [place_line(context), html.H1(lead, className="utama"), below]


def phase_sentence(context: Context) -> str:
    """*Masa kampanye Pilkada 2024: 30 hari menuju pemungutan suara.*"""
    words, (election, phase) = context.words, context.phase_now
    days = context.calendar.days_to_vote(context.today, election, context.code) if election else None
    if not election or days is None:
        return words("ringkasan.jeda")
    key = "ringkasan.tahap_kini" if days > 0 else "ringkasan.tahap_lewat"
    name, vote = context.phase_name(phase, election), context.election_name(election)
    return words(key, tahap=name, pemilihan=vote, n=words.number(abs(days)))


def _ribbon(context: Context) -> html.Div | None:
    election, _ = context.phase_now
    if not election:
        return None
    vote = context.calendar.election(election).vote_day(context.code)
    return ribbon(context.phase_table(election), today=context.today, vote_on=vote, words=context.words)


def _numbers(context: Context) -> html.Div:
    return html.Div([big_number(card) for card in cards(context)], className="angka-baris")


def numbers_sheet(context: Context) -> Sheet:
    """The three numbers as a file, in the words of the page."""
    words = context.words
    made = cards(context) if context.has_records else nasional.cards(context)
    rows = [
        {"nama": n.name, "nilai": n.value, "satuan": n.unit, "rentang": n.interval, "ubah": n.change}
        for n in made
    ]
    heads = ("nama", "nilai", "satuan", "rentang", "ubah")
    columns = tuple(Column(k, words(f"kolom.angka_{k}")) for k in heads)
    title = f"{words('navigasi.ringkasan')}: {context.region['name']}"
    return Sheet("angka", title, columns, rows, phase_sentence(context), context.source, context.data_on)


def cards(context: Context) -> list[Number]:
    """The three numbers of this page; sheet and mail print the same ones."""
    weeks = weekly(context, CASES)
    return [_cases(context, weeks, recent_change(context, weeks)), _caught(context), _followed(context)]


def recent_change(context: Context, weeks: pl.DataFrame) -> Change | None:
    """Cases of the last four finished weeks against the four before, late reports thought of."""
    return susulan.recent_change(context, CASES, weeks)


def _cases(context: Context, weeks: pl.DataFrame, change: Change | None) -> Number:
    words = context.words
    fan = forecast_fan(context, CASES)
    seen = visible(context, weeks).tail(WEEKS_SHOWN)
    ahead = _next_week(context, fan)
    return Number(
        name=words("ringkasan.kasus"),
        value=change.said(words, change.now) if change else words.number(None),
        unit=words("ringkasan.kasus_satuan"),
        interval=(change.expected(words) if change else "") or ahead,
        change=change.verdict(words) if change else words("ringkasan.belum_cukup"),
        picture=_picture(context, seen, fan, late=susulan.nowcast(context, CASES)),
    )


def _next_week(context: Context, fan: list[tuple[float, float, float]]) -> str:
    """The first week of the fan: on a Monday it is the week that begins."""
    if not fan:
        return ""
    words, first = context.words, susulan.future(context, CASES)["week"][0]
    week = words("tren.pekan_ini" if first <= context.today else "tren.pekan_depan")
    return words("ringkasan.pekan_depan", pekan=week.lower(), rentang=words.counts(fan[0][0], fan[0][2]))


def forecast_fan(context: Context, measure: str) -> list[tuple[float, float, float]]:
    """(5 %, mean, 95 %) of the next weeks for the region looked at; empty when there is no forecast."""
    return susulan.future(context, measure).select("q05", "mean", "q95").head(FAN_WEEKS).rows()


def _picture(
    context: Context,
    weeks: pl.DataFrame,
    fan: list[tuple[float, float, float]],
    *,
    late: pl.DataFrame | None = None,
) -> html.Img | None:
    counts = weeks["count"].to_list()
    if not counts:
        return None
    expected: list[float | None] = []
    if late is not None and late.height:
        whole = weeks.select("week").join(late, on="week", how="left", maintain_order="left")
        expected = whole["mean"].to_list()
    alt = context.words("ringkasan.gambar_kecil", n=len(counts), terakhir=context.words.number(counts[-1]))
    return html.Img(src=spark(counts, look=context.look, fan=fan, expected=expected), alt=alt)


def _caught(context: Context) -> Number:
    words, weeks = context.words, weekly(context, SIDAK)
    caught, checked, operations = checked_weeks(context)
    is_shown = checked and (caught == 0 or caught >= context.smallest)
    rate = 100 * caught / checked if is_shown else None
    said = words("ringkasan.sidak_usaha", operasi=words.number(operations), diperiksa=words.number(checked))
    return Number(
        name=words("ringkasan.sidak"),
        value=words.rate(rate),
        unit=words("ringkasan.sidak_satuan"),
        interval=words("ringkasan.rentang95", rentang=words.range(*wilson(caught, checked, 100)))
        if is_shown
        else "",
        change=said if checked else words("ringkasan.sidak_kosong"),
        picture=_picture(context, visible(context, weeks).tail(WEEKS_SHOWN), []),
    )


def checked_weeks(context: Context) -> tuple[float, float, float]:
    """Caught, checked and operations of the last weeks; only where the persons checked were stated."""
    panel = context.below(context.reader.panel(SIDAK))
    if panel.is_empty():
        return 0.0, 0.0, 0.0
    since = context.today - timedelta(weeks=SIDAK_WEEKS)
    stated = panel.filter(pl.col("week").is_between(since, context.today), pl.col("effort") > 0)
    if "effort_unit" in stated.columns:  # where nobody counted persons, operations stand in: another unit
        stated = stated.filter(pl.col("effort_unit") == CHECKED)
    caught, checked, operations = (float(stated[c].sum() or 0) for c in ("count", "effort", "operations"))
    return caught, checked, operations


def _followed(context: Context) -> Number:
    words = context.words
    rows = context.below(context.reader.recommendations(context.today))
    rows = (
        rows.filter(pl.col("rec_date") > context.today - timedelta(days=YEAR_DAYS)) if rows.height else rows
    )
    done, total = (rows.height - int(rows["is_open"].sum()), rows.height) if rows.height else (0, 0)
    waiting = median_of(rows.filter(pl.col("is_open"))["days_open"]) if rows.height else None
    return Number(
        name=words("ringkasan.tindak"),
        value=words.number(100 * done / total) if total else "–",
        unit=words("ringkasan.tindak_satuan", n=words.number(total)),
        interval=words("ringkasan.rentang95", rentang=words.range(*wilson(done, total, 100)))
        if total
        else "",
        change=words("ringkasan.tindak_tunggu", n=words.number(total - done), hari=words.number(waiting))
        if total > done
        else words("ringkasan.tindak_selesai"),
        picture=_share_picture(context, done, total),
    )


def median_of(days: pl.Series) -> float | None:
    """Median as a plain number; None of nothing."""
    middle = days.cast(pl.Float64).median()
    return None if middle is None else float(middle)  # type: ignore[arg-type]


def _share_picture(context: Context, done: int, total: int) -> html.Img | None:
    if not total:
        return None
    low, high = wilson(done, total)
    drawn = share_bar(done / total, lower=low or 0.0, upper=high or 1.0, look=context.look)
    return html.Img(src=drawn, alt=context.words.percent(done / total))


def _decisions(context: Context) -> html.Section:
    words = context.words
    rows = context.below(context.reader.recommendations(context.today))
    rows = rows.filter(pl.col("is_open")) if rows.height else rows
    if rows.is_empty():
        return section(words("ringkasan.putusan"), empty(words("ringkasan.putusan_kosong")))
    recent = rows.filter(pl.col("days_open") <= YEAR_DAYS)
    urgent = (
        (recent if recent.height else rows).sort("days_open", descending=True, nulls_last=True).head(URGENT)
    )
    items = [decision(row, words_of=context) for row in urgent.iter_rows(named=True)]
    more = html.A(
        words("ringkasan.semua", n=rows.height),
        href=context.view.href("klasemen") + "#tindak-lanjut",
        **ROUTE,
    )
    old = rows.height - recent.height
    key = "ringkasan.putusan_kalimat" if recent.height else "ringkasan.putusan_lama"
    sentence = words(key, n=words.number(rows.height), lama=words.number(old))
    return section(
        words("ringkasan.putusan"), html.Ul(items, className="daftar"), html.P(more), sentence=sentence
    )


def decision(row: dict, *, words_of: Context) -> html.Li:
    """One recommendation that waits: who owes what, since when.

    Readers of aggregates see the region and the number, not the work unit: it is often one person's case.
    """
    words = words_of.words
    opd = None if words_of.smallest else row.get("opd_name")
    place = opd or row["region_name"]
    where = f"{row['region_name']} · " if opd else ""
    shown = row | ({"sanction_recommended": None} if words_of.smallest else {})
    kind = sanction_name(words_of, shown)
    days = working_days(words_of, _day(row["rec_date"]), words_of.today)
    late = "jam lewat" if is_late(days) else "jam"
    since = words("ringkasan.sejak", hari=words.short_day(_day(row["rec_date"])))
    return html.Li(
        [
            html.Div(
                [
                    html.Span(place, className="pokok"),
                    html.Div(f"{where}{row.get('agency') or ''} · {kind}", className="rinci"),
                ]
            ),
            html.Div(
                [
                    html.Span(words("ringkasan.hari_kerja_n", n=words.number(days)), className=late),
                    html.Div(since, className="rinci"),
                ],
                className="kanan",
            ),
        ]
    )


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _visits(context: Context) -> html.Section | None:
    words = context.words
    plan, items = context.reader.plan(context.code)
    if plan is None or items.is_empty():
        return None
    rows = [
        html.Li(
            [
                html.Div(
                    [
                        html.Span(i.get("opd_name") or i["region_name"], className="pokok"),
                        html.Div(_where(i), className="rinci"),
                        html.Div(i["reason"], className="rinci"),
                    ]
                ),
                html.Div(words("rencana.temuan", n=words.rate(i["expected_finds"])), className="kanan"),
            ]
        )
        for i in items.head(3).iter_rows(named=True)
    ]
    return section(
        words("ringkasan.kunjungan", hari=words.day(plan["week"], year=False)),
        html.Ul(rows, className="daftar"),
        sentence=words("ringkasan.kunjungan_kalimat"),
    )


def _where(item: dict[str, Any]) -> str:
    return str(item["region_name"]) if item.get("opd_name") else ""


__all__ = ["build", "h_minus", "weekly"]
