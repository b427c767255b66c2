"""Where are we? The legal phases of an election as one ribbon, with today and H−n marked on it."""

from __future__ import annotations

from datetime import date

import polars as pl
from dash import html

from dashboard.components.attributes import attrs
from dashboard.i18n import Texts

NARROW = 0.1  # of the width: below it only the first day is printed
MINIMUM_SHARE = 0.07  # of the ribbon's width: a three-day silence period must still be seen


def ribbon(phases: pl.DataFrame, *, today: date, vote_on: date | None, words: Texts) -> html.Div | None:
    """``phases``: name, start_on, end_on in order, not overlapping. None when there is nothing to draw."""
    rows = phases.sort("start_on").rows(named=True)
    if not rows:
        return None
    shares = _shares([(row["end_on"] - row["start_on"]).days + 1 for row in rows])
    parts = [_part(row, share, today, words) for row, share in zip(rows, shares, strict=True)]
    return html.Div(
        html.Div(
            [_marker(rows, shares, today, vote_on=vote_on, words=words), *parts], className="pita-jalur"
        ),
        className="pita-tahapan",
        role="img",
        **attrs(aria_label=_sentence(rows, today, words)),
    )


def _shares(days: list[int]) -> list[float]:
    """Widths that keep the order of lengths, but let short phases be seen: square roots of the days."""
    roots = [d**0.5 for d in days]
    raw = [max(r / sum(roots), MINIMUM_SHARE) for r in roots]
    return [share / sum(raw) for share in raw]


def _part(row: dict, share: float, today: date, words: Texts) -> html.Div:
    state = (
        "kini" if row["start_on"] <= today <= row["end_on"] else "lalu" if row["end_on"] < today else "nanti"
    )
    return html.Div(
        [
            html.Div(className="pita-batang"),
            html.Div(row.get("short") or row["name"], className="pita-nama", title=row["name"]),
            html.Div(
                row.get("dates") or _dates(row, words, is_narrow=share < NARROW), className="pita-tanggal"
            ),
        ],
        className=f"pita-bagian pita-{state}",
        style={"flexGrow": f"{100 * share:.2f}"},
    )


def _dates(row: dict, words: Texts, *, is_narrow: bool) -> str:
    start, end = row["start_on"], row["end_on"]
    if start == end or is_narrow:
        return words.short_day(start)[:-5]
    return f"{words.short_day(start)[:-5]}–{words.short_day(end)[:-5]}"


def _marker(
    rows: list[dict], shares: list[float], today: date, *, vote_on: date | None, words: Texts
) -> html.Div | None:
    place = _position(rows, shares, today)
    if place is None:
        return None
    text = words.short_day(today)
    if vote_on:
        text += f" · {h_minus((vote_on - today).days)}"
    side = " kiri" if place > 0.6 else ""
    return html.Div(text, className=f"pita-penanda{side}", style={"left": f"{100 * place:.2f}%"})


def h_minus(days: int) -> str:
    """H−30 before the vote, Hari-H on it, H+12 after it."""
    return "Hari-H" if days == 0 else f"H\u2212{days}" if days > 0 else f"H+{-days}"


def _position(rows: list[dict], shares: list[float], today: date) -> float | None:
    done = 0.0
    for row, share in zip(rows, shares, strict=True):
        if row["start_on"] <= today <= row["end_on"]:
            length = (row["end_on"] - row["start_on"]).days + 1
            return done + share * ((today - row["start_on"]).days + 0.5) / length
        if today < row["start_on"]:
            return done if done else None
        done += share
    return None


def _sentence(rows: list[dict], today: date, words: Texts) -> str:
    now = [row["name"] for row in rows if row["start_on"] <= today <= row["end_on"]]
    names = ", ".join(row["name"] for row in rows)
    return words("ringkasan.pita_label", kini=now[0] if now else "–", semua=names)
