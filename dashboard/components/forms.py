"""Parts of plain forms: they work without scripts, by keyboard, and every field has its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import attrs
from dashboard.pages.context import Context


def form(
    context: Context, action: str, children: Sequence[Any], *, name: str = "", label: str = ""
) -> html.Form:
    """A form that posts to ``action`` with the session's token and the address to come back to."""
    view = context.view
    hidden = [
        dcc.Input(type="hidden", name="csrf", value=context.csrf),
        dcc.Input(type="hidden", name="kembali", value=view.href()),
        dcc.Input(type="hidden", name="wilayah", value=context.code),
    ]
    named = attrs(aria_label=label) if label else {}
    return html.Form(
        [*hidden, *children], action=action, method="POST", className=f"isian {name}".strip(), **named
    )


def select(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Div:
    """A choice of few: the browser's own control."""
    made = [
        html.Option(text, value=code, **(attrs(data_terpilih="1") if code == value else {}))
        for code, text in options
    ]
    return _field(name, label, html.Select(made, name=name, id=f"isian-{name}"))


def text_input(
    name: str, label: str, *, kind: str = "text", value: str = "", own: str = "", **more: Any
) -> html.Div:
    """A line of text or a day (``kind`` as in HTML); ``own`` tells fields of several forms apart."""
    said: Any = kind  # Dash's list of kinds leaves out days; the browser knows them
    made = dcc.Input(id=f"isian-{name}{own}", name=name, type=said, value=value, autoComplete="off", **more)
    return _field(f"{name}{own}", label, made)


def submit(text: str, *, is_main: bool = False) -> html.Button:
    """The button that sends."""
    return html.Button(text, type="submit", className="tombol utama-tombol" if is_main else "tombol")


def _field(name: str, label: str, control: Component) -> html.Div:
    return html.Div([html.Label(label, htmlFor=f"isian-{name}"), control], className="isian-satu")
