"""The desk of the Data page: plain server-rendered forms, each asked for its right, its token and its scope.

No callbacks here: a page is one GET, a change is one POST that answers with a redirect, so that a reload
never repeats it. A refused change shows the same page again with its sentence and what had been typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, make_response, redirect, render_template, request
from markupsafe import Markup

from dashboard import auth
from dashboard.components.markup import to_html
from dashboard.components.shell import shell
from dashboard.drawing import Screen
from dashboard.i18n import LANGUAGES, Texts
from dashboard.pages.context import Context
from dashboard.pages.data import forms
from dashboard.pages.data.rights import may, panels
from dashboard.pages.data.telling import Telling
from dashboard.view import View
from etl import store
from etl.store import Author, Scope
from etl.store.people import Session
from geo import NATION, NetraError

ASSETS = Path(__file__).parents[2] / "assets"
SLOT = "\x00"  # where the page's own HTML goes in the frame that all places share
Answer = Callable[..., Response]


@dataclass(frozen=True)
class Desk(Telling):
    """One request: who asks, what they may do, and how to answer."""

    screen: Screen
    session: Session
    context: Context

    @classmethod
    def of(cls, screen: Screen) -> Desk:
        """The desk of the one who is signed in."""
        session = auth.signed_in()
        assert session is not None, "the guard lets nobody through without a session"
        language = request.args.get("bahasa", "id")
        view = View(page="data", language=language if language in LANGUAGES else "id")
        return cls(screen, session, screen.context(view))

    @property
    def engine(self) -> Any:
        """The database."""
        return self.screen.engine

    @property
    def scope(self) -> Scope:
        """What this account may see."""
        return self.session.user.scope

    @property
    def words(self) -> Texts:
        """Sentences of the language asked for."""
        return self.context.words

    @property
    def zone(self) -> str:
        """The office's zone."""
        return self.screen.settings.zone

    @property
    def today(self) -> date:
        """Today at the office."""
        return self.screen.settings.day()

    def may(self, right: str) -> bool:
        """Has this account the right?"""
        return may(self.session.user.role, self.scope, right)

    def author(self, reason: str = "") -> Author:
        """Who changes something now."""
        return Author(self.session.user.login, datetime.now(UTC).replace(tzinfo=None), reason)

    def read(self, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """One reading function of the store, asked in its own connection."""
        with store.reading(self.engine) as connection:
            return function(connection, *arguments, **more)

    def link(self, path: str, **query: Any) -> str:
        """Address under ``/data`` that keeps the language."""
        kept = {k: v for k, v in query.items() if v not in (None, "")}
        if self.words.language != "id":
            kept["bahasa"] = self.words.language
        return f"/data{path}" + (f"?{urlencode(kept)}" if kept else "")

    @cached_property
    def own_regions(self) -> list[dict[str, Any]]:
        """Regions down to kab/kota that the account may work for: ``code, name, level, parent_code``."""
        frame = self.context.regions
        columns = ["code", "name", "level", "parent_code"]
        return frame.filter(frame["level"] <= 2).select(columns).rows(named=True)  # type: ignore[no-any-return]

    @property
    def home(self) -> str | None:
        """The one region of an account that has just one."""
        regions = self.scope.regions
        return regions[0] if len(regions) == 1 and regions[0] != NATION else None

    @property
    def office(self) -> str | None:
        """The kab/kota of an account of one; a province's files may be any of its cities', so it is asked."""
        return self.home if self.home and "." in self.home else None

    def name_of(self, code: str | None) -> str:
        """Name of a region of this account; the code where it lies outside."""
        return self.context.name_of(code) if code else "–"

    def page(self, template: str, *, panel: str, status: int = 200, **values: Any) -> Response:
        """A panel inside the frame of all places."""
        title = self.words(f"data.panel_{panel}") if panel else self.words("navigasi.data")
        frame = to_html(shell(self.context, title=title, body=[SLOT]))
        other = "en" if self.words.language == "id" else "id"
        here = {**request.args.to_dict(), "bahasa": other}
        old, new = self.context.view.href(language=other), f"{request.path}?{urlencode(here)}"
        frame = frame.replace(f'href="{old}" lang=', f'href="{Markup.escape(new)}" lang=', 1)
        before, _slot, after = frame.partition(SLOT)
        parts = {
            "before": Markup(before),
            "after": Markup(after),
            "desk": self,
            "t": self.words,
        }  # to_html escapes
        parts |= {"panel": panel, "panels": self.panels(), "assets": asset_version(), "title": title}
        parts |= {"said": self._said(), "form": request.form, "csrf": self.session.csrf}
        return make_response(render_template(f"data/{template}.html", **(parts | values)), status)

    def panels(self) -> list[str]:
        """Panels that this account may open."""
        return panels(self.session.user.role, self.scope)

    def go(self, path: str, *, said: str = "", n: int | None = None, **query: Any) -> Response:
        """After a change: to a page that says what was done."""
        return redirect(self.link(path, pesan=said, n=n, **query), 303)  # type: ignore[return-value]

    def _said(self) -> str:
        """The sentence that a redirect asked for: only one of ours, with a number at most."""
        key, number = request.args.get("pesan", ""), request.args.get("n", "")
        if not self.words.has(f"pesan.{key}"):
            return ""
        shown = self.words.number(int(number)) if number.isascii() and number.isdigit() else ""
        return self.words(f"pesan.{key}", n=shown)


def asset_version() -> str:
    """Changes when style or script change: browsers may keep them for a year."""
    if not _VERSION:
        names = ("netra.css", "data.css", "netra.js", "data.js", "tema.js")
        _VERSION.append(sha256(b"".join((ASSETS / n).read_bytes() for n in names)).hexdigest()[:10])
    return _VERSION[0]


_VERSION: list[str] = []


@dataclass(frozen=True)
class Door:
    """Adds routes; every one of them names the right it needs."""

    server: Flask
    screen: Screen

    def get(self, rule: str, *, right: str) -> Callable[[Answer], Answer]:
        """A page at ``/data<rule>``."""

        def add(show: Answer) -> Answer:
            @wraps(show)
            def answer(**arguments: Any) -> Response:
                desk = Desk.of(self.screen)
                if not desk.may(right):
                    return refuse(desk)
                try:
                    return show(desk, **arguments)
                except NetraError as problem:
                    return sorry(desk, problem.message)

            self.server.add_url_rule(f"/data{rule}", f"data{rule}:get", answer, methods=["GET"])
            return show

        return add

    def post(self, rule: str, *, right: str, again: Answer | None = None) -> Callable[[Answer], Answer]:
        """A change at ``/data<rule>``; refused, it shows ``again`` with the sentence and status 400."""

        def add(change: Answer) -> Answer:
            @wraps(change)
            def answer(**arguments: Any) -> Response:
                desk = Desk.of(self.screen)
                if not desk.may(right):
                    return refuse(desk)
                check_token(desk.session)
                try:
                    return change(desk, **arguments)
                except NetraError as problem:
                    if again is None:
                        return sorry(desk, problem.message)
                    try:
                        shown = again(desk, problem=problem.message, **arguments)
                    except NetraError:
                        return sorry(desk, problem.message)
                    shown.status_code = 400
                    return shown

            self.server.add_url_rule(f"/data{rule}", f"data{rule}:post", answer, methods=["POST"])
            return change

        return add


def check_token(session: Session) -> None:
    """403 unless the form carries the session's own token."""
    if not auth.is_token(session.csrf):
        abort(403)


def refuse(desk: Desk) -> Response:
    """A page that this account may not open."""
    return sorry(desk, desk.words("data.tidak_berwenang", peran=role_name(desk)), status=403)


def role_name(desk: Desk) -> str:
    """The account's role on screen."""
    return desk.words(f"peran.{desk.session.user.role}")


def sorry(desk: Desk, sentence: str, status: int = 400) -> Response:
    """One sentence and a way back."""
    return desk.page("maaf", panel="", status=status, sentence=forms.clean(sentence))


def download(content: bytes, name: str) -> Response:
    """A workbook to keep."""
    answer = make_response(content)
    answer.mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer.headers.set("Content-Disposition", "attachment", filename=forms.file_name(name))
    return answer
