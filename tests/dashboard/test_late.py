"""The latest weeks are not complete: counts so far are never compared, expected final counts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.components.markup import to_html
from dashboard.i18n import texts
from dashboard.pages import ringkasan, susulan, tren
from dashboard.pages.phrases import Change, Expected
from dashboard.snapshot.gather import gather
from tests.dashboard.world import CLOCK, context

WORDS = texts("id")


def expected(mean: float, sd: float) -> Expected:
    return Expected(mean, *(mean + z * sd for z in (-1.64, -1.28, 1.28, 1.64)))


LATE = Change(now=25, before=28, is_partial=True, final=expected(150, 20), final_before=expected(100, 10))


def test_less_so_far_is_not_less() -> None:
    """25 after 28 looks like a fall; with late reports it is 150 after 100, and certainly more."""
    change = replace(LATE, ratio=expected(1.5, 0.1))
    assert change.direction == "up"
    said = change.sentence(WORDS)
    assert said.startswith("25 sejauh ini, diperkirakan menjadi 117–183")
    assert "naik menjadi 1,5 kali (1,3–1,7) empat pekan sebelumnya" in said


@pytest.mark.parametrize(
    ("ratio", "direction"),
    [
        (expected(1.1, 0.2), "same"),
        (expected(0.7, 0.1), "down"),
        (expected(1.5, 0.1), "up"),
        (None, "unknown"),
    ],
)
def test_a_change_is_said_when_it_is_nine_in_ten(ratio: Expected | None, direction: str) -> None:
    """Up or down only where the ratio lies on one side of 1 with 90 %; without a learnt delay none."""
    change = replace(LATE, ratio=ratio)
    assert change.direction == direction
    assert "28" not in change.sentence(WORDS)  # the count so far of the weeks before is no yardstick


def test_without_a_learnt_delay_the_number_is_provisional() -> None:
    """Too few reports to know how late they come: the count so far, marked, and no comparison."""
    change = Change(now=25, before=28, is_partial=True)
    assert change.sentence(WORDS) == "25 sejauh ini; laporan susulan masih masuk, jadi belum dibandingkan"
    assert change.expected(WORDS) == ""


def test_inspections_are_compared_per_operation() -> None:
    """Twice the catches of twice the operations is no change; twice of the same number is."""
    assert Change(now=60, before=30, operations=(20, 10)).direction == "same"
    assert Change(now=60, before=30, operations=(10, 10)).direction == "up"
    assert "60 dari 20 operasi setelah 30 dari 10" in Change(60, 30, operations=(20, 10)).sentence(WORDS)


def test_a_running_week_is_not_compared() -> None:
    """On a Wednesday the week so far is left out on both sides."""
    weeks = pl.DataFrame({"week": [CLOCK - timedelta(weeks=w) for w in range(9, -1, -1)], "count": [10] * 10})
    assert susulan.finished(weeks, CLOCK + timedelta(days=2))["week"].max() == CLOCK - timedelta(weeks=1)


@pytest.mark.parametrize("page", [ringkasan.build, tren.build])
def test_pages_say_what_is_expected(page: object) -> None:
    """Headline of Ringkasan and Tren: so far, expected, and what is still to come until voting day."""
    text = to_html(page(context(page="tren", region="99")))  # type: ignore[operator]
    assert "sejauh ini, diperkirakan menjadi" in text
    assert "sampai hari pemungutan suara diperkirakan 150 kasus lagi (90%: 117–183)" in text


def test_mail_and_sheet_say_the_same() -> None:
    """One sentence, one origin: the Monday mail and the A4 sheet do not compare incomplete weeks either."""
    content = gather(context(region="99"), kind="cuplikan", link="x")
    assert "sejauh ini, diperkirakan menjadi" in content.headline
    assert "setelah laporan susulan" in content.numbers[0].note


def test_the_table_behind_the_figure_tells_them_apart() -> None:
    """On record and expected are two columns; a whole week has no expectation beside it."""
    sheet = tren.weeks_sheet(context(page="tren", region="99"))
    assert sheet is not None
    rows = {r["pekan"]: r for r in sheet.rows}
    late, whole = rows[CLOCK - timedelta(weeks=1)], rows[CLOCK - timedelta(weeks=12)]
    assert late["perkiraan"] == 31.0
    assert late["tercatat"] is not None
    assert (whole["perkiraan"], whole["bawah"]) == (None, None)
    assert rows[CLOCK + timedelta(weeks=1)]["tercatat"] is None


def test_expectations_of_an_old_run_are_not_shown() -> None:
    """A fit of three weeks ago does not know the reports that came since."""
    request = context(page="tren", region="99")
    assert susulan.nowcast(request, susulan.CASES).height == 4
    later = replace(request)
    object.__setattr__(later, "today", date(2024, 11, 20))
    assert susulan.nowcast(later, susulan.CASES).is_empty()
