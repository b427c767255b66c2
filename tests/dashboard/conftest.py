"""A running application over an empty database, with the hand-made world behind its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import access, drawing
from dashboard.app import create_app
from dashboard.config import Settings
from etl import store
from etl.store import people
from tests.dashboard.world import World

PASSWORD = "rahasia-uji-netra"


class Site:
    """The application, a way to sign in, and a way to ask like Dash asks."""

    def __init__(self, settings: Settings, app: Dash | None = None) -> None:
        self.app = app or create_app(settings)
        self.settings = settings
        self.engine = store.connect(settings.database_url())

    def client(self) -> FlaskClient:
        return self.app.server.test_client()

    def add_user(self, login: str, *, role: str = "admin", scope: str = "00") -> None:
        access.new_user(self.engine, login, role=role, scope_code=scope)
        with self.engine.connect() as cx:
            user = people.find_user(cx, login)
        assert user is not None
        people.update_user(self.engine, user.id, password_hash=access.hash_password(PASSWORD))

    def sign_in(self, login: str = "admin", password: str = PASSWORD) -> FlaskClient:
        client = self.client()
        self.post_login(client, login, password)
        return client

    def post_login(self, client: FlaskClient, login: str, password: str, **more: str):
        page = client.get("/masuk").get_data(as_text=True)
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert token
        return client.post(
            "/masuk", data={"login": login, "sandi": password, "csrf": token[1], "ke": "/"} | more
        )

    def ask(self, client: FlaskClient, path: object = "/", search: object = "", **changes: object):
        body = {
            "output": "isi.children",
            "outputs": {"id": "isi", "property": "children"},
            "inputs": [
                {"id": "lokasi", "property": "pathname", "value": path},
                {"id": "lokasi", "property": "search", "value": search},
            ],
            "changedPropIds": ["lokasi.pathname"],
        } | changes
        return client.post("/_dash-update-component", json=body)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One application per file of tests; pages read the hand-made world."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("netra"))
    store.migrate(store.connect(settings.database_url()))
    patch = pytest.MonkeyPatch()
    patch.setattr(drawing, "Reader", lambda _engine, scope, **_more: World(scope))
    found = Site(settings)
    found.add_user("admin")
    yield found
    patch.undo()


@pytest.fixture
def ask(site: Site) -> Callable:
    """Ask for a page as a signed-in administrator."""
    client = site.sign_in()
    return lambda path="/", search="", **changes: site.ask(client, path, search, **changes)


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    """A folder of its own."""
    return tmp_path
