"""Nobody enters without a session; nothing is answered outside the scope; forms need their token."""

from __future__ import annotations

import pytest

from dashboard import auth
from dashboard.access import AccountError, new_user
from etl.store import people
from tests.dashboard.conftest import PASSWORD, Site

CLOSED = [
    "/",
    "/peta",
    "/ringkas",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_favicon.ico",
    "/assets/netra.js",
    "/apa-saja",
]


@pytest.mark.parametrize("path", CLOSED)
def test_every_path_is_closed_without_a_session(site: Site, path: str) -> None:
    """Deny by default: Dash's own routes and assets too."""
    assert site.client().get(path).status_code == 401


def test_a_browser_is_led_to_the_login_page_and_back(site: Site) -> None:
    """The address asked for is kept, and only an address of this site."""
    answer = site.client().get("/peta?wilayah=99", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/masuk?ke=%2Fpeta%3Fwilayah%3D99"
    done = site.post_login(site.client(), "admin", PASSWORD, ke="/peta?wilayah=99")
    assert done.headers["Location"] == "/peta?wilayah=99"
    for evil in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert site.post_login(site.client(), "admin", PASSWORD, ke=evil).headers["Location"] == "/"


def test_a_callback_without_a_session_is_refused(site: Site) -> None:
    """Posting straight to Dash gives 401, and no data."""
    assert site.ask(site.client()).status_code == 401


def test_a_wrong_password_and_an_unknown_login_look_alike(site: Site) -> None:
    """Both say the same sentence with status 401."""
    texts = [site.post_login(site.client(), login, "salah-sekali") for login in ("admin", "siapa")]
    assert {t.status_code for t in texts} == {401}
    assert all("tidak cocok" in t.get_data(as_text=True) for t in texts)


def test_too_many_failures_must_wait(site: Site) -> None:
    """The count lies in the database: a new browser does not help, the right password neither."""
    site.add_user("sering")
    for _ in range(auth.MOST_FAILURES):
        site.post_login(site.client(), "sering", "salah-sekali")
    assert site.post_login(site.client(), "sering", PASSWORD).status_code == 429


def test_the_login_form_needs_its_token(site: Site) -> None:
    """A form posted from elsewhere has no token and opens no session."""
    client = site.client()
    answer = client.post("/masuk", data={"login": "admin", "sandi": PASSWORD, "csrf": "0" * 64})
    assert answer.status_code == 400
    assert client.get("/_dash-layout").status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    """HttpOnly and SameSite; Secure when served behind HTTPS."""
    cookie = site.post_login(site.client(), "admin", PASSWORD).headers.getlist("Set-Cookie")[0]
    assert cookie.startswith(auth.COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_old_cookie_is_worthless_after_sign_out(site: Site) -> None:
    """The session ends on the server, not in the browser; signing out needs the session's token."""
    client = site.sign_in()
    token = client.get_cookie(auth.COOKIE).value
    assert client.post("/keluar", data={"csrf": "salah"}).status_code == 403
    with site.engine.connect() as cx:
        session = people.read_session(cx, token, now=auth._now())
    assert client.post("/keluar", data={"csrf": session.csrf}).headers["Location"] == "/masuk"
    stale = site.client()
    stale.set_cookie(auth.COOKIE, token)
    assert stale.get("/_dash-layout").status_code == 401


def test_a_post_from_another_site_is_refused(site: Site) -> None:
    """Sec-Fetch-Site and Origin are believed when they say cross-site."""
    client = site.sign_in()
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/_dash-update-component", json={}, headers=header).status_code == 403


def test_another_region_is_not_answered(site: Site) -> None:
    """A city's account that asks for another city gets a friendly sentence and none of its numbers."""
    site.add_user("kota", role="pimpinan", scope="99.71")
    client = site.sign_in("kota")
    own = site.ask(client, "/tren", "?wilayah=99.71").get_data(as_text=True)
    assert "Kota Wening" in own
    for code in ("99.72", "99", "00", "35"):
        refused = site.ask(client, "/tren", f"?wilayah={code}").get_data(as_text=True)
        assert "di luar kewenangan" in refused
        assert "Karangsena" not in refused


def test_only_known_methods_pass(site: Site) -> None:
    """PUT, DELETE and the like are refused before any route."""
    assert site.client().put("/").status_code == 405


def test_a_password_is_made_and_can_be_reset(site: Site) -> None:
    """A new account gets a password that a person can type; a reset needs an account."""
    password = new_user(site.engine, "baru", role="analis", scope_code="99")
    assert len(password) >= 10
    assert new_user(site.engine, "baru", role="analis", reset=True) != password
    with pytest.raises(AccountError):
        new_user(site.engine, "tiada", role="analis", reset=True)
