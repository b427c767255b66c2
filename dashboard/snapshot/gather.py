"""Collect what a sheet says from the same readers and sentences as the pages: one number, one origin."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dashboard.components.blocks import Number
from dashboard.pages import nasional, peta, ringkasan, susulan
from dashboard.pages.context import Context
from dashboard.pages.nasional import unit_name
from dashboard.places import HIDDEN, place_table
from dashboard.snapshot.content import Content, Duty, KeyNumber, Place, Visit

PLACES, DUTIES, VISITS, STEPS = 3, 3, 5, 3  # rows that fit beside each other on one A4 page
NAMES_SHOWN = 4
WORTH_A_TALK = ("sangat_mungkin", "mungkin")


def gather(context: Context, *, kind: str, link: str) -> Content:
    """Content of a sheet for the region looked at; ``kind`` is ``taklimat`` or ``cuplikan``."""
    words = context.words
    places = place_table(context)
    hot = worth_a_talk(places)
    return Content(
        title=words(f"kertas.{kind}"),
        scope_name=context.region["name"],
        simulation=words("kertas.simulasi") if context.is_simulated else "",
        date_line=words.weekday(context.today),
        phase_line=_phase_line(context),
        next_steps=_next_steps(context),
        headline=_headline(context, places, hot),
        numbers=tuple(_key_number(n) for n in cards(context)),
        places=tuple(_place(context, row) for row in hot.head(PLACES).iter_rows(named=True)),
        duties=_duties(context),
        visits=_visits(context),
        unknown=_unknown(context, places),
        map_title=_measure_line(context),
        map_text=_map_text(context, places),
        trend_title=words("kertas.tren"),
        trend_text=words("kertas.tren_arti"),
        source_line=context.source,
        caution=words("kertas.hati_hati"),
        link=link,
        heads={key: words(f"kertas.judul_{key}") for key in _HEADS},
        data_on=context.today,
        data_version=f"{context.reader.data_version()}-{context.reader.run_id}",
    )


_HEADS = (
    "places",
    "no_places",
    "duties",
    "no_duties",
    "next_steps",
    "visits",
    "unknown",
    "open",
    "unsubscribe",
)


def cards(context: Context) -> list[Number]:
    """The three numbers of the Ringkasan page."""
    return ringkasan.cards(context) if context.has_records else nasional.cards(context)


def _key_number(card: Number) -> KeyNumber:
    note = "; ".join(part for part in (card.interval, card.change) if part)
    return KeyNumber(label=card.name, value=card.value, unit=card.unit, note=note)


def worth_a_talk(places: pl.DataFrame) -> pl.DataFrame:
    """Places whose risk is probably above the line, most probable first; inspecting more brings none here."""
    chosen = places.filter(pl.col("band").is_in(WORTH_A_TALK))
    return chosen.sort("p_above", "rr", descending=True, nulls_last=True)


def _place(context: Context, row: dict) -> Place:
    words = context.words
    return Place(
        name=row["name"],
        chance=words(
            "kertas.peluang", pita=words(f"pita.{row['band']}"), peluang=words.percent(row["p_above"])
        ),
        rate=words("kertas.kali", kali=words.rate(row["rr"])),
        reason=words(
            "kertas.sebab",
            n=words.number(row["count"]),
            satuan=unit_name(context, context.measure.unit),
            rentang=words.range(row["rr_lower"], row["rr_upper"]),
        ),
    )


def _phase_line(context: Context) -> str:
    return ringkasan.phase_sentence(context)


def _measure_line(context: Context) -> str:
    return f"{context.measure.label(context.words.language)} {peta.rate_unit(context)}"


def _map_text(context: Context, places: pl.DataFrame) -> str:
    """The map in one sentence; a city's map shows its neighbours, and the sentence says so."""
    if context.level == "opd":
        return context.words("kertas.peta_tetangga", wilayah=context.region["name"])
    return f"{peta.headline(context, places)} {peta.note(context, places)}"


