"""Ringkasan of real places: what public sources printed, with who printed it, when, and in which unit."""

from __future__ import annotations

from datetime import date

import polars as pl
from dash import html

from dashboard.components.attributes import ROUTE
from dashboard.components.blocks import Number, big_number, empty, section, table
from dashboard.components.ribbon import ribbon
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.pages.context import Context
from dashboard.pages.saring import place_line
from dashboard.reader import SIMULATED

STEPS = (  # an alleged case's way, with the words sources use for each step; the first printed counts
    ("dilaporkan", ("dilaporkan", "laporan", "dugaan_netralitas", "pengaduan_sbt", "pelanggaran_asn")),
    ("terbukti", ("terbukti", "direkomendasikan", "pelanggaran", "rekomendasi_bawaslu")),
    ("ditindaklanjuti", ("ditindaklanjuti_ppk", "dijatuhi_sanksi")),
)
FIRST_ROWS = 8
ORDER = ("PILKADA_2024", "PEMILU_2024", "PILKADA_2020", "PEMILU_2019")


def build(context: Context) -> list:
    """The page's parts for the nation and for real provinces and cities."""
    words = context.words
    return [
        place_line(context),
        html.H1(_lead(context), className="utama"),
        html.P(words("nasional.penjelasan"), className="anak-utama"),
        _ribbon(context),
        _numbers(context),
        _record(context),
        _simulation(context),
    ]


def _lead(context: Context) -> str:
    words, (election, phase) = context.words, context.phase_now
    if (
        election
        and (days := context.calendar.days_to_vote(context.today, election, context.code)) is not None
    ):
        key = "ringkasan.tahap_kini" if days > 0 else "ringkasan.tahap_lewat"
        return words(
            key,
            tahap=context.phase_name(phase, election),
            pemilihan=context.election_name(election),
            n=abs(days),
        )
    vote = _last_vote(context)
    if vote is None:
        return words("nasional.tanpa_kalender")
    return words("nasional.jeda", pemilihan=vote[0], lama=_ago(vote[1], context.today, context))


def _last_vote(context: Context) -> tuple[str, date] | None:
    held = [
        (e.name, e.vote_on)
        for e in context.calendar.elections_of(context.code)
        if e.vote_on and e.vote_on <= context.today
    ]
    return max(held, key=lambda pair: pair[1], default=None)


def _ago(day: date, today: date, context: Context) -> str:
    months = (today.year - day.year) * 12 + today.month - day.month
    if months < 24:
        return context.words("nasional.bulan", n=months)
    return context.words("nasional.tahun", n=context.words.number(months / 12, 0))


def _ribbon(context: Context) -> html.Div | None:
    """Elections held and to come on one line of years."""
    rows = [
        {"name": e.name, "start_on": e.vote_on, "end_on": e.vote_on}
        for e in context.calendar.elections
        if e.kind in {"pilkada", "pemilu"} and e.vote_on
    ]
    if not rows:
        return None
    spans = _between(rows, context)
    return ribbon(spans, today=context.today, vote_on=None, words=context.words)


def _between(rows: list[dict], context: Context) -> pl.DataFrame:
    """Time from each vote to the next, named after the vote that opens it; the last one is open."""
    ordered = sorted(rows, key=lambda r: r["start_on"])
    ends = [r["start_on"] for r in ordered[1:]] + [max(context.today, ordered[-1]["start_on"])]
    spans = []
    for row, end in zip(ordered, ends, strict=True):
        last = end if end == context.today else date.fromordinal(end.toordinal() - 1)
        dates = context.words.short_day(row["start_on"])
        spans.append(
            {
                "name": row["name"],
                "dates": dates,
                "start_on": row["start_on"],
                "end_on": max(last, row["start_on"]),
            }
        )
    return pl.DataFrame(spans)


def national_rows(context: Context) -> pl.DataFrame:
    """Published figures of the region looked at itself, simulation left out."""
    rows = context.reader.published()
    return rows.filter(
        pl.col("region_code") == context.code, ~pl.col("region_code").str.starts_with(SIMULATED)
    ).sort(pl.col("election_code").is_null(), "as_of", descending=[False, True], nulls_last=True)


def _numbers(context: Context) -> html.Div | None:
    shown = [big_number(card) for card in cards(context)]
    return html.Div(shown, className="angka-baris") if shown else None


def cards(context: Context) -> list[Number]:
    """Up to three printed figures of the latest election that has them; sheet and mail print the same."""
    rows = national_rows(context)
    election = _richest(rows)
    if election is None:
        return []
    of_election = rows.filter(pl.col("election_code") == election)
    return [card for step in STEPS if (card := _card(context, of_election, step))]


def _richest(rows: pl.DataFrame) -> str | None:
    """The latest election that has a figure for most of the three steps."""

    def found(code: str) -> int:
        metrics = set(rows.filter(pl.col("election_code") == code)["metric"].to_list())
        return sum(bool(metrics & set(names)) for _, names in STEPS)

    best = max(ORDER, key=lambda code: (found(code), -ORDER.index(code)))
    return best if found(best) else None


