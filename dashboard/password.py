"""One's own password: the page to change it, and the gate that asks for it after a first password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request

from dashboard.access import SHORTEST_PASSWORD, check_password, hash_password
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, texts
from etl import store
from etl.store import Author, people
from etl.store.engine import Engine

LONGEST_PASSWORD = 200
PAGE = "sandi"  # stands for the address in the record of attempts
FEWEST_SIGNS = 5  # different ones: "aaaaaaaaaa" is no password


def install(server: Flask, engine: Engine, settings: Settings) -> None:
    """Add ``/sandi``."""

    @server.get("/sandi")
    def password_form() -> Response:
        return _form()

    @server.post("/sandi")
    def change_password() -> Response:
        return _change(engine, settings)


def first_password() -> Response:
    """An account with a password that somebody else made is led to the form; programs get a plain 403."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        return redirect("/sandi", 303)  # type: ignore[return-value]
    return make_response(("Ganti sandi dahulu di /sandi.", 403))


def _session() -> people.Session:
    session = g.get("session")
    if session is None:
        abort(401)
    return session  # type: ignore[no-any-return]


def _form(problem: str = "", status: int = 200) -> Response:
    session = _session()
    language = request.values.get("bahasa", "id")
    words = texts(language if language in LANGUAGES else "id")
    page = render_template(
        "sandi.html",
        t=words,
        problem=words(f"sandi.{problem}") if problem else "",
        is_first=session.user.must_change_password,
        login=session.user.login,
        csrf=session.csrf,
        shortest=SHORTEST_PASSWORD,
    )
    return make_response(page, status)


def _change(engine: Engine, settings: Settings) -> Response:
    """Check, keep, end every other session and open a new one here."""
    from dashboard.auth import MOST_FAILURES, SESSION_HOURS, THROTTLE_MINUTES, is_token, set_session

    session = _session()
    if not is_token(session.csrf):
        abort(403)
    user, now = session.user, datetime.now(UTC).replace(tzinfo=None)
    old, new = (request.form.get(name, "")[: LONGEST_PASSWORD + 1] for name in ("lama", "baru"))
    with store.reading(engine) as cx:
        since = now - timedelta(minutes=THROTTLE_MINUTES)
        failures, _ = people.recent_failures(cx, login=user.login, address=PAGE, since=since)
        fits = failures < MOST_FAILURES and check_password(cx, user.login, old) is not None
    if not fits:  # counted as at the door: a borrowed screen must not find out the password
        people.record_attempt(engine, login=user.login, address=PAGE, succeeded=False, now=now)
    again = request.form.get("ulang")
    problem = "salah" if not fits else weakness(new, old=old, login=user.login, again=again)
    if problem:
        return _form(problem, 400)
    people.update_user(engine, user.id, password_hash=hash_password(new))
    store.note(engine, Author(user.login, now), "password", user.login)
    token, _csrf = people.open_session(engine, user.id, now=now, hours=SESSION_HOURS)
    answer = redirect("/", 303)
    set_session(answer, token, settings)
    return answer  # type: ignore[return-value]


def weakness(new: str, *, old: str, login: str, again: str | None) -> str:
    """Why this password will not do, as a key of the screen's sentences; "" when it will."""
    if new != again:
        return "beda"
    if len(new) < SHORTEST_PASSWORD:
        return "pendek"
    if new == old:
        return "sama"
    if login.lower() in new.lower() or len(set(new)) < FEWEST_SIGNS or len(new) > LONGEST_PASSWORD:
        return "mudah"
    return ""
