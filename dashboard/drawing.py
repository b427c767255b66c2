"""From an address to a drawn page: parse the view, read the tables, call the page. The same for Dash,
for the first paint and for ``/ringkas``."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape as escape_html
from secrets import token_hex
from types import ModuleType

import structlog
from dash import html
from flask import has_request_context, request
from plotly.io.json import to_json_plotly

from dashboard import auth
from dashboard.access import scope_of
from dashboard.boundaries import FOLDER
from dashboard.components.attributes import ROUTE
from dashboard.components.markup import to_html
from dashboard.components.shell import shell
from dashboard.config import Settings
from dashboard.figures.theme import LIGHT, theme
from dashboard.i18n import texts
from dashboard.pages import data, klasemen, metode, mutu, panduan, peta, rencana, ringkasan, tren
from dashboard.pages.context import Context
from dashboard.reader import SIMULATED, Cache, Reader
from dashboard.view import PAGES, View, ViewError, check_known, parse_view
from etl.measures import MEASURES
from etl.store import Scope
from etl.store.engine import Engine
from geo import NATION, NetraError

BUILDERS: dict[str, ModuleType] = {
    m.__name__.rsplit(".", 1)[1]: m for m in (data, klasemen, mutu, panduan, peta, rencana, ringkasan, tren)
} | {"panduan/metode": metode}
# Stand in kept pages where each session's own token and name belong; nobody outside this process knows them.
SESSION_TOKEN, READER_NAME = (f"netra-{what}-{token_hex(16)}" for what in ("tanda", "nama"))
CHANGED = "netra_berubah"  # cookie of who has just changed something: whichever worker draws next looks anew
WARMED = ("ringkasan", "peta", "tren", "klasemen", "rencana")
log = structlog.get_logger()
assert set(BUILDERS) == set(PAGES)


@dataclass(frozen=True)
class Screen:
    """What all requests of a worker share."""

    engine: Engine
    settings: Settings
    cache: Cache
    pages: Cache

    def answer(self, pathname: object, search: object) -> str:
        """The page of an address as JSON for Dash's renderer."""
        return _for_session(self._kept(_as_json, pathname, search), escape=_in_json)

    def markup(self, pathname: object, search: object) -> str:
        """The page of an address as HTML, for the first paint."""
        return _for_session(self._kept(to_html, pathname, search), escape=escape_html)

    def _kept(self, write: Callable[[html.Div], str], pathname: object, search: object) -> str:
        """A written page, kept per data version, scope, role, view and look for all who may see the same."""
        try:
            context = self.context(parse_view(pathname, search))
            reader, today = context.reader, self.settings.day()
            seen_by = (reader.version, reader.scope, context.role, today, context.view, context.look.name)
            packed = self.pages.get((write.__name__, *seen_by), lambda: _packed(write(_page(context))))
            return zlib.decompress(packed).decode()
        except NetraError as problem:
            return write(self._friendly(problem))

    def warm(self) -> None:
        """Draw each page once before anybody asks: tables are read, map shapes laid out, code imported."""
        reader = self._reader(Scope.everything())
        for region in (NATION, SIMULATED):
            for page in WARMED:
                context = Context(View(page=page, region=region), reader, texts(), LIGHT)
                try:
                    to_html(BUILDERS[page].build(context))
                except Exception:
                    log.info("warming_skipped", page=page, region=region, exc_info=True)

    def _reader(self, scope: Scope, known_on: date | None = None) -> Reader:
        folder, today = self.settings.var_dir / FOLDER, self.settings.day()
        return Reader(
            self.engine,
            scope,
            today=today,
            cache=self.cache,
            shapes=folder,
            known_on=known_on,
            has_changed=has_request_context() and CHANGED in request.cookies,
        )

    def context(self, view: View) -> Context:
        """View, tables and words of the one who is signed in."""
        session = auth.signed_in()
        assert session is not None, "the guard lets nobody through without a session"
        known_on = date.fromisoformat(view.known_on) if view.known_on else None
        reader = self._reader(scope_of(session.user), known_on)
        look = theme(request.cookies.get("netra_tema"))
        return Context(
            view=view,
            reader=reader,
            words=texts(view.language),
            look=look,
            reader_name=READER_NAME,
            csrf=SESSION_TOKEN,
            role=session.user.role,
        )

    def _friendly(self, problem: NetraError) -> html.Div:
        context = self.context(View())
        words = context.words
        body = [
            html.H1(words("galat.alamat"), className="utama"),
            html.P(problem.message, className="anak-utama"),
            html.P(html.A(words("galat.kembali"), href="/", className="tombol", **ROUTE)),
        ]
        return shell(context, title=words("galat.alamat"), body=body)

    def first_paint(self) -> dict[str, str]:
        """The page as HTML for the first answer, with language and theme of the document."""
        if not has_request_context() or auth.signed_in() is None:
            return {"awal": "", "lang": "id", "tema": ""}
        cookie = request.cookies.get("netra_tema", "")
        return {
            "awal": self.markup(request.path, request.query_string.decode("utf-8", "replace")),
            "lang": _language(),
            "tema": cookie if cookie in ("light", "dark") else "",
        }

    def brief(self) -> dict[str, str]:
        """``/ringkas``: the summary page without scripts, under 100 kB."""
        search = request.query_string.decode("utf-8", "replace")
        try:
            context = self.context(parse_view("/", search))
            check(context)
        except ViewError as problem:
            context = self.context(View())
            return {"isi": f"<p>{to_html(problem.message)}</p>", "lang": "id", "judul": "Netra"}
        plain = Context(context.view, context.reader, context.words, LIGHT)
        body = to_html([p for p in ringkasan.build(plain) if p is not None])
        return {"isi": body, "lang": context.view.language, "judul": context.words("navigasi.ringkasan")}


def _page(context: Context) -> html.Div:
    """The drawn page with its frame. Raises NetraError for a code that is unknown or not this reader's."""
    check(context)
    body = BUILDERS[context.view.page].build(context)
    title = context.words(f"navigasi.{context.view.page}")
    return shell(context, title=title, body=[part for part in body if part is not None])


def _packed(text: str) -> bytes:
    """A seventh of its size: a thousand kept pages are about 10 MB."""
    return zlib.compress(text.encode(), level=1)


def _as_json(page: html.Div) -> str:
    """What Dash's own dispatch answers for its one callback."""
    return to_json_plotly({"multi": True, "response": {"isi": {"children": page}}})


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _for_session(text: str, *, escape: Callable[[str], str]) -> str:
    """A kept page with the token and the name of the one who is signed in."""
    session = auth.signed_in()
    assert session is not None, "the guard lets nobody through without a session"
    return text.replace(SESSION_TOKEN, escape(session.csrf)).replace(
        READER_NAME, escape(session.user.display_name)
    )


def _language() -> str:
    return "en" if request.args.get("bahasa") == "en" else "id"


def check(context: Context) -> None:
    """ViewError unless every code of the view exists and lies within what this reader may see."""
    codes = {*context.regions["code"].to_list()}
    if context.reader.scope.is_national:
        codes.add(NATION)
    elections = {e.code for e in context.calendar.elections}
    phases = {p.code for p in context.calendar.phases} | {"PRA_TAHAPAN", "JEDA"}
    check_known(context.view, region=codes, measure=MEASURES, election=elections, phase=phases)
