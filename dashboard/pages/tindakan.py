"""What readers change on the pages of figures: notes, plans, visits. Plain POSTs that answer with a redirect.

Each asks for the session's own token, the right of the role and the scope of the region; a refusal is one
sentence with a way back. Nothing here is a callback: a reload never repeats a change.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, abort, make_response, redirect, render_template, request

from dashboard import auth
from dashboard.i18n import texts
from dashboard.pages.hak import NOTE_ROLES
from etl import store
from etl.store.people import User
from geo import NetraError

if TYPE_CHECKING:
    from dashboard.drawing import Screen

ROUTE = "/tindakan/"


@dataclass(frozen=True)
class Act:
    """One change asked for: by whom, in which region, on which fields."""

    screen: Screen
    user: User

    def text(self, name: str, longest: int = 400) -> str:
        """A field of the form, cut to what it may hold."""
        return request.form.get(name, "")[:longest].strip()

    def day(self, name: str) -> date:
        """A day as the browser sends it; NetraError when it is none."""
        try:
            return date.fromisoformat(self.text(name, 10))
        except ValueError as error:
            raise NetraError("Isi tanggalnya: tahun-bulan-tanggal, mis. 2024-10-28.") from error

    def number(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """A whole number within its bounds; None when the field is empty, NetraError when it is no number."""
        said = self.text(name, 12)
        if not said:
            return None
        if not (said.isascii() and said.isdecimal()) or not least <= int(said) <= most:
            raise NetraError(f"“{said}” tidak dapat dipakai: isi angka bulat {least} sampai {most}.")
        return int(said)

    @property
    def region(self) -> str:
        """Region that the form speaks of."""
        return self.text("wilayah", 16)

    @property
    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC).replace(tzinfo=None)


Change = Callable[[Act], str]  # returns where to come back to: a fragment, perhaps with parts of the view


def install(server: Flask, screen: Screen) -> None:
    """Add the routes; sign-in and origin are asked by the guard before them."""
    from dashboard.pages import kunjungan

    changes: dict[str, tuple[frozenset[str], Change]] = {
        "catatan": (NOTE_ROLES, add_note),
        "catatan/hapus": (NOTE_ROLES, remove_note),
        **kunjungan.CHANGES,
    }

    @server.post(f"{ROUTE}<path:name>")
    def change(name: str) -> Response:
        if name not in changes:
            abort(404)
        return _answer(screen, *changes[name])


def _answer(screen: Screen, roles: frozenset[str], change: Change) -> Response:
    session = auth.signed_in()
    assert session is not None, "the guard lets nobody through without a session"
    given = request.form.get("csrf", "").encode("utf-8", "replace")
    if not hmac.compare_digest(session.csrf.encode(), given) or session.user.role not in roles:
        abort(403)
    back = way_back(request.form.get("kembali", "/"))
    try:
        place = change(Act(screen, session.user))
    except NetraError as problem:
        page = render_template("galat.html", t=texts("id"), sentence=problem.message, back=back)
        return make_response(page, 400)
    return redirect(landing(back, place), code=303)  # type: ignore[return-value]


def landing(back: str, place: str) -> str:
    """``back`` with the changed parts of the view (``?pekan=…#daftar``) and the fragment of ``place``."""
    parts = urlsplit(back)
    changed, _, fragment = place.rpartition("#")
    query = dict(parse_qsl(parts.query)) | dict(parse_qsl(changed.lstrip("?")))
    text = f"?{urlencode(query)}" if query else ""
    return f"{parts.path}{text}#{fragment}"


def way_back(address: str) -> str:
    """Only a view of this site: no other host, no scheme, no control characters."""
    parts = urlsplit(address[:600])
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and address.isprintable()
    return address[:600] if is_ours and not address.startswith(("//", "/\\")) else "/"


def add_note(act: Act) -> str:
    """A note on a day of the trend."""
    store.add_annotation(
        act.screen.engine,
        act.user.scope,
        region_code=act.region,
        on_date=act.day("hari"),
        text=act.text("teks", 1000),
        by=act.user.login,
        now=act.now,
    )
    return "catatan"


def remove_note(act: Act) -> str:
    """Take a note off the figure."""
    number = act.number("nomor", most=2**31 - 1) or 0
    store.remove_annotation(act.screen.engine, act.user.scope, number, by=act.user.login, now=act.now)
    return "catatan"
