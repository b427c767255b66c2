"""Leaving the weekly mail: one click in a mail program, a button for people, and no account needed."""

from __future__ import annotations

from datetime import datetime

import pytest

from etl import store
from tests.dashboard.conftest import Site

NOW = datetime(2026, 11, 23, 0, 30)  # noqa: DTZ001 (the store keeps UTC without a zone)


@pytest.fixture
def token(site: Site) -> str:
    store.add_recipient(site.engine, email="pj@kota.go.id", scope_code="99", now=NOW)
    with site.engine.connect() as cx:
        return store.read_recipients(cx)["unsubscribe_token"][0]


def has_left(site: Site) -> bool:
    with site.engine.connect() as cx:
        return store.read_recipients(cx)["unsubscribed_at"][0] is not None


def test_the_link_alone_changes_nothing(site: Site, token: str) -> None:
    """Mail programs and scanners open links: GET only asks."""
    answer = site.client().get(f"/berhenti/{token}")
    assert answer.status_code == 200
    assert "Ya, berhenti" in answer.get_data(as_text=True)
    assert not has_left(site)


def test_one_click_by_a_mail_program(site: Site, token: str) -> None:
    """RFC 8058: a POST from outside, without cookies, with the body that mail programs send."""
    answer = site.client().post(f"/berhenti/{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "tidak akan menerima" in answer.get_data(as_text=True)
    assert has_left(site)


def test_an_unknown_link_says_so(site: Site) -> None:
    """A token that nobody has: a friendly page, 404."""
    answer = site.client().post("/berhenti/bukan-token")
    assert answer.status_code == 404
    assert "tidak dikenal" in answer.get_data(as_text=True)
