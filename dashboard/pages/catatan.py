"""Under the trend: breaks of the series (letters) and the office's own notes (numbers), with their words."""

from __future__ import annotations

from datetime import date
from string import ascii_uppercase

import polars as pl
from dash import html

from dashboard.components.blocks import section
from dashboard.components.forms import form, submit, text_input
from dashboard.figures.marks import MARKS
from dashboard.pages.context import Context
from dashboard.pages.hak import may_note
from etl.breaks import Break, breaks_of
from etl.store.annotations import LONGEST

ADD, REMOVE = "/tindakan/catatan", "/tindakan/catatan/hapus"


def build(context: Context, since: date) -> html.Section | None:
    """The list that explains the signs, and the form for those who may add."""
    words = context.words
    items = [*_break_items(context, since), *_note_items(context, since)]
    may = may_note(context)
    if not items and not may:
        return None
    listed = html.Ol(items, className="daftar tanda") if items else None
    adding = _adding(context, since) if may else None
    return section(words("catatan.judul"), listed, adding, sentence=words("catatan.kalimat"))


def marks(context: Context, since: date) -> pl.DataFrame:
    """What the figure marks: ``sign, day, text`` in order of days."""
    rows = [
        {"sign": sign, "day": max(b.first_on, since), "text": context.words(f"patahan.{b.code}")}
        for sign, b in zip(ascii_uppercase, _breaks(context, since), strict=False)
    ]
    rows += [
        {"sign": str(i), "day": n["on_date"], "text": n["text"]}
        for i, n in enumerate(_notes(context, since).iter_rows(named=True), 1)
    ]
    return pl.DataFrame(rows, schema=MARKS).sort("day", "sign")


def _breaks(context: Context, since: date) -> tuple[Break, ...]:
    return breaks_of(context.measure.stream, since, context.today)


def _notes(context: Context, since: date) -> pl.DataFrame:
    notes = context.reader.annotations(context.code)
    return notes.filter(pl.col("on_date") > since)


def _break_items(context: Context, since: date) -> list[html.Li]:
    words = context.words
    return [
        html.Li(
            [
                html.Span(sign, className="tanda-huruf"),
                html.Div(
                    [
                        html.Span(words(f"patahan.{b.code}"), className="pokok"),
                        html.Div(
                            words("catatan.sumber", hari=_days(context, b), sumber=_source(context, b)),
                            className="rinci",
                        ),
                    ]
                ),
            ]
        )
        for sign, b in zip(ascii_uppercase, _breaks(context, since), strict=False)
    ]


def _days(context: Context, known: Break) -> str:
    """One day, a month or a season, as exactly as it is known."""
    words, first, last = context.words, known.first_on, known.last_on
    if known.is_day:
        return words.day(first)
    month = words(f"bulan.{last.month}")
    return (
        f"{month} {last.year}"
        if first.month == last.month
        else f"{words(f'bulan.{first.month}')}–{month} {last.year}"
    )


def _source(context: Context, known: Break) -> html.A | str:
    return context.words("catatan.berita") if known.source.startswith("http") else known.source


def _note_items(context: Context, since: date) -> list[html.Li]:
    words, may = context.words, may_note(context)
    items = []
    for number, note in enumerate(_notes(context, since).iter_rows(named=True), 1):
        said = words("catatan.oleh", hari=words.day(note["on_date"]), siapa=note["created_by"])
        body = [html.Span(note["text"], className="pokok"), html.Div(said, className="rinci")]
        remove = _removing(context, note, number) if may else None
        items.append(html.Li([html.Span(str(number), className="tanda-huruf"), html.Div(body), remove]))
    return items


def _removing(context: Context, note: dict, number: int) -> html.Form:
    from dash import dcc

    words = context.words
    hidden = dcc.Input(type="hidden", name="nomor", value=str(note["id"]))
    label = words("catatan.hapus_label", n=number)
    return form(context, REMOVE, [hidden, submit(words("catatan.hapus"))], name="isian-kecil", label=label)


def _adding(context: Context, since: date) -> html.Details:
    words = context.words
    day = text_input(
        "hari",
        words("catatan.hari"),
        kind="date",
        value=context.today.isoformat(),
        required=True,
        min=since.isoformat(),
        max=context.today.isoformat(),
    )
    text = text_input("teks", words("catatan.teks"), required=True, maxLength=LONGEST)
    made = form(
        context,
        ADD,
        [day, text, submit(words("catatan.simpan"), is_main=True)],
        label=words("catatan.tambah"),
    )
    note = html.P(words("catatan.aturan"), className="kecil samar")
    return html.Details([html.Summary(words("catatan.tambah")), note, made], id="catatan")
