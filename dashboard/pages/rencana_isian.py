"""The form for a plan: teams, days, where teams start and how far they go, how much is left to chance."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.attributes import attrs
from dashboard.components.blocks import section
from dashboard.components.forms import form, select
from dashboard.pages.context import Context
from dashboard.pages.hak import may_plan
from dashboard.pages.kunjungan import HOURS, SHARES, week_of

MAKE = "/tindakan/rencana"
TEAMS, DAYS = range(1, 11), range(1, 6)
USUAL = {"tim": 3, "hari": 5, "jelajah": 20}


def build(context: Context, plan: dict[str, Any] | None) -> html.Section | None:
    """The form; none for readers who may not plan, a hint where the week's plan is locked."""
    words = context.words
    if not may_plan(context) or context.region["level"] == 0:
        return None
    is_coming = plan is not None and plan["week"] == week_of(context.today)
    if plan and is_coming and plan["locked_at"] and plan["scope_code"] == context.code:
        return section(words("rencana.lain"), html.P(words("rencana.lain_terkunci"), className="kalimat"))
    fields = [*_choices(context, plan), _button(context)]
    return section(
        words("rencana.lain"),
        form(context, MAKE, fields, label=words("rencana.lain")),
        sentence=words("rencana.lain_kalimat"),
    )


def _choices(context: Context, plan: dict[str, Any] | None) -> list[html.Div]:
    words, last = context.words, plan or {}
    teams = str(last.get("team_count") or USUAL["tim"])
    days = str(last.get("day_count") or USUAL["hari"])
    share = str(round(100 * (last.get("exploration_share") or USUAL["jelajah"] / 100)))
    limit = last.get("travel_limit_hours")
    hours = [("", words("rencana.tanpa_batas")), *[(str(h), words("rencana.jam_n", n=h)) for h in HOURS]]
    return [
        select("tim", words("rencana.tim"), [(str(n), str(n)) for n in TEAMS], teams),
        select("hari", words("rencana.hari"), [(str(n), str(n)) for n in DAYS], days),
        select("berangkat", words("rencana.berangkat"), _bases(context), last.get("base_code") or ""),
        select("jam", words("rencana.batas"), hours, str(int(limit)) if limit else ""),
        select("jelajah", words("rencana.bagian_acak"), [(str(s), f"{s}%") for s in SHARES], share),
    ]


def _bases(context: Context) -> list[tuple[str, str]]:
    """Where teams may start: the cities of the region looked at, or that travel is not counted."""
    rows = context.below(context.regions.filter(pl.col("level") == 2), "code").sort("code")
    return [("", context.words("rencana.tanpa_perjalanan")), *rows.select("code", "name").rows()]


def _button(context: Context) -> html.Button:
    words = context.words
    busy = attrs(data_bekerja=words("rencana.menyusun"))
    return html.Button(words("rencana.susun"), type="submit", className="tombol utama-tombol", **busy)