def _card(context: Context, rows: pl.DataFrame, step: tuple[str, tuple[str, ...]]) -> Number | None:
    for metric in step[1]:
        printed = rows.filter(pl.col("metric") == metric)
        if printed.height:
            row = printed.row(0, named=True)
            return _number(context, row)
    return None


def _number(context: Context, row: dict) -> Number:
    words = context.words
    low, high = row.get("value_min"), row.get("value_max")
    return Number(
        name=" · ".join(
            (sentence_case(metric_name(context, row["metric"])), context.election_name(row["election_code"]))
        ),
        value=words.number(row["value"]),
        unit=unit_name(context, row["count_unit"]),
        interval=words("nasional.tercetak", rentang=words.range(low, high))
        if low is not None
        else words("nasional.cetak_saja"),
        change=words("nasional.menurut", lembaga=row.get("agency") or "–", hari=words.day(row["as_of"])),
    )


def unit_name(context: Context, unit: str) -> str:
    """Unit as printed: kasus, laporan and ASN are different things and stay so."""
    return context.words(f"satuan.{unit}") if context.words.has(f"satuan.{unit}") else unit


def metric_name(context: Context, metric: str) -> str:
    """What a source called it."""
    return (
        context.words(f"metrik.{metric}")
        if context.words.has(f"metrik.{metric}")
        else metric.replace("_", " ")
    )


def sentence_case(text: str) -> str:
    """First letter large, the rest as it is: PPK stays PPK."""
    return text[:1].upper() + text[1:]


def _record(context: Context) -> html.Section:
    words, rows = context.words, national_rows(context)
    if rows.is_empty():
        return section(
            words("nasional.catatan"),
            empty(words("nasional.catatan_kosong"), words("nasional.catatan_saran")),
        )
    body = [
        [
            context.election_name(r["election_code"]),
            sentence_case(metric_name(context, r["metric"])),
            words.number(r["value"]),
            unit_name(context, r["count_unit"]),
            words.short_day(r["as_of"]),
            source_link(r),
        ]
        for r in rows.iter_rows(named=True)
    ]
    heads = [
        words(f"kolom.{k}")
        for k in ("pemilihan", "yang_dihitung", "jumlah", "satuan", "per_tanggal", "sumber")
    ]
    parts: list = [table(heads, body[:FIRST_ROWS], right=(2,))]
    if len(body) > FIRST_ROWS:
        rest = table(heads, body[FIRST_ROWS:], right=(2,))
        parts.append(
            html.Details([html.Summary(words("nasional.selebihnya", n=len(body) - FIRST_ROWS)), rest])
        )
    parts.append(takeaway(context, _record_sheet(context, rows), has_picture=False, shows_table=False))
    return section(
        words("nasional.catatan"), *parts, sentence=words("nasional.catatan_kalimat", n=rows.height)
    )


def record_sheet(context: Context) -> Sheet | None:
    """Printed figures of the region looked at, each with unit, status, day and address, as a file."""
    rows = national_rows(context)
    return _record_sheet(context, rows) if rows.height else None


def _record_sheet(context: Context, rows: pl.DataFrame) -> Sheet:
    words = context.words
    found = [
        {
            "pemilihan": context.election_name(r["election_code"]),
            "yang_dihitung": sentence_case(metric_name(context, r["metric"])),
            "jumlah": r["value"],
            "satuan": unit_name(context, r["count_unit"]),
            "per_tanggal": r["as_of"],
            "lembaga": r["agency"],
            "sumber": r["source_url"],
        }
        for r in rows.iter_rows(named=True)
    ]
    kinds = {"jumlah": "count", "per_tanggal": "day", "sumber": "link"}
    columns = tuple(Column(k, words(f"kolom.{k}"), kinds.get(k, "text")) for k in found[0])
    title = f"{words('nasional.catatan')}: {context.region['name']}"
    note = words("nasional.catatan_kalimat", n=rows.height)
    return Sheet("catatan", title, columns, found, note, context.source, context.data_on)


def source_link(row: dict) -> html.A | str:
    """Who printed it, with the page where it stands; only web addresses become links."""
    url = row.get("source_url") or ""
    if not url.startswith(("https://", "http://")):
        return row.get("agency") or "–"
    return html.A(
        row.get("agency") or url.split("/")[2], href=url, rel="noopener noreferrer", target="_blank"
    )


def _simulation(context: Context) -> html.Section | None:
    words = context.words
    has_one = SIMULATED in context.regions["code"].to_list()
    if not has_one:
        return None
    link = html.A(
        words("nasional.buka_simulasi"),
        href=context.view.href(
            region=SIMULATED, measure=None, election=None, phase=None, level=None, selected=None
        ),
        className="tombol",
        **ROUTE,
    )
    return section(words("nasional.simulasi"), html.P(link), sentence=words("nasional.simulasi_kalimat"))
