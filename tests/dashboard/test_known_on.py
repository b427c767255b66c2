"""A page's address may ask what was known on a day: ``?per=2020-10-26``."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.config import Settings
from dashboard.reader import Cache, Reader
from dashboard.view import PAGES, ViewError, parse_view
from etl import store
from tests.dashboard.conftest import Site


def test_the_day_is_part_of_the_address() -> None:
    """It is read, kept in every link of the page, and refused where it is no day."""
    view = parse_view("/tren", "?wilayah=35&per=2020-10-26")
    assert view.known_on == "2020-10-26"
    assert "per=2020-10-26" in view.href("peta")
    assert "per=" not in view.href(known_on=None)
    with pytest.raises(ViewError, match="Per “kemarin” tidak terbaca"):
        parse_view("/tren", "?per=kemarin")


def test_tables_are_those_of_the_day(demo: Settings) -> None:
    """The series of Pilkada 2020 ends on 26 October; kept tables of today and of then do not mix."""
    engine, cache = store.connect(demo.database_url()), Cache()
    asked = {"today": date(2026, 11, 21), "cache": cache}
    now = Reader(engine, store.Scope.everything(), **asked)
    then = Reader(engine, store.Scope.everything(), known_on=date(2020, 10, 26), **asked)
    for reader in (now, then):
        rows = reader.published().filter(election_code="PILKADA_2020", metric="tindak_lanjut_persen")
        assert (rows["known_from"].max() > date(2020, 10, 26)) == (reader is now)
        assert (reader.freshness()["last_known_on"] > date(2020, 10, 26)) == (reader is now)
    assert then.today() == date(2020, 10, 26)
    weeks = [reader.panel("netralitas_dugaan")["week"].max() for reader in (then, now)]
    assert weeks[0] <= date(2020, 10, 26) < weeks[1]


@pytest.mark.parametrize("region", ["00", "99", "99.71"])
def test_every_page_draws_as_of_a_day(demo_copy: Settings, region: str) -> None:
    """Each page says that it tells what was known then; none breaks for want of data."""
    site = Site(demo_copy)
    site.add_user("penguji")
    client = site.sign_in("penguji")
    for page in PAGES:
        for day in ("2024-06-30", "2015-01-01"):
            path = f"/{'' if page == 'ringkasan' else page}?wilayah={region}&per={day}"
            answer = client.get(path)
            text = answer.get_data(as_text=True)
            assert answer.status_code == 200, path
            assert "SEPERTI DIKETAHUI" in text, path
