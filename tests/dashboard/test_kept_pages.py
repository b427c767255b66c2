"""A drawn page is kept for all who may see the same, and still each session's own."""

from __future__ import annotations

import json
import re

import pytest

from dashboard import access, drawing
from etl import store
from etl.store import people
from tests.dashboard.conftest import PASSWORD, Site

NAMES = {"ani": 'Ani "A" <b>', "budi": "Budi & Co \\"}


@pytest.fixture(scope="module")
def two(site: Site) -> dict:
    """Two people with the same rights and names that a careless program would trip over."""
    for login, name in NAMES.items():
        access.new_user(site.engine, login, role="pengawas", scope_code="00")
        with store.reading(site.engine) as cx:
            user = people.find_user(cx, login)
        assert user is not None
        people.update_user(
            site.engine, user.id, password_hash=access.hash_password(PASSWORD), display_name=name
        )
    return {login: site.sign_in(login) for login in NAMES}


def _shell(answer: dict) -> str:
    return json.dumps(answer["response"]["isi"]["children"], ensure_ascii=False)


def test_each_session_gets_its_own_token_and_name(site: Site, two: dict) -> None:
    """The second reader's page comes from the first one's, with the second one's token and name in it."""
    texts = {
        login: _shell(site.ask(client, "/peta", "?wilayah=99").get_json()) for login, client in two.items()
    }
    tokens = {login: set(re.findall(r'"value": "([\w-]{32})"', text)) for login, text in texts.items()}
    assert all(len(found) == 1 for found in tokens.values())
    assert tokens["ani"] != tokens["budi"]
    for login, name in NAMES.items():
        assert json.dumps(name, ensure_ascii=False) in texts[login]
    assert texts["ani"].replace(*(next(iter(tokens[k])) for k in ("ani", "budi"))).count("Budi") == 0


def test_the_first_paint_is_html_with_names_escaped(two: dict) -> None:
    """A display name cannot bring markup into the page."""
    page = two["ani"].get("/peta?wilayah=99").get_data(as_text=True)
    assert "Ani &quot;A&quot; &lt;b&gt;" in page
    assert "<b>" not in page.split("awal")[1].split("</nav>")[0]


def test_no_mark_ever_leaves(site: Site, two: dict) -> None:
    """What stands in for tokens and names in a kept page is replaced in every answer, friendly ones too."""
    for path, search in (("/", ""), ("/peta", "?wilayah=77"), ("/tidak-ada", ""), ("/data", "")):
        text = site.ask(two["budi"], path, search).get_data(as_text=True)
        assert drawing.SESSION_TOKEN not in text
        assert drawing.READER_NAME not in text