def _headline(context: Context, places: pl.DataFrame, hot: pl.DataFrame) -> str:
    words = context.words
    if not context.has_records:
        return _map_text(context, places)
    weeks = ringkasan.weekly(context, ringkasan.CASES)
    change = ringkasan.recent_change(context, weeks)
    first = (
        words("kertas.perubahan", kalimat=change.sentence(words)) if change else words("kertas.belum_cukup")
    )
    names = _listed(context, hot["name"].to_list())
    second = (
        words("kertas.titik", n=words.number(hot.height), nama=names)
        if hot.height
        else words("kertas.tanpa_titik")
    )
    return f"{first} {second}"


def _listed(context: Context, names: list[str]) -> str:
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    text = ", ".join(shown)
    return context.words("kertas.dan_lagi", nama=text, n=more) if more > 0 else text


def _next_steps(context: Context) -> tuple[str, ...]:
    words = context.words
    ahead = context.phase_table().filter(pl.col("start_on") > context.today).sort("start_on").head(STEPS)
    return tuple(
        words("kertas.langkah", hari=words.day(day, year=False), nama=name, n=(day - context.today).days)
        for name, day in ahead.select("name", "start_on").iter_rows()
    )


def _duties(context: Context) -> tuple[Duty, ...]:
    """The oldest ones by number, without the work unit: one recommendation is often one person."""
    words = context.words
    rows = context.below(context.reader.recommendations(context.today))
    if rows.is_empty():
        return ()
    rows = rows.filter(pl.col("is_open")).sort("days_open", descending=True, nulls_last=True).head(DUTIES)
    return tuple(
        Duty(
            name=row["region_name"] if row["region_code"] != context.code else row["rec_no"] or row["agency"],
            detail=" · ".join(str(row[k]) for k in ("agency", "rec_no") if row.get(k)),
            days=words("kertas.hari", n=words.number(row["days_open"])),
        )
        for row in rows.iter_rows(named=True)
    )


def _visits(context: Context) -> tuple[Visit, ...]:
    words = context.words
    _, items = context.reader.plan(context.code)
    return tuple(
        Visit(
            name=" — ".join(x for x in (row["region_name"], row.get("opd_name")) if x),
            expected=words("kertas.temuan", n=words.rate(row["expected_finds"])),
            reason=_visit_reason(context, row),
            is_exploration=row["is_exploration"],
        )
        for row in items.head(VISITS).iter_rows(named=True)
    )


def _visit_reason(context: Context, row: dict) -> str:
    """One line: how sure, and how long ago; the page prints the plan's whole sentence."""
    words, days = context.words, row["days_since_visit"]
    if row["is_exploration"]:
        return words("kertas.jajak")
    seen = (
        words("kertas.belum_dikunjungi") if days is None else words("kertas.terakhir", n=words.number(days))
    )
    return words(
        "kertas.rentang_kunjungan", rentang=words.range(row["finds_lower"], row["finds_upper"]), terakhir=seen
    )


def _unknown(context: Context, places: pl.DataFrame) -> tuple[str, ...]:
    words, said = context.words, []
    blank = places.filter(pl.col("rate").is_null())
    hidden = blank.filter(pl.col("note").eq_missing(HIDDEN))["name"].to_list()
    empty = blank.filter(pl.col("note").ne_missing(HIDDEN))["name"].to_list()
    if hidden:
        said.append(words("kertas.disembunyikan", n=words.number(len(hidden)), nama=_listed(context, hidden)))
    if empty:
        said.append(words("kertas.tanpa_data", n=words.number(len(empty)), nama=_listed(context, empty)))
    waiting = context.reader.freshness().get("open_quarantine_count") or 0
    if waiting:
        said.append(words("kertas.karantina", n=words.number(waiting)))
    return tuple(said)


def weeks_and_fan(context: Context, *, weeks: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The last ``weeks`` of the main measure, and the forecast of the coming ones (may be empty)."""
    counts = ringkasan.weekly(context, ringkasan.CASES)
    counts = counts.filter(pl.col("week") > context.today - timedelta(weeks=weeks + 1))
    fan = context.reader.forecasts(ringkasan.CASES, context.code)
    fan = fan.filter((pl.col("model") == "gabungan") & (pl.col("week") + timedelta(days=6) >= context.today))
    late = susulan.nowcast(context, ringkasan.CASES)
    return susulan.with_expected(ringkasan.visible(context, counts), late), fan.sort("week")
