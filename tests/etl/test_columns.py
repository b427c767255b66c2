"""Reading by columns says what reading row by row would say."""

from __future__ import annotations

import random
from datetime import date

import pytest

from etl import privacy
from etl.block import Block, Records, mapped
from etl.draft import Draft
from etl.kinds import KINDS
from etl.kinds.row import Row
from etl.opd import Alias, OpdBook

TODAY = date(2025, 3, 1)
DAYS = ["2024-03-01", "2024-03-02", "2024-03", "2024", "2020-10-05", None]
TEXTS = [
    "Plaza",
    "Guru",
    "Kepala Desa",
    "teguran tertulis",
    "THL",
    "ikrar",
    "like paslon",
    "LP/1",
    None,
    None,
]
ROWS = 400


def _value(form: str, rng: random.Random) -> object:
    if form in ("count", "pairs", "letter"):
        return rng.choice([0, 1, 2, 7, None])
    if form == "date":
        return rng.choice(DAYS)
    if form == "year":
        return rng.choice([2023, 2024, None])
    if form == "month":
        return rng.choice(["2024-05", "--05", None])
    if form == "yesno":
        return rng.choice([True, False, None])
    if form in ("percent", "number"):
        return rng.choice([1, 12.5, 99, None])
    return rng.choice(TEXTS)


@pytest.mark.parametrize("name", KINDS)
def test_kind_looks_only_at_what_it_says(name: str) -> None:
    """One run for all rows that agree in what a kind looks at gives what one run per row gives."""
    kind, rng = KINDS[name], random.Random(11)
    shown = [c for c in kind.all_columns if c.form not in ("none", "private", "opds")]
    for turn in range(6):
        columns = rng.sample(shown, min(len(shown), 4 + 2 * turn))
        fields = frozenset(c.field for c in columns)
        draft = Draft(list(range(ROWS)), [fields] * ROWS)
        for column in columns:
            draft.values[column.field] = [_value(column.form, rng) for _ in range(ROWS)]
        reads = fields if kind.reads is None else fields & kind.reads
        draft.texts = {n: [v if isinstance(v, str) else None for v in draft.values[n]] for n in sorted(reads)}
        draft.values["person_hash"] = [rng.choice(["a", "b", None]) for _ in range(ROWS)]
        before = {n: list(c) for n, c in draft.values.items()}
        draft.finish(kind, "rekap netralitas pilkada 2024", TODAY, fields | {"opd", "unit", "region_code"})
        for line in range(ROWS):
            said = {n: c[line] for n, c in before.items() if c[line] is not None}
            texts = {n: v for n, v in said.items() if isinstance(v, str) and n in fields}
            row = Row(0, dict(said), texts, TODAY, fields, "rekap netralitas pilkada 2024")
            kind.finish(row)
            outcome = draft.outcomes[line]
            assert draft.said(line) == {n: v for n, v in row.values.items() if v is not None}
            assert outcome.level == row.level
            assert list(outcome.problems) == row.problems
            assert list(outcome.flags) == row.flags


def test_equal_numbers_of_other_kinds_stay_apart() -> None:
    """1, 1.0 and True are equal keys, not the same cell."""
    assert mapped([1, True, 1.0, "1", None], repr) == ["1", "True", "1.0", "'1'", "None"]


def test_block_says_the_same_as_dicts_and_as_columns() -> None:
    """Records are dicts only for who asks; a change in one is a change of the block."""
    block = Block(
        "sidak",
        {"row": [3, 4], "level": ["team", "team"], "sheet": [None, None], "caught_total": [2, None]},
        length=2,
    )
    records = Records([block])
    assert len(records) == 2
    assert list(records.column("caught_total")) == [2, None]
    assert list(records) == [
        {"level": "team", "sheet": None, "row": 3, "caught_total": 2},
        {"level": "team", "sheet": None, "row": 4},
    ]
    records[1]["caught_total"] = 5
    assert list(records.column("caught_total")) == [2, 5]
    assert records == list(records)
    assert block.chosen([False, True]).records == [
        {"level": "team", "sheet": None, "row": 4, "caught_total": 5}
    ]


def test_every_day_of_a_span_knows_the_same_names() -> None:
    """An alias is asked once per span of validity, not once per day."""
    aliases = [
        Alias("Disperin", "Dinas Lama", None, date(2019, 1, 1), date(2020, 6, 30)),
        Alias("Disperin", "Dinas Baru", None, date(2020, 7, 1), None),
    ]
    book = OpdBook(["Dinas Lama", "Dinas Baru"], aliases, {})
    for on in (date(2018, 5, 1), date(2019, 1, 1), date(2020, 6, 30), date(2020, 7, 1), date(2024, 1, 1)):
        assert book.resolve("Disperin", on=book.span(on)) == book.resolve("Disperin", on=on)
    assert len({book.span(date(2020, 7, 1)), book.span(date(2024, 1, 1))}) == 1
    assert book.span(None) is None


def test_quick_look_misses_no_personal_text() -> None:
    """Texts that are not searched for names and numbers hold none."""
    rng = random.Random(1)
    parts = [
        "08123456789", "0812 345 678", "+62 812-3456-7890", "198501012010011001", "19850101 201001 1 001",
        "3574012345678901", "Siti Aminah, S.Pd", "sdr. Budi", "BAPAK Joko", "a.n. Budi",
        "an. Siti", "inisial AB", "atas nama Budi", "bernama Tono", "x@y.id", "terlambat", "7/3/2018",
        "002/Reg/LP/16.12/X/2020",
        "Dra. Ani",
    ]  # fmt: skip
    for _ in range(20_000):
        text = rng.choice(["", " ", "; "]).join(rng.choice(parts) for _ in range(rng.randint(1, 3)))
        full = text
        for pattern in privacy._PATTERNS:
            full = pattern.sub(privacy.BLOT, full)
        assert privacy.scrub(text) == full
