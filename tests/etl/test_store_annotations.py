"""Notes on a trend, and the step of the database that brought them, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from etl import store
from etl.store import Scope
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING, add_regions

NOW = datetime(2024, 10, 28, 6, 0, tzinfo=UTC)
DAY = date(2024, 10, 14)
CITY = Scope.of("99.71")


def _add(engine: Engine, scope: Scope = EVERYTHING, **more: object) -> int:
    note = {"region_code": "99.71", "on_date": DAY, "text": "Pj wali kota dilantik", "by": "ani", "now": NOW}
    return store.add_annotation(engine, scope, **{**note, **more})  # type: ignore[arg-type]


def _shown(engine: Engine, scope: Scope = EVERYTHING, region_code: str = "99.71") -> list[str]:
    with store.reading(engine) as cx:
        return store.read_annotations(cx, scope, region_code=region_code)["text"].to_list()


def test_a_note_is_shown_on_its_own_region(engine: Engine) -> None:
    """It stands on the trend of the city it was put on, not on its neighbour's."""
    add_regions(engine)
    _add(engine)
    assert (_shown(engine), _shown(engine, region_code="99.01")) == (["Pj wali kota dilantik"], [])


def test_a_note_taken_back_is_gone_and_on_record(engine: Engine) -> None:
    """Removing hides it for all; the audit log keeps who added and who removed, in a sound chain."""
    add_regions(engine)
    number = _add(engine, CITY)
    store.remove_annotation(engine, CITY, number, by="budi", now=NOW)
    assert _shown(engine) == []
    with store.reading(engine) as cx:
        lines = store.read_audit(cx).select("actor", "action").rows()
        assert store.check_audit(cx) is None
    assert lines == [("budi", "unannotate"), ("ani", "annotate")]
    with pytest.raises(store.StoreError, match="sudah dihapus"):
        store.remove_annotation(engine, CITY, number, by="budi", now=NOW)


def test_nobody_writes_on_another_regions_trend(engine: Engine) -> None:
    """An account of one regency neither reads, adds nor removes notes of the city beside it."""
    add_regions(engine)
    number, regency = _add(engine), Scope.of("99.01")
    assert _shown(engine, regency) == []
    with pytest.raises(store.StoreError, match="kewenangan"):
        _add(engine, regency)
    with pytest.raises(store.StoreError, match="kewenangan"):
        store.remove_annotation(engine, regency, number, by="x", now=NOW)
    with pytest.raises(store.StoreError, match="tidak ada"):
        _add(engine, region_code="99.99")


@pytest.mark.parametrize(("text", "code"), [(" \n ", "text_missing"), ("x" * 161, "text_long")])
def test_a_note_is_one_line(engine: Engine, text: str, code: str) -> None:
    """Empty and endless notes are refused in a sentence."""
    add_regions(engine)
    with pytest.raises(store.StoreError) as found:
        _add(engine, text=text)
    assert found.value.code == code


def test_a_note_holds_no_identity_number(engine: Engine) -> None:
    """A NIP typed into a note never reaches the database."""
    add_regions(engine)
    _add(engine, text="Sidak\nbersama 197001011990031001")
    assert _shown(engine) == ["Sidak bersama [dihapus]"]


def test_going_back_one_step_keeps_plans(engine: Engine) -> None:
    """Down to the first tables and up again: plans, their visits and results are still there."""
    add_regions(engine)
    _add(engine)
    plan = {"scope_code": "99", "week": date(2024, 11, 4), "team_count": 1, "day_count": 1}
    items = [
        {"rank": 1, "region_code": "99.71", "expected_finds": 1.0, "is_exploration": False, "reason": "x"}
    ]
    number = store.write_plan(engine, {**plan, "exploration_share": 0.2}, pl.DataFrame(items))
    with store.reading(engine) as cx:
        visit = int(store.read_plan(cx, EVERYTHING, scope_code="99")[1]["id"][0])
    store.write_visit(engine, visit, visited_on=date(2024, 11, 5), checked=10, caught_total=1)
    store.migrate(engine, "0001")
    store.migrate(engine)
    with store.reading(engine) as cx:
        kept, visits = store.read_plan(cx, EVERYTHING, scope_code="99")
        assert store.read_annotations(cx, EVERYTHING, region_code="99.71").is_empty()
    assert kept is not None
    assert (kept["id"], visits["checked"].to_list()) == (number, [10])
