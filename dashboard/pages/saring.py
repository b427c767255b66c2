"""The filter sentence of each page, from what this reader may see."""

from __future__ import annotations

from dash import html

from dashboard.components.controls import choice, sentence
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import published_series
from dashboard.reader import SIMULATED
from etl.measures import MEASURES
from geo import NATION

ALL = ""
OTHER_LEVEL = {"provinsi": "kabkota", "kabkota": "provinsi", "opd": "kecamatan", "kecamatan": "opd"}
RATED = ("netralitas_dugaan", "sidak_terjaring")  # measures with estimates per place


def region_choice(context: Context) -> html.Span:
    """Whose view: nation, provinces, and the cities of the province looked at."""
    rows = context.regions.filter(context.regions["level"] <= 1).rows(named=True)
    province = context.code.split(".")[0]
    below = context.regions.filter(
        (context.regions["parent_code"] == province) & (context.regions["level"] == 2)
    )
    options = [(r["code"], r["name"]) for r in rows]
    if context.region["level"] >= 1:
        options += [(r["code"], r["name"]) for r in below.iter_rows(named=True)]
    if context.code not in dict(options):
        options.append((context.code, context.region["name"]))
    first = [o for o in options if o[0] in ("00", SIMULATED)]
    rest = [o for o in options if o[0] not in ("00", SIMULATED)]
    return choice(
        "wilayah",
        value=context.code,
        options=first + rest,
        label=context.words("saring.wilayah"),
        is_long=True,
    )


def place_line(context: Context) -> html.Div:
    """Whose view and which day, as the line above a headline."""
    day = context.words("ringkasan.alis", hari=context.words.weekday(context.today))
    return html.Div([region_choice(context), html.Span(day)], className="saring")


def measure_choice(context: Context) -> html.Span:
    """Which measure; real places have the published record only."""
    keys = RATED if context.is_simulated else (*RATED, PUBLIC) if context.has_records else (PUBLIC,)
    options = [(k, MEASURES[k].label(context.words.language)) for k in keys]
    return choice("ukuran", value=context.measure.key, options=options, label=context.words("saring.ukuran"))


def election_choice(context: Context) -> html.Span:
    """Which election; for the published record only those that sources print at this level."""
    if context.measure.key == PUBLIC:
        codes = list(dict.fromkeys(s["election_code"] for s in published_series(context)))
        chosen = context.view.election or (codes[0] if codes else None)
    else:
        codes = [e.code for e in context.calendar.elections_of(context.code) if e.vote_on]
        codes = sorted(codes, key=lambda c: str(context.calendar.election(c).vote_on), reverse=True)
        chosen = context.election
    options = [(c, context.election_name(c)) for c in codes]
    return choice("pemilihan", value=chosen, options=options, label=context.words("saring.pemilihan"))


def level_choice(context: Context) -> html.Span:
    """Provinces or all 514 kab/kota; work units or kecamatan of one kab/kota."""
    levels = (context.level, OTHER_LEVEL[context.level]) if context.level in OTHER_LEVEL else (context.level,)
    options = [(level, context.words(f"tingkat.{level}")) for level in sorted(levels, reverse=True)]
    return choice("tingkat", value=context.level, options=options, label=context.words("saring.tingkat"))


def names_of(context: Context) -> tuple[str, ...]:
    """Controls of a comparison of places: real places by election, simulated ones also by phase."""
    if context.measure.key != PUBLIC:
        names = ("measure", "region", "election", "phase")
        return (*names, "level") if context.region["level"] == 2 else names
    is_nation = context.code == NATION
    return ("measure", "region", "election", "level") if is_nation else ("measure", "region", "election")


def phase_choice(context: Context) -> html.Span:
    """Which phase of that election, or all."""
    seen = dict(context.phase_table().select("code", "name").rows())
    options = [(ALL, context.words("saring.semua_tahapan")), *seen.items()]
    return choice(
        "tahapan", value=context.view.phase or ALL, options=options, label=context.words("saring.tahapan")
    )


def controls(context: Context, *names: str) -> html.Div:
    """The sentence with the controls named, in that order."""
    words = context.words
    makers = {
        "measure": measure_choice,
        "region": region_choice,
        "election": election_choice,
        "phase": phase_choice,
        "level": level_choice,
    }
    leads = {
        "measure": "",
        "region": words("saring.di"),
        "election": words("saring.pada"),
        "phase": words("saring.selama"),
        "level": words("saring.menurut"),
    }
    parts = [(leads[n], makers[n](context)) for n in names]
    return sentence(words, parts)
