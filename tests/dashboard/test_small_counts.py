"""Readers of aggregates are never shown a count of 1 to 4, nor one that a subtraction would give away."""

from __future__ import annotations

import pytest

from dashboard.components.markup import to_html
from dashboard.config import Settings
from dashboard.pages import ringkasan, tren
from dashboard.pages.context import Context
from dashboard.snapshot.render import paper_context
from etl import store
from etl.store.suppression import SMALLEST_SHOWN


@pytest.fixture(scope="module", params=["99", "99.02", "99.71"])
def context(demo: Settings, request: pytest.FixtureRequest) -> Context:
    """A reader without record rights, looking at the province, a regency, a city."""
    return paper_context(store.connect(demo.database_url()), request.param, config=demo)


def test_no_week_shows_a_small_count(context: Context) -> None:
    """Each week is 0, at least five, or a gap; and there are small weeks to hide."""
    true = ringkasan.weekly(context, ringkasan.CASES)["count"].to_list()
    seen = ringkasan.visible(context, ringkasan.weekly(context, ringkasan.CASES))["count"].to_list()
    assert any(0 < c < SMALLEST_SHOWN for c in true)
    assert all(c is None or c == 0 or c >= SMALLEST_SHOWN for c in seen)
    assert all(shown in (None, count) for count, shown in zip(true, seen, strict=True))


def test_what_is_hidden_cannot_be_had_by_subtraction(context: Context) -> None:
    """The total minus the weeks shown is at least five persons in at least two weeks."""
    true = ringkasan.weekly(context, ringkasan.CASES)["count"].to_list()
    seen = ringkasan.visible(context, ringkasan.weekly(context, ringkasan.CASES))["count"].to_list()
    hidden = [count for count, shown in zip(true, seen, strict=True) if shown is None]
    assert len(hidden) >= 2
    assert sum(hidden) >= SMALLEST_SHOWN


def test_a_small_sum_is_said_as_fewer_than_five(context: Context) -> None:
    """The number of the last four weeks follows the same rule, also inside the sentence."""
    change = ringkasan.recent_change(context, ringkasan.weekly(context, ringkasan.CASES))
    assert change is not None
    for count in (change.now, change.before):
        said = change.said(context.words, count)
        assert said == ("< 5" if 0 < count < SMALLEST_SHOWN else context.words.number(count))
    assert change.said(context.words, change.now) in change.sentence(context.words)


def test_a_single_recommendation_does_not_name_its_work_unit(context: Context) -> None:
    """One recommendation is often one person: the list shows region, number and days."""
    page = to_html(ringkasan.build(context))
    waiting = context.below(context.reader.recommendations(context.today))
    units = set(waiting.filter(waiting["is_open"])["opd_name"].drop_nulls().to_list())
    plan = context.reader.plan(context.code)[1]
    planned = set(plan["opd_name"].drop_nulls().to_list()) if plan.height else set()
    assert units
    assert not [u for u in units - planned if u in page]


def test_the_trend_page_draws_what_may_be_seen(context: Context) -> None:
    """The table behind the trend holds no small weekly count either."""
    weeks = ringkasan.visible(context, ringkasan.weekly(context, ringkasan.CASES))
    lines = tren.aligned_weeks(context, weeks)
    assert weeks["count"].null_count() > 0
    assert lines.height == 0 or lines["count"].null_count() == 0
