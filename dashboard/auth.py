"""Who may enter: sign-in, server-side sessions, and a guard before every request (deny by default).

Dash has no authorisation of its own: an old cookie, or a POST straight to ``_dash-update-component``, would
be answered. So the guard stands before Flask's routes and covers Dash's layout, dependencies, callbacks and
assets alike. Sessions, failed attempts and their count lie in the database: all workers see the same.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, g, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from dashboard import password
from dashboard.access import check_password, new_user
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, texts
from etl import store
from etl.store import people
from etl.store.engine import Engine

COOKIE = "netra_sesi"
PRE_COOKIE = "netra_pra"  # binds the login form to this browser, before there is a session
SESSION_HOURS = 12
THROTTLE_MINUTES = 15
MOST_FAILURES = 5  # per login within THROTTLE_MINUTES; then wait
MOST_FAILURES_ADDRESS = 20  # an office shares one address
OPEN_PATHS = {"/masuk", "/sehat", "/assets/netra.css", "/assets/tema.js", "/assets/favicon.svg"}
OPEN_PREFIXES = ("/berhenti/",)  # one-click unsubscribe from the weekly mail carries its own token


def install(server: Flask, engine: Engine, settings: Settings) -> None:
    """Put the guard before every request and add ``/masuk``, ``/keluar`` and ``/sehat``."""
    key = settings.secret_key()

    @server.before_request
    def guard() -> Response | None:
        return _guard(engine)

    @server.get("/masuk")
    def form() -> Response:
        return _form(key, settings)

    @server.post("/masuk")
    def sign_in() -> Response:
        return _sign_in(engine, key, settings)

    @server.post("/keluar")
    def sign_out() -> Response:
        return _sign_out(engine)

    password.install(server, engine, settings)

    @server.get("/sehat")
    def health() -> Response:
        return jsonify(status="ok")


def signed_in() -> people.Session | None:
    """Session of this request, or None."""
    return g.get("session")


def _guard(engine: Engine) -> Response | None:
    if request.method not in {"GET", "HEAD", "POST"}:
        abort(405)
    if request.path in OPEN_PATHS or request.path.startswith(OPEN_PREFIXES):
        return None
    g.session = _session(engine)
    if g.session is None:
        return _refuse()
    if request.method == "POST" and not _same_origin():
        abort(403)
    if g.session.user.must_change_password and not _may_wait(request.path):
        return password.first_password()
    return None


def _may_wait(path: str) -> bool:
    """What an account that must still choose its own password may reach."""
    return path in {"/sandi", "/keluar"} or path.startswith("/assets/")


def _session(engine: Engine) -> people.Session | None:
    token = request.cookies.get(COOKIE, "")
    if not token or len(token) > 200:
        return None
    with store.reading(engine) as cx:
        return people.read_session(cx, token, now=_now())


def _refuse() -> Response:
    """Pages lead to the login page; programs get a plain 401."""
    if "text/html" in request.headers.get("Accept", ""):  # a form sent too late leads back to its page
        came_from = urlsplit(request.headers.get("Referer", "/")).path or "/"
        path = request.full_path if request.method == "GET" else came_from
        return redirect("/masuk?" + urlencode({"ke": _safe_path(path)}), 303)  # type: ignore[return-value]
    return make_response(("Perlu masuk dahulu.", 401))


def _same_origin() -> bool:
    """A browser says where a POST comes from; another site's POST is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


# --- login page ------------------------------------------------------------------------------------


def _form(key: bytes, settings: Settings, *, problem: str = "", status: int = 200) -> Response:
    pre = request.cookies.get(PRE_COOKIE) or secrets.token_urlsafe(24)
    language = request.values.get("bahasa", "id")
    words = texts(language if language in LANGUAGES else "id")
    page = render_template(
        "masuk.html",
        t=words,
        problem=words(problem) if problem else "",
        csrf=_form_token(key, pre),
        target=_safe_path(request.values.get("ke", "/")),
        login=request.form.get("login", "")[:80],
    )
    answer = make_response((page, status))
    answer.set_cookie(PRE_COOKIE, pre, max_age=3600, **cookie_flags(settings))
    return answer


def _sign_in(engine: Engine, key: bytes, settings: Settings) -> Response:
    login, password = request.form.get("login", "").strip()[:80], request.form.get("sandi", "")[:200]
    pre = request.cookies.get(PRE_COOKIE, "")
    if not pre or not is_token(_form_token(key, pre)):
        return _form(key, settings, problem="masuk.kedaluwarsa", status=400)
    if _throttled(engine, login):
        return _form(key, settings, problem="masuk.terlalu_sering", status=429)
    token = _try_password(engine, login, password)
    if token is None:
        return _form(key, settings, problem="masuk.salah", status=401)
    answer = redirect(_safe_path(request.form.get("ke", "/")))
    set_session(answer, token, settings)
    answer.delete_cookie(PRE_COOKIE)
    return answer  # type: ignore[return-value]


def _throttled(engine: Engine, login: str) -> bool:
    since = _now() - timedelta(minutes=THROTTLE_MINUTES)
    with store.reading(engine) as cx:
        by_login, by_address = people.recent_failures(cx, login=login, address=_address(), since=since)
    return by_login >= MOST_FAILURES or by_address >= MOST_FAILURES_ADDRESS


def _try_password(engine: Engine, login: str, password: str) -> str | None:
    """A new session's token, or None; either way the attempt is on record."""
    with store.reading(engine) as cx:
        user = check_password(cx, login, password)
    people.record_attempt(engine, login=login, address=_address(), succeeded=user is not None, now=_now())
    if user is None:
        return None
    token, _ = people.open_session(engine, user.id, now=_now(), hours=SESSION_HOURS)
    return token


def _sign_out(engine: Engine) -> Response:
    session = signed_in()
    if session is None or not is_token(session.csrf):
        abort(403)
    people.close_session(engine, request.cookies.get(COOKIE, ""))
    answer = redirect("/masuk")
    answer.delete_cookie(COOKIE)
    return answer  # type: ignore[return-value]


def is_token(expected: str) -> bool:
    """Does the form carry this token? Compared as bytes: a token may hold any signs."""
    given = request.form.get("csrf", "").encode("utf-8", "replace")
    return hmac.compare_digest(expected.encode(), given)


def _form_token(key: bytes, pre: str) -> str:
    return hmac.new(key, b"masuk:" + pre.encode(), sha256).hexdigest()


def set_session(answer: BaseResponse, token: str, settings: Settings) -> None:
    """Put a session's token into the browser."""
    answer.set_cookie(COOKIE, token, max_age=SESSION_HOURS * 3600, **cookie_flags(settings))


def cookie_flags(settings: Settings) -> dict:
    """How our cookies are set: out of reach of scripts and of other sites."""
    return {"httponly": True, "samesite": "Lax", "secure": settings.secure_cookies, "path": "/"}


def _safe_path(path: str) -> str:
    """Only a path of this site may follow a login: no other host, no scheme, no control characters."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return "/"
    return path.rstrip("?")[:600]


def _address() -> str:
    return (request.remote_addr or "-")[:64]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


__all__ = ["install", "new_user", "signed_in"]
