"""The filter as a sentence: *[measure] in [place] during [election]*. Choosing changes the URL only."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html

from dashboard.components.attributes import attrs
from dashboard.i18n import Texts

CHARACTER_PX, ROOM_PX = 9.0, 34  # a control is as wide as its words, so that the sentence reads as one


def choice(
    name: str, *, value: str | None, options: Sequence[tuple[str, str]], label: str, is_long: bool = False
) -> html.Span:
    """A control inside the sentence; ``name`` is its word in the URL, ``options`` are (code, text).

    The span around it remembers the value that the server drew, so that only a person's choice moves the URL.
    """
    text = dict(options).get(value or "", "")
    select = dmc.Select(
        id={"saring": name},
        value=value or "",
        data=[{"value": code, "label": words} for code, words in options],
        allowDeselect=False,
        searchable=is_long,
        checkIconPosition="right",
        maxDropdownHeight=400,
        comboboxProps={"width": "max-content", "position": "bottom-start", "shadow": "sm"},
        w=min(420, round(len(text) * CHARACTER_PX + ROOM_PX)),
        **attrs(aria_label=label),
    )
    return html.Span(select, **attrs(data_saring=name, data_kini=value or ""))


def sentence(words: Texts, parts: Sequence[tuple[str, html.Span]]) -> html.Div:
    """Controls joined by their small words."""
    pieces: list = []
    for lead, control in parts:
        if lead:
            pieces.append(html.Span(lead))
        pieces.append(control)
    return html.Div(pieces, className="saring", role="group", **attrs(aria_label=words("umum.saring")))
