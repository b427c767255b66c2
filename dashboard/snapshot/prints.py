"""Three prints of one content: HTML and text for the mail, an A4 sheet as PDF."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dashboard.snapshot.content import Content
from dashboard.snapshot.message import UNSUBSCRIBE_PLACEHOLDER

_TEMPLATES = Path(__file__).parents[1] / "templates" / "paper"
_FACES = (("Regular", 400), ("Semibold", 600), ("Bold", 700))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def mail_html(content: Content, *, language: str, map_height: int) -> str:
    """HTML body; the picture is referred to by content id, ``map_height`` in pixels at 600 wide."""
    return _mail("mail.html.j2", content, language=language, map_height=map_height)


def mail_text(content: Content, *, language: str) -> str:
    """The same facts as plain text, 72 characters a line."""
    return _mail("mail.txt.j2", content, language=language)


def _mail(template: str, content: Content, **more: Any) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            c=content,
            place_rows=[(p.name, p.rate, f"{p.chance}. {p.reason}") for p in content.places],
            duty_rows=[(d.name, d.days, d.detail) for d in content.duties],
            visit_rows=[(v.name, v.expected, v.reason) for v in content.visits],
            unsubscribe=UNSUBSCRIBE_PLACEHOLDER,
            **more,
        )
    )


def sheet_pdf(content: Content, *, language: str, map_svg: str, trend_svg: str) -> bytes:
    """One A4 page in vectors, the same bytes for the same content."""
    from weasyprint import HTML  # 0.5 s to import; only paper needs it

    html = (
        _environment()
        .get_template("briefing.html.j2")
        .render(
            c=content,
            language=language,
            css=Markup(_css()),
            map_src=_data_uri(map_svg),
            trend_src=_data_uri(trend_svg) if trend_svg else "",
            qr_src=_data_uri(_qr(content.link)),
        )
    )
    document = HTML(string=html).render()
    identifier = f"{content.scope_name}|{content.date_line}|{content.data_version}".encode()
    return bytes(document.write_pdf(pdf_identifier=identifier) or b"")


def _css() -> str:
    folder = files("font_source_sans_pro") / "files"
    faces = "".join(
        f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; '
        f'src: url("{Path(str(folder / f"SourceSansPro-{name}.ttf")).as_uri()}"); }}\n'
        for name, weight in _FACES
    )
    return faces + (_TEMPLATES / "briefing.css").read_text()


def _qr(link: str) -> str:
    target = io.BytesIO()
    segno.make(link, error="m").save(target, kind="svg", xmldecl=False, dark="#15201f", border=0, scale=4)
    return target.getvalue().decode()


def _data_uri(svg: str) -> str:
    """A drawing as an image of its own: its names cannot clash with another drawing's."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
